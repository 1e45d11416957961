//! Which runtimes call the code that runs now: their handlers and hooks are not made to wait for room that
//! only they can make.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
};

use super::plan::Plan;

thread_local! {
    /// The runtimes whose futures are polled on this thread now, the innermost last.
    static POLLED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// What tells runtimes apart, as long as they are there.
fn address(plan: &Arc<Plan>) -> usize {
    Arc::as_ptr(plan).addr()
}

/// A runtime calls handlers and hooks until this is dropped.
struct Entered;

impl Entered {
    fn of(plan: &Arc<Plan>) -> Self {
        POLLED.with_borrow_mut(|polled| polled.push(address(plan)));
        Self
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        POLLED.with_borrow_mut(Vec::pop);
    }
}

/// Runs what calls handlers and hooks of a runtime.
///
/// The future is pinned by the caller: an argument of an async function takes its room twice.
pub(super) async fn inside<F: Future>(plan: &Arc<Plan>, mut calls: Pin<&mut F>) -> F::Output {
    poll_fn(|cx| {
        let _entered = Entered::of(plan);
        calls.as_mut().poll(cx)
    })
    .await
}

/// Is this called by a handler or a hook of this runtime, in its own task?
pub(super) fn is_inside(plan: &Arc<Plan>) -> bool {
    POLLED.with_borrow(|polled| polled.contains(&address(plan)))
}
