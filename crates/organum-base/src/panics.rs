//! What is done about a panic: its message is kept, and nothing else comes of it.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::Cause;

/// A node, a handler or a step panicked. The text is the panic's message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NodePanic(pub String);

/// The message of a panic.
pub fn message(payload: Box<dyn Any + Send>) -> String {
    let message = if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "the panic has no message".to_owned()
    };
    forget(payload);
    message
}

/// Drops the payload of a panic; one that panics as well is leaked.
pub fn forget(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}

/// What `what` gives, unless it panics.
pub fn caught<T>(what: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(what)).map_err(forget).ok()
}

/// Calls `what`, and says whether it panicked, which is logged.
pub fn contain(who: &'static str, what: impl FnOnce()) {
    if caught(what).is_none() {
        tracing::error!("{who} panicked");
    }
}

/// Calls what may panic.
///
/// # Errors
/// That of the call; if it panicked, one with the panic's message.
pub fn as_error<T>(call: impl FnOnce() -> Result<T, Cause>) -> Result<T, Cause> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(message(payload).into()))
}

/// Drops what is the user's; that it panics is no reason to stop.
pub fn discard<T>(value: T) {
    contain("a value of a saga, while it was dropped,", || drop(value));
}

/// The same for each of several.
pub fn discard_each<T>(values: impl IntoIterator<Item = T>) {
    let who = "a value of a saga, while it was dropped,";
    contain_each(who, values.into_iter(), drop);
}

/// Calls `what` for each item: one that panics, which is logged, does not keep the others from it.
#[inline]
pub fn contain_each<T>(
    who: &'static str,
    mut items: impl Iterator<Item = T>,
    mut what: impl FnMut(T),
) {
    // One that panicked is taken already, so the next turn goes on behind it.
    while caught(|| items.by_ref().for_each(&mut what)).is_none() {
        tracing::error!("{who} panicked");
    }
}
