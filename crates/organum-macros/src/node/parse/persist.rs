//! The option `persist(…)` of a node.

use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::{LitInt, LitStr, Type, parse_quote};

use super::{
    super::model::{Form, Param, Persist, PersistScope},
    find,
    policy::Fitting,
};
use crate::{
    duration::{self, Length},
    options::{self, Errors, Value, Written},
};

const OPTIONS: [&str; 8] = [
    "scope",
    "ttl",
    "version",
    "name",
    "failures",
    "lease",
    "on_store_error",
    "store",
];

const EXAMPLE: &str = "`persist` is written `persist(scope = run)` for results that runs with the same execution id find again, or `persist(scope = global)` for results that every run finds";

/// Returns the advice for an option of `persist` that is written outside of its parentheses.
pub(super) fn of_persist(option: &str) -> Option<String> {
    let is_known = OPTIONS.contains(&option) && option != "scope";
    is_known.then(|| {
        format!(
            "`{option}` is an option of `persist`: move it into the parentheses of `persist(…)`"
        )
    })
}

/// Parses the option, and checks it against the function and the other options.
pub(super) fn persist(
    options: &[Written],
    function: &Fitting<'_>,
    errors: &mut Errors,
) -> Option<Persist> {
    let option = find(options, "persist")?;
    if cfg!(not(feature = "persist")) {
        errors.at(
            option.name.span(),
            "`persist` needs the feature `persist` of `organum`: add it to `features = [\"persist\"]` in Cargo.toml",
        );
        return None;
    }
    let tokens = match &option.value {
        Value::List(tokens) => tokens.clone(),
        _ => {
            errors.at(option.name.span(), EXAMPLE);
            return None;
        }
    };
    let had_no_errors = errors.is_empty();
    let written = options::parse(tokens, "persist", &OPTIONS, errors);
    let are_all_known = !had_no_errors || errors.is_empty();
    contradictions(options, option, errors);
    let scope = match find(&written, "scope") {
        Some(scope) => scope_of(scope, errors)?,
        None => {
            if are_all_known {
                errors.at(option.name.span(), EXAMPLE);
            }
            return None;
        }
    };
    Some(Persist {
        at: option.name.span(),
        scope,
        ttl: length(&written, "ttl", errors),
        version: find(&written, "version").map_or(1, |version| version_of(version, errors)),
        name: find(&written, "name").and_then(|name| name_of(name, errors)),
        failures: failures(options, &written, function, errors),
        lease: duration::lease(&written, errors),
        runs_without_store: on_store_error(&written, scope, errors),
        store: find(&written, "store").and_then(|store| store.equals("store = Type", errors)),
    })
}

fn contradictions(options: &[Written], persist: &Written, errors: &mut Errors) {
    let is_shared = find(options, "scope").is_some_and(
        |scope| matches!(&scope.value, Value::Equals(value) if value.to_string() == "\"runner\""),
    );
    if is_shared {
        errors.at(
            persist.name.span(),
            "`persist` and `scope = \"runner\"` contradict each other: the runs of a runner share the value itself, and a record is read again by each run; keep one of them",
        );
    }
    if find(options, "close").is_some() {
        errors.at(
            persist.name.span(),
            "`persist` and `close` contradict each other: a recorded value is read again by other runs, and a value that has to be closed belongs to one; keep one of them",
        );
    }
}

fn scope_of(option: &Written, errors: &mut Errors) -> Option<PersistScope> {
    let word: Ident = option.equals("scope = run` or `scope = global", errors)?;
    match word.to_string().as_str() {
        "run" => Some(PersistScope::Run),
        "global" => Some(PersistScope::Global),
        other => {
            let cure = match options::nearest(other, &["run", "global"]) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "write `run` or `global`".to_owned(),
            };
            errors.on(
                &word,
                format_args!("`{other}` is not a scope of `persist`: {cure}"),
            );
            None
        }
    }
}

fn length(written: &[Written], name: &str, errors: &mut Errors) -> Option<Length> {
    let option = find(written, name)?;
    if option.is_none() {
        return None;
    }
    duration::option(option, errors)
}

fn version_of(option: &Written, errors: &mut Errors) -> u32 {
    let Some(literal) = option.equals::<LitInt>("version = 2", errors) else {
        return 1;
    };
    match literal.base10_parse() {
        Ok(version @ 1..) => version,
        _ => {
            errors.on(
                &literal,
                format_args!(
                    "`version = {literal}` is not a version: write a number from 1 to {}",
                    u32::MAX
                ),
            );
            1
        }
    }
}

fn name_of(option: &Written, errors: &mut Errors) -> Option<LitStr> {
    let name: LitStr = option.equals("name = \"shop/price\"", errors)?;
    if name.value().is_empty() {
        errors.on(
            &name,
            "`name` is empty: write the text by which the records of the node are found, or remove it for the path of the node",
        );
        return None;
    }
    Some(name)
}

/// Parses `failures(ttl = "…")`.
fn failures(
    options: &[Written],
    written: &[Written],
    function: &Fitting<'_>,
    errors: &mut Errors,
) -> Option<Length> {
    let option = find(written, "failures")?;
    let has_timeout = find(options, "timeout").is_some_and(|timeout| !timeout.is_none());
    if !function.is_fallible && !has_timeout {
        errors.at(
            option.name.span(),
            format_args!(
                "`failures` records that a node failed, and `{}` returns no `Result` and has no `timeout`: remove it",
                function.name
            ),
        );
        return None;
    }
    let Value::List(tokens) = &option.value else {
        errors.at(
            option.name.span(),
            "`failures` is written `failures(ttl = \"1m\")`, with the time for which a failure is kept",
        );
        return None;
    };
    let inner = options::parse(tokens.clone(), "failures", &["ttl"], errors);
    match find(&inner, "ttl") {
        Some(ttl) => duration::option(ttl, errors),
        None => {
            errors.at(
                option.name.span(),
                "`failures` needs a `ttl`, after which the node is tried again: write `failures(ttl = \"1m\")`",
            );
            None
        }
    }
}

/// Returns true if the node runs without its store if the store fails.
fn on_store_error(written: &[Written], scope: PersistScope, errors: &mut Errors) -> bool {
    let default = scope == PersistScope::Global;
    let Some(option) = find(written, "on_store_error") else {
        return default;
    };
    let Some(word) =
        option.equals::<Ident>("on_store_error = run` or `on_store_error = fail", errors)
    else {
        return default;
    };
    match word.to_string().as_str() {
        "run" => true,
        "fail" => false,
        other => {
            errors.on(
                &word,
                format_args!(
                    "`{other}` is not what a node can do if its store fails: write `run` to run it without the store, or `fail`"
                ),
            );
            default
        }
    }
}

/// Returns the store of a persisted node as a dependency, which is not passed to its function.
pub(super) fn store(persist: &Persist) -> Param {
    let ty: Type = match &persist.store {
        Some(store) => store.clone(),
        None => {
            let at = Span::call_site().located_at(persist.at);
            let ty = quote_spanned!(at=> ::std::sync::Arc<dyn __organum::Store>);
            parse_quote!(#ty)
        }
    };
    Param {
        name: "store".to_owned(),
        written: ty.clone(),
        dependency: ty,
        form: Form::Stored,
        alternatives: 1,
    }
}
