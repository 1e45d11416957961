//! Values that the runs of one runner share: `#[node(scope = "runner")]`.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

#[path = "graph_scope/forms.rs"]
mod forms;
#[path = "graph_scope/life.rs"]
mod life;
#[path = "graph_scope/threads.rs"]
mod threads;
#[path = "graph_scope/world.rs"]
mod world;
