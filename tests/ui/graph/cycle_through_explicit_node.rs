//! A cycle that goes through a node of another crate's type.
use organum::{graph, node};

struct Cart;
struct Order;

#[node(explicit)]
fn greeting(_cart: &Cart, _order: &Order) -> String {
    String::new()
}

#[node]
async fn order(_greeting: &String) -> Order {
    Order
}

#[graph(output = Order, nodes(greeting))]
struct Checkout {
    cart: Cart,
}

fn main() {}
