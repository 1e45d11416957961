//! The runtimes that are calling the current code: their handlers and hooks must not wait for room that only
//! they can make.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
};

use super::plan::Plan;

thread_local! {
    /// The runtimes whose futures are being polled on this thread, the innermost last.
    static POLLED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Returns an address that identifies a runtime while it exists.
fn address(plan: &Arc<Plan>) -> usize {
    Arc::as_ptr(plan).addr()
}

/// A guard: the runtime is being polled until it is dropped.
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

/// Polls a future that calls handlers and hooks of a runtime.
///
/// The caller pins the future, since an argument of an async function takes twice its size.
pub(super) async fn inside<F: Future>(plan: &Arc<Plan>, mut calls: Pin<&mut F>) -> F::Output {
    poll_fn(|cx| {
        let _entered = Entered::of(plan);
        calls.as_mut().poll(cx)
    })
    .await
}

/// Returns true if a handler or a hook of this runtime is the caller, in its own task.
pub(super) fn is_inside(plan: &Arc<Plan>) -> bool {
    POLLED.with_borrow(|polled| polled.contains(&address(plan)))
}
