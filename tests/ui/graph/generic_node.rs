//! A generic node whose types do not match.
use std::rc::Rc;

use organum::{graph, node};

struct Store<T>(T);
struct Cache<T>(T);
struct Order;

#[node]
fn cache<T>(_store: Store<T>) -> Cache<T> {
    todo!()
}

#[node]
async fn order(_cache: &Cache<u8>) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    store: Store<u8>,
}

#[node]
async fn shared(_cache: &Cache<Rc<u8>>) -> Shared {
    Shared
}

struct Shared;

fn main() {}
