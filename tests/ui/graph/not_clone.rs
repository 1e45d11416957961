//! A dependency taken by value that cannot be cloned.
use organum::node;

struct Cart;
struct Order;

#[node]
fn order(_cart: Cart) -> Order {
    Order
}

#[node]
struct Parcel {
    order: Order,
}

fn main() {}
