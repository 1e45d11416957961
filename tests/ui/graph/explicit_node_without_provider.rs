//! An explicit node needs something that nothing provides.
use organum::{graph, node};

struct Cart;
struct Tier;
struct Order;

#[node(explicit)]
fn names(_tier: &Tier) -> Vec<String> {
    Vec::new()
}

#[node]
async fn order(_cart: &Cart, _names: &Vec<String>) -> Order {
    Order
}

#[graph(output = Order, nodes(names))]
struct Checkout {
    cart: Cart,
}

fn main() {}
