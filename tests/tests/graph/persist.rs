//! Nodes whose results a store records: who runs, who waits, and what is found again.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    clippy::trivially_copy_pass_by_ref,
    reason = "nodes are test code too, and their forms are what is tested"
)]

mod databases;
mod events;
mod faults;
mod handover;
mod recording;
mod resuming;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use organum::{
    persist::{PersistError, PersistErrorKind},
    store::{MemoryStore, RecordFilter, RecordSummary, Store},
};
use serde::{Deserialize, Serialize};

const MS: Duration = Duration::from_millis(1);

/// The question that the nodes of these tests answer: a given value, and a part of the key.
#[derive(Clone, Copy, Serialize)]
struct Sku(u32);

/// Counts the calls of nodes: an injected value, and so no part of the key.
#[derive(Clone, Default)]
struct Calls(Arc<AtomicU32>);

impl Calls {
    fn next(&self) -> u32 {
        self.0.fetch_add(1, SeqCst) + 1
    }

    fn count(&self) -> u32 {
        self.0.load(SeqCst)
    }
}

fn memory() -> (MemoryStore, Arc<dyn Store>) {
    let store = MemoryStore::new();
    (store.clone(), Arc::new(store))
}

async fn records(store: &dyn Store) -> Vec<RecordSummary> {
    store.list(&RecordFilter::all(), None, 100).await.unwrap()
}

/// Returns the kind of the error by which a persisted node failed by itself.
fn kind(error: &organum::GraphError) -> PersistErrorKind {
    let error = error.downcast_ref::<PersistError>();
    error.expect("the store is the cause").kind()
}
