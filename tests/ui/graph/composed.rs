//! Mistakes in `compose!`, reported in the terms of graphs.
use organum::{compose, node};

#[derive(Clone)]
struct Cart;
struct Coupon;
struct Tier;
struct Order;
struct Receipt;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[node]
fn receipt(_order: &Order, _tier: &Tier) -> Receipt {
    Receipt
}

async fn runs(cart: Cart, coupon: Coupon) {
    let _: Receipt = compose!(Receipt; cart: Cart = cart.clone()).await.unwrap();
    let _: Order = compose!(Order; cart: Cart = cart, coupon: Coupon).await.unwrap();
}

fn main() {}
