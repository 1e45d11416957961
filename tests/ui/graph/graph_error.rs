//! An error type of a graph without a conversion from `GraphError`.
use organum::{graph, node};

struct Cart;
struct Order;
struct Refused;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order, error = Refused)]
struct Checkout {
    cart: Cart,
}

fn main() {}
