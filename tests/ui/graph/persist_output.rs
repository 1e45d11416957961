//! Results that a store cannot record.

use std::sync::Arc;

use organum::{prelude::*, store::Store};
use serde::Serialize;

struct Price(u32);

#[derive(Serialize)]
struct Tax(u32);

#[node(persist(scope = global))]
fn price() -> Price {
    Price(7)
}

#[node(persist(scope = run))]
async fn tax() -> Result<Tax, std::io::Error> {
    Ok(Tax(2))
}

struct Cached<T>(T);

#[node(persist(scope = global))]
fn cached<T: Clone>(of: &T) -> Cached<T> {
    Cached(of.clone())
}

#[graph(output = (Price, Tax))]
struct Shop {
    #[inject]
    store: Arc<dyn Store>,
}

fn main() {}
