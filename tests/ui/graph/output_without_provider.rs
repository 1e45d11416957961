//! Outputs without a provider, and outputs that are inputs.
use organum::{graph, node};

struct Cart;
struct Order;
struct Preview;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = (Order, Preview, Cart))]
struct Checkout {
    cart: Cart,
}

fn main() {}
