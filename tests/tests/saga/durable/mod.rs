//! Sagas over stores that fail at each of their calls, and sagas whose futures are dropped at each of their
//! polls: everything is done or everything is undone in the end, nothing is repeated that was recorded, and no
//! report is contradicted by what comes later. Virtual time is exact.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

mod cuts;
mod drivers;
mod faults;
mod random;
mod sagas;
mod world;

/// Runs a case on a runtime of its own, whose clock is paused.
fn block_on<T>(case: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(case)
}
