//! One output that is named twice, also through an alias.
use organum::{graph, node};

struct Cart;
struct Order;
type Purchase = Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = (Order, Order))]
struct Checkout {
    cart: Cart,
}

#[graph(output = (Order, Purchase))]
struct Aliased {
    cart: Cart,
}

fn main() {}
