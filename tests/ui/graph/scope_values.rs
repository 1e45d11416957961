//! Values of `scope`, and options that contradict it.
use organum::{graph, node};

struct Cart;
struct Pool;
struct Cache;
struct Client;
struct Order;
struct Receipt;

#[node(scope = "runer")]
fn pool() -> Pool {
    Pool
}

#[node(scope = "process")]
fn cache() -> Cache {
    Cache
}

#[node(scope = runner)]
fn client() -> Client {
    Client
}

#[node(scope)]
fn order(_cart: &Cart, _pool: &Pool, _cache: &Cache) -> Order {
    Order
}

#[node(scope = "runner", concurrency = 4)]
fn receipt(_client: &Client) -> Receipt {
    Receipt
}

#[graph(output = (Order, Receipt))]
struct Checkout {
    cart: Cart,
}

fn main() {}
