//! The tokens that editors receive.
//!
//! rust-analyzer shows, for a token of the user, every definition and every reference that an expansion
//! has placed at the range of that token. A check that is placed there for rustc's caret would be shown
//! too. So inside rust-analyzer the generated tokens are moved to the macro's own span, and only the
//! user's tokens keep theirs. rustc receives the expansion unchanged.

use std::{collections::HashSet, env};

use proc_macro::{Group, Span, TokenStream, TokenTree};

/// The variable that rust-analyzer sets for its server of macros.
const SERVER: &str = "RUST_ANALYZER_INTERNALS_DO_NOT_USE";

/// The texts and spans of the user's tokens.
type Written = HashSet<(String, String)>;

/// Returns true inside rust-analyzer.
pub(crate) fn is_served() -> bool {
    env::var_os(SERVER).is_some()
}

/// Returns the expansion of the user's item. Inside rust-analyzer, generated tokens are moved away from
/// the user's.
pub(crate) fn presented<const N: usize>(
    written: [TokenStream; N],
    expand: impl FnOnce([TokenStream; N]) -> proc_macro2::TokenStream,
) -> TokenStream {
    if !is_served() {
        return expand(written).into();
    }
    let mut users = Written::new();
    for tokens in &written {
        collect(tokens.clone(), &mut users);
    }
    moved(expand(written).into(), &users)
}

/// Returns the range of a span, without the number of the expansion that made it.
fn place(span: Span) -> String {
    let text = format!("{span:?}");
    text.split(", ctx:").next().unwrap_or_default().to_owned()
}

fn collect(tokens: TokenStream, users: &mut Written) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), users),
            token => {
                users.insert((token.to_string(), place(token.span())));
            }
        }
    }
}

/// Returns the tokens, with the span of the macro for every token that is not the user's.
fn moved(tokens: TokenStream, users: &Written) -> TokenStream {
    let moved = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), moved(group.stream(), users));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        mut token => {
            if !users.contains(&(token.to_string(), place(token.span()))) {
                token.set_span(Span::call_site());
            }
            token
        }
    });
    moved.collect()
}
