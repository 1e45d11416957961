//! An output is moved out of its run, and what all runs share cannot be.
use organum::{graph, node};

struct Pool;
struct Order;

#[node(scope = "runner")]
fn pool() -> Pool {
    Pool
}

#[node]
fn order(_pool: &Pool) -> Order {
    Order
}

#[graph(output = (Order, Pool))]
struct Checkout {}

fn main() {}
