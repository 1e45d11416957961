//! From the model of a node to its tables.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericParam, Type, spanned::Spanned};

use super::model::{Call, Form, Listed, Node, Param, Place};
use crate::{names, types};

/// The tables of a node.
pub(super) fn node(node: &Node) -> TokenStream {
    let runtime = &node.runtime;
    let marker = marker(node);
    let call = call(node, &marker);
    let tables = match &node.listed {
        Listed::No => by_type(node, &marker),
        Listed::Function(_) | Listed::Step(_) => listed(node, &marker),
    };
    let checks = checks(node);
    // The marker of a listed function is what graphs name, so it stands beside the function.
    let (outside, inside) = match &node.listed {
        Listed::Function(name) => {
            let visibility = &node.visibility;
            let marker = quote! {
                #[doc(hidden)]
                #[allow(non_camel_case_types, dead_code)]
                #visibility struct #name {}
            };
            (marker, TokenStream::new())
        }
        Listed::Step(_) => (TokenStream::new(), TokenStream::new()),
        Listed::No => (TokenStream::new(), marker.declaration.clone()),
    };
    quote! {
        #outside
        #[doc(hidden)]
        #[allow(
            non_camel_case_types, dead_code, unused_qualifications, single_use_lifetimes,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            use #runtime::__private as __organum;
            #[allow(unused_imports)]
            use __organum::{NotFallible as _, PairDiffers as _, Unknown as _};
            #inside
            #call
            #tables
            #checks
        };
    }
}

/// A node that provides its type and needs nothing, for an item that is wrong elsewhere.
pub(super) fn stub(node: &Node) -> TokenStream {
    if !matches!(node.listed, Listed::No) {
        return TokenStream::new();
    }
    let runtime = &node.runtime;
    let output = &node.output;
    let (generics, where_clause) = with_graph(node, &[]);
    let graph = graph_param(node);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, clippy::all, clippy::pedantic)]
        const _: () = {
            use #runtime::__private as __organum;
            impl<#generics> __organum::Provider<#graph, By> for #output
            #where_clause
            {
                const SKETCH: __organum::Target = __organum::Target::Unknown;
                const LINK: __organum::Target = __organum::Target::Unknown;
            }
        };
    }
}

/// The type that stands for the node.
struct Marker {
    declaration: TokenStream,
    /// With its arguments.
    ty: TokenStream,
}

fn marker(node: &Node) -> Marker {
    match &node.listed {
        Listed::Function(name) => Marker {
            declaration: TokenStream::new(),
            ty: quote!(#name),
        },
        Listed::Step(step) => Marker {
            declaration: TokenStream::new(),
            ty: quote!(#step),
        },
        Listed::No => {
            let params = node.generics.params.iter().map(|param| match param {
                GenericParam::Const(param) => {
                    let (name, ty) = (&param.ident, &param.ty);
                    quote!(const #name: #ty)
                }
                GenericParam::Type(param) => {
                    let name = &param.ident;
                    quote!(#name)
                }
                GenericParam::Lifetime(param) => quote!(#param),
            });
            let types = node.generics.type_params().map(|param| &param.ident);
            let (_, arguments, _) = node.generics.split_for_impl();
            Marker {
                declaration: quote! {
                    struct __OrganumNode<#(#params),*>(
                        ::core::marker::PhantomData<fn() -> (#(#types,)*)>
                    );
                },
                ty: quote!(__OrganumNode #arguments),
            }
        }
    }
}

/// The arguments of the user's function, from the parts of the dependencies.
fn arguments(node: &Node) -> (Vec<Ident>, Vec<TokenStream>) {
    let parts: Vec<Ident> = (0..node.params.len())
        .map(|at| format_ident!("__d{at}"))
        .collect();
    let arguments = node
        .params
        .iter()
        .zip(&parts)
        .map(|(param, part)| match param.form {
            Form::Borrowed => quote!(#part),
            Form::Object => quote!(&**#part),
            Form::Cloned => {
                let ty = &param.dependency;
                quote_spanned!(param.anchor()=> __organum::cloned::<#ty>(#part))
            }
        })
        .collect();
    (parts, arguments)
}

/// How the executor calls the function.
fn call(node: &Node, marker: &Marker) -> TokenStream {
    let (parts, arguments) = arguments(node);
    let dependencies = node.params.iter().map(|param| &param.dependency);
    let (returned, output) = (&node.returned, &node.output);
    let shareable = quote_spanned!(names::anchor(output)=> __organum::output::<#output>());
    let (impl_generics, _, where_clause) = node.generics.split_for_impl();
    let ty = &marker.ty;
    let place = match node.place {
        Place::Inline => quote!(Inline),
        Place::Spawned => quote!(Spawned),
        Place::Blocking => quote!(Blocking),
    };
    let called = match &node.call {
        Call::Function(name) => {
            let arguments_of_type = turbofish(node);
            quote_spanned!(name.span()=> #name #arguments_of_type (#(#arguments),*))
        }
        Call::Compose(step) => quote_spanned!(step.span()=> <#step>::compose(#(#arguments),*)),
        Call::Build {
            path,
            fields: Some(fields),
        } => quote!(#path { #(#fields: #arguments),* }),
        Call::Build { path, fields: None } => quote!(#path(#(#arguments),*)),
    };
    let called = if node.is_async {
        called
    } else {
        quote!(async move { #called })
    };
    let finish = if node.is_fallible {
        let error = names::error_of(returned).map_or(names::anchor(returned), names::anchor);
        let value = Ident::new("returned", error);
        quote_spanned!(error=> __organum::fallible(#value))
    } else {
        quote!(::core::result::Result::Ok(returned))
    };
    quote! {
        impl #impl_generics __organum::Call for #ty #where_clause {
            type Deps<'__organum_run> = (#(&'__organum_run #dependencies,)*);
            type Return = #returned;
            type Out = #output;
            const SHAREABLE: __organum::Proof<#output> = #shareable;
            const PLACE: __organum::Place = __organum::Place::#place;

            #[inline]
            fn call<'__organum_run>(
                (#(#parts,)*): Self::Deps<'__organum_run>,
            ) -> impl ::core::future::Future<Output = #returned> + ::core::marker::Send + '__organum_run {
                #called
            }

            #[inline]
            fn finish(returned: #returned) -> ::core::result::Result<#output, __organum::Cause> {
                #finish
            }
        }
    }
}

/// The type and const parameters of a generic function, given by name.
fn turbofish(node: &Node) -> Option<TokenStream> {
    let names = node.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(&param.ident),
        GenericParam::Const(param) => Some(&param.ident),
        GenericParam::Lifetime(_) => None,
    });
    let names: Vec<_> = names.collect();
    (!names.is_empty()).then(|| quote!(::<#(#names),*>))
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
fn table(name: &str, key: &TokenStream, deps: &[TokenStream], marker: &Marker) -> TokenStream {
    let ty = &marker.ty;
    quote! {
        __organum::Table {
            name: #name,
            key: #key,
            deps: &[#(#deps),*],
            operations: __organum::Operations::of::<#ty>,
        }
    }
}

/// The dependencies in a table, with the target that `target` gives for each.
fn deps(params: &[Param], target: impl Fn(&Type) -> TokenStream) -> Vec<TokenStream> {
    params
        .iter()
        .map(|param| {
            let name = names::of_type(&param.dependency);
            let target = target(&param.dependency);
            quote!(__organum::Dep { name: #name, target: #target })
        })
        .collect()
}

/// The parameter that stands for the graph. It has a telling name: rustc prints it where the orphan
/// rule refuses the impl.
fn graph_param(node: &Node) -> Ident {
    Ident::new("Graph_or_list_this_node", names::anchor(&node.output))
}

/// The user's parameters and bounds, and those for a graph that provides what the node needs.
fn with_graph(node: &Node, bounds: &[TokenStream]) -> (TokenStream, TokenStream) {
    let params = node.generics.params.iter().map(|param| {
        let mut param = param.clone();
        match &mut param {
            GenericParam::Type(param) => param.default = None,
            GenericParam::Const(param) => param.default = None,
            GenericParam::Lifetime(_) => {}
        }
        param
    });
    let graph = graph_param(node);
    let generics = quote_spanned!(names::anchor(&node.output)=> #(#params,)* #graph, By);
    let user = node
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let clause = quote!(where #(#user,)* #(#bounds,)*);
    (generics, clause)
}

/// The tables of a node that is found by its type.
fn by_type(node: &Node, marker: &Marker) -> TokenStream {
    let output = &node.output;
    let name = names::of_type(output);
    let graph = graph_param(node);
    let bounds: Vec<TokenStream> = node
        .params
        .iter()
        .map(|param| {
            let ty = &param.dependency;
            quote_spanned!(param.anchor()=> #graph: __organum::Provides<#ty, #output>)
        })
        .collect();
    let (generics, where_clause) = with_graph(node, &bounds);
    let key = key(&name);
    let sketched = deps(&node.params, |ty| quote!(__organum::Probe::<#ty>::SKETCH));
    let sketch = table(&name, &quote!(__KEY), &sketched, marker);
    let linked = deps(
        &node.params,
        |ty| quote!(<#graph as __organum::Provides<#ty, #output>>::LINK),
    );
    let is_generic = node.generics.params.iter().next().is_some();
    // A static cannot be generic. A constant can, but it holds what it links to, so that a cycle of
    // generic nodes is one of rustc's.
    let (sketch, sketch_ref, table) = if is_generic {
        let (impl_generics, _, user_where) = node.generics.split_for_impl();
        let ty = &marker.ty;
        let deps = quote!(&[#(#linked),*]);
        (
            quote! {
                impl #impl_generics #ty #user_where {
                    const SKETCH: &'static __organum::Table = &#sketch;
                }
            },
            quote!(<#ty>::SKETCH),
            quote! {
                __organum::Table {
                    name: #name,
                    key: __organum::link_key(__KEY, #deps),
                    deps: #deps,
                    operations: __organum::Operations::of::<#ty>,
                }
            },
        )
    } else {
        (
            quote!(static __SKETCH: __organum::Table = #sketch;),
            quote!(&__SKETCH),
            table(&name, &quote!(__KEY), &linked, marker),
        )
    };
    // The whole block has the span of the type, so that errors about it are shown there.
    let provider = quote_spanned! {names::anchor(output)=>
        #[automatically_derived]
        impl<#generics> __organum::Provider<#graph, By> for #output #where_clause {
            const SKETCH: __organum::Target =
                __organum::Target::Node(__organum::TableRef::to(#sketch_ref));
            const TABLE: &'static __organum::Table = &#table;
            const LINK: __organum::Target = __organum::Target::Node(__organum::TableRef::to(
                <Self as __organum::Provider<#graph, ()>>::TABLE,
            ));
        }
    };
    quote! {
        const __KEY: u64 = #key;
        #sketch
        #provider
    }
}

/// The tables of a node that graphs list.
fn listed(node: &Node, marker: &Marker) -> TokenStream {
    let (output, ty) = (&node.output, &marker.ty);
    let name = match &node.listed {
        Listed::Function(name) => name.to_string(),
        Listed::Step(step) => names::of_type(step),
        Listed::No => names::of_type(output),
    };
    let key = key(&name);
    let bounds = node.params.iter().map(|param| {
        let dependency = &param.dependency;
        quote_spanned!(param.anchor()=> __Graph: __organum::Provides<#dependency, #ty>)
    });
    let sketch = deps(&node.params, |ty| quote!(__organum::Probe::<#ty>::SKETCH));
    let sketch = table(&name, &quote!(__KEY), &sketch, marker);
    let linked = deps(
        &node.params,
        |dependency| quote!(<__Graph as __organum::Provides<#dependency, #ty>>::LINK),
    );
    let linked = table(&name, &quote!(__KEY), &linked, marker);
    quote! {
        const __KEY: u64 = #key;
        static __SKETCH: __organum::Table = #sketch;
        impl __organum::ListedNode for #ty {
            type Out = #output;
            const KEY: u64 = __KEY;
            const SKETCH: __organum::Target =
                __organum::Target::Node(__organum::TableRef::to(&__SKETCH));
        }
        impl<__Graph> __organum::ListedNodeIn<__Graph> for #ty where #(#bounds,)* {
            const TABLE: __organum::Table = #linked;
        }
    }
}

/// What only the compiler can tell of types: which are the same under two names.
fn checks(node: &Node) -> TokenStream {
    let name = names::of_type(&node.output);
    let concrete: Vec<&Param> = node
        .params
        .iter()
        .filter(|param| !types::is_generic(&param.dependency, &node.generics))
        .collect();
    let pairs = concrete
        .iter()
        .enumerate()
        .flat_map(|(at, second)| concrete[..at].iter().map(move |first| (*first, *second)));
    let distinct = pairs.map(|(first, second)| {
        let (a, b) = (&first.dependency, &second.dependency);
        let (first, second_name) = (&first.name, &second.name);
        let of = &name;
        quote_spanned!(second.anchor()=>
            __organum::check_distinct(
                __organum::Pair::<#a, #b>::SAME, "parameters", #of, #first, #second_name
            );
        )
    });
    let distinct: Vec<_> = distinct.collect();
    let distinct = (!distinct.is_empty()).then(|| quote!(const _: () = { #(#distinct)* };));
    let may_be_alias = !node.is_fallible
        && matches!(node.output, Type::Path(_))
        && !matches!(node.call, Call::Build { .. })
        && !types::is_generic(&node.output, &node.generics);
    let alias = may_be_alias.then(|| {
        let output = &node.output;
        let written = names::written(output);
        let called = match &node.call {
            Call::Function(name) => name.to_string(),
            _ => "compose".to_owned(),
        };
        quote_spanned!(names::anchor(output)=>
            const _: () = __organum::check_no_alias(
                __organum::Fallible::<#output>::IS_RESULT, #called, #written
            );
        )
    });
    quote!(#distinct #alias)
}
