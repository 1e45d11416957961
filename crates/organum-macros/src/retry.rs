//! `retry(attempts = 3, backoff = …, jitter, panics)`: the number of attempts, and the delays between
//! them.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Expr, Lit, LitInt, Token,
    parse::{Parse, ParseStream, Parser},
};

use crate::{
    duration::{Length, WrittenLength},
    options::{self, Count, Errors, Value, Written},
};

const RETRY: [&str; 4] = ["attempts", "backoff", "jitter", "panics"];
const EXPONENTIAL: [&str; 2] = ["factor", "max"];
const WRITTEN: &str = "retry(attempts = 3, backoff = exponential(\"100ms\"), jitter)";
const BACKOFFS: &str = "a `backoff` is `none`, `fixed(\"1s\")`, or `exponential(\"100ms\", factor = 2.0, max = \"10s\")`";

/// The retry policy as written.
#[derive(Clone, Debug)]
pub(crate) struct Retry {
    attempts: Count,
    backoff: Backoff,
    jitter: bool,
    panics: bool,
}

#[derive(Clone, Debug)]
enum Backoff {
    None,
    Fixed(Length),
    Exponential {
        first: Length,
        factor: f64,
        max: Option<Length>,
    },
}

/// Returns true if there is something that `retry` can retry: an error, a timeout, or panics that it names.
/// Reports a mistake otherwise.
pub(crate) fn has_cause(
    option: &Written,
    what: &str,
    name: impl std::fmt::Display,
    may_fail: bool,
    errors: &mut Errors,
) -> bool {
    let has_cause = may_fail || asks_for_panics(option);
    if !has_cause {
        errors.at(
            option.name.span(),
            format_args!(
                "`retry` is for a {what} that can fail, and `{name}` returns no `Result` and has no `timeout`: remove it, return `Result<T, E>`, or retry its panics with `retry(attempts = 3, panics)`"
            ),
        );
    }
    has_cause
}

/// Parses `retry(…)`, or `retry = none` for one attempt, whatever is said elsewhere.
pub(crate) fn or_none(option: &Written, what: &str, errors: &mut Errors) -> Option<Retry> {
    if option.is_none() {
        return Some(Retry::ONCE);
    }
    self::option(option, what, errors)
}

/// Returns true if `retry(…)` names `panics`. Called before the other options are parsed.
fn asks_for_panics(option: &Written) -> bool {
    let Value::List(tokens) = &option.value else {
        return false;
    };
    let mut tokens = tokens.clone().into_iter();
    tokens.any(|token| matches!(token, proc_macro2::TokenTree::Ident(word) if word == "panics"))
}

impl Retry {
    /// One attempt: `retry = none`.
    pub(crate) const ONCE: Self = Self {
        attempts: Count::Literal(1),
        backoff: Backoff::None,
        jitter: false,
        panics: false,
    };

    /// Writes the checks of constants as items.
    pub(crate) fn check(&self) -> TokenStream {
        let (first, last) = match &self.backoff {
            Backoff::None => (None, None),
            Backoff::Fixed(delay) => (Some(delay), None),
            Backoff::Exponential { first, max, .. } => (Some(first), max.as_ref()),
        };
        let delays = [first, last].into_iter().flatten();
        let checks = delays.filter_map(Length::check);
        self.attempts.check().into_iter().chain(checks).collect()
    }

    /// Writes the policy as a `Retry` of the runtime.
    pub(crate) fn as_tokens(&self) -> TokenStream {
        let attempts = self.attempts.as_tokens();
        let backoff = match &self.backoff {
            Backoff::None => None,
            Backoff::Fixed(delay) => {
                let delay = delay.as_tokens();
                Some(quote!(Fixed(#delay)))
            }
            Backoff::Exponential { first, factor, max } => {
                let first = first.as_tokens();
                let max = options::option_as_tokens(max.as_ref().map(Length::as_tokens));
                Some(quote!(Exponential { first: #first, factor: #factor, max: #max }))
            }
        };
        let backoff = backoff.map(|backoff| quote!(.backoff(__organum::Backoff::#backoff)));
        let jitter = self.jitter.then(|| quote!(.jitter()));
        let panics = self.panics.then(|| quote!(.panics()));
        quote!(__organum::Retry::new(#attempts) #backoff #jitter #panics)
    }
}

/// Parses the option `retry(…)` of the item that messages call `subject`: `a node`.
pub(crate) fn option(option: &Written, subject: &str, errors: &mut Errors) -> Option<Retry> {
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
            let otherwise = |literal: &LitInt| {
                format!(
                    "`attempts = {literal}` is not a number of attempts of {subject}: write a number from 1, which counts the first attempt"
                )
            };
            Count::option(option, "attempts = 3", otherwise, errors)
        }
        None => {
            errors.at(
                option.name.span(),
                format_args!("`retry` has no `attempts`: write `{WRITTEN}`"),
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
            "`jitter` needs a `backoff` with delays: add `backoff = exponential(\"100ms\")`, or remove it",
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
        ("fixed", Value::List(tokens)) => match syn::parse2::<WrittenLength>(tokens) {
            Ok(delay) => delay.checked(errors).map(Backoff::Fixed),
            Err(_) => wrong(span, errors),
        },
        ("exponential", Value::List(tokens)) => match Exponential::parse.parse2(tokens) {
            Ok(written) => exponential(written, errors),
            Err(_) => wrong(span, errors),
        },
        _ => wrong(span, errors),
    }
}

/// Parses `"100ms", factor = 2.0, max = "10s"`.
struct Exponential {
    first: WrittenLength,
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

fn exponential(written: Exponential, errors: &mut Errors) -> Option<Backoff> {
    let options = options::parse(written.options, "exponential", &EXPONENTIAL, errors);
    let find = |name| options.iter().find(|option| option.name == name);
    let factor = match find("factor") {
        Some(option) => factor(option, errors)?,
        None => 2.0,
    };
    let max: Option<WrittenLength> = match find("max") {
        Some(option) => Some(option.equals("max = \"10s\"", errors)?),
        None => None,
    };
    let texts = match (&written.first, &max) {
        (WrittenLength::Literal(first), Some(WrittenLength::Literal(max))) => {
            Some((first.clone(), max.clone()))
        }
        _ => None,
    };
    let first = written.first.checked(errors);
    let max = match max {
        Some(max) => Some(max.checked(errors)?),
        None => None,
    };
    if let (Some(Length::Literal(shortest)), Some(Length::Literal(longest)), Some((first, max))) =
        (&first, &max, texts)
        && longest < shortest
    {
        errors.on(
            &max,
            format_args!(
                "the longest delay, {}, is shorter than the first one, {}: write `fixed({})` for delays that stay the same",
                max.value(),
                first.value(),
                max.token()
            ),
        );
    }
    Some(Backoff::Exponential {
        first: first?,
        factor,
        max,
    })
}

/// Parses the factor of the delays, which never decrease, so that none becomes zero.
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
            "`factor` multiplies each delay: write a number from 1.0 to 1000.0",
        );
    }
    fits
}
