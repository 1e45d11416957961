//! Defaults for the builder of a graph that does not take any from there.

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
