//! The attribute macros of Organum.
//!
//! Each macro is a folder of four steps: `parse` the tokens, into a `model` of plain data, `check` it,
//! `expand` it. All mistakes are collected and reported together, each at its own token, and the user's
//! item is emitted in every case. The `organum` crate documents the macros.
//!
//! A macro whose feature is disabled exists too, and reports which feature to enable.
#![cfg_attr(
    not(all(feature = "event", feature = "saga")),
    allow(
        dead_code,
        reason = "some of what macros share serves those that are off"
    )
)]

mod bodies;
mod compose;
mod duration;
mod editor;
#[cfg(feature = "event")]
mod emits;
#[cfg(feature = "event")]
mod event;
mod feature;
#[cfg(all(test, feature = "event", feature = "saga"))]
mod fuzz;
mod graph;
mod hygiene;
mod identity;
mod lints;
mod names;
mod node;
mod options;
#[cfg(feature = "event")]
mod organ;
#[cfg(test)]
mod readable;
mod retry;
#[cfg(feature = "saga")]
mod saga;
mod setting;
#[cfg(feature = "event")]
mod spine;
mod twice;
mod types;

use proc_macro::TokenStream;

use editor::presented;

/// Returns the expansion of an attribute, unless it stands twice at its item.
fn attribute(
    name: &str,
    written: [TokenStream; 2],
    expand: impl FnOnce(proc_macro2::TokenStream, proc_macro2::TokenStream) -> proc_macro2::TokenStream,
) -> TokenStream {
    presented(written, |[options, item]| {
        let item = proc_macro2::TokenStream::from(item);
        twice::unless_twice(name, &item, || expand(options.into(), item.clone()))
    })
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn node(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute("node", [options, item], |options, item| {
        node::expand(options, &item)
    })
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn graph(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute("graph", [options, item], |options, item| {
        graph::expand(options, item)
    })
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro]
pub fn compose(input: TokenStream) -> TokenStream {
    presented([input], |[input]| compose::expand(input.into()))
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn event(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute("event", [options, item], |options, item| {
        #[cfg(feature = "event")]
        let expanded = event::expand(options, &item);
        #[cfg(not(feature = "event"))]
        let expanded = {
            drop(options);
            feature::missing("#[event]", "event", &item)
        };
        expanded
    })
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_derive(Emits, attributes(emits))]
pub fn emits(item: TokenStream) -> TokenStream {
    presented([item], |[item]| {
        #[cfg(feature = "event")]
        let expanded = emits::expand(&item.into());
        #[cfg(not(feature = "event"))]
        let expanded = {
            drop(item);
            feature::missing_derive("#[derive(Emits)]", "event")
        };
        expanded
    })
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn organ(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute("organ", [options, item], |options, item| {
        #[cfg(feature = "event")]
        let expanded = organ::expand(options, &item);
        #[cfg(not(feature = "event"))]
        let expanded = {
            drop(options);
            feature::missing("#[organ]", "event", &item)
        };
        expanded
    })
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn spine(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute("spine", [options, item], |options, item| {
        #[cfg(feature = "event")]
        let expanded = spine::expand(options, &item);
        #[cfg(not(feature = "event"))]
        let expanded = {
            drop(options);
            feature::missing("#[spine]", "event", &item)
        };
        expanded
    })
}

#[allow(missing_docs, reason = "documented where `organum` re-exports it")]
#[proc_macro_attribute]
pub fn saga(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute("saga", [options, item], |options, item| {
        #[cfg(feature = "saga")]
        let expanded = saga::expand(options, &item);
        #[cfg(not(feature = "saga"))]
        let expanded = {
            drop(options);
            feature::missing("#[saga]", "saga", &item)
        };
        expanded
    })
}
