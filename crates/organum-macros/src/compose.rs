//! `compose!`: an anonymous graph, run once.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{
    Expr, Generics, Token, Type, Visibility,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

use crate::{
    graph::{
        check, expand as graph_expand,
        model::{Field, Graph},
        parse::{Settings, of_nodes, outputs},
    },
    names,
    options::{self, Errors},
    types,
};

const OPTIONS: [&str; 6] = [
    "nodes",
    "error",
    "run_timeout",
    "defaults",
    "recursion_limit",
    "crate",
];

/// The arguments: `Output, option = …; name: Type, name: Type = value`.
struct Composition {
    output: Type,
    options: TokenStream,
    inputs: Vec<Input>,
}

struct Input {
    name: Ident,
    ty: Type,
    value: Option<Expr>,
}

impl Parse for Composition {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const SHAPE: &str = "`compose!` is written `compose!(Output; input: Type, other: Type = value)`, with options after the output";
        let output = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), SHAPE))?;
        let mut options = TokenStream::new();
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            while !input.is_empty() && !input.peek(Token![;]) {
                options.extend([input.parse::<TokenTree>()?]);
            }
        }
        let mut inputs = Vec::new();
        if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            inputs = Punctuated::<Input, Token![,]>::parse_terminated(input)
                .map_err(|error| {
                    syn::Error::new(
                        error.span(),
                        "an input of `compose!` is written `name: Type`, or `name: Type = value`",
                    )
                })?
                .into_iter()
                .collect();
        }
        if !input.is_empty() {
            return Err(input.error(SHAPE));
        }
        Ok(Self {
            output,
            options,
            inputs,
        })
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

/// Writes the expression: a run of the graph.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let name = types::free_name("Composed", &input);
    let composition: Composition = match syn::parse2(input) {
        Ok(composition) => composition,
        Err(error) => {
            errors.push(error);
            return errors.into_expression();
        }
    };
    let options = composition.options;
    let written = options::parse_but(options, "compose!", &OPTIONS, of_nodes, &mut errors);
    let settings = Settings::of(&written, &mut errors);
    let (outputs, is_single) = outputs(Some(&composition.output));
    let aliases: Vec<_> = (0..composition.inputs.len())
        .map(|at| format_ident!("__Composed{at}"))
        .collect();
    let fields = composition
        .inputs
        .iter()
        .zip(&aliases)
        .map(|(input, alias)| Field {
            name: input.name.clone(),
            ty: types::plain(&input.ty).clone(),
            alias: Some(alias.clone()),
            is_injected: false,
        });
    let graph = Graph {
        runtime: settings.runtime,
        visibility: Visibility::Inherited,
        name,
        generics: Generics::default(),
        fields: fields.collect(),
        outputs,
        is_single,
        explicit: settings.explicit,
        error: settings.error,
        timeout: settings.timeout,
        defaults: settings.defaults,
        resumable: None,
        recursion_limit: settings.recursion_limit,
    };
    check_types(&composition.inputs, &composition.output, &mut errors);
    check::graph(&graph, &mut errors);
    if !errors.is_empty() {
        return errors.into_expression();
    }
    let beside = graph_expand::graph(&graph, &TokenStream::new());
    let composed = &graph.name;
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
        #(type #aliases = #types;)*
        struct #composed { #(#names: #aliases),* }
        #beside
        #composed { #(#values),* }.run()
    }}
}

/// Checks that the types make sense where the macro writes them: in an item of its own that owns its inputs.
fn check_types(inputs: &[Input], output: &Type, errors: &mut Errors) {
    let types = inputs.iter().map(|input| &input.ty);
    for ty in types.chain([output]) {
        if let Some(word) = types::mention(ty, &format_ident!("Self")) {
            errors.on(
                word,
                "the graph of `compose!` is an item of its own, where there is no `Self`: write the name of the type",
            );
        }
    }
    for input in inputs {
        if types::look_into(&input.ty).has_elided_reference() {
            errors.on(
                &input.ty,
                format_args!(
                    "input `{}` of `compose!` is `{}`, and a run owns its inputs: write an owned type, or an `Arc`",
                    input.name,
                    names::written(&input.ty)
                ),
            );
        }
    }
}
