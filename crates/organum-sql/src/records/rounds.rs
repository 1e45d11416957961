//! Calls with several items for one record, which take effect in their order.

use std::collections::HashSet;

use organum_store::{StoreError, key::Key};

/// Returns the positions of the next items to send: those without an answer, but only the first one of
/// each key. `None` if all have answers.
pub(super) fn rounds<T, A>(
    items: &[T],
    answers: &[Option<A>],
    key: impl Fn(&T) -> Key,
) -> Option<Vec<usize>> {
    let mut keys = HashSet::new();
    let unanswered = (0..items.len()).filter(|at| answers[*at].is_none());
    let next: Vec<usize> = unanswered
        .filter(|at| keys.insert(key(&items[*at])))
        .collect();
    (!next.is_empty()).then_some(next)
}

/// Returns the answers, with an error for each item that has none.
pub(super) fn unanswered<T>(
    answers: Vec<Option<Result<T, StoreError>>>,
    error: impl Fn() -> StoreError,
) -> Vec<Result<T, StoreError>> {
    let answers = answers.into_iter();
    answers
        .map(|answer| answer.unwrap_or_else(|| Err(error())))
        .collect()
}
