//! Contained panics: the message of a panic is kept, and the panic goes no further.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::Cause;

/// A node, a handler, a step or a store panicked. The text is the panic's message.
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

/// Drops the payload of a panic; a payload whose drop panics is leaked.
pub fn forget(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}

/// Returns the result of `what`, or `None` if `what` panics.
pub fn caught<T>(what: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(what)).map_err(forget).ok()
}

/// Calls `what` and logs a panic of it, naming `who`.
pub fn contain(who: &'static str, what: impl FnOnce()) {
    if caught(what).is_none() {
        tracing::error!("{who} panicked");
    }
}

/// Calls a function that may panic.
///
/// # Errors
/// The error of the call; if the call panicked, an error with the panic's message.
pub fn as_error<T>(call: impl FnOnce() -> Result<T, Cause>) -> Result<T, Cause> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(message(payload).into()))
}

/// Drops a value of the user's. A panic of its drop is logged and contained.
pub fn discard<T>(value: T) {
    contain("a value of a saga, while it was dropped,", || drop(value));
}

/// Drops each of several values as [`discard`] does.
pub fn discard_each<T>(values: impl IntoIterator<Item = T>) {
    let who = "a value of a saga, while it was dropped,";
    contain_each(who, values.into_iter(), drop);
}

/// Calls `what` for each item. A panic is logged, and the remaining items are still processed.
#[inline]
pub fn contain_each<T>(
    who: &'static str,
    mut items: impl Iterator<Item = T>,
    mut what: impl FnMut(T),
) {
    // The iterator is already past the item whose call panicked, so the loop continues with the next one.
    while caught(|| items.by_ref().for_each(&mut what)).is_none() {
        tracing::error!("{who} panicked");
    }
}
