//! The policies among the options of a node.

use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, Lit, LitInt, LitStr, Path, Token,
    parse::{Parse, ParseStream, Parser},
};

use super::{
    super::model::{Backoff, Place, Policies, Retry},
    find,
};
use crate::{
    duration,
    options::{self, Errors, Value, Written},
};

const RETRY: [&str; 4] = ["attempts", "backoff", "jitter", "panics"];
const EXPONENTIAL: [&str; 2] = ["factor", "max"];
const WRITTEN: &str = "retry(attempts = 3, backoff = exponential(\"100ms\"), jitter)";
const BACKOFFS: &str = "a `backoff` is `none`, `fixed(\"1s\")`, or `exponential(\"100ms\", factor = 2.0, max = \"10s\")`";

/// What of a function the policies have to fit.
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
                    "`{}` and `blocking` contradict each other: a thread that is blocked can neither be stopped nor wait; make `{name}` async, or move what blocks into a node of its own",
                    option.name
                ),
            );
        }
        return Policies {
            concurrency: concurrency(options, name, errors),
            ..Policies::default()
        };
    }
    if let Some(option) = written("retry")
        && !function.is_fallible
        && !asks_for_panics(option)
    {
        errors.at(
            option.name.span(),
            format_args!(
                "`retry` is for a node that can fail, and `{name}` returns no `Result`: remove it, return `Result<T, E>`, or retry its panics with `retry(attempts = 3, panics)`"
            ),
        );
        return Policies::default();
    }
    if let (Some(option), None) = (written("retry_if"), written("retry")) {
        errors.at(
            option.name.span(),
            "`retry_if` decides what `retry` tries again, and there is none: add `retry(attempts = 3)`",
        );
    }
    if let Some(option) = written("retry_if").filter(|_| !function.is_fallible) {
        errors.at(
            option.name.span(),
            format_args!(
                "`retry_if` looks at the error of a node, and `{name}` returns no `Result`: remove it"
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
        retry: written("retry").and_then(|option| retry(option, errors)),
        retry_if: written("retry_if")
            .and_then(|option| option.equals::<Path>("retry_if = path::to::predicate", errors)),
        timeout: written("timeout").and_then(|option| duration::option(option, errors)),
        concurrency: concurrency(options, name, errors),
    }
}

fn concurrency(options: &[Written], name: &str, errors: &mut Errors) -> Option<u32> {
    let option = find(options, "concurrency")?;
    let literal: LitInt = option.equals("concurrency = 4", errors)?;
    let otherwise = format_args!(
        "`concurrency = {literal}` is not how many calls of `{name}` may run at once: write a number from 1, or remove it for no bound"
    );
    count(&literal, otherwise, errors)
}

/// Does `retry(…)` name `panics`? Looked at before the rest is understood.
fn asks_for_panics(option: &Written) -> bool {
    let Value::List(tokens) = &option.value else {
        return false;
    };
    let mut tokens = tokens.clone().into_iter();
    tokens.any(|token| matches!(token, proc_macro2::TokenTree::Ident(word) if word == "panics"))
}

fn count(literal: &LitInt, otherwise: impl std::fmt::Display, errors: &mut Errors) -> Option<u32> {
    match literal.base10_parse() {
        Ok(0) | Err(_) => {
            errors.on(literal, otherwise);
            None
        }
        Ok(count) => Some(count),
    }
}

fn retry(option: &Written, errors: &mut Errors) -> Option<Retry> {
    let Value::List(tokens) = &option.value else {
        errors.at(
            option.name.span(),
            format_args!("`retry` is written `{WRITTEN}`"),
        );
        return None;
    };
    let written = options::parse(tokens.clone(), "retry", &RETRY, errors);
    let find = |name| written.iter().find(|option| option.name == name);
    let attempts = match find("attempts") {
        Some(option) => {
            let literal: Option<LitInt> = option.equals("attempts = 3", errors);
            literal.and_then(|literal| {
                let otherwise = format_args!(
                    "`attempts = {literal}` is not how often a node is tried: write a number from 1, all tries counted"
                );
                count(&literal, otherwise, errors)
            })
        }
        None => {
            errors.at(
                option.name.span(),
                format_args!("`retry` does not say how often: write `{WRITTEN}`"),
            );
            None
        }
    };
    let flag = |name, errors: &mut Errors| {
        find(name).is_some_and(|option| {
            option.flag(errors);
            true
        })
    };
    let jitter = flag("jitter", errors);
    let panics = flag("panics", errors);
    let backoff = find("backoff").map(|option| backoff(option, errors));
    if let Some(option) = find("jitter")
        && matches!(backoff, None | Some(Some(Backoff::None)))
    {
        errors.at(
            option.name.span(),
            "`jitter` spreads the delays of a `backoff`, and there are none: add `backoff = exponential(\"100ms\")`, or remove it",
        );
    }
    Some(Retry {
        attempts: attempts?,
        backoff: backoff.unwrap_or(Some(Backoff::None))?,
        jitter,
        panics,
    })
}

fn backoff(option: &Written, errors: &mut Errors) -> Option<Backoff> {
    let span = option.name.span();
    let wrong = |span: Span, errors: &mut Errors| {
        errors.at(span, BACKOFFS);
        None
    };
    let Value::Equals(tokens) = &option.value else {
        return wrong(span, errors);
    };
    let Ok(kind) = syn::parse2::<Written>(tokens.clone()) else {
        return wrong(span, errors);
    };
    let span = kind.name.span();
    match (kind.name.to_string().as_str(), kind.value) {
        ("none", Value::None) => Some(Backoff::None),
        ("fixed", Value::List(tokens)) => match syn::parse2::<LitStr>(tokens) {
            Ok(delay) => duration::of(&delay, errors).map(Backoff::Fixed),
            Err(_) => wrong(span, errors),
        },
        ("exponential", Value::List(tokens)) => match Exponential::parse.parse2(tokens) {
            Ok(written) => exponential(&written, errors),
            Err(_) => wrong(span, errors),
        },
        _ => wrong(span, errors),
    }
}

/// `"100ms", factor = 2.0, max = "10s"`
struct Exponential {
    first: LitStr,
    options: TokenStream,
}

impl Parse for Exponential {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let first = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Self {
            first,
            options: input.parse()?,
        })
    }
}

fn exponential(written: &Exponential, errors: &mut Errors) -> Option<Backoff> {
    let options = options::parse(written.options.clone(), "exponential", &EXPONENTIAL, errors);
    let find = |name| options.iter().find(|option| option.name == name);
    let first = duration::of(&written.first, errors);
    let factor = match find("factor") {
        Some(option) => factor(option, errors)?,
        None => 2.0,
    };
    let max = match find("max") {
        Some(option) => {
            let literal: LitStr = option.equals("max = \"10s\"", errors)?;
            let max = duration::of(&literal, errors)?;
            if first.is_some_and(|first| max < first) {
                errors.on(
                    &literal,
                    format_args!(
                        "the longest delay, {}, is shorter than the first one, {}: write `fixed({})` for delays that stay the same",
                        literal.value(),
                        written.first.value(),
                        literal.token()
                    ),
                );
            }
            Some(max)
        }
        None => None,
    };
    Some(Backoff::Exponential {
        first: first?,
        factor,
        max,
    })
}

/// Delays do not become shorter, so that none becomes zero.
fn factor(option: &Written, errors: &mut Errors) -> Option<f64> {
    let written: Expr = option.equals("factor = 2.0", errors)?;
    let number: Option<f64> = match &written {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Float(number) => number.base10_parse().ok(),
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    };
    let fits = number.filter(|number| (1.0..=1000.0).contains(number));
    if fits.is_none() {
        errors.on(
            &written,
            "a `factor` is what each delay is multiplied by: write a number from 1.0 to 1000.0",
        );
    }
    fits
}
