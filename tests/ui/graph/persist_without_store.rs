//! Graphs without the store in which their nodes record results.

use std::{ops::Deref, sync::Arc};

use organum::{prelude::*, store::Store};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Price(u32);
#[derive(Serialize, Deserialize)]
struct Tax(u32);
struct Receipt(u32);

struct Audit(Arc<dyn Store>);

impl Deref for Audit {
    type Target = Arc<dyn Store>;

    fn deref(&self) -> &Arc<dyn Store> {
        &self.0
    }
}

#[node(persist(scope = global))]
fn price() -> Price {
    Price(7)
}

#[node(persist(scope = run, store = Audit))]
fn tax() -> Tax {
    Tax(2)
}

#[node]
fn receipt(price: &Price, tax: &Tax) -> Receipt {
    Receipt(price.0 + tax.0)
}

#[graph(output = Receipt)]
struct Shop {}

fn main() {}
