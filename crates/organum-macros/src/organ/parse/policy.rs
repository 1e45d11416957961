//! The policies for handlers that fail or take long.

use proc_macro2::Ident;

use super::{
    super::model::{OnFailure, Policy, Timeout},
    find,
};
use crate::{
    duration,
    options::{self, Errors, Written},
    retry,
};

const ON_FAILURE: [(&str, OnFailure); 3] = [
    ("dead_letter", OnFailure::DeadLetter),
    ("fail", OnFailure::Fail),
    ("nack", OnFailure::Nack),
];

/// Those that are written.
pub(super) fn policy(options: &[Written], errors: &mut Errors) -> Policy {
    Policy {
        retry: find(options, "retry")
            .and_then(|option| retry::or_none(option, "a handler", errors)),
        timeout: find(options, "timeout").and_then(|option| timeout(option, errors)),
        on_failure: find(options, "on_failure").and_then(|option| on_failure(option, errors)),
    }
}

fn timeout(option: &Written, errors: &mut Errors) -> Option<Timeout> {
    if option.is_none() {
        return Some(Timeout::None);
    }
    duration::option(option, errors).map(Timeout::After)
}

/// Refuses a time limit where nothing waits: it could stop nothing.
pub(super) fn stops_something(
    options: &[Written],
    name: &str,
    is_async: bool,
    errors: &mut Errors,
) {
    if let Some(option) = find(options, "timeout").filter(|option| !is_async && !option.is_none()) {
        errors.at(
            option.name.span(),
            format_args!(
                "`timeout` stops an async fn at an await, and `{name}` is not async: make it so, or remove the `timeout`"
            ),
        );
    }
}

fn on_failure(option: &Written, errors: &mut Errors) -> Option<OnFailure> {
    let word: Ident = option.equals("on_failure = dead_letter", errors)?;
    let found = ON_FAILURE.iter().find(|(name, _)| word == name);
    if found.is_none() {
        let names = ON_FAILURE.map(|(name, _)| name);
        let cure = match options::nearest(&word.to_string(), &names) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "write `dead_letter` to keep it, `fail` to stop the spine, or `nack` to leave it to the backend".to_owned(),
        };
        errors.on(
            &word,
            format_args!(
                "`on_failure = {word}` is not an action for an event whose handler failed: {cure}"
            ),
        );
    }
    found.map(|(_, found)| *found)
}

/// Returns the number of events that an organ handles at once.
pub(super) fn concurrency(options: &[Written], organ: &str, errors: &mut Errors) -> Option<u32> {
    let option = find(options, "concurrency")?;
    let literal: syn::LitInt = option.equals("concurrency = 4", errors)?;
    let otherwise = || {
        format!(
            "`concurrency = {literal}` is not a number of events that organ `{organ}` handles at once: write a number from 1 to {}",
            u16::MAX
        )
    };
    let count = options::count(&literal, otherwise(), errors)?;
    if count > u32::from(u16::MAX) {
        errors.on(&literal, otherwise());
        return None;
    }
    Some(count)
}
