//! From the model of a graph to its tables, checks and methods.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Type, spanned::Spanned};

use super::model::{Field, Graph};
use crate::names;

/// Tables, checks and methods of a graph.
pub(crate) fn graph(graph: &Graph) -> TokenStream {
    let runtime = &graph.runtime;
    let methods = methods(graph);
    let inputs = inputs(graph);
    let listed = listed(graph);
    let proof = proof(graph);
    let checks = checks(graph);
    let running = running(graph);
    quote! {
        #methods
        #[doc(hidden)]
        #[allow(
            non_camel_case_types, unused_qualifications,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            use #runtime::__private as __organum;
            #[allow(unused_imports)]
            use __organum::{NotOwn as _, Unknown as _};
            #inputs
            #listed
            #proof
            #checks
            #running
        };
    }
}

/// Methods that can be named, for a graph that is wrong: code that runs it is not to blame.
pub(crate) fn stub(graph: &Graph) -> TokenStream {
    let (runtime, visibility, name) = (&graph.runtime, &graph.visibility, &graph.name);
    let (impl_generics, arguments, where_clause) = graph.generics.split_for_impl();
    let output = match graph.outputs.as_slice() {
        [single] if graph.is_single => quote!(#single),
        outputs => quote!((#(#outputs,)*)),
    };
    let error = match &graph.error {
        Some(error) => quote!(#error),
        None => quote!(#runtime::GraphError),
    };
    if crate::types::look_into(&syn::parse_quote!(#output)).is_unnameable() {
        return TokenStream::new();
    }
    quote! {
        #[allow(dead_code, missing_docs, clippy::all, clippy::pedantic)]
        impl #impl_generics #name #arguments #where_clause {
            #visibility fn run(
                self,
            ) -> ::std::pin::Pin<::std::boxed::Box<
                dyn ::core::future::Future<Output = ::core::result::Result<#output, #error>>
                    + ::core::marker::Send,
            >> {
                ::core::unreachable!()
            }
        }
    }
}

fn methods(graph: &Graph) -> TokenStream {
    let (runtime, visibility, name) = (&graph.runtime, &graph.visibility, &graph.name);
    let injected: Vec<&Field> = graph.injected().collect();
    let (names, types): (Vec<_>, Vec<_>) = injected
        .iter()
        .map(|field| (&field.name, &field.ty))
        .unzip();
    let run_doc = format!(
        "Runs `{name}` once, with its fields as inputs. Nothing starts before the run is awaited."
    );
    let runner_doc = if injected.is_empty() {
        format!("A runner, which runs `{name}` many times.")
    } else {
        format!("A runner, which runs `{name}` many times with these injected values.")
    };
    quote! {
        #[automatically_derived]
        #[allow(dead_code, clippy::too_many_arguments)]
        impl #name {
            #[doc = #run_doc]
            #visibility fn run(self) -> #runtime::Execution<Self> {
                #runtime::Execution::of(self)
            }

            #[doc = #runner_doc]
            #[must_use]
            #visibility fn runner(#(#names: #types),*) -> #runtime::Runner<Self> {
                #runtime::Runner::new((#(#names,)*))
            }
        }
    }
}

/// A field as the target of links.
fn target(graph: &Graph, field: &Field) -> TokenStream {
    let position = |mut fields: Box<dyn Iterator<Item = &Field> + '_>| {
        Literal::usize_unsuffixed(
            fields
                .position(|other| other.name == field.name)
                .unwrap_or_default(),
        )
    };
    if field.is_injected {
        let at = position(Box::new(graph.injected()));
        quote!(__organum::Target::Injected(#at))
    } else {
        let at = position(Box::new(graph.given()));
        quote!(__organum::Target::Given(#at))
    }
}

fn inputs(graph: &Graph) -> TokenStream {
    let name = &graph.name;
    let impls = graph.fields.iter().map(|field| {
        let ty = &field.ty;
        let target = target(graph, field);
        // The whole block has the span of the type, so that errors about it are shown there.
        quote_spanned! {names::anchor(ty)=>
            #[diagnostic::do_not_recommend]
            impl<By> __organum::Provider<#name, By> for #ty {
                const SKETCH: __organum::Target = __organum::Target::Unknown;
                const LINK: __organum::Target = #target;
            }
        }
    });
    quote! {
        #(#impls)*
        impl<__T: __organum::Provider<#name, By>, By> __organum::Provides<__T, By> for #name {
            const LINK: __organum::Target = <__T as __organum::Provider<#name, By>>::LINK;
        }
    }
}

/// The statics of the listed nodes.
fn listed_names(graph: &Graph) -> Vec<Ident> {
    (0..graph.listed.len())
        .map(|at| format_ident!("__LISTED_{at}"))
        .collect()
}

/// A listed node provides its type in this graph. That what it needs is there is asked once, in the
/// static; a link to a static does not ask again, so a cycle is found by the walk and not by rustc.
fn listed(graph: &Graph) -> TokenStream {
    let name = &graph.name;
    let impls = graph.listed.iter().zip(listed_names(graph)).map(|(node, table)| {
        let ty = quote_spanned!(node.span()=> <#node as __organum::ListedNode>::Out);
        let proved = quote_spanned!(node.span()=>
            <<__organum::Cond<{ __SKETCH.is_mistaken(__DEPTH) }> as __organum::Branch<#node>>::Out
                as __organum::ListedNodeIn<#name>>::TABLE
        );
        quote_spanned! {node.span()=>
            static #table: __organum::Table = #proved;
            #[diagnostic::do_not_recommend]
            impl<By> __organum::Provider<#name, By> for #ty {
                const SKETCH: __organum::Target = __organum::Target::Unknown;
                const LINK: __organum::Target =
                    __organum::Target::Node(__organum::TableRef::to(&#table));
            }
        }
    });
    quote!(#(#impls)*)
}

fn proof(graph: &Graph) -> TokenStream {
    let name = &graph.name;
    let outputs = &graph.outputs;
    let listed = &graph.listed;
    let fields = graph.fields.iter().map(|field| &field.ty);
    let depth = match graph.recursion_limit {
        Some((limit, _)) => (limit - 8) / 2,
        None => 60,
    };
    let depth = Literal::usize_unsuffixed(depth);
    let span = outputs.first().map_or(name.span(), names::anchor);
    let text = name.to_string();
    let provided: Vec<Ident> = (0..outputs.len())
        .map(|at| format_ident!("__PROVIDED_{at}"))
        .collect();
    let proved = outputs.iter().zip(&provided).map(|(output, provided)| {
        quote_spanned!(names::anchor(output)=>
            <__organum::Cond<{ __SKETCH.is_mistaken(__DEPTH) || !#provided }>
                as __organum::Branch<#output>>::Out
        )
    });
    let out = quote_spanned!(span=> type Out = (#(#proved,)*););
    let asked = outputs.iter().zip(&provided).map(|(output, provided)| {
        let output_text = names::of_type(output);
        let check = quote_spanned!(names::anchor(output)=>
            const _: () = __organum::check_output_provided(#provided, #output_text, #text);
        );
        quote! {
            // Asked of inputs and listed nodes only: whether a node that is found by its type can
            // run in this graph is proved below.
            const #provided: bool = __organum::Probe::<#output>::SKETCH.is_known()
                || __organum::Own::<
                    #name,
                    <__organum::Cond<{ __organum::Probe::<#output>::SKETCH.is_known() }>
                        as __organum::Branch<#output>>::Out,
                >::IS_PROVIDED;
            #check
        }
    });
    let asked: Vec<_> = asked.collect();
    let acyclic = quote_spanned!(span=>
        const _: () = __organum::check_acyclic(&__SKETCH, #text, __DEPTH);
    );
    quote! {
        const __DEPTH: usize = #depth;
        const __SKETCH: __organum::Shape = __organum::Shape::of_sketches(
            &[
                #(__organum::Probe::<#outputs>::SKETCH,)*
                #(<#listed as __organum::ListedNode>::SKETCH,)*
            ],
            &[#(__organum::Probe::<#fields>::SKETCH),*],
        );
        #acyclic
        #(#asked)*
        impl __organum::GraphOf for #name {
            #out
        }
    }
}

fn checks(graph: &Graph) -> TokenStream {
    let name = &graph.name;
    let text = name.to_string();
    let span = graph.outputs.first().map_or(name.span(), names::anchor);
    let tables = listed_names(graph);
    let used = graph.fields.iter().map(|field| {
        let target = target(graph, field);
        let field_text = field.name.to_string();
        quote_spanned!(field.name.span()=>
            const _: () = __organum::check_input_used(&__LINKED, #target, #field_text, #text);
        )
    });
    let listed = graph.listed.iter().enumerate().map(|(at, node)| {
        let node_text = names::written(node);
        let at = Literal::usize_unsuffixed(at);
        quote_spanned!(node.span()=>
            const _: () = __organum::check_listed_used(&__LINKED, #at, #node_text, #text);
        )
    });
    let outputs = graph.outputs.iter().enumerate().map(|(at, output)| {
        let output_text = names::of_type(output);
        let at = Literal::usize_unsuffixed(at);
        quote_spanned!(names::anchor(output)=>
            const _: () = __organum::check_output::<#name>(#at, #output_text, #text);
        )
    });
    let acyclic = quote_spanned!(span=>
        const _: () = __organum::check_listed_acyclic(&__LINKED);
    );
    quote! {
        const __LINKED: __organum::Shape = __organum::linked::<#name>(
            &[#(__organum::Target::Node(__organum::TableRef::to(&#tables))),*],
        );
        #acyclic
        #(#used)*
        #(#listed)*
        #(#outputs)*
    }
}

fn running(graph: &Graph) -> TokenStream {
    let name = &graph.name;
    let text = name.to_string();
    let outputs = &graph.outputs;
    let tuple = |types: &[&Type]| quote!((#(#types,)*));
    let given: Vec<&Type> = graph.given().map(|field| &field.ty).collect();
    let injected: Vec<&Type> = graph.injected().map(|field| &field.ty).collect();
    let (given_tuple, injected_tuple) = (tuple(&given), tuple(&injected));
    let (args, to_given) = match given.as_slice() {
        [single] => (quote!(#single), quote!((args,))),
        _ => (given_tuple.clone(), quote!(args)),
    };
    let values = match outputs.as_slice() {
        [single] if graph.is_single => quote!(__organum::Single<#single>),
        _ => quote!((#(#outputs,)*)),
    };
    let error = match &graph.error {
        Some(error) => quote_spanned!(error.span()=> #error),
        None => quote!(__organum::GraphError),
    };
    let proof = |ty: &&Type| {
        let ty = *ty;
        quote_spanned!(names::anchor(ty)=> __organum::input::<#ty>())
    };
    let given_proofs: Vec<_> = given.iter().map(proof).collect();
    let injected_proofs: Vec<_> = injected.iter().map(proof).collect();
    let given_names = graph.given().map(|field| &field.name);
    let injected_names = graph.injected().map(|field| &field.name);
    let count = Literal::usize_unsuffixed(outputs.len() + 1);
    let plans = (0..=outputs.len()).map(|_| quote!(__organum::PlanCell::new()));
    let output_impls = outputs.iter().enumerate().map(|(at, output)| {
        let at = Literal::usize_unsuffixed(at);
        let output_of = quote_spanned!(names::anchor(output)=>
            impl __organum::OutputOf<#name> for #output
        );
        quote!(#output_of { const INDEX: usize = #at; })
    });
    quote! {
        impl __organum::Graph for #name {
            const NAME: &'static str = #text;
            type Given = #given_tuple;
            type Injected = #injected_tuple;
            type Args = #args;
            type Outputs = #values;
            type Error = #error;

            const GIVEN: <Self::Given as __organum::Inputs>::Proofs = (#(#given_proofs,)*);
            const INJECTED: <Self::Injected as __organum::Inputs>::Proofs = (#(#injected_proofs,)*);

            fn given(args: Self::Args) -> Self::Given {
                #to_given
            }

            fn split(self) -> (Self::Given, Self::Injected) {
                ((#(self.#given_names,)*), (#(self.#injected_names,)*))
            }

            fn plans() -> &'static [__organum::PlanCell] {
                static PLANS: [__organum::PlanCell; #count] = [#(#plans),*];
                &PLANS
            }
        }
        #(#output_impls)*
    }
}
