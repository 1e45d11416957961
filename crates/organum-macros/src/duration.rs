//! Durations as people write them, parsed at compile time, or constants of the user.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    LitStr,
    parse::{Parse, ParseStream},
    spanned::Spanned as _,
};

use crate::options::{Constant, Errors, Value, Written};

const NANOS_PER_UNIT: [(&str, u64); 6] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60 * 1_000_000_000),
    ("h", 3600 * 1_000_000_000),
];

/// The maximum duration; a longer one is a mistake.
const YEAR: u64 = 365 * 24 * 3600 * 1_000_000_000;

/// A duration, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Nanos(u64);

impl Nanos {
    fn as_tokens(self) -> TokenStream {
        let nanos = self.0;
        quote!(::core::time::Duration::from_nanos(#nanos))
    }
}

/// A duration of an option.
#[derive(Clone, Debug)]
pub(crate) enum Length {
    Literal(Nanos),
    /// A constant expression of type `Duration`, which the compiler checks.
    Constant(Constant),
}

impl Length {
    /// Returns true if the duration is known and shorter than this.
    pub(crate) fn is_shorter_than_millis(&self, millis: u64) -> bool {
        matches!(self, Self::Literal(Nanos(nanos)) if *nanos < millis * 1_000_000)
    }

    /// Writes the check of a constant as an item.
    pub(crate) fn check(&self) -> Option<TokenStream> {
        match self {
            Self::Literal(_) => None,
            Self::Constant(constant) => constant.check_duration(),
        }
    }

    /// Writes the duration as a `Duration`.
    pub(crate) fn as_tokens(&self) -> TokenStream {
        match self {
            Self::Literal(nanos) => nanos.as_tokens(),
            Self::Constant(constant) => constant.checked_by("duration"),
        }
    }
}

/// A duration as written: a literal, or a constant.
pub(crate) enum WrittenLength {
    Literal(LitStr),
    Constant(Constant),
}

impl Parse for WrittenLength {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::Lit) {
            return input.parse().map(Self::Literal);
        }
        input.parse().map(Self::Constant)
    }
}

impl WrittenLength {
    /// Checks a literal; the compiler checks a constant.
    pub(crate) fn checked(self, errors: &mut Errors) -> Option<Length> {
        match self {
            Self::Literal(literal) => literal_length(&literal, errors).map(Length::Literal),
            Self::Constant(constant) => Some(Length::Constant(constant)),
        }
    }
}

/// Parses the duration of an option such as `timeout`.
pub(crate) fn option(option: &Written, errors: &mut Errors) -> Option<Length> {
    let example = format!("{} = \"5s\"", option.name);
    let written: WrittenLength = option.equals(&example, errors)?;
    written.checked(errors)
}

/// Parses the length of a lease, which has to be long enough to be renewed.
pub(crate) fn lease(written: &[Written], errors: &mut Errors) -> Option<Length> {
    let option = written.iter().find(|option| option.name == "lease")?;
    let length = self::option(option, errors)?;
    if length.is_shorter_than_millis(100) {
        let at = match &option.value {
            Value::Equals(value) => value.span(),
            _ => option.name.span(),
        };
        errors.at(
            at,
            "the lease is too short to be renewed in time, which is done after a third of it: write at least `\"100ms\"`, or remove it for 30 s",
        );
        return None;
    }
    Some(length)
}

/// Parses a literal such as `"100ms"`, which must be longer than zero and at most a year.
pub(crate) fn literal_length(literal: &LitStr, errors: &mut Errors) -> Option<Nanos> {
    let text = literal.value();
    let message = match parse(&text) {
        Some(Nanos(0)) => format!("`{text}` is zero: write a longer duration"),
        Some(nanos) if nanos.0 <= YEAR => return Some(nanos),
        Some(_) => format!("`{text}` is more than a year: write a shorter duration"),
        None => format!(
            "`{text}` is not a duration: write a whole number and its unit, such as `\"100ms\"`, `\"5s\"`, `\"1m\"` or `\"2h\"`"
        ),
    };
    errors.on(literal, message);
    None
}

/// Parses digits and a unit. A duration that does not fit becomes the maximum.
fn parse(text: &str) -> Option<Nanos> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, nanos) = NANOS_PER_UNIT.iter().find(|(name, _)| *name == unit)?;
    if number.is_empty() {
        return None;
    }
    let number = number.parse().unwrap_or(u64::MAX);
    Some(Nanos(number.saturating_mul(*nanos)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_exact() {
        let nanos = |text| parse(text).map(|nanos| nanos.0);
        assert_eq!(nanos("7ns"), Some(7));
        assert_eq!(nanos("250us"), Some(250_000));
        assert_eq!(nanos("100ms"), Some(100_000_000));
        assert_eq!(nanos("5s"), Some(5_000_000_000));
        assert_eq!(nanos("1m"), Some(60_000_000_000));
        assert_eq!(nanos("2h"), Some(7_200_000_000_000));
        assert_eq!(nanos("99999999999999999999h"), Some(u64::MAX));
        for wrong in ["", "5", "s", "5 s", "-5s", "1.5s", "5 seconds", "5S", "٣s"] {
            assert_eq!(nanos(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nothing_and_more_than_a_year_are_mistakes() {
        for wrong in ["0s", "8761h", "soon"] {
            let mut errors = Errors::default();
            let literal = LitStr::new(wrong, proc_macro2::Span::call_site());
            assert_eq!(literal_length(&literal, &mut errors), None);
            assert!(!errors.is_empty(), "{wrong}");
        }
        let mut errors = Errors::default();
        let literal = LitStr::new("8760h", proc_macro2::Span::call_site());
        assert_eq!(literal_length(&literal, &mut errors), Some(Nanos(YEAR)));
    }
}
