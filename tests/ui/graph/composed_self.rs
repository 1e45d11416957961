//! The graph of `compose!` is an item of its own.
use organum::{compose, node};

struct Cart;
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

impl Cart {
    async fn order(self) -> Order {
        compose!(Order; cart: Self = self).await.unwrap()
    }
}

fn main() {}
