//! Nodes that are made once for all runs, from nodes that each run makes for itself.
use organum::{graph, node};

struct Env;
struct Settings;
struct Clock;
struct Pool;
struct Cache;
struct Order;

#[node]
fn settings(_env: &Env) -> Settings {
    Settings
}

#[node]
fn clock() -> Clock {
    Clock
}

#[node(scope = "runner")]
fn pool(_settings: &Settings) -> Pool {
    Pool
}

#[node(scope = "runner")]
fn cache(_clock: Option<&Clock>, _pool: &Pool) -> Cache {
    Cache
}

#[node]
fn order(_pool: &Pool, _cache: &Cache) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    #[inject]
    env: Env,
}

fn main() {}
