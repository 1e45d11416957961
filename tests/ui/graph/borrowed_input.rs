//! An input that borrows from the caller; a run may outlive its caller.
use organum::{graph, node};

struct Cart;
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: &Cart,
}

#[graph(output = &Order)]
struct Lent {
    cart: Cart,
}

fn main() {}
