//! A cycle through a listed node, whose type the nodes on it write differently.
use organum::{graph, node};

struct Order;
type Greeting = String;

#[node(listed)]
fn greeting(_order: &Order) -> String {
    String::new()
}

#[node]
async fn order(_greeting: &Greeting) -> Order {
    Order
}

#[graph(output = Order, nodes(greeting))]
struct Checkout {}

fn main() {}
