//! The expansion of the model of a graph to its tables, checks and methods.

mod proof;
mod running;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::model::{Field, Graph};
use crate::{editor, lints, names, types};

/// Writes the tables, checks and methods of a graph.
pub(crate) fn graph(graph: &Graph, lints: &TokenStream) -> TokenStream {
    let written = Written::of(graph);
    let aliases = &written.aliases;
    let inputs = proof::inputs(graph, &written);
    let explicit = proof::explicit(graph, &written);
    let proof = proof::proof(graph, &written);
    let checks = proof::checks(graph, &written);
    if editor::is_served() {
        // The checks of a graph make rust-analyzer panic.
        return beside(graph, lints, &running::stub(graph));
    }
    let running = running::running(graph, &written);
    let inside = quote! {
        #(#aliases)*
        #inputs
        #explicit
        #proof
        #checks
        #running
    };
    beside(graph, lints, &inside)
}

/// Writes the same graph without nodes, for a graph with a mistake, so that code that runs it causes no
/// further error.
pub(crate) fn stub(graph: &Graph, lints: &TokenStream) -> TokenStream {
    let types = graph.fields.iter().map(|field| &field.ty);
    let unnameable = types
        .chain(&graph.outputs)
        .any(|ty| types::look_into(ty).is_unnameable() || matches!(ty, syn::Type::TraitObject(_)));
    if unnameable || graph.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    beside(graph, lints, &running::stub(graph))
}

/// Puts generated items next to the user's item, where they see the same names as that item and are
/// visible to nothing else.
fn beside(graph: &Graph, lints: &TokenStream, items: &TokenStream) -> TokenStream {
    let (runtime, levels) = (&graph.runtime, lints::beside());
    let items = lints::hide_impls(items.clone());
    quote! {
        #levels
        #lints
        const _: () = {
            use #runtime::__private::v1 as __organum;
            use __organum::{
                NotProvided as _, NotProvidedNeeds as _, NotShareable as _, NotSo as _, PairDiffers as _, Unknown as _,
            };
            #items
        };
    }
}

/// The user's types in generated code: each has an alias, in a place where rustc
/// gives the same advice, so that a type that does not exist causes one error.
struct Written {
    aliases: Vec<TokenStream>,
    inputs: Vec<Ident>,
    outputs: Vec<Ident>,
    explicit: Vec<Ident>,
}

impl Written {
    fn of(graph: &Graph) -> Self {
        let mut aliases = Vec::new();
        let mut write = |name: String, ty: &dyn ToTokens, at: Span| {
            let declared = Ident::new(&name, graph.name.span());
            aliases.push(quote!(type #declared = #ty;));
            Ident::new(&name, at)
        };
        let fields = graph.fields.iter().enumerate();
        let inputs = fields
            .map(|(at, field)| {
                let ty: &dyn ToTokens = match &field.alias {
                    Some(alias) => alias,
                    None => &field.ty,
                };
                write(format!("__Input{at}"), ty, names::anchor(&field.ty))
            })
            .collect();
        let outputs = graph.outputs.iter().enumerate();
        let outputs = outputs
            .map(|(at, ty)| write(format!("__Output{at}"), ty, names::anchor(ty)))
            .collect();
        let explicit = graph.explicit.iter().enumerate();
        let explicit = explicit
            .map(|(at, node)| write(format!("__Explicit{at}"), node, names::anchor_of_path(node)))
            .collect();
        Self {
            aliases,
            inputs,
            outputs,
            explicit,
        }
    }
}

/// Returns the place of the value of a field: its kind, and its position among the fields of that kind.
fn place(graph: &Graph, field: &Field) -> (Ident, Literal) {
    let same_kind = graph
        .fields
        .iter()
        .filter(|other| other.is_injected == field.is_injected);
    let at = same_kind
        .take_while(|other| other.name != field.name)
        .count();
    let kind = if field.is_injected {
        "Injected"
    } else {
        "Given"
    };
    (format_ident!("{kind}"), Literal::usize_unsuffixed(at))
}
