//! Lint levels of generated code.
//!
//! Lints do not apply to tokens with the span of the macro, but to tokens with the span of a user's
//! token. Those lints are allowed here, and no others: where a crate forbids a lint, allowing it is an
//! error.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

/// Returns the lint levels of generated items.
pub(crate) fn beside() -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
    }
}

/// The traits with methods for users, whose impls the documentation of the user's crate shows.
const SHOWN: [&str; 2] = ["EventType", "Spine"];

/// Hides the impls of other traits among these items from the documentation of the user's crate: they are how the runtime
/// sees the user's type. The hidden constant around them does not hide them.
pub(crate) fn hide_impls(items: TokenStream) -> TokenStream {
    let mut tokens = items.into_iter().peekable();
    let mut shown = TokenStream::new();
    let mut is_start = true;
    while let Some(token) = tokens.next() {
        if is_start && matches!(&token, TokenTree::Ident(word) if word == "impl") {
            let mut head = vec![token];
            while let Some(next) =
                tokens.next_if(|next| !matches!(next, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace))
            {
                head.push(next);
            }
            if is_hidden(&head) {
                shown.extend(quote!(#[doc(hidden)]));
            }
            shown.extend(head);
            continue;
        }
        is_start = match &token {
            TokenTree::Group(group) => group.delimiter() != Delimiter::Parenthesis,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            _ => false,
        };
        shown.extend([token]);
    }
    shown
}

/// Returns true if this is the head of the impl of a trait that is not [shown](SHOWN).
fn is_hidden(head: &[TokenTree]) -> bool {
    let is_for = |pair: &[TokenTree]| {
        let is_quantifier = matches!(&pair[1], TokenTree::Punct(punct) if punct.as_char() == '<');
        matches!(&pair[0], TokenTree::Ident(word) if word == "for") && !is_quantifier
    };
    let Some(end) = head.windows(2).position(is_for) else {
        return false;
    };
    let is_shown = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if SHOWN.iter().any(|name| word == name));
    !head[..end].iter().any(is_shown)
}

/// Returns the quantifier that keeps rustc from checking a bound without parameters where it is declared. No lint about
/// unused lifetimes applies to it.
pub(crate) fn any_lifetime() -> TokenStream {
    quote!(for<'__any>)
}

/// Returns the lints that the user's item allows or expects, as allowed: the generated code names the
/// same types. The attributes of fields and parameters count as well.
pub(crate) fn of_item(item: &TokenStream) -> TokenStream {
    let mut found = TokenStream::new();
    collect(item, true, &mut found);
    found
}

fn collect(tokens: &TokenStream, is_outermost: bool, found: &mut TokenStream) {
    let mut tokens = tokens.clone().into_iter().peekable();
    let mut is_type = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(hash) if hash.as_char() == '#' => {
                if let Some(TokenTree::Group(group)) = tokens.peek()
                    && group.delimiter() == Delimiter::Bracket
                {
                    attribute(&group.stream(), found);
                }
            }
            TokenTree::Ident(word) => is_type |= word == "struct" || word == "impl",
            // The parameters of a function; the fields of a struct or the functions of a block.
            TokenTree::Group(group) if is_outermost => match group.delimiter() {
                Delimiter::Parenthesis => collect(&group.stream(), false, found),
                Delimiter::Brace if is_type => collect(&group.stream(), false, found),
                _ => {}
            },
            _ => {}
        }
    }
}

fn attribute(inside: &TokenStream, found: &mut TokenStream) {
    let mut tokens = inside.clone().into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else {
        return;
    };
    // The generated code uses the item; its users still have to be warned.
    if name == "deprecated" {
        found.extend(quote!(#[allow(deprecated)]));
    }
    let Some(TokenTree::Group(group)) = tokens.next() else {
        return;
    };
    let inside = group.stream();
    match name.to_string().as_str() {
        // An expectation may be fulfilled by the item instead of the generated code.
        "allow" | "expect" => {
            let lints = without_reason(&inside);
            found.extend(quote!(#[allow(#lints)]));
        }
        "cfg_attr" => {
            let mut tokens = inside.into_iter();
            let condition: TokenStream = tokens
                .by_ref()
                .take_while(|token| !is_comma(token))
                .collect();
            let mut nested = TokenStream::new();
            attribute(&tokens.collect(), &mut nested);
            if !nested.is_empty() {
                // `#[allow(…)]` to `allow(…)`.
                let nested = nested.into_iter().filter_map(|token| match token {
                    TokenTree::Group(group) => Some(group.stream()),
                    _ => None,
                });
                found.extend(quote!(#[cfg_attr(#condition, #(#nested),*)]));
            }
        }
        _ => {}
    }
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// Returns the lints of `allow(…)`, without `reason = "…"` at the end.
fn without_reason(lints: &TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = lints.clone().into_iter().collect();
    let reason = tokens
        .iter()
        .position(|token| matches!(token, TokenTree::Ident(word) if word == "reason"));
    let end = reason.unwrap_or(tokens.len());
    tokens.into_iter().take(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names;

    #[test]
    fn what_an_item_allows_is_allowed_beside_it() {
        for (item, expected) in [
            ("fn f() {}", ""),
            (
                "#[allow(deprecated)] fn f() { #[allow(dead_code)] let x = 1; }",
                "#[allow(deprecated)]",
            ),
            (
                "#[expect(deprecated, unused, reason = \"old\")] struct S { #[allow(dead_code)] a: A }",
                "#[allow(deprecated, unused, )]#[allow(dead_code)]",
            ),
            (
                "#[cfg_attr(feature = \"x\", allow(deprecated))] #[doc = \"a\"] fn f(#[allow(unused)] a: A) {}",
                "#[cfg_attr(feature = \"x\", allow(deprecated))]#[allow(unused)]",
            ),
            (
                "impl S { #[allow(deprecated)] fn compose(a: A) -> Self { S } }",
                "#[allow(deprecated)]",
            ),
        ] {
            let item: TokenStream = item.parse().unwrap();
            let spaced = names::written(of_item(&item));
            assert_eq!(
                spaced,
                names::written(expected.parse::<TokenStream>().unwrap())
            );
        }
    }

    #[test]
    fn impls_of_internal_traits_are_hidden() {
        let hidden = |items| hide_impls(items).to_string();
        let one = hidden(quote! {
            type __Out = Vec<u8>;
            impl<T> __organum::Provider<T> for Profile where for<'a> T: Fn(&'a u8) { const A: u8 = 1; }
            fn returns() -> impl Sized {}
            impl Welcome { fn run(self) {} }
            #[automatically_derived]
            impl __organum::Spine for Door {}
            impl __organum::Entry<Door> for Arrived {}
        });
        let expected = quote! {
            type __Out = Vec<u8>;
            #[doc(hidden)]
            impl<T> __organum::Provider<T> for Profile where for<'a> T: Fn(&'a u8) { const A: u8 = 1; }
            fn returns() -> impl Sized {}
            impl Welcome { fn run(self) {} }
            #[automatically_derived]
            impl __organum::Spine for Door {}
            #[doc(hidden)]
            impl __organum::Entry<Door> for Arrived {}
        };
        assert_eq!(one, expected.to_string());
    }
}
