//! The methods and impls by which a graph is run.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics, ext::IdentExt, parse_quote, spanned::Spanned};

use super::{
    super::{
        check,
        model::{Field, Graph},
    },
    Written,
};
use crate::{
    duration::Length,
    hygiene::{ARGS, INJECTED, KEY, VALUE},
    names,
    retry::Retry,
};

/// A field as it is passed to the nodes: its value, or a placeholder if they cannot share it. The error is
/// then reported where a node takes it.
struct Held<'a> {
    field: &'a Field,
    gate: Ident,
    input: &'a Ident,
}

impl Held<'_> {
    fn ty(&self) -> TokenStream {
        let (gate, input) = (&self.gate, self.input);
        quote!(<#gate as __organum::Branch<#input>>::Out)
    }

    fn value(&self, value: &TokenStream) -> TokenStream {
        let (gate, input) = (&self.gate, self.input);
        quote!(<#gate as __organum::Branch<#input>>::value(#value))
    }

    fn proof(&self) -> TokenStream {
        let ty = self.ty();
        quote_spanned!(names::anchor(&self.field.ty)=> <#ty as __organum::Shareable>::PROOF)
    }
}

/// Writes the methods and the impls by which a graph is run.
pub(super) fn running(graph: &Graph, written: &Written) -> TokenStream {
    let held: Vec<Held<'_>> = graph
        .fields
        .iter()
        .zip(&written.inputs)
        .enumerate()
        .map(|(at, (field, input))| Held {
            field,
            gate: format_ident!("__Gate{at}"),
            input,
        })
        .collect();
    let gates = held.iter().map(|held| {
        let (gate, input) = (&held.gate, held.input);
        quote! {
            type #gate = __organum::Cond<{ !__organum::Sharing::<#input>::IS_SHAREABLE }>;
        }
    });
    let (injected, given): (Vec<&Held<'_>>, Vec<_>) =
        held.iter().partition(|held| held.field.is_injected);
    let implemented = implementation(graph, written, &given, &injected);
    let values = injected.iter().map(|held| {
        let name = &held.field.name;
        held.value(&quote!(#name))
    });
    let methods = methods(graph, &quote!((#(#values,)*)));
    quote! {
        #(#gates)*
        #methods
        #implemented
    }
}

/// Writes the methods for users.
fn methods(graph: &Graph, injected: &TokenStream) -> TokenStream {
    let (visibility, name) = (&graph.visibility, &graph.name);
    let fields: Vec<&Field> = graph.injected().collect();
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    let run_doc = format!(
        "Runs `{name}` once, with its fields as inputs. Nothing starts before the run is awaited."
    );
    let runner_doc = if fields.is_empty() {
        format!("A runner, which runs `{name}` many times.")
    } else {
        format!("A runner, which runs `{name}` many times with these injected values.")
    };
    let builder_doc =
        format!("Makes a runner as `runner` does, with settings: `{name}::builder(…).build()`.");
    let generics = static_generics(&graph.generics);
    let (impl_generics, arguments, where_clause) = generics.split_for_impl();
    // A user of the graph needs only one of the three methods.
    let used = generics.params.is_empty().then(|| {
        quote! {
            const _: () = {
                let _ = (<#name>::run, <#name>::runner, <#name>::builder);
            };
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #name #arguments #where_clause {
            #[doc = #run_doc]
            #visibility fn run(self) -> __organum::Execution<Self> {
                __organum::Execution::of(self)
            }

            #[doc = #runner_doc]
            #[must_use]
            #visibility fn runner(#(#names: #types),*) -> __organum::Runner<Self> {
                __organum::Runner::new(#injected)
            }

            #[doc = #builder_doc]
            #visibility fn builder(#(#names: #types),*) -> __organum::RunnerBuilder<Self> {
                __organum::Runner::builder(#injected)
            }
        }
        #used
    }
}

fn implementation(
    graph: &Graph,
    written: &Written,
    given: &[&Held<'_>],
    injected: &[&Held<'_>],
) -> TokenStream {
    let name = &graph.name;
    let text = names::as_text(name);
    let tuple = |held: &[&Held<'_>]| {
        let types = held.iter().map(|held| held.ty());
        quote!((#(#types,)*))
    };
    let (given_tuple, injected_tuple) = (tuple(given), tuple(injected));
    let split = |held: &[&Held<'_>]| {
        let values = held.iter().map(|held| {
            let name = &held.field.name;
            held.value(&quote!(self.#name))
        });
        quote!((#(#values,)*))
    };
    let (split_given, split_injected) = (split(given), split(injected));
    let given_proofs = given.iter().map(|held| held.proof());
    let injected_proofs = injected.iter().map(|held| held.proof());
    let (outputs, error) = (outputs(graph), error(graph));
    // A type that is less public than the graph is reported here.
    let held_types = quote_spanned! {name.span()=>
        type Given = #given_tuple;
        type Injected = #injected_tuple;
    };
    let error_span = graph.error.as_ref().map_or(name.span(), names::anchor);
    let outputs = quote_spanned!(graph.anchor()=> type Outputs = #outputs;);
    let error = quote_spanned!(error_span=> type Error = #error;);
    let made_types = quote!(#outputs #error);
    let count = Literal::usize_unsuffixed(graph.outputs.len() + 1);
    let plans = (0..=graph.outputs.len()).map(|_| quote!(__organum::PlanCell::new()));
    let output_impls = output_impls(name, written);
    let timeout = graph.timeout.as_ref().map(|timeout| {
        let timeout = timeout.as_tokens();
        quote! {
            const TIMEOUT: ::core::option::Option<::core::time::Duration> =
                ::core::option::Option::Some(#timeout);
        }
    });
    let defaults = defaults(graph);
    let (resumption, resumable) = resumption(graph, &given_tuple, &injected_tuple);
    let lengths = [&graph.timeout, &graph.defaults.timeout];
    let lengths: TokenStream = lengths
        .map(Option::as_ref)
        .into_iter()
        .chain([graph.resumable.as_ref().and_then(|it| it.lease.as_ref())])
        .flatten()
        .filter_map(Length::check)
        .collect();
    let retry = graph.defaults.retry.as_ref().map(Retry::check);
    let fields = given.iter().chain(injected);
    let fields = fields.map(|held| held.field.name.unraw().to_string());
    quote! {
        #defaults
        #lengths
        #retry
        #resumable
        impl __organum::Graph for #name {
            const NAME: &'static ::core::primitive::str = #text;
            const FIELDS: &'static [&'static ::core::primitive::str] = &[#(#fields),*];
            const SHARES: ::core::primitive::bool = __LINKED.shares();
            #timeout
            #resumption
            #held_types
            type Args = <Self::Given as __organum::GivenArgs>::Args;
            #made_types

            const GIVEN: <Self::Given as __organum::Inputs>::Proofs = (#(#given_proofs,)*);
            const INJECTED: <Self::Injected as __organum::Inputs>::Proofs = (#(#injected_proofs,)*);

            fn given(#ARGS: Self::Args) -> Self::Given {
                __organum::GivenArgs::of(#ARGS)
            }

            fn split(self) -> (Self::Given, Self::Injected) {
                (#split_given, #split_injected)
            }

            fn plans() -> &'static [__organum::PlanCell] {
                static __PLANS: [__organum::PlanCell; #count] = [#(#plans),*];
                &__PLANS
            }
        }
        #output_impls
    }
}

/// Writes the constant that declares the records of executions, and the items next to it.
fn resumption(
    graph: &Graph,
    given: &TokenStream,
    injected: &TokenStream,
) -> (Option<TokenStream>, Option<TokenStream>) {
    let Some(resumable) = &graph.resumable else {
        return (None, None);
    };
    let name = &graph.name;
    let stable = match &resumable.name {
        Some(name) => quote!(#name),
        None => {
            let own = names::as_text(name);
            quote!(::core::concat!(::core::module_path!(), "::", #own))
        }
    };
    let at = graph
        .injected()
        .take_while(|field| field.name != resumable.store)
        .count();
    let at = Literal::usize_unsuffixed(at);
    let field = quote_spanned!(resumable.store.span()=> &#INJECTED.#at);
    let store = if resumable.holds_store {
        quote_spanned!(resumable.store.span()=> __organum::HoldsStore::held_store(#field))
    } else {
        field
    };
    let lease = match &resumable.lease {
        Some(lease) => lease.as_tokens(),
        None => quote!(__organum::LEASE),
    };
    let constant = quote! {
        const RESUMPTION: ::core::option::Option<__organum::Resumption<#given, #injected>> =
            ::core::option::Option::Some(__organum::Resumption {
                name: #stable,
                lease: #lease,
                codec: __organum::Storing::<#given>::CODEC,
                hash: |#VALUE, #KEY| __organum::Hashing::<#given>::add(#VALUE, #KEY),
                store: |#INJECTED| #store,
            });
    };
    let checks = graph.given().map(|field| {
        let ty = &field.ty;
        quote_spanned!(names::anchor(ty)=> <#ty as __organum::StorableInput>::is_storable();)
    });
    let beside = quote! {
        use __organum::{NotHashable as _, NotStorable as _};

        impl __organum::ResumableGraph for #name {}

        fn __recorded() {
            #(#checks)*
        }
    };
    (Some(constant), Some(beside))
}

/// Writes the impls by which each output can be requested alone.
fn output_impls(name: &Ident, written: &Written) -> TokenStream {
    let impls = written.outputs.iter().enumerate().map(|(at, output)| {
        let at = Literal::usize_unsuffixed(at);
        quote_spanned! {output.span()=>
            impl __organum::OutputOf<#name> for #output {
                const INDEX: ::core::primitive::usize = #at;
            }
        }
    });
    impls.collect()
}

/// Writes the defaults of the graph for nodes that declare no policies.
fn defaults(graph: &Graph) -> TokenStream {
    let name = &graph.name;
    let retry = graph.defaults.retry.as_ref().map(|retry| {
        let retry = retry.as_tokens();
        quote! {
            const RETRY: ::core::option::Option<__organum::Retry> =
                ::core::option::Option::Some(#retry);
        }
    });
    let timeout = graph.defaults.timeout.as_ref().map(|timeout| {
        let timeout = timeout.as_tokens();
        quote! {
            const TIMEOUT: ::core::option::Option<::core::time::Duration> =
                ::core::option::Option::Some(#timeout);
        }
    });
    let operations = if graph.defaults.are_configurable {
        Some(quote! {
            fn operations<__Node: __organum::Call>() -> __organum::Operations {
                __organum::Operations::configured::<__Node, Self>()
            }

            fn policed<__Node: __organum::Call>() -> __organum::Operations {
                __organum::Operations::configured::<__Node, Self>()
            }

            fn operations_within<__Node: __organum::Call, __Around: __organum::Around<__Node>>()
            -> __organum::Operations {
                __organum::Operations::configured_within::<__Node, Self, __Around>()
            }

            fn policed_within<__Node: __organum::Call, __Around: __organum::Around<__Node>>()
            -> __organum::Operations {
                __organum::Operations::configured_within::<__Node, Self, __Around>()
            }
        })
    } else if retry.is_some() || timeout.is_some() {
        Some(quote! {
            fn operations<__Node: __organum::Call>() -> __organum::Operations {
                __organum::Operations::policed::<__Node, Self>()
            }

            fn operations_within<__Node: __organum::Call, __Around: __organum::Around<__Node>>()
            -> __organum::Operations {
                __organum::Operations::policed_within::<__Node, Self, __Around>()
            }
        })
    } else {
        None
    };
    let configurable = graph
        .defaults
        .are_configurable
        .then(|| quote!(impl __organum::ConfigurableDefaults for #name {}));
    quote! {
        #configurable

        impl __organum::Defaults for #name {
            #retry
            #timeout
            #operations
        }
    }
}

/// Writes a graph without nodes that has the same visible types.
pub(super) fn stub(graph: &Graph) -> TokenStream {
    let name = &graph.name;
    let generics = static_generics(&graph.generics);
    let (impl_generics, arguments, where_clause) = generics.split_for_impl();
    let given: Vec<_> = graph.given().map(|field| &field.ty).collect();
    let args = match given.as_slice() {
        [single] => quote!(#single),
        _ => quote!((#(#given,)*)),
    };
    let (outputs, error) = (outputs(graph), error(graph));
    let injected: Vec<_> = graph.injected().map(|field| &field.name).collect();
    let methods = methods(graph, &quote!({ #(let _ = #injected;)* }));
    let mut seen = Vec::new();
    let output_impls = graph.outputs.iter().map(|output| {
        let text = names::written(output);
        if seen.contains(&text) {
            return TokenStream::new();
        }
        seen.push(text);
        quote! {
            impl #impl_generics __organum::OutputOf<#name #arguments> for #output #where_clause {
                const INDEX: ::core::primitive::usize = 0;
            }
        }
    });
    let output_impls: Vec<_> = output_impls.collect();
    // Without records of executions, as the graph never runs.
    let resumable = graph.resumable.is_some().then(|| {
        quote! {
            impl #impl_generics __organum::ResumableGraph for #name #arguments #where_clause {}
        }
    });
    quote! {
        #methods
        #(#output_impls)*
        impl #impl_generics __organum::Defaults for #name #arguments #where_clause {}
        impl #impl_generics __organum::ConfigurableDefaults for #name #arguments #where_clause {}
        #resumable
        impl #impl_generics __organum::GraphOf for #name #arguments #where_clause {
            type Out = __organum::Wired;
            const LINKS: &'static [__organum::Link] = &[];
        }
        impl #impl_generics __organum::Graph for #name #arguments #where_clause {
            const NAME: &'static ::core::primitive::str = "";
            type Given = ();
            type Injected = ();
            type Args = #args;
            type Outputs = #outputs;
            type Error = #error;
            const GIVEN: () = ();
            const INJECTED: () = ();

            fn given(_: Self::Args) {}

            fn split(self) -> ((), ()) {
                ((), ())
            }

            fn plans() -> &'static [__organum::PlanCell] {
                &[]
            }
        }
    }
}

fn outputs(graph: &Graph) -> TokenStream {
    match graph.outputs.as_slice() {
        [single] if graph.is_single => quote!(__organum::Single<#single>),
        [] => quote!(__organum::Single<()>),
        // Too many fields, which was reported already.
        outputs if outputs.len() > check::OUTPUTS => {
            quote!(__organum::Single<(#(#outputs,)*)>)
        }
        outputs => quote!((#(#outputs,)*)),
    }
}

fn error(graph: &Graph) -> TokenStream {
    match &graph.error {
        Some(error) => quote_spanned!(error.span()=> #error),
        None => quote!(__organum::GraphError),
    }
}

/// Returns the generics of a graph with `'static` bounds. Generic parameters are reported elsewhere.
fn static_generics(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    for param in &mut generics.params {
        if let GenericParam::Type(param) = param {
            param.bounds.push(parse_quote!('static));
        }
    }
    generics
}
