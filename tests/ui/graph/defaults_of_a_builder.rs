//! Defaults in the builder of a graph without configurable defaults.

use organum::{policy::Policy, prelude::*};

struct Price;

#[node]
async fn price() -> Price {
    Price
}

#[graph(output = Price)]
struct Quote {}

fn main() {
    let _ = Quote::builder().defaults(Policy::new()).build();
}
