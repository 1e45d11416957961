//! The proof of a graph, which the generated code requires from the compiler.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{super::model::Graph, Written, place};
use crate::names;

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
                #[diagnostic::do_not_recommend]
                impl<__By> __organum::Provider<#name, __By> for #input {
                    const SKETCH: __organum::Target = __organum::Target::Unknown;
                    type Node = __organum::#kind<#at>;
                }
            }
        });
    let provides = quote_spanned! {name.span()=>
        impl<__T: __organum::Provider<#name, __By>, __By> __organum::Provides<__T, __By> for #name {
            type Node = <__T as __organum::Provider<#name, __By>>::Node;
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
                <<<__organum::Cond<{ __MISTAKEN }> as __organum::Branch<#node>>::Out
                    as __organum::ExplicitNode<#name>>::Node as __organum::NodeIn<#name>>::DEPS;
            impl __organum::InGraph<#name> for #here {
                const LINK: __organum::Link = __organum::Link::explicit(
                    #at,
                    <#node as __organum::ExplicitNode<#name>>::SKETCH.scope(),
                    <<#node as __organum::ExplicitNode<#name>>::Node
                        as __organum::NodeIn<#name>>::linked,
                );
            }
            #[diagnostic::do_not_recommend]
            impl<__By> __organum::Provider<#name, __By>
                for <#node as __organum::ExplicitNode<#name>>::Out
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
            <<__organum::Cond<{ __MISTAKEN || !#provided }> as __organum::Branch<#output>>::Out
                as __organum::Provider<#name, #name>>::LINK
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
                    || __organum::Own::<
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
    quote! {
        const __DEPTH: ::core::primitive::usize = #depth;
        const __OUTPUTS: &[__organum::Target] = &[#(__organum::Probe::<#outputs>::SKETCH),*];
        const __EXPLICIT: &[__organum::Target] =
            &[#(<#explicit as __organum::ExplicitNode<#name>>::SKETCH),*];
        const __SKETCH: __organum::Shape = __organum::Shape::of_sketches(
            __OUTPUTS, __EXPLICIT, &[#(__organum::Probe::<#inputs>::SKETCH),*],
        );
        const __MISTAKEN: ::core::primitive::bool = __SKETCH.is_mistaken(__DEPTH)
            #(|| !<#explicit as __organum::ExplicitNode<#name>>::SKETCH.is_known())*;
        #acyclic
        #(#asked)*
        impl __organum::GraphOf for #name {
            type Out = __organum::Wired;
            const LINKS: &'static [__organum::Link] = &[#(#links),*];
        }
    }
}

/// Writes the constant with the links of the graph.
pub(super) fn checks(graph: &Graph, written: &Written) -> TokenStream {
    let name = &graph.name;
    let text = names::as_text(name);
    let links = explicit_links(graph);
    let used = graph.fields.iter().map(|field| {
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
                &__LINKED, __organum::LinkSource::#kind(#at), #field_text, #ty_text, #text
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
        const _: () = __organum::check_explicit_acyclic(&__LINKED, __OUTPUTS, __EXPLICIT);
    };
    let shared = quote_spanned! {graph.anchor()=>
        const _: () = __organum::check_made_by_runner(&__LINKED, 0, #text);
        const _: () = __organum::check_made_by_runner(&__LINKED, 1, #text);
    };
    quote! {
        const __LINKED: __organum::Linked = __organum::Linked::of::<#name>(
            &[#(#links),*], __EXPLICIT
        );
        #acyclic
        #shared
        #(#used)*
        #(#explicit)*
        #(#outputs)*
    }
}
