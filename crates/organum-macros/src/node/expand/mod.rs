//! The expansion of the model of a node to its tables.

mod call;
mod checks;
mod persist;
mod policed;
mod tables;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericParam, Type, TypeParamBound, parse_quote};

use super::model::{Call, Explicit, Node, Under};
use crate::{hygiene, lints, names, types};

/// Writes the tables of a node.
pub(super) fn node(node: &Node, lints: &TokenStream) -> TokenStream {
    let marker = Marker::of(node);
    let written = Written::of(node);
    let call = call::call(node, &marker, &written);
    let tables = if node.is_explicit() {
        tables::explicit(node, &marker, &written)
    } else {
        tables::by_type(node, &marker, &written)
    };
    let checks = checks::checks(node, &written);
    let constants = policed::checks(node);
    let persist = persist::persist(node, &marker, &written);
    let aliases = &written.aliases;
    let inside = quote! {
        #(#aliases)*
        #call
        #persist
        #tables
        #checks
        #constants
    };
    beside(node, &marker, lints, &inside)
}

/// Writes the same node without needs and tables, for an item with a mistake elsewhere, so that graphs do
/// not report it as missing as well. The type that an explicit node provides may be unknown.
pub(super) fn stub(node: &Node, is_clear: bool, lints: &TokenStream) -> TokenStream {
    let marker = Marker::of(node);
    let provided = match (is_clear, &node.explicit) {
        (true, _) => tables::stub(node, &marker, &node.output.to_token_stream()),
        (false, Explicit::Function(_)) => tables::stub(node, &marker, &marker.ty),
        (false, _) => return TokenStream::new(),
    };
    beside(node, &marker, lints, &provided)
}

/// Puts generated items next to the user's item, where they see the same names as that item and are
/// visible to nothing else. The marker of an explicit function is named by graphs, so it stands outside.
fn beside(node: &Node, marker: &Marker, lints: &TokenStream, items: &TokenStream) -> TokenStream {
    let (runtime, levels) = (&node.runtime, lints::beside());
    let items = lints::hide_impls(items.clone());
    let (outside, inside) = match &node.explicit {
        Explicit::Function(_) => (&marker.declaration, None),
        _ => (&TokenStream::new(), Some(&marker.declaration)),
    };
    // In an `impl` block, where `#[node]` does not belong, a named constant causes one error less. A lint
    // warns about impls of generic types inside a named item.
    let name = match &node.call {
        Call::Function(name) if !node.is_explicit() && !node.is_generic() => {
            format_ident!("__{}_is_a_node", name, span = Span::call_site()).to_token_stream()
        }
        _ => quote!(_),
    };
    quote! {
        #outside
        #levels
        #lints
        const #name: () = {
            use #runtime::__private::v1 as __organum;
            use __organum::{
                ClosesNothing as _, NeededElse as _, NeededOfNode as _, NotAwaitable as _, NotCalling as _,
                NotFallible as _,
                PairDiffers as _, Unknown as _,
            };
            #inside
            #items
        };
    }
}

/// The type that stands for the node.
///
/// A node that is found by its type has two markers. `__Node` is private, as the types of its parameters
/// may be; `__Here`, which is the node in a graph, may be as public as the provided type.
struct Marker {
    declaration: TokenStream,
    /// The marker with its arguments.
    ty: TokenStream,
}

impl Marker {
    fn of(node: &Node) -> Self {
        match &node.explicit {
            Explicit::Function(name) => {
                let (visibility, declared) = (&node.visibility, hygiene::item(name));
                Self {
                    declaration: quote_spanned! {name.span()=>
                        #[doc(hidden)]
                        #visibility struct #declared {}
                    },
                    ty: quote!(#name),
                }
            }
            Explicit::Step(step) => Self {
                declaration: TokenStream::new(),
                ty: quote!(#step),
            },
            Explicit::No if !node.is_generic() => Self {
                declaration: quote!(
                    struct __Node;
                    pub struct __Here;
                ),
                ty: quote!(__Node),
            },
            Explicit::No => {
                let params: Vec<_> = node
                    .generics
                    .params
                    .iter()
                    .map(|param| {
                        let name = names::of_param(param);
                        match param {
                            GenericParam::Const(param) => {
                                let ty = &param.ty;
                                quote!(const #name: #ty)
                            }
                            _ => quote!(#name: ?::core::marker::Sized),
                        }
                    })
                    .collect();
                let types: Vec<_> = node
                    .generics
                    .type_params()
                    .map(|param| &param.ident)
                    .collect();
                let (_, arguments, _) = node.generics.split_for_impl();
                Self {
                    declaration: quote! {
                        struct __Node<#(#params),*>(
                            #(::core::marker::PhantomData<fn() -> *const #types>),*
                        );
                        pub struct __Here<#(#params),*>(
                            #(::core::marker::PhantomData<fn() -> *const #types>),*
                        );
                    },
                    ty: quote!(__Node #arguments),
                }
            }
        }
    }
}

/// The user's types in generated code.
///
/// Each type has an alias in a place where rustc gives the same advice: a type that
/// does not exist then causes one error instead of one for each use. A generic node has no aliases, as an
/// alias would have to use all the parameters.
struct Written {
    aliases: Vec<TokenStream>,
    /// The type of each parameter.
    needs: Vec<TokenStream>,
    returned: TokenStream,
    output: TokenStream,
    /// The error type, if it is named.
    error: Option<TokenStream>,
    /// The type whose `compose` the node calls.
    step: Option<TokenStream>,
}

impl Written {
    fn of(node: &Node) -> Self {
        let mut aliases = Vec::new();
        let mut write = |name: String, ty: &Type, at: Span, is_argument: bool| {
            if node.is_generic() {
                return ty.to_token_stream();
            }
            let declared = Ident::new(&name, node.before_generics);
            let ty = if is_argument {
                quote!(__organum::Itself<#ty>)
            } else {
                quote!(#ty)
            };
            aliases.push(quote!(type #declared = #ty;));
            Ident::new(&name, at).to_token_stream()
        };
        let needs = node.params.iter().enumerate();
        let needs = needs
            .map(|(at, param)| {
                let name = format!("__Need{at}");
                write(name, &param.dependency, param.anchor(), false)
            })
            .collect();
        let anchor = names::anchor(&node.output);
        let output = write(
            "__Output".to_owned(),
            &node.output,
            anchor,
            node.is_fallible,
        );
        let returned = if node.is_fallible {
            write("__Returned".to_owned(), &node.returned, anchor, false)
        } else {
            output.clone()
        };
        let error = names::error_of(&node.returned).filter(|_| node.is_fallible);
        let error =
            error.map(|error| write("__Error".to_owned(), error, names::anchor(error), true));
        let step = match &node.call {
            Call::Compose(step) => {
                Some(write("__Step".to_owned(), step, names::anchor(step), false))
            }
            _ => None,
        };
        Self {
            aliases,
            needs,
            returned,
            output,
            error,
            step,
        }
    }
}

/// Returns the bounds that every type parameter of a node has, written or not.
fn bounds() -> impl Iterator<Item = TypeParamBound> {
    [
        parse_quote!(::core::marker::Send),
        parse_quote!(::core::marker::Sync),
        parse_quote!('static),
    ]
    .into_iter()
}

/// Returns the parameters of the node as those of an impl.
fn impl_params(node: &Node) -> Vec<GenericParam> {
    let params = node.generics.params.iter().cloned();
    params
        .map(|mut param| {
            match &mut param {
                GenericParam::Type(param) => {
                    param.default = None;
                    param.colon_token.get_or_insert_with(Default::default);
                    param.bounds.extend(bounds());
                }
                GenericParam::Const(param) => {
                    param.default = None;
                }
                GenericParam::Lifetime(_) => {}
            }
            param
        })
        .collect()
}

/// Returns the user's own bounds after `where`.
fn where_predicates(node: &Node) -> impl Iterator<Item = &syn::WherePredicate> {
    node.generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
}

/// Returns the name of an impl's parameter for the graph. rustc prints it where the orphan rule rejects the
/// impl, and where it lists the nodes that there are.
fn graph_param(node: &Node) -> Ident {
    let (generics, returned) = (&node.generics, &node.returned);
    let bounds = &node.generics.where_clause;
    let needs = node.params.iter().map(|param| &param.dependency);
    let written = quote!(#generics #bounds #returned #(#needs)*);
    let mut name = types::free_name("AnyGraph", &written);
    name.set_span(names::anchor(&node.output));
    name
}

/// Returns the bounds of a graph that provides the dependencies of the node, each at its parameter, and
/// that may have defaults for its policies.
fn provided(node: &Node, needs: &[TokenStream], graph: &Ident) -> TokenStream {
    let bounds =
        node.params.iter().zip(needs).map(
            |(param, need)| quote_spanned!(param.anchor()=> #graph: __organum::Provides<#need>,),
        );
    let user = where_predicates(node);
    let defaults = match node.under() {
        Under::None if node.persist.is_none() => None,
        Under::None | Under::Graph | Under::Own => Some(quote!(#graph: __organum::Defaults,)),
    };
    quote!(where #(#user,)* #(#bounds)* #defaults)
}

/// Returns true if the output may be an alias of `Result`.
fn may_be_alias_of_result(node: &Node) -> bool {
    !node.is_fallible && !node.is_generic() && types::looks_like_alias(&node.output)
}

/// Writes a provider of the success type for an output that is an alias of `Result`: the alias is reported,
/// and the type is not reported as missing.
fn stub_of_alias(node: &Node, written: &TokenStream) -> Option<TokenStream> {
    may_be_alias_of_result(node).then(|| {
        quote! {
            impl<__Graph> __organum::Provider<__Graph>
                for <__organum::Cond<{ __organum::Fallible::<#written>::IS_RESULT }>
                    as __organum::ValueOf<#written, __Node>>::Out
            {
                const SKETCH: __organum::Target = __organum::Target::Unknown;
                type Node = __organum::Unproved;
            }
        }
    })
}

/// Returns the output for the header of an impl. An alias of `Result` would be a foreign type there,
/// which would be the wrong mistake to report.
fn output_of_impl(node: &Node, written: &TokenStream) -> TokenStream {
    if !may_be_alias_of_result(node) {
        return written.clone();
    }
    quote! {
        <__organum::Cond<{ __organum::Fallible::<#written>::IS_RESULT }>
            as __organum::Either<#written, __Node>>::Out
    }
}
