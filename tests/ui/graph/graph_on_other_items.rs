//! `#[graph]` on items that it does not support.
use organum::{graph, node};

struct Cart;
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order)]
enum Checkout {
    Cart(Cart),
}

#[graph(output = Order)]
struct Short(Cart);

#[graph(output = Order)]
fn run(_cart: Cart) {}

fn main() {}
