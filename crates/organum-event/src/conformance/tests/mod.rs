//! Tests of the suites, with conforming and with flawed implementations.

mod flawed_archives;
mod flawed_backends;
mod flawed_caches;
mod log_backend;
mod sound;

use std::{fmt::Debug, future::Future, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;
use tokio::time::timeout;

/// Runs a suite on a flawed implementation, and panics if it passes.
async fn catches(flaw: &impl Debug, suite: impl Future<Output = ()>) {
    let suite = AssertUnwindSafe(suite).catch_unwind();
    match timeout(Duration::from_hours(100), suite).await {
        Ok(Err(_)) => {}
        Ok(Ok(())) => panic!("the suite does not catch {flaw:?}"),
        Err(elapsed) => panic!("the suite hangs with {flaw:?}: {elapsed}"),
    }
}
