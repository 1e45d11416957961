//! An optional dependency without a provider, which it needs like any other.
use organum::prelude::*;

struct Cart;
struct Coupon;
struct Order;

#[node]
async fn order(_cart: &Cart, _coupon: Option<&Coupon>) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
}

fn main() {}
