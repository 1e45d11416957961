//! The runtime that a run is polled on: its tasks, and its clock.
//!
//! The types of all tasks are erased: tokio's code for a task is large, and would be compiled for each saga several
//! times.

use std::{future::Future, pin::Pin};

use organum_store::{StoreError, StoreErrorKind};
use tokio::{runtime::Handle, sync::oneshot};

pub(crate) use crate::policy::has_clock;

/// Refuses an operation on the sagas of a journal where their leases cannot be renewed.
///
/// # Errors
/// The runtime has no clock.
pub(crate) fn require_clock(operation: &'static str) -> Result<(), StoreError> {
    if has_clock() {
        return Ok(());
    }
    let error = StoreError::new(StoreErrorKind::Unavailable, "journal", operation);
    Err(error.with_detail(
        "leases need the clock of a tokio runtime: build it with `enable_time`, or use `#[tokio::main]`",
    ))
}

/// A boxed future that a task can poll.
pub(crate) type BoxedTask<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Polls a future in a task.
pub(crate) fn spawn(runtime: &Handle, task: BoxedTask<()>) {
    runtime.spawn(task);
}

/// Polls a future in a task, so that it goes on when the future of the result is dropped. The result is None if the
/// task panicked, or was dropped with its runtime.
pub(crate) fn in_task<T: Send + 'static>(
    runtime: &Handle,
    future: impl Future<Output = T> + Send + 'static,
) -> impl Future<Output = Option<T>> + Send + 'static {
    let (to, from) = oneshot::channel();
    let task = async move {
        // The receiver is gone if nobody waits for the result any more.
        let _ = to.send(future.await);
    };
    spawn(runtime, Box::pin(task));
    async { from.await.ok() }
}

/// Polls a future in a task if there is a runtime, and otherwise in this future.
pub(crate) async fn in_task_if_possible<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> Option<T> {
    match Handle::try_current() {
        Ok(runtime) => in_task(&runtime, future).await,
        Err(_) => Some(future.await),
    }
}
