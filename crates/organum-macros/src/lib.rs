//! The attribute macros of Organum.
//!
//! Each macro is a folder of four steps: `parse` the tokens, into a `model` of plain data, `check`
//! it, `expand` it. All mistakes are collected and reported together, each at its own token, and the
//! user's item is emitted whatever happens. The `organum` crate documents the macros.

mod compose;
mod duration;
#[cfg(test)]
mod fuzz;
mod graph;
mod names;
mod node;
mod options;
mod policy;
#[cfg(test)]
mod readable;
mod types;

use proc_macro::TokenStream;

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn node(options: TokenStream, item: TokenStream) -> TokenStream {
    node::expand(options.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn graph(options: TokenStream, item: TokenStream) -> TokenStream {
    graph::expand(options.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro]
pub fn compose(input: TokenStream) -> TokenStream {
    compose::expand(input.into()).into()
}
