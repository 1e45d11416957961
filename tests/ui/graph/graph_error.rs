//! An error of a graph that does not come from what runs fail with.
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
