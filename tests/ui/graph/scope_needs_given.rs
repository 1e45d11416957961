//! Nodes that are made once for all runs, from inputs that are given to each run: directly, through a
//! node, and through an explicit node.
use organum::{graph, node};

struct Tenant;
struct Region(u32);
struct Locale;
struct Settings;
struct Connection;
struct Pool;
struct Cache;
struct Texts;
struct Order;

#[node(scope = "runner")]
fn cache(_tenant: &Tenant) -> Cache {
    Cache
}

#[node]
fn settings(_region: &Region) -> Settings {
    Settings
}

#[node(scope = "runner")]
fn connection(_settings: &Settings) -> Connection {
    Connection
}

#[node(scope = "runner")]
fn pool(_connection: &Connection) -> Pool {
    Pool
}

#[node(explicit)]
fn lines(_locale: &Locale) -> Vec<String> {
    Vec::new()
}

#[node(scope = "runner", explicit)]
fn words(_lines: &Vec<String>) -> Box<str> {
    "".into()
}

#[node]
fn texts(_words: &Box<str>) -> Texts {
    Texts
}

#[node]
fn order(_pool: &Pool, _cache: &Cache, _texts: &Texts) -> Order {
    Order
}

#[graph(output = Order, nodes(lines, words))]
struct Checkout {
    tenant: Tenant,
    region: Region,
    locale: Locale,
}

fn main() {}
