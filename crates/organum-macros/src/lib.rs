//! The attribute macros of Organum.
//!
//! Each macro is a folder of four steps: `parse` the tokens, into a `model` of plain data, `check`
//! it, `expand` it. All mistakes are collected and reported together, each at its own token, and the
//! user's item is emitted whatever happens. The `organum` crate documents the macros.

mod compose;
mod duration;
mod emits;
mod event;
#[cfg(test)]
mod fuzz;
mod graph;
mod names;
mod node;
mod options;
mod organ;
#[cfg(test)]
mod readable;
mod retry;
mod saga;
mod spine;
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

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn event(options: TokenStream, item: TokenStream) -> TokenStream {
    event::expand(options.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_derive(Emits, attributes(emits))]
pub fn emits(item: TokenStream) -> TokenStream {
    emits::expand(&item.into()).into()
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn organ(options: TokenStream, item: TokenStream) -> TokenStream {
    organ::expand(options.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn spine(options: TokenStream, item: TokenStream) -> TokenStream {
    spine::expand(options.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn saga(options: TokenStream, item: TokenStream) -> TokenStream {
    saga::expand(options.into(), &item.into()).into()
}
