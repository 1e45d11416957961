//! A node that is made once for all runs, and takes the `Run` of one.
use organum::{Run, graph, node};

type ThisRun = Run;

struct Pool;
struct Cache;
struct Order;

#[node(scope = "runner")]
fn pool(_run: &Run) -> Pool {
    Pool
}

#[node(scope = "runner")]
fn cache(_pool: &Pool, _run: &ThisRun) -> Cache {
    Cache
}

#[node]
fn order(_cache: &Cache, _run: &Run) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {}

fn main() {}
