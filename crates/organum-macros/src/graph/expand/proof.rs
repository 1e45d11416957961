//! The proof of a graph, which the generated code requires from the compiler.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{super::model::Graph, Written, place};
use crate::names;

/// The number of suspects that are asked about, as in the crate of graphs.
const SUSPECTS: usize = 3;
/// The number of parts of their routes, as in the crate of graphs.
const PARTS: usize = 24;

/// Writes the impls by which a field provides its type in this graph, and the graph provides every type
/// that has a provider in it.
pub(super) fn inputs(graph: &Graph, written: &Written) -> TokenStream {
    let name = &graph.name;
    let impls = graph
        .fields
        .iter()
        .zip(&written.inputs)
        .map(|(field, input)| {
            let (kind, at) = place(graph, field);
            // All tokens have the span of the type, so that errors about it appear there.
            quote_spanned! {names::anchor(&field.ty)=>
                impl __organum::Provider<#name> for #input {
                    const SKETCH: __organum::Target = __organum::Target::Unknown;
                    type Node = __organum::#kind<#at>;
                }
            }
        });
    let provides = quote_spanned! {name.span()=>
        impl<__T: __organum::Provider<#name>> __organum::Provides<__T> for #name {
            type Node = <__T as __organum::Provider<#name>>::Node;
        }
    };
    quote! {
        #(#impls)*
        #provides
    }
}

/// Writes the constants that hold the links of the explicit nodes.
fn explicit_links(graph: &Graph) -> Vec<Ident> {
    (0..graph.explicit.len())
        .map(|at| format_ident!("__EXPLICIT{at}"))
        .collect()
}

/// Writes the impl by which an explicit node provides its type in this graph. The dependencies of the
/// node are proved once, in a constant that its own link does not mention, so that a cycle is found by
/// the checks instead of by rustc.
pub(super) fn explicit(graph: &Graph, written: &Written) -> TokenStream {
    let name = &graph.name;
    let links = explicit_links(graph);
    let nodes = written.explicit.iter().zip(&links).enumerate();
    let impls = nodes.map(|(at, (node, deps))| {
        let here = format_ident!("__ExplicitHere{at}");
        let declared = quote!(pub struct #here;);
        quote_spanned! {node.span()=>
            #declared
            const #deps: &[__organum::Link] =
                <<<__organum::Cond<{ __TOLD }> as __organum::Branch<#node>>::Out
                    as __organum::ExplicitNode<#name>>::Node as __organum::NodeIn<#name>>::DEPS;
            impl __organum::InGraph<#name> for #here {
                const LINK: __organum::Link = __organum::Link::explicit(
                    #at,
                    <#node as __organum::ExplicitNode<#name>>::SKETCH.scope(),
                    <<<__organum::Cond<{ __TOLD }> as __organum::Branch<#node>>::Out
                        as __organum::ExplicitNode<#name>>::Node as __organum::NodeIn<#name>>::linked,
                );
            }
            impl __organum::Provider<#name> for <#node as __organum::ExplicitNode<#name>>::Out
            {
                const SKETCH: __organum::Target = __organum::Target::Unknown;
                type Node = #here;
            }
        }
    });
    quote!(#(#impls)*)
}

/// Writes the proof of the outputs, unless a mistake in them was reported already.
pub(super) fn proof(graph: &Graph, written: &Written) -> TokenStream {
    let name = &graph.name;
    let text = names::as_text(name);
    let (outputs, explicit, inputs) = (&written.outputs, &written.explicit, &written.inputs);
    let depth = Literal::usize_unsuffixed(graph.provable_depth());
    let span = graph.anchor();
    let provided: Vec<Ident> = (0..outputs.len())
        .map(|at| format_ident!("__PROVIDED{at}"))
        .collect();
    let links = outputs.iter().zip(&provided).map(|(output, provided)| {
        quote_spanned! {output.span()=>
            <<__organum::Cond<{ __TOLD || !#provided }> as __organum::Branch<#output>>::Out
                as __organum::Provider<#name>>::LINK
        }
    });
    let graph_outputs = graph.outputs.iter().zip(outputs).zip(&provided);
    let asked = graph_outputs.map(|((ty, output), provided)| {
        let output_text = names::of_type(ty);
        let check = quote_spanned! {output.span()=>
            const _: () = __organum::check_output_provided(
                __MISTAKEN || #provided, #output_text, #text
            );
        };
        quote! {
            // Checked for inputs and explicit nodes only: a node that is found by its type is proved to
            // run in this graph below.
            const #provided: ::core::primitive::bool =
                __organum::Probe::<#output>::SKETCH.is_known()
                    || __organum::ProvidedIn::<
                        #name,
                        <__organum::Cond<{ __organum::Probe::<#output>::SKETCH.is_known() }>
                            as __organum::Branch<#output>>::Out,
                    >::IS_PROVIDED;
            #check
        }
    });
    let acyclic = quote_spanned! {span=>
        const _: () = __organum::check_acyclic(&__SKETCH, 0);
        const _: () = __organum::check_acyclic(&__SKETCH, 1);
        const _: () = __organum::check_acyclic(&__SKETCH, 2);
        const _: () = __organum::check_depth(&__SKETCH, #text, __DEPTH);
    };
    let missing = missing(graph, written, &provided);
    let names = graph.fields.iter().map(|field| names::of_type(&field.ty));
    let labels = graph.fields.iter().map(|field| names::as_text(&field.name));
    quote! {
        const __DEPTH: ::core::primitive::usize = #depth;
        const __PARTS: __organum::Parts = __organum::Parts {
            outputs: &[#(__organum::Probe::<#outputs>::SKETCH),*],
            explicit: &[#(<#explicit as __organum::ExplicitNode<#name>>::SKETCH),*],
            labels: &[#(#labels),*],
            names: &[#(#names),*],
            fields: &[#(__organum::Probe::<#inputs>::SKETCH),*],
        };
        const __SKETCH: __organum::Shape = __organum::Shape::of_sketches(&__PARTS);
        const __MISTAKEN: ::core::primitive::bool = __SKETCH.is_mistaken(__DEPTH)
            #(|| !<#explicit as __organum::ExplicitNode<#name>>::SKETCH.is_known())*;
        #acyclic
        #(#asked)*
        #missing
        impl __organum::GraphOf for #name {
            type Out = __organum::Wired;
            const LINKS: &'static [__organum::Link] = &[#(#links),*];
        }
    }
}

/// Writes the search for missing providers. They are reported before the proof is required, which is then
/// not required.
fn missing(graph: &Graph, written: &Written, provided: &[Ident]) -> TokenStream {
    let name = &graph.name;
    let text = names::as_text(name);
    let (outputs, explicit) = (&written.outputs, &written.explicit);
    let roots = outputs.iter().enumerate().map(|(at, output)| {
        let at = Literal::u8_unsuffixed(u8::try_from(at).unwrap_or(u8::MAX));
        quote! {
            impl<__Question, __Rest: __organum::RouteFrom<#output, __Question>>
                __organum::Through<__Question, (__organum::Param<#at>, __Rest)> for __Roots {}
        }
    });
    let explicit_roots = explicit.iter().enumerate().map(|(at, node)| {
        let at = Literal::u8_unsuffixed(u8::try_from(outputs.len() + at).unwrap_or(u8::MAX));
        quote! {
            impl<__Question, __Rest: __organum::RouteFrom<__organum::Explicit<#node>, __Question>>
                __organum::Through<__Question, (__organum::Param<#at>, __Rest)> for __Roots {}
        }
    });
    let parts = (0..PARTS)
        .rev()
        .map(|part| quote!(<__organum::At<{ __POSITIONS[#part] }> as __organum::Position>::Part));
    let list = parts.fold(quote!(()), |after, part| quote!((#part, #after)));
    let routes: Vec<Ident> = (0..SUSPECTS)
        .map(|suspect| format_ident!("__Route{suspect}"))
        .collect();
    let later = routes.windows(2).map(|pair| {
        let (before, route) = (&pair[0], &pair[1]);
        quote!(type #route = <#before as __organum::Routes>::Next;)
    });
    let same_as = routes.iter().enumerate().map(|(at, route)| {
        let earlier = routes[..at].iter().enumerate().map(|(at, earlier)| {
            quote! {
                if __organum::Asked::<__Roots, __organum::IsThatOf<__Roots, #earlier>, #route>::IS_SO {
                    #at
                } else
            }
        });
        quote!(#(#earlier)* { #at })
    });
    let messages = (0..SUSPECTS).map(|at| {
        quote_spanned! {graph.anchor()=>
            const _: () = __organum::check_provided(&__MISSING, &__PARTS, #at, #text);
        }
    });
    quote! {
        struct __Roots;
        #(#roots)*
        #(#explicit_roots)*
        const __PROVED: ::core::primitive::bool = !__MISTAKEN
            #(&& __organum::ProvidedIn::<
                #name,
                <__organum::Cond<{ __MISTAKEN || !#provided }> as __organum::Branch<#outputs>>::Out,
            >::IS_PROVIDED)*
            #(&& __organum::NeedsOf::<
                #name,
                <__organum::Cond<{ __MISTAKEN }> as __organum::Branch<#explicit>>::Out,
            >::ARE_PROVIDED)*;
        const __SUSPECTS: __organum::Suspects = if __PROVED {
            __organum::Suspects::NONE
        } else {
            __organum::Suspects::of(&__PARTS)
        };
        const __POSITIONS: [::core::primitive::u8; __organum::PARTS] = __SUSPECTS.routes();
        type __Route0 = #list;
        #(#later)*
        const __MISSING: __organum::Missing = __SUSPECTS.missing(
            [#(
                !__organum::Asked::<__Roots, __organum::IsProvidedIn<#name>, #routes>::IS_SO
            ),*],
            [#(#same_as),*],
            !__MISTAKEN,
        );
        const __TOLD: ::core::primitive::bool = __MISTAKEN || __MISSING.is_any();
        #(#messages)*
    }
}

/// Writes the constant with the links of the graph.
pub(super) fn checks(graph: &Graph, written: &Written) -> TokenStream {
    let name = &graph.name;
    let text = names::as_text(name);
    let links = explicit_links(graph);
    let used = graph.fields.iter().enumerate().map(|(number, field)| {
        let (kind, at) = place(graph, field);
        let field_text = names::as_text(&field.name);
        let ty_text = names::of_type(&field.ty);
        let not_given = (!field.is_injected).then(|| {
            quote_spanned! {field.name.span()=>
                const _: () = __organum::check_not_given(&__LINKED, #at, #field_text, #text);
            }
        });
        quote_spanned! {field.name.span()=>
            const _: () = __organum::check_input_used(
                (&__LINKED, &__MISSING), (__organum::LinkSource::#kind(#at), #number),
                #field_text, #ty_text, #text
            );
            #not_given
        }
    });
    let explicit = graph.explicit.iter().zip(&written.explicit).enumerate();
    let explicit = explicit.map(|(at, (node, alias))| {
        let node_text = names::written(node);
        let at = Literal::usize_unsuffixed(at);
        quote_spanned! {alias.span()=>
            const _: () = __organum::check_explicit_used(&__LINKED, #at, #node_text, #text);
        }
    });
    let outputs = graph.outputs.iter().zip(&written.outputs).enumerate();
    let outputs = outputs.map(|(at, (ty, output))| {
        let output_text = names::of_type(ty);
        let at = Literal::usize_unsuffixed(at);
        quote_spanned! {output.span()=>
            const _: () = __organum::check_output::<#name>(#at, #output_text, #text);
        }
    });
    let acyclic = quote_spanned! {graph.anchor()=>
        const _: () = __organum::check_explicit_acyclic(&__LINKED, &__PARTS);
    };
    let shared = quote_spanned! {graph.anchor()=>
        const _: () = __organum::check_made_by_runner(&__LINKED, 0, #text);
        const _: () = __organum::check_made_by_runner(&__LINKED, 1, #text);
    };
    let keys = quote_spanned! {graph.anchor()=>
        const _: () = __organum::check_keys(&__LINKED, 0, #text);
        const _: () = __organum::check_keys(&__LINKED, 1, #text);
    };
    quote! {
        const __LINKED: __organum::Linked = __organum::Linked::of::<#name>(
            &[#(#links),*], __PARTS.explicit
        );
        #acyclic
        #shared
        #keys
        #(#used)*
        #(#explicit)*
        #(#outputs)*
    }
}
