//! The tables of a node, and the impls by which graphs find it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{
    super::model::{Listed, Node},
    Marker, Written, graph_param, impl_params, output_of_impl, provided, where_predicates,
};
use crate::{names, types};

/// A node that is found by its type.
pub(super) fn by_type(node: &Node, marker: &Marker, written: &Written) -> TokenStream {
    let (ty, params, graph) = (&marker.ty, impl_params(node), graph_param(node));
    let (output, needs) = (&written.output, &written.needs);
    let (_, arguments, _) = node.generics.split_for_impl();
    let here = quote!(__Here #arguments);
    let name = names::of_type(&node.output);
    let key = key(&name);
    let provided = provided(node, needs, &graph, output);
    let sketched = deps(node, |at| {
        let need = &needs[at];
        quote!(__organum::Probe::<#need>::SKETCH)
    });
    let linked = deps(node, |at| {
        let need = &needs[at];
        quote! {
            <<#graph as __organum::Provides<#need, #output>>::Node
                as __organum::InGraph<#graph>>::LINK
        }
    });
    let sketch = table(&name, &quote!(__KEY), &quote!(&[#(#sketched),*]), marker);
    // A static cannot be generic. A constant can, but it holds what it links to, so that a cycle of
    // generic nodes is one of rustc's.
    let (sketch, sketch_ref, key_in_graph) = if node.is_generic() {
        let user = where_predicates(node);
        (
            quote! {
                impl<#(#params),*> #ty where #(#user,)* {
                    const SKETCH: &'static __organum::Table = &#sketch;
                }
            },
            quote!(<#ty>::SKETCH),
            quote!(__organum::link_key(__KEY, &[#(#linked),*])),
        )
    } else {
        (
            quote!(static __SKETCH: __organum::Table = #sketch;),
            quote!(&__SKETCH),
            quote!(__KEY),
        )
    };
    let linked = table(&name, &key_in_graph, &quote!(&[#(#linked),*]), marker);
    let header = output_of_impl(node, output);
    // All of it has the span of the type, so that errors about it are shown there.
    let provider = quote_spanned! {names::anchor(&node.output)=>
        #[automatically_derived]
        impl<#(#params,)* #graph, __By> __organum::Provider<#graph, __By> for #header #provided {
            const SKETCH: __organum::Target =
                __organum::Target::Node(__organum::TableRef::to(#sketch_ref));
            type Node = #here;
        }
    };
    quote! {
        const __KEY: ::core::primitive::u64 = #key;
        #sketch
        #provider
        impl<#(#params,)* #graph> __organum::InGraph<#graph> for #here #provided {
            const LINK: __organum::Target = __organum::Target::Node(__organum::TableRef::to(&#linked));
        }
    }
}

/// A node that graphs list.
pub(super) fn listed(node: &Node, marker: &Marker, written: &Written) -> TokenStream {
    let (ty, graph) = (&marker.ty, graph_param(node));
    let (output, needs) = (&written.output, &written.needs);
    let name = match &node.listed {
        Listed::Function(name) => name.to_string(),
        _ => node.name.clone(),
    };
    let key = key(&name);
    let provided = provided(node, needs, &graph, ty);
    let sketched = deps(node, |at| {
        let need = &needs[at];
        quote!(__organum::Probe::<#need>::SKETCH)
    });
    let linked = deps(node, |at| {
        let need = &needs[at];
        quote! {
            <<#graph as __organum::Provides<#need, #ty>>::Node
                as __organum::InGraph<#graph>>::LINK
        }
    });
    let sketch = table(&name, &quote!(__KEY), &quote!(&[#(#sketched),*]), marker);
    let linked = table(&name, &quote!(__KEY), &quote!(&[#(#linked),*]), marker);
    let listed = quote_spanned! {node.before_generics=>
        impl<__Graph> __organum::ListedNode<__Graph> for #ty {
            type Out = #output;
            const SKETCH: __organum::Target =
                __organum::Target::Node(__organum::TableRef::to(&__SKETCH));
        }
        impl<#graph> __organum::ListedNodeIn<#graph> for #ty #provided {
            const TABLE: __organum::Table = #linked;
        }
    };
    quote! {
        const __KEY: ::core::primitive::u64 = #key;
        static __SKETCH: __organum::Table = #sketch;
        #listed
    }
}

/// A node that provides `output` and needs nothing.
pub(super) fn stub(node: &Node, marker: &Marker, output: &TokenStream) -> TokenStream {
    if node.is_listed() {
        let ty = &marker.ty;
        return quote! {
            impl<__Graph> __organum::ListedNode<__Graph> for #ty {
                type Out = #output;
                const SKETCH: __organum::Target = __organum::Target::Unknown;
            }
            impl<__Graph> __organum::ListedNodeIn<__Graph> for #ty {
                const TABLE: __organum::Table =
                    <__organum::Unproved as __organum::ListedNodeIn<__Graph>>::TABLE;
            }
        };
    }
    // A parameter that nothing decides is a mistake that was told.
    let (decided, undecided): (Vec<_>, Vec<_>) = impl_params(node)
        .into_iter()
        .partition(|param| types::mentions(output, &names::of_param(param)));
    let user = where_predicates(node).filter(|predicate| {
        let mut undecided = undecided.iter().map(names::of_param);
        !undecided.any(|param| types::mentions(predicate, &param))
    });
    quote! {
        impl<#(#decided,)* __Graph, __By> __organum::Provider<__Graph, __By> for #output
        where #(#user,)*
        {
            const SKETCH: __organum::Target = __organum::Target::Unknown;
            type Node = __organum::Unproved;
        }
    }
}

/// The key of a node: where it is declared.
fn key(name: &str) -> TokenStream {
    quote! {
        __organum::key(::core::concat!(
            ::core::module_path!(), "::", #name, " ", ::core::file!(), ":",
            ::core::line!(), ":", ::core::column!()
        ))
    }
}

/// A node's table as a struct expression.
fn table(name: &str, key: &TokenStream, deps: &TokenStream, marker: &Marker) -> TokenStream {
    let ty = &marker.ty;
    quote! {
        __organum::Table {
            name: #name,
            key: #key,
            deps: #deps,
            operations: __organum::Operations::of::<#ty>,
        }
    }
}

/// The dependencies in a table, with the target that `target` gives for each.
fn deps(node: &Node, target: impl Fn(usize) -> TokenStream) -> Vec<TokenStream> {
    let params = node.params.iter().enumerate();
    params
        .map(|(at, param)| {
            let name = names::of_type(&param.dependency);
            let target = target(at);
            quote!(__organum::Dep { name: #name, target: #target })
        })
        .collect()
}
