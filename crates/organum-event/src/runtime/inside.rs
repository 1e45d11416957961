//! The runtimes that are calling the current code: their handlers and hooks must not wait for room that only
//! they can make.
//!
//! A handler that publishes to a full backend through a handle of its own runtime would wait for ever: room is made when
//! its own delivery is settled, after it has returned. So such a publication must not wait for room, while a publication
//! from outside must wait, or the bound of the backend would have no effect.
//!
//! Both publish through the same [`SpineHandle`](super::SpineHandle), which the user has made before the run and has put
//! into an organ, a client or a closure. A handler gets its event and nothing of the runtime, so there is no value that
//! could carry a marker from the runtime to the handle: only the poll in which the call happens tells the two apart. That
//! is what the thread-local records. It is set for the duration of a poll, and not across an await, so a future that moves
//! to another thread, or is dropped, leaves nothing behind.
//!
//! A task that a handler spawns is not polled by the runtime. A clone of the handle that the handler makes for it
//! remembers where it was made.

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
