//! A mutable dependency; dependencies are shared.
use organum::node;

struct Cart;
struct Order;

#[node]
async fn order(_cart: &mut Cart) -> Order {
    Order
}

fn main() {}
