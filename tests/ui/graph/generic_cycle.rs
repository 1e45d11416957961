//! A cycle that closes only through a type parameter; rustc reports it, with the whole path.
use organum::{graph, node};

struct Cached<T>(T);
#[derive(Clone)]
struct Order;

#[node]
fn cached<T: Clone + Send + Sync + 'static>(value: T) -> Cached<T> {
    Cached(value)
}

#[node]
async fn order(_cached: &Cached<Order>) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {}

fn main() {}
