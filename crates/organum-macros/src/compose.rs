//! `compose!`: an anonymous graph, run once.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{
    Expr, Generics, Path, Token, Type, Visibility,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

use crate::{
    graph::{
        expand as graph_expand,
        model::{Field, Graph},
    },
    options::Errors,
};

/// `Output, nodes(a, b); name: Type, name: Type = value`
struct Composition {
    output: Type,
    listed: Vec<Path>,
    inputs: Vec<Input>,
}

struct Input {
    name: Ident,
    ty: Type,
    value: Option<Expr>,
}

impl Parse for Composition {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let output = input.parse()?;
        let mut listed = Vec::new();
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            let nodes: Ident = input.parse()?;
            if nodes != "nodes" {
                return Err(syn::Error::new(
                    nodes.span(),
                    "after the output comes `nodes(a, b)`, or `;` and the inputs",
                ));
            }
            let content;
            syn::parenthesized!(content in input);
            listed = Punctuated::<Path, Token![,]>::parse_terminated(&content)?
                .into_iter()
                .collect();
        }
        let mut inputs = Vec::new();
        if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            inputs = Punctuated::<Input, Token![,]>::parse_terminated(input)?
                .into_iter()
                .collect();
        }
        if input.is_empty() {
            Ok(Self {
                output,
                listed,
                inputs,
            })
        } else {
            Err(input.error("write `compose!(Output; input: Type, …)`"))
        }
    }
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Self { name, ty, value })
    }
}

/// An expression: a run of the graph.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let composition: Composition = match syn::parse2(input) {
        Ok(composition) => composition,
        Err(error) => return error.into_compile_error(),
    };
    let (outputs, is_single) = match composition.output {
        Type::Tuple(tuple) => (tuple.elems.into_iter().collect(), false),
        single => (vec![single], true),
    };
    let fields = composition.inputs.iter().map(|input| Field {
        name: input.name.clone(),
        ty: input.ty.clone(),
        is_injected: false,
    });
    let graph = Graph {
        runtime: syn::parse_quote!(::organum),
        visibility: Visibility::Inherited,
        name: format_ident!("Composed"),
        generics: Generics::default(),
        fields: fields.collect(),
        outputs,
        is_single,
        listed: composition.listed,
        error: None,
        recursion_limit: None,
    };
    let mut errors = Errors::default();
    crate::graph::check::graph(&graph, &mut errors);
    if !errors.is_empty() {
        return errors.into_tokens();
    }
    let beside = graph_expand::graph(&graph);
    let names: Vec<_> = composition.inputs.iter().map(|input| &input.name).collect();
    let types = composition.inputs.iter().map(|input| &input.ty);
    let values = composition.inputs.iter().map(|input| {
        let name = &input.name;
        match &input.value {
            Some(value) => quote!(#name: #value),
            None => quote!(#name),
        }
    });
    quote! {{
        struct Composed { #(#names: #types),* }
        #beside
        Composed { #(#values),* }.run()
    }}
}
