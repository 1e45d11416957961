//! Values that the runs of one runner share: `#[node(scope = "runner")]`.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

mod forms;
mod life;
mod threads;
mod world;
