//! Finds an attribute of Organum that stands twice at one item.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::{Meta, Path};

/// Returns what the attribute `name` expands to. If the same attribute follows at the item, reports it, and leaves the
/// expansion to that one.
pub(crate) fn unless_twice(
    name: &str,
    item: &TokenStream,
    expand: impl FnOnce() -> TokenStream,
) -> TokenStream {
    let Some(second) = attributes(item).find(|path| is_ours(path, name)) else {
        return expand();
    };
    let text = format!("`#[{name}]` is written twice: keep one of them");
    let error = syn::Error::new_spanned(second, text).into_compile_error();
    quote!(#item #error)
}

/// Returns true if the path names the attribute, alone or in `organum`.
fn is_ours(path: &Path, name: &str) -> bool {
    let segments = &path.segments;
    segments.last().is_some_and(|last| last.ident == name)
        && (segments.len() == 1 || segments[0].ident == "organum")
}

/// Returns the paths of the attributes in front of the item.
fn attributes(item: &TokenStream) -> impl Iterator<Item = Path> + use<> {
    let mut tokens = item.clone().into_iter();
    let groups = std::iter::from_fn(move || match (tokens.next()?, tokens.next()?) {
        (TokenTree::Punct(hash), TokenTree::Group(group))
            if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
        {
            Some(group.stream())
        }
        _ => None,
    });
    groups.filter_map(|inside| {
        let meta: Meta = syn::parse2(inside).ok()?;
        Some(meta.path().clone())
    })
}
