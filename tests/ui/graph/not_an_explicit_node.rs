//! Names in `nodes(…)` that are not explicit nodes.
use organum::{graph, node};

struct Cart;
struct Order;
struct Pay;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[node(explicit)]
fn names() -> Vec<String> {
    Vec::new()
}

#[graph(output = Order, nodes(order))]
struct OfFunction {
    cart: Cart,
}

#[graph(output = Order, nodes(Pay))]
struct OfType {
    cart: Cart,
}

#[graph(output = Order, nodes(nmaes))]
struct Misspelt {
    cart: Cart,
}

fn main() {}
