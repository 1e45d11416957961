//! Options under their former names are reported with the new ones.

use organum::{graph, node};

struct A;

#[node]
fn a() -> A {
    A
}

#[node(listed)]
fn names() -> Vec<String> {
    Vec::new()
}

#[graph(output = A, timeout = "30s")]
struct Slow {}

fn main() {}
