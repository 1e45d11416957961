//! An output that all runs share; outputs are moved out of their run.
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
