//! The syntax of `compose!`.
use organum::{compose, node};

struct Cart;
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

async fn runs(cart: Cart) {
    let _: Order = compose!().await.unwrap();
    let _: Order = compose!(Order; cart).await.unwrap();
    let _: Order = compose!(Order: cart: Cart).await.unwrap();
    let _: Order = compose!(Order, node(names); cart: Cart).await.unwrap();
    let _: Order = compose!(Order; cart: Cart, other: Cart = cart).await.unwrap();
}

fn main() {}
