//! The tables of a node, and the impls by which graphs find it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use super::{
    super::model::{Explicit, Form, Node, Scope},
    Marker, Written, graph_param, impl_params, output_of_impl,
    policed::operations,
    provided, stub_of_alias, where_predicates,
};
use crate::{identity, names, types};

/// Writes a node that is found by its type.
pub(super) fn by_type(node: &Node, marker: &Marker, written: &Written) -> TokenStream {
    let (ty, params, graph) = (&marker.ty, impl_params(node), graph_param(node));
    let (output, needs) = (&written.output, &written.needs);
    let (_, arguments, _) = node.generics.split_for_impl();
    let here = quote!(__Here #arguments);
    let name = names::of_type(&node.output);
    let provided = provided(node, needs, &graph);
    let links = links(node, needs, &graph, &name);
    // A static cannot be generic. A constant can, but it contains the constants that it links to, so
    // rustc would evaluate the tables of generic nodes within each other.
    let (sketch, target) = if node.is_generic() {
        (None, quote!(Generic))
    } else {
        let sketch = table(node, &name, needs);
        (
            Some(quote!(static __SKETCH: __organum::Table = #sketch;)),
            quote!(Node(__organum::TableRef::to(&__SKETCH))),
        )
    };
    let header = output_of_impl(node, output);
    let deps = quote!(<#ty as __organum::NodeIn<#graph>>::DEPS);
    let linked = quote!(<#ty as __organum::NodeIn<#graph>>::linked);
    let link = match node.scope {
        Scope::Run if node.persist.is_some() => {
            quote!(recorded(#deps, <#ty as __organum::NodeIn<#graph>>::MISFITS, #linked))
        }
        Scope::Run => quote!(node(#deps, #linked)),
        Scope::Runner => {
            quote!(shared(#deps, <#ty as __organum::NodeIn<#graph>>::MISFITS, #linked))
        }
    };
    // All tokens have the span of the type, so that errors about it appear there.
    let provider = quote_spanned! {names::anchor(&node.output)=>
        #[automatically_derived]
        impl<#(#params,)* #graph> __organum::Provider<#graph> for #header #provided {
            const SKETCH: __organum::Target = __organum::Target::#target;
            type Node = #here;
        }
    };
    // The dependencies of a generic node are not searched.
    let through = (!node.is_generic()).then(|| through(&here, needs));
    let alias = stub_of_alias(node, output);
    quote! {
        #sketch
        #provider
        #alias
        #through
        impl<#(#params,)* #graph> __organum::InGraph<#graph> for #here #provided {
            const LINK: __organum::Link = __organum::Link::#link;
        }
        impl<#(#params,)* #graph> __organum::NodeIn<#graph> for #ty #provided #links
    }
}

/// Writes a node that graphs list.
pub(super) fn explicit(node: &Node, marker: &Marker, written: &Written) -> TokenStream {
    let (ty, graph) = (&marker.ty, graph_param(node));
    let (output, needs) = (&written.output, &written.needs);
    let name = match &node.explicit {
        Explicit::Function(name) => name.to_string(),
        _ => node.name.clone(),
    };
    let provided = provided(node, needs, &graph);
    let sketch = table(node, &name, needs);
    let links = links(node, needs, &graph, &name);
    let explicit = quote_spanned! {node.before_generics=>
        impl<__Graph> __organum::ExplicitNode<__Graph> for #ty {
            type Out = #output;
            type Node = Self;
            const SKETCH: __organum::Target =
                __organum::Target::Node(__organum::TableRef::to(&__SKETCH));
        }
        impl<#graph> __organum::NodeIn<#graph> for #ty #provided #links
    };
    let through = through(ty, needs);
    quote! {
        static __SKETCH: __organum::Table = #sketch;
        #explicit
        #through
    }
}

/// Writes the impl by which routes lead through a node to its dependencies.
fn through(node: &TokenStream, needs: &[TokenStream]) -> Option<TokenStream> {
    let list = |after, need: &TokenStream| quote!((#need, #after));
    let list = needs.iter().rev().fold(quote!(()), list);
    (!needs.is_empty()).then(|| {
        quote! {
            impl<__Question, __Route> __organum::Through<__Question, __Route> for #node
            where
                #list: __organum::OneOf<__Question, __Route>,
            {
            }
        }
    })
}

/// Writes a node that provides `output` and has no dependencies.
pub(super) fn stub(node: &Node, marker: &Marker, output: &TokenStream) -> TokenStream {
    if node.is_explicit() {
        let ty = &marker.ty;
        return quote! {
            impl<__Graph> __organum::ExplicitNode<__Graph> for #ty {
                type Out = #output;
                type Node = Self;
                const SKETCH: __organum::Target = __organum::Target::Unknown;
            }
            impl<__Graph> __organum::NodeIn<__Graph> for #ty {
                const DEPS: &'static [__organum::Link] = &[];

                fn linked() -> __organum::LinkedNode {
                    <__organum::Unproved as __organum::NodeIn<__Graph>>::linked()
                }
            }
        };
    }
    // A parameter that nothing determines is a mistake that was reported already.
    let (decided, undecided): (Vec<_>, Vec<_>) = impl_params(node)
        .into_iter()
        .partition(|param| types::mentions(output, &names::of_param(param)));
    let user = where_predicates(node).filter(|predicate| {
        let mut undecided = undecided.iter().map(names::of_param);
        !undecided.any(|param| types::mentions(predicate, &param))
    });
    quote! {
        impl<#(#decided,)* __Graph> __organum::Provider<__Graph> for #output
        where #(#user,)*
        {
            const SKETCH: __organum::Target = __organum::Target::Unknown;
            type Node = __organum::Unproved;
        }
    }
}

/// Writes the key of a node: a number that no other node of its crate has, and the path of the crate.
fn key() -> TokenStream {
    let number = Literal::u64_unsuffixed(identity::number());
    quote! {
        __organum::key(::core::concat!(::core::module_path!(), " ", ::core::file!(), " ", #number))
    }
}

/// Returns the path of the provided type: as written, or in the module of the node if only a name is
/// written.
pub(super) fn path(ty: &Type) -> TokenStream {
    let written = names::written(ty);
    if matches!(ty, Type::Path(path) if path.path.segments.len() == 1) {
        quote!(::core::concat!(::core::module_path!(), "::", #written))
    } else {
        quote!(#written)
    }
}

/// Writes the table of a node as a struct expression.
fn table(node: &Node, name: &str, needs: &[TokenStream]) -> TokenStream {
    let provides = names::of_type(&node.output);
    let (path, key) = (path(&node.output), key());
    let deps = node.params.iter().zip(needs).map(|(param, need)| {
        let name = match &node.persist {
            Some(persist) if param.form == Form::Stored && persist.store.is_none() => {
                "Arc<dyn Store>".to_owned()
            }
            _ => names::of_type(&param.dependency),
        };
        quote! {
            __organum::Dep { name: #name, target: __organum::Probe::<#need>::SKETCH }
        }
    });
    let keys = node.persist.iter().flat_map(|_| {
        node.params
            .iter()
            .zip(needs)
            .map(|(param, need)| match param.form {
                Form::Stored => quote!(true),
                _ => quote!(__organum::Hashing::<#need>::IS_HASHABLE),
            })
    });
    let scope = match node.scope {
        Scope::Run => quote!(Run),
        Scope::Runner => quote!(Runner),
    };
    quote! {
        __organum::Table {
            name: #name,
            provides: #provides,
            path: #path,
            place: ::core::concat!(::core::file!(), ":", ::core::line!()),
            key: #key,
            scope: __organum::Scope::#scope,
            deps: &[#(#deps),*],
            keys: &[#(#keys),*],
        }
    }
}

/// Writes the body of the impl that links a node to its dependencies in a graph.
fn links(node: &Node, needs: &[TokenStream], graph: &Ident, name: &str) -> TokenStream {
    let forms = forms(node);
    let operations = operations(node, &graph.to_token_stream());
    // The `Run` of a node with bounded concurrency holds its semaphore; that of a node whose results are
    // recorded has the execution id.
    let run = node
        .takes_own_run()
        .then(|| quote!(<__organum::Context as __organum::InGraph<#graph>>::LINK));
    let run = run.iter();
    let misfits = (node.scope == Scope::Runner || node.persist.is_some())
        .then(|| misfits(node, needs, graph, name));
    quote! {{
        const DEPS: &'static [__organum::Link] = &[
            #(<<#graph as __organum::Provides<#needs>>::Node
                as __organum::InGraph<#graph>>::LINK,)*
            #(#run)*
        ];
        #misfits

        fn linked() -> __organum::LinkedNode {
            __organum::LinkedNode {
                name: #name,
                deps: <Self as __organum::NodeIn<#graph>>::DEPS,
                forms: &[#(#forms),*],
                operations: #operations,
            }
        }
    }}
}

/// Writes the dependencies that a value shared by runs must not have, or those that cannot be a part of a
/// key.
fn misfits(node: &Node, needs: &[TokenStream], graph: &Ident, name: &str) -> TokenStream {
    let params = node.params.iter().enumerate();
    let misfits = params
        .filter(|(_, param)| param.form != Form::Stored)
        .map(|(at, param)| {
            let need = names::written(&param.dependency);
            if node.persist.is_some() {
                let ty = &needs[at];
                return quote! {
                    __organum::Misfit::of_key(
                        #name, #need, __organum::Hashing::<#ty>::IS_HASHABLE,
                        &<Self as __organum::NodeIn<#graph>>::DEPS[#at]
                    )
                };
            }
            quote! {
                __organum::Misfit::of(
                    #name, #need, &<Self as __organum::NodeIn<#graph>>::DEPS[#at]
                )
            }
        });
    quote! {
        const MISFITS: &'static [::core::option::Option<__organum::Misfit>] = &[#(#misfits),*];
    }
}

/// Returns the forms of the parameters, if any of them is tolerant.
fn forms(node: &Node) -> Vec<TokenStream> {
    if !node.params.iter().any(|param| param.form.is_tolerant()) {
        return Vec::new();
    }
    let arguments = node.params.iter().filter(|param| param.alternatives > 0);
    let run = node.takes_own_run();
    let run = run.then(|| quote!((__organum::Form::Strict, 1)));
    arguments
        .map(|param| {
            let form = match param.form {
                Form::Borrowed | Form::Cloned | Form::Object | Form::Stored => quote!(Strict),
                Form::Optional => quote!(Optional),
                Form::Outcome => quote!(Outcome),
                Form::FirstOk => quote!(FirstOk),
                Form::Race => quote!(Race),
            };
            let count = Literal::u8_unsuffixed(param.alternatives);
            quote!((__organum::Form::#form, #count))
        })
        .chain(run)
        .collect()
}
