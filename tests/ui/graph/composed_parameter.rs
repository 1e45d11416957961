//! The graph of `compose!` is an item of its own, which cannot use the parameters of the function.
use organum::{compose, node};

struct Cart;
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

async fn runs<T: Into<Cart>>(cart: T) {
    let _ = compose!(Order; cart: T = cart).await;
}

fn main() {}
