//! An option that is given twice.
use organum::{graph, node};

struct Cart;
struct Order;

#[node(spawn, spawn)]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order, output = Order)]
struct Checkout {
    cart: Cart,
}

fn main() {}
