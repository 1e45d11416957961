//! An explicit node that no output needs.
use organum::{graph, node};

struct Cart;
struct Order;

#[node(explicit)]
fn names() -> Vec<String> {
    Vec::new()
}

#[node(explicit)]
fn count(_names: &Vec<String>) -> u64 {
    0
}

#[node]
async fn order(_cart: &Cart, _names: &Vec<String>) -> Order {
    Order
}

#[graph(output = Order, nodes(names, count))]
struct Checkout {
    cart: Cart,
}

fn main() {}
