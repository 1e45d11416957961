//! A node that a graph lists twice.
use organum::{graph, node};

struct Order;

#[node(explicit)]
fn names() -> Vec<String> {
    Vec::new()
}

#[node]
async fn order(_names: &Vec<String>) -> Order {
    Order
}

#[graph(output = Order, nodes(names, names))]
struct Checkout {}

fn main() {}
