//! A cycle through an explicit node whose type is written under different names.
use organum::{graph, node};

struct Order;
type Greeting = String;

#[node(explicit)]
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
