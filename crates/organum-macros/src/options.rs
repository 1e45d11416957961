//! The options in a macro's parentheses: `name`, `name = value` or `name(…)`.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{
    LitInt, Path, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

/// The mistakes found so far, all of which are reported.
#[derive(Default)]
pub(crate) struct Errors {
    told: Vec<syn::Error>,
    /// True if rustc reports a mistake, so the macro does not have to.
    told_by_rustc: bool,
}

impl Errors {
    /// Adds a mistake at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Adds a mistake at all of `tokens`.
    pub(crate) fn on(&mut self, tokens: impl quote::ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.told.extend(error);
    }

    /// Records that there is a mistake that rustc itself reports for the user's item.
    pub(crate) fn told_by_rustc(&mut self) {
        self.told_by_rustc = true;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.told.is_empty() && !self.told_by_rustc
    }

    /// Returns one `compile_error!` per mistake, as items.
    pub(crate) fn into_items(self) -> TokenStream {
        self.told
            .into_iter()
            .map(syn::Error::into_compile_error)
            .collect()
    }

    /// Returns one `compile_error!` per mistake, as an expression whose type causes no further error.
    pub(crate) fn into_expression(self) -> TokenStream {
        let mut told = self.told.into_iter().map(syn::Error::into_compile_error);
        let first = told.next();
        // Parentheses make it an expression, where it would otherwise be a statement without a value.
        quote::quote!({ #(let _ = #told;)* (#first) })
    }
}

/// One option as written.
pub(crate) struct Written {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// The part of an option after its name.
pub(crate) enum Value {
    None,
    Equals(TokenStream),
    List(TokenStream),
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Equals(until_comma(input)?)
        } else if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            Value::List(content.parse()?)
        } else {
            Value::None
        };
        Ok(Self { name, value })
    }
}

/// Returns the tokens up to the next comma that is not inside `<…>` or a group.
fn until_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut depth = 0_usize;
    let mut after_dash = false;
    while !input.is_empty() && !(depth == 0 && input.peek(Token![,])) {
        let token: proc_macro2::TokenTree = input.parse()?;
        if let proc_macro2::TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if !after_dash => depth = depth.saturating_sub(1),
                _ => {}
            }
            after_dash = punct.as_char() == '-';
        }
        tokens.extend([token]);
    }
    Ok(tokens)
}

impl Written {
    /// Makes an option without a value that is not in the tokens.
    pub(crate) fn flagged(name: &str) -> Self {
        Self {
            name: Ident::new(name, Span::call_site()),
            value: Value::None,
        }
    }

    /// Returns true for `timeout = none`.
    pub(crate) fn is_none(&self) -> bool {
        matches!(&self.value, Value::Equals(value) if value.to_string() == "none")
    }

    /// Parses the value after `=`, and reports a mistake if there is none.
    pub(crate) fn equals<T: Parse>(&self, example: &str, errors: &mut Errors) -> Option<T> {
        match &self.value {
            Value::Equals(tokens) if !tokens.is_empty() => match syn::parse2(tokens.clone()) {
                Ok(value) => Some(value),
                Err(error) => {
                    errors.at(
                        error.span(),
                        format_args!("`{}` is written `{example}`", self.name),
                    );
                    None
                }
            },
            _ => {
                errors.at(
                    self.name.span(),
                    format_args!("`{}` is written `{example}`", self.name),
                );
                None
            }
        }
    }

    /// Parses the list in parentheses, and reports a mistake if there is none.
    pub(crate) fn list<T: Parse>(&self, example: &str, errors: &mut Errors) -> Vec<T> {
        let list = match &self.value {
            Value::List(tokens) => {
                Punctuated::<T, Token![,]>::parse_terminated.parse2(tokens.clone())
            }
            _ => Err(syn::Error::new(self.name.span(), "")),
        };
        list.map_err(|error| {
            errors.at(
                error.span(),
                format_args!("`{}` is written `{example}`", self.name),
            );
        })
        .map(|list| list.into_iter().collect())
        .unwrap_or_default()
    }

    /// Checks that an option has no value.
    pub(crate) fn flag(&self, errors: &mut Errors) {
        if !matches!(self.value, Value::None) {
            errors.at(
                self.name.span(),
                format_args!("`{0}` takes no value: write just `{0}`", self.name),
            );
        }
    }
}

/// Parses the options, and reports those that are unknown or given twice.
pub(crate) fn parse(
    tokens: TokenStream,
    of: &str,
    known: &[&str],
    errors: &mut Errors,
) -> Vec<Written> {
    parse_but(tokens, of, known, |_| None, errors)
}

/// Parses the options like [`parse`]; `elsewhere` returns advice for words that belong elsewhere.
pub(crate) fn parse_but(
    tokens: TokenStream,
    of: &str,
    known: &[&str],
    elsewhere: impl Fn(&str) -> Option<String>,
    errors: &mut Errors,
) -> Vec<Written> {
    let parsed = Punctuated::<Written, Token![,]>::parse_terminated.parse2(tokens);
    let mut options: Vec<Written> = Vec::new();
    match parsed {
        Ok(parsed) => {
            for option in parsed {
                let name = option.name.to_string();
                if !known.contains(&name.as_str()) {
                    let message = elsewhere(&name).unwrap_or_else(|| unknown(&name, of, known));
                    errors.at(option.name.span(), message);
                } else if options.iter().any(|earlier| earlier.name == name) {
                    errors.at(
                        option.name.span(),
                        format_args!("`{name}` is given twice: keep one of them"),
                    );
                } else {
                    options.push(option);
                }
            }
        }
        Err(error) => errors.at(
            error.span(),
            format_args!(
                "the options of `{of}` are names, `name = value` or `name(…)`, separated by commas"
            ),
        ),
    }
    options
}

/// Returns the known word that is most similar to this one, if any is.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len() / 2)
        .map(|(_, nearest)| nearest)
}

fn unknown(name: &str, of: &str, known: &[&str]) -> String {
    match nearest(name, known) {
        Some(nearest) => {
            format!("unknown option `{name}` of `{of}`: did you mean `{nearest}`?")
        }
        None => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!(
                "unknown option `{name}` of `{of}`: it has {}",
                known.join(", ")
            )
        }
    }
}

/// Returns the edit distance between two words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Parses a number from 1, and reports a mistake otherwise.
pub(crate) fn count(
    literal: &syn::LitInt,
    otherwise: impl std::fmt::Display,
    errors: &mut Errors,
) -> Option<u32> {
    match literal.base10_parse() {
        Ok(0) | Err(_) => {
            errors.on(literal, otherwise);
            None
        }
        Ok(count) => Some(count),
    }
}

/// A constant expression of the user, in an option.
#[derive(Clone, Debug)]
pub(crate) struct Constant(Box<syn::Expr>);

impl Parse for Constant {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let expression: syn::Expr = input.parse()?;
        match &expression {
            syn::Expr::Lit(_) => Err(syn::Error::new_spanned(expression, "a literal")),
            // The word of the options that take it.
            syn::Expr::Path(path) if path.path.is_ident("none") => {
                Err(syn::Error::new_spanned(expression, "`none`"))
            }
            _ => Ok(Self(Box::new(expression))),
        }
    }
}

impl Constant {
    /// Writes the constant as the argument of a function that checks it when the crate is compiled. The caret of an
    /// error is at the constant.
    pub(crate) fn checked_by(&self, function: &str) -> TokenStream {
        let expression = &self.0;
        let span = syn::spanned::Spanned::span(&**expression);
        let function = Ident::new(function, span);
        quote::quote_spanned!(span=> __organum::#function(#expression))
    }

    /// Writes the check as an item: `cargo check` does not evaluate the constants of impls. One that mentions `Self`
    /// has no meaning outside of an impl, and is checked when the crate is built.
    fn check_by(&self, function: &str) -> Option<TokenStream> {
        let expression = &self.0;
        if crate::types::mentions(expression, &Ident::new("Self", Span::call_site())) {
            return None;
        }
        let checked = self.checked_by(function);
        let span = syn::spanned::Spanned::span(&**expression);
        Some(quote::quote_spanned!(span=> const _: () = { #checked; };))
    }

    /// Writes the check of a duration as an item.
    pub(crate) fn check_duration(&self) -> Option<TokenStream> {
        self.check_by("duration")
    }
}

/// A number from 1 in an option.
#[derive(Clone, Debug)]
pub(crate) enum Count {
    Literal(u32),
    /// A constant expression of type `u32`, which the compiler checks.
    Constant(Constant),
}

impl Count {
    /// Parses the number of an option, such as `attempts = 3`, which is `example`. `otherwise` is the error of a
    /// literal that is no such number.
    pub(crate) fn option(
        option: &Written,
        example: &str,
        otherwise: impl FnOnce(&LitInt) -> String,
        errors: &mut Errors,
    ) -> Option<Self> {
        let is_literal = match &option.value {
            Value::Equals(tokens) => syn::parse2::<syn::Lit>(tokens.clone()).is_ok(),
            _ => true,
        };
        if is_literal {
            let literal: LitInt = option.equals(example, errors)?;
            return count(&literal, otherwise(&literal), errors).map(Self::Literal);
        }
        option.equals(example, errors).map(Self::Constant)
    }

    /// Writes the check of a constant as an item.
    pub(crate) fn check(&self) -> Option<TokenStream> {
        match self {
            Self::Literal(_) => None,
            Self::Constant(constant) => constant.check_by("count"),
        }
    }

    /// Writes the number as a `NonZeroU32`.
    pub(crate) fn as_tokens(&self) -> TokenStream {
        match self {
            Self::Literal(number) => count_as_tokens(*number),
            Self::Constant(constant) => constant.checked_by("count"),
        }
    }
}

/// Parses the number in `version = 2`.
pub(crate) fn version(option: &Written, errors: &mut Errors) -> Option<u32> {
    let literal: LitInt = option.equals("version = 2", errors)?;
    let otherwise = format_args!(
        "`version = {literal}` is not a version: write a number from 1, which is the default"
    );
    count(&literal, otherwise, errors)
}

/// Writes a number that is not zero, as an expression.
pub(crate) fn count_as_tokens(number: u32) -> TokenStream {
    quote::quote!(::core::num::NonZeroU32::new(#number).unwrap())
}

/// Writes an `Option`, as an expression.
pub(crate) fn option_as_tokens(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote::quote!(::core::option::Option::Some(#value)),
        None => quote::quote!(::core::option::Option::None),
    }
}

/// Returns the path of Organum in generated code: `::organum`, or the path given by `crate = …`.
pub(crate) fn runtime(options: &[Written], errors: &mut Errors) -> Path {
    options
        .iter()
        .find(|option| option.name == "crate")
        .and_then(|option| option.equals("crate = path::to::organum", errors))
        .map_or_else(|| syn::parse_quote!(::organum), |ModulePath(path)| path)
}

/// Parses a path without generic arguments.
struct ModulePath(Path);

impl Parse for ModulePath {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = input.call(Path::parse_mod_style)?;
        match path.segments.first() {
            // No module can have this name.
            Some(first) if first.ident == "Self" => {
                Err(syn::Error::new(first.ident.span(), "not a module"))
            }
            _ => Ok(Self(path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_option_is_named() {
        let known = ["spawn", "blocking", "explicit"];
        assert_eq!(
            unknown("spwan", "node", &known),
            "unknown option `spwan` of `node`: did you mean `spawn`?"
        );
        assert_eq!(
            unknown("persist", "node", &known),
            "unknown option `persist` of `node`: it has `spawn`, `blocking`, `explicit`"
        );
    }

    #[test]
    fn a_comma_inside_angle_brackets_belongs_to_the_value() {
        let mut errors = Errors::default();
        let tokens = "output = Map<A, B>, error = fn(A) -> B, nodes(a, b)"
            .parse()
            .unwrap();
        let options = parse(tokens, "graph", &["output", "error", "nodes"], &mut errors);
        assert!(errors.is_empty());
        let names: Vec<String> = options.iter().map(|o| o.name.to_string()).collect();
        assert_eq!(names, ["output", "error", "nodes"]);
    }
}
