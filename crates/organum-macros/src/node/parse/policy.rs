//! The policies among the options of a node.

use syn::{ExprPath, LitInt};

use super::{
    super::model::{Place, Policies},
    find,
};
use crate::{
    duration,
    options::{Count, Errors, Written},
    retry,
    setting::Setting,
};

/// The properties of a function that its policies have to match.
pub(super) struct Fitting<'a> {
    pub(super) name: &'a str,
    pub(super) is_async: bool,
    pub(super) is_fallible: bool,
    pub(super) place: Place,
}

pub(super) fn policies(
    options: &[Written],
    function: &Fitting<'_>,
    errors: &mut Errors,
) -> Policies {
    let name = function.name;
    let written = |option| find(options, option);
    if function.place == Place::Blocking {
        for option in ["retry", "retry_if", "timeout"]
            .into_iter()
            .filter_map(written)
        {
            errors.at(
                option.name.span(),
                format_args!(
                    "`{}` and `blocking` contradict each other: a thread that is blocked can neither be stopped nor wait; make `{name}` async, or move the blocking code into a node of its own",
                    option.name
                ),
            );
        }
        return Policies {
            concurrency: concurrency(options, name, errors),
            ..Policies::default()
        };
    }
    let has_timeout = written("timeout").is_some_and(|option| !option.is_none());
    let may_fail = function.is_fallible || function.is_async && has_timeout;
    if let Some(option) = written("retry")
        && !retry::has_cause(option, "node", name, may_fail, errors)
    {
        return Policies::default();
    }
    let retries = written("retry").filter(|option| !option.is_none());
    if let (Some(option), None) = (written("retry_if"), retries) {
        errors.at(
            option.name.span(),
            "`retry_if` needs a `retry`: add `retry(attempts = 3)`",
        );
    }
    if let Some(option) = written("retry_if").filter(|_| !function.is_fallible) {
        errors.at(
            option.name.span(),
            format_args!(
                "`retry_if` tests the error of a node, and `{name}` returns no `Result`: remove it"
            ),
        );
        return Policies::default();
    }
    if let Some(option) = written("timeout").filter(|_| !function.is_async) {
        errors.at(
            option.name.span(),
            format_args!(
                "`timeout` stops an async fn at an await, and `{name}` is not async: make it so, or remove the `timeout`"
            ),
        );
    }
    Policies {
        retry: Setting::of(written("retry"), |option| {
            retry::option(option, "a node", errors)
        }),
        retry_if: written("retry_if")
            .and_then(|option| option.equals::<ExprPath>("retry_if = path::to::predicate", errors)),
        timeout: Setting::of(written("timeout"), |option| {
            duration::option(option, errors)
        }),
        concurrency: concurrency(options, name, errors),
    }
}

fn concurrency(options: &[Written], name: &str, errors: &mut Errors) -> Option<Count> {
    let option = find(options, "concurrency")?;
    let otherwise = |literal: &LitInt| {
        format!(
            "`concurrency = {literal}` is not a limit on the concurrent calls of `{name}`: write a number from 1, or remove it for no limit"
        )
    };
    Count::option(option, "concurrency = 4", otherwise, errors)
}
