//! The conversion of tokens to the model of a node.

pub(super) mod form;
mod item;
mod persist;
mod policy;
mod signature;

use std::cell::Cell;

use proc_macro2::TokenStream;
use syn::{Item, LitStr};

use super::model::{Close, Node, Place, Scope};
use crate::{
    bodies, duration, names,
    options::{self, Errors, Written},
};

const OPTIONS: [&str; 12] = [
    "spawn",
    "blocking",
    "explicit",
    "scope",
    "close",
    "close_timeout",
    "retry",
    "retry_if",
    "timeout",
    "concurrency",
    "persist",
    "crate",
];

/// The options that are policies.
const POLICIES: [&str; 4] = ["retry", "retry_if", "timeout", "concurrency"];

/// Returns the node that the tokens declare, as far as it can be determined.
pub(super) fn node(options: TokenStream, item: &TokenStream, errors: &mut Errors) -> Option<Node> {
    let was_listed = Cell::new(false);
    let elsewhere = |option: &str| {
        was_listed.set(was_listed.get() || option == "listed");
        renamed(option)
    };
    let mut options = options::parse_but(options, "node", &OPTIONS, elsewhere, errors);
    if was_listed.get() {
        // Already reported, so none of its consequences is.
        options.push(Written::flagged("explicit"));
    }
    match bodies::item(item) {
        Ok(Item::Fn(item)) => item::function(&options, item, errors),
        Ok(Item::Struct(item)) => item::structure(&options, item, errors),
        Ok(Item::Impl(item)) => item::implementation(&options, &item, errors),
        Ok(other) => {
            let cure = match other {
                Item::Enum(_) | Item::Union(_) => ": write a `fn` that returns it",
                _ => "",
            };
            errors.on(
                names::first_word(item),
                format_args!(
                    "`#[node]` goes on a `fn`, a `struct` or an `impl` block, and {}{cure}",
                    names::of_item(&other)
                ),
            );
            None
        }
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// Returns the advice for an option under its former name.
fn renamed(option: &str) -> Option<String> {
    let now = match option {
        "listed" => "`listed` was renamed: write `#[node(explicit)]`",
        _ => return persist::of_persist(option),
    };
    Some(now.to_owned())
}

fn find<'a>(options: &'a [Written], name: &str) -> Option<&'a Written> {
    options.iter().find(|option| option.name == name)
}

fn is_explicit(options: &[Written], errors: &mut Errors) -> bool {
    find(options, "explicit").is_some_and(|option| {
        option.flag(errors);
        true
    })
}

/// Parses the way in which the value of a function is closed.
fn close(options: &[Written], errors: &mut Errors) -> Option<Close> {
    let limit = find(options, "close_timeout");
    let Some(close) = find(options, "close") else {
        if let Some(limit) = limit {
            errors.at(
                limit.name.span(),
                "`close_timeout` needs a `close`: add `close = Type::close`",
            );
        }
        return None;
    };
    let limit = limit.and_then(|limit| duration::option(limit, errors));
    let function = close.equals("close = Type::close", errors)?;
    Some(Close { function, limit })
}

const SCOPES: [&str; 2] = ["run", "runner"];

/// Parses the lifetime of the value, and checks it against options that a shared value cannot have.
fn scope(options: &[Written], errors: &mut Errors) -> Scope {
    let Some(option) = find(options, "scope") else {
        return Scope::Run;
    };
    let Some(literal) = option.equals::<LitStr>("scope = \"runner\"", errors) else {
        return Scope::Run;
    };
    match literal.value().as_str() {
        "run" => return Scope::Run,
        "runner" => {}
        other => {
            let cure = match options::nearest(other, &SCOPES) {
                Some(nearest) => format!("did you mean `\"{nearest}\"`?"),
                None => "write `\"runner\"` for a value that all runs of a runner share, or remove it for a value of each run".to_owned(),
            };
            errors.on(&literal, format_args!("`{other:?}` is not a scope: {cure}"));
            return Scope::Run;
        }
    }
    if let Some(bound) = find(options, "concurrency") {
        errors.at(
            bound.name.span(),
            "`concurrency` limits a node over the runs of a runner, and `scope = \"runner\"` makes the value once for all of them, in one run at a time: remove the `concurrency`",
        );
    }
    Scope::Runner
}

/// Parses the place where a function runs, and checks it against the function.
fn place(options: &[Written], is_async: bool, name: &str, errors: &mut Errors) -> Place {
    let spawn = find(options, "spawn");
    let blocking = find(options, "blocking");
    for option in [spawn, blocking].into_iter().flatten() {
        option.flag(errors);
    }
    match (spawn, blocking) {
        (Some(_), Some(second)) => {
            errors.at(
                second.name.span(),
                "`spawn` and `blocking` contradict each other: keep `spawn` for an async fn, `blocking` for a fn that blocks its thread",
            );
            Place::Inline
        }
        (Some(option), None) if !is_async => {
            errors.at(
                option.name.span(),
                format_args!(
                    "`spawn` is for an async fn, and `{name}` is not async: make it so, or write `blocking` to run it on the pool for blocking work"
                ),
            );
            Place::Inline
        }
        (None, Some(option)) if is_async => {
            errors.at(
                option.name.span(),
                format_args!(
                    "`blocking` is for a fn that blocks its thread, and `{name}` is async: remove `async`, or write `spawn` to run it on another worker"
                ),
            );
            Place::Inline
        }
        (Some(_), None) => Place::Spawned,
        (None, Some(_)) => Place::Blocking,
        (None, None) => Place::Inline,
    }
}
