//! From tokens to the model of a graph.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Fields, Item, ItemStruct, LitInt, Meta, Type};

use super::model::{Field, Graph};
use crate::{
    options::{self, Errors, Written},
    types,
};

const OPTIONS: [&str; 5] = ["output", "nodes", "error", "recursion_limit", "crate"];

/// The struct without the attributes that are the macro's, and the graph as far as it can be made
/// out.
pub(super) fn graph(
    options: TokenStream,
    item: &TokenStream,
    errors: &mut Errors,
) -> Option<(ItemStruct, Graph)> {
    let written = options::parse(options, "graph", &OPTIONS, errors);
    let mut item = match syn::parse2(item.clone()) {
        Ok(Item::Struct(item)) => item,
        Ok(other) => {
            let first: TokenStream = other.to_token_stream().into_iter().take(1).collect();
            errors.on(
                first,
                "`#[graph]` goes on a struct, whose fields are the inputs of the graph",
            );
            return None;
        }
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let runtime = options::runtime(&written, errors);
    let fields = fields(&mut item, errors);
    let find = |name| written.iter().find(|option| option.name == name);
    let output: Option<Type> =
        find("output").and_then(|option| option.equals("output = Type", errors));
    if find("output").is_none() {
        errors.on(
            &item.ident,
            "a graph names what it makes: `#[graph(output = Type)]`, or `output = (A, B)` for several",
        );
    }
    let (outputs, is_single) = match output {
        Some(Type::Tuple(tuple)) => (tuple.elems.into_iter().collect(), false),
        Some(ty) => (vec![types::plain(&ty).clone()], true),
        None => (Vec::new(), true),
    };
    let listed = find("nodes")
        .map(|option| option.list("nodes(a, b)", errors))
        .unwrap_or_default();
    let error = find("error").and_then(|option| option.equals("error = Type", errors));
    let recursion_limit = find("recursion_limit").and_then(|option| limit(option, errors));
    let graph = Graph {
        runtime,
        visibility: item.vis.clone(),
        name: item.ident.clone(),
        generics: item.generics.clone(),
        fields,
        outputs,
        is_single,
        listed,
        error,
        recursion_limit,
    };
    Some((item, graph))
}

fn limit(option: &Written, errors: &mut Errors) -> Option<(usize, proc_macro2::Span)> {
    let literal: LitInt = option.equals("recursion_limit = 256", errors)?;
    match literal.base10_parse() {
        Ok(limit) if limit >= 32 => Some((limit, literal.span())),
        _ => {
            errors.on(
                &literal,
                "`recursion_limit` repeats what `#![recursion_limit = \"…\"]` at the top of the crate says: a number of at least 32",
            );
            None
        }
    }
}

/// The fields; takes `#[inject]` away from them.
fn fields(item: &mut ItemStruct, errors: &mut Errors) -> Vec<Field> {
    let named = match &mut item.fields {
        Fields::Named(fields) => &mut fields.named,
        Fields::Unit => return Vec::new(),
        Fields::Unnamed(fields) => {
            errors.on(
                fields,
                "the inputs of a graph are named fields: write `struct Name { input: Type }`",
            );
            return Vec::new();
        }
    };
    let mut parsed = Vec::new();
    for field in named {
        let is_inject = |attribute: &Attribute| attribute.path().is_ident("inject");
        for attribute in &field.attrs {
            if is_inject(attribute) && !matches!(attribute.meta, Meta::Path(_)) {
                errors.on(attribute, "`#[inject]` takes no value");
            }
            if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
                errors.on(
                    attribute,
                    "the inputs of a graph cannot be conditional: put the condition on the graph, and write one graph for each case",
                );
            }
        }
        let is_injected = field.attrs.iter().any(is_inject);
        field.attrs.retain(|attribute| !is_inject(attribute));
        if let Some(name) = field.ident.clone() {
            parsed.push(Field {
                name,
                ty: field.ty.clone(),
                is_injected,
            });
        }
    }
    parsed
}
