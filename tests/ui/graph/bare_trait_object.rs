//! Trait objects without an `Arc` around them: rustc reports them as it does for functions.
use organum::{graph, node};

struct Order;
struct Receipt;
trait Gateway: Send + Sync {}

#[node]
fn order(_gateway: &dyn Gateway) -> Order {
    Order
}

#[node]
fn receipt(_gateway: dyn Gateway) -> Receipt {
    Receipt
}

#[node(explicit)]
fn gateway() -> dyn Gateway {
    unreachable!()
}

#[graph(output = Order)]
struct Checkout {
    gateway: dyn Gateway,
}

fn main() {}
