//! The text of types as people write them, for the names in tables and messages.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericParam, Item};

/// Returns a type as written, with the usual spaces.
pub(crate) fn written(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    append(&mut text, tokens.into_token_stream());
    text
}

/// Returns an expression as written, with spaces around comparison and logical operators.
pub(crate) fn written_expr(expr: &syn::Expr) -> String {
    match expr {
        syn::Expr::Binary(found) => format!(
            "{} {} {}",
            written_expr(&found.left),
            found.op.to_token_stream(),
            written_expr(&found.right)
        ),
        syn::Expr::Paren(found) => format!("({})", written_expr(&found.expr)),
        other => written(other),
    }
}

/// Returns the name of a type as written, without the first segments of its path.
pub(crate) fn of_type(ty: &syn::Type) -> String {
    match ty {
        // As it is read: a keyword may be used as a raw identifier.
        syn::Type::Path(path) => written(path.path.segments.last()).replace("r#", ""),
        syn::Type::Paren(inner) => of_type(&inner.elem),
        syn::Type::Group(inner) => of_type(&inner.elem),
        other => written(other),
    }
}

/// Returns the name of the type that lends a reference to this one.
pub(crate) fn of_lender(ty: &syn::Type) -> String {
    let name = of_type(ty);
    let lender = match name.as_str() {
        "str" => "String",
        "Path" => "PathBuf",
        "OsStr" => "OsString",
        "CStr" => "CString",
        _ => return name,
    };
    lender.to_owned()
}

/// Returns the span of the caret for an error about the target of a path.
pub(crate) fn anchor_of_path(path: &syn::Path) -> proc_macro2::Span {
    path.segments
        .last()
        .map_or_else(proc_macro2::Span::call_site, |last| last.ident.span())
}

/// Returns the span of the caret for an error about a type: its name, without references and the path in
/// front of it.
pub(crate) fn anchor(ty: &syn::Type) -> proc_macro2::Span {
    match ty {
        syn::Type::Path(path) => anchor_of_path(&path.path),
        syn::Type::Reference(inner) => anchor(&inner.elem),
        syn::Type::Paren(inner) => anchor(&inner.elem),
        syn::Type::Group(inner) => anchor(&inner.elem),
        other => syn::spanned::Spanned::span(other),
    }
}

/// Returns the name of a generic parameter, without its bounds.
pub(crate) fn of_param(param: &GenericParam) -> Ident {
    match param {
        GenericParam::Lifetime(param) => param.lifetime.ident.clone(),
        GenericParam::Type(param) => param.ident.clone(),
        GenericParam::Const(param) => param.ident.clone(),
    }
}

/// Returns the kind of a generic parameter, and its name as written.
pub(crate) fn kind_of_param(param: &GenericParam) -> (&'static str, String) {
    match param {
        GenericParam::Lifetime(param) => ("lifetime", param.lifetime.to_string()),
        GenericParam::Type(param) => ("type parameter", param.ident.to_string()),
        GenericParam::Const(param) => ("const parameter", param.ident.to_string()),
    }
}

/// Writes an impl of `Debug` for a generated struct, so that structs that contain it can derive `Debug`.
/// The impl shows no fields, which may not implement `Debug` and may be secret.
pub(crate) fn debug(name: &Ident) -> TokenStream {
    let text = as_text(name);
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Formatter::debug_struct(f, #text).finish_non_exhaustive()
            }
        }
    }
}

/// Returns a name as people read it.
pub(crate) fn as_text(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

/// Returns a name as part of an identifier.
pub(crate) fn as_ident(name: &str) -> String {
    let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.trim_start_matches("r#").chars().map(word).collect()
}

/// Returns the description of an item for a message.
pub(crate) fn of_item(item: &Item) -> String {
    let (name, kind) = match item {
        Item::Const(item) => (&item.ident, "a const"),
        Item::Enum(item) => (&item.ident, "an enum"),
        Item::Fn(item) => (&item.sig.ident, "a function"),
        Item::Mod(item) => (&item.ident, "a module"),
        Item::Static(item) => (&item.ident, "a static"),
        Item::Struct(item) => (&item.ident, "a struct"),
        Item::Trait(item) => (&item.ident, "a trait"),
        Item::TraitAlias(item) => (&item.ident, "a trait"),
        Item::Type(item) => (&item.ident, "a type alias"),
        Item::Union(item) => (&item.ident, "a union"),
        Item::Impl(item) => {
            return format!("this is an `impl` block of `{}`", of_type(&item.self_ty));
        }
        _ => return "this is something else".to_owned(),
    };
    format!("`{name}` is {kind}")
}

/// Returns the span of an item's keyword, after attributes and visibility, so that the caret does not
/// cover the whole item.
pub(crate) fn first_word(item: &TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            // An attribute: its brackets follow.
            TokenTree::Punct(_) => {
                tokens.next();
            }
            TokenTree::Ident(word) if word == "pub" => {
                tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
            }
            _ => return token.into(),
        }
    }
    item.clone()
}

/// Returns the error type of a `Result` that names one.
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
                    Delimiter::Brace if joined => ("{ ", " }"),
                    Delimiter::Brace => (" { ", " }"),
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
                ':' if punct.spacing() == Spacing::Alone && !text.ends_with(':') => {
                    text.push_str(": ");
                    joined = true;
                }
                // The end of a range: `1..=5`.
                '=' if text.ends_with('.') => {
                    text.push('=');
                    joined = true;
                }
                '+' | '=' | '|' | '@' => {
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
                '>' => {
                    text.push('>');
                    joined = false;
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
            ("std :: io :: Error", "std::io::Error"),
            ("for<'a> fn(&'a u8)", "for<'a> fn(&'a u8)"),
        ] {
            let ty: syn::Type = syn::parse_str(tokens).unwrap();
            assert_eq!(written(ty), expected);
        }
        let receiver: syn::Receiver = syn::parse_str("self:Arc<Self>").unwrap();
        assert_eq!(written(receiver), "self: Arc<Self>");
        let pattern = "n@A{of:B::C,at:1..=5,..}|D(_,x)";
        let pattern = syn::parse::Parser::parse_str(syn::Pat::parse_multi, pattern).unwrap();
        assert_eq!(
            written(pattern),
            "n @ A { of: B::C, at: 1..=5, .. } | D(_, x)"
        );
        let path: syn::Type = syn::parse_str("domain::model::Order<T>").unwrap();
        assert_eq!(of_type(&path), "Order<T>");
    }
}
