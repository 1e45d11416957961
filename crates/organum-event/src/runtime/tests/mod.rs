//! Tests of the runtime with a spine whose organs a test scripts: runs, serves, and parallel organs.

mod cuts;
mod faults;
mod parallel;
mod property;
mod reference;
mod serving;
mod stage;
mod world;

use std::future::Future;

/// Runs a future in virtual time.
fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.expect("a runtime").block_on(future)
}
