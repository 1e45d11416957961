//! A type that holds no store.

use std::sync::Arc;

use organum::{prelude::*, store::Store};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Price(u32);

struct Audit(Arc<dyn Store>);

#[node(persist(scope = global, store = Audit))]
fn price() -> Price {
    Price(7)
}

#[graph(output = Price)]
struct Shop {
    #[inject]
    audit: Audit,
}

fn main() {}
