//! Sagas with stores that fail at each call, and sagas whose futures are dropped after each poll. In the end, every
//! step is completed or every step is undone, no recorded call is repeated, and no earlier report is contradicted.
//! The tests use virtual time.
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
