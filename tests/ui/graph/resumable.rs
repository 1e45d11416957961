//! Mistakes in resumable graphs, and graphs that are not resumable.

use std::sync::Arc;

use organum::{Uuid, prelude::*, store::Store};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Order(u32);
struct Express(bool);
#[derive(Serialize, Deserialize)]
struct Receipt(u32);

#[node]
fn receipt(order: &Order) -> Receipt {
    Receipt(order.0)
}

#[graph(output = Receipt, resumable)]
struct WithoutStore {
    order: Order,
}

#[graph(output = Receipt, resumable(stor = journal))]
struct Misspelt {
    order: Order,
    #[inject]
    store: Arc<dyn Store>,
}

struct Parcel(u32);

#[node(persist(scope = run))]
fn shipped(order: &Order) -> Receipts {
    Receipts(order.0)
}

#[derive(Serialize, Deserialize)]
struct Receipts(u32);

#[node]
fn parcel(receipts: &Receipts, _: &Express) -> Parcel {
    Parcel(receipts.0)
}

#[graph(output = Parcel, resumable)]
struct Unwritable {
    order: Order,
    express: Express,
    #[inject]
    store: Arc<dyn Store>,
}

#[graph(output = Receipt)]
struct Plain {
    order: Order,
}

async fn resumes() {
    let _ = Plain::runner().resume(Uuid::now_v7()).await;
}

fn main() {}
