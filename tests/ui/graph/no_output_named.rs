//! A graph that names no output.
use organum::{graph, node};

struct Cart;
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph]
struct Checkout {
    cart: Cart,
}

#[graph(output = ())]
struct Nothing {
    cart: Cart,
}

#[graph(output)]
struct Which {
    cart: Cart,
}

async fn run(cart: Cart) {
    let _ = Nothing { cart }.run().await;
}

fn main() {}
