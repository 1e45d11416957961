//! Types as people write them, for the names in tables and messages.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// A type as written, with the spaces a person would leave.
pub(crate) fn written(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    append(&mut text, tokens.into_token_stream());
    text
}

/// The name of a type: as written, but without the path of its first segments.
pub(crate) fn of_type(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(path) => written(path.path.segments.last()),
        syn::Type::Paren(inner) => of_type(&inner.elem),
        syn::Type::Group(inner) => of_type(&inner.elem),
        other => written(other),
    }
}

/// Where a caret about a type goes: its name, without references and the path in front of it.
pub(crate) fn anchor(ty: &syn::Type) -> proc_macro2::Span {
    match ty {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .map_or_else(proc_macro2::Span::call_site, |last| last.ident.span()),
        syn::Type::Reference(inner) => anchor(&inner.elem),
        syn::Type::Paren(inner) => anchor(&inner.elem),
        syn::Type::Group(inner) => anchor(&inner.elem),
        other => syn::spanned::Spanned::span(other),
    }
}

/// The error type of a `Result` that names one.
pub(crate) fn error_of(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    match &path.path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.iter().nth(1)? {
            syn::GenericArgument::Type(error) => Some(error),
            _ => None,
        },
        _ => None,
    }
}

fn append(text: &mut String, tokens: TokenStream) {
    let mut joined = true;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                append(text, group.stream());
                text.push_str(close);
                joined = false;
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' | ';' => {
                    text.push(punct.as_char());
                    text.push(' ');
                    joined = true;
                }
                '+' | '=' => {
                    text.push(' ');
                    text.push(punct.as_char());
                    text.push(' ');
                    joined = true;
                }
                '>' if text.ends_with('-') => {
                    text.insert(text.len() - 1, ' ');
                    text.push_str("> ");
                    joined = true;
                }
                other => {
                    text.push(other);
                    joined = true;
                }
            },
            word => {
                if !joined {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                joined = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_read_as_people_write_them() {
        for (tokens, expected) in [
            ("L1Cache < T >", "L1Cache<T>"),
            (
                "HashMap<u8,Vec<&'static str>>",
                "HashMap<u8, Vec<&'static str>>",
            ),
            ("Arc<dyn Gateway+Send>", "Arc<dyn Gateway + Send>"),
            ("( A , B )", "(A, B)"),
            ("Box<dyn Fn(u8)->u8>", "Box<dyn Fn(u8) -> u8>"),
        ] {
            let ty: syn::Type = syn::parse_str(tokens).unwrap();
            assert_eq!(written(ty), expected);
        }
        let path: syn::Type = syn::parse_str("domain::model::Order<T>").unwrap();
        assert_eq!(of_type(&path), "Order<T>");
    }
}
