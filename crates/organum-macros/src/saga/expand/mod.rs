//! From the model of a saga to its tables and methods.

mod attributed;
mod call;
mod inputs;
mod tables;
mod undo;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;

pub(super) use self::inputs::inputs;
use super::{
    check,
    model::{ParamKind, Saga, Step, nests},
};
use crate::{duration::Length, hygiene::ERROR, lints, names};

/// Tables and methods of a saga.
pub(super) fn saga(saga: &Saga) -> TokenStream {
    let written = Written::of(saga);
    let aliases = &written.aliases;
    let markers = saga.steps.iter().map(|step| {
        let name = marker_name(step);
        quote!(pub(super) struct #name {})
    });
    let gates = written.steps.iter().map(|types| {
        let (gate, gives) = (&types.gate, &types.gives);
        quote! {
            type #gate = __organum::Cond<{ !__organum::Sharing::<#gives>::IS_SHAREABLE }>;
        }
    });
    let calls = saga
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| call::call(saga, step, &written.steps[at], at));
    let undos = saga
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| undo::undo(saga, step, &written.steps[at], at));
    let tables = tables::tables(saga, &written);
    let checks = tables::checks(saga);
    let values = tables::values(saga, &written);
    let running = running(saga, &written);
    let node = node(saga);
    let items = quote! {
        #(#aliases)*
        mod __steps {
            #(#markers)*
        }
        #(#gates)*
        #(#undos)*
        #(#calls)*
        #tables
        #checks
        #values
        #running
        #node
    };
    beside(saga, &items)
}

/// The same saga without steps, for one that is wrong: code that runs it is not to blame.
pub(super) fn stub(saga: &Saga) -> TokenStream {
    let (ty, name) = (&saga.ty, &saga.name);
    // A mistake in one of these was reported.
    let output = saga
        .output
        .as_ref()
        .filter(|output| check::is_owned(output));
    let output = output.map_or_else(|| quote!(()), ToTokens::to_token_stream);
    let error = saga.error.as_ref().filter(|error| check::is_sent(error));
    let error = error.map_or_else(|| quote!(__organum::Cause), ToTokens::to_token_stream);
    let shared = shared(saga);
    let versioned = saga
        .version
        .map(|_| quote!(impl __organum::Versioned for #ty {}));
    let methods = (!check::has_own_names(saga)).then(|| methods(saga));
    let items = quote! {
        #[automatically_derived]
        impl __organum::Saga for #ty
        where
            #shared
        {
            type Output = #output;
            type Error = #error;
            type Nested = ();
            const TABLE: &'static __organum::SagaTable = &__organum::SagaTable::mistaken(#name);
            const STEPS: &'static [__organum::Step<Self>] = &[];
            const OUTPUT: __organum::Link = __organum::RUN;
            fn last() -> __organum::LinkedNode {
                ::core::unreachable!()
            }
            fn plans() -> &'static [__organum::PlanCell] {
                &[]
            }
            fn as_error(_: &Self::Error) -> &(dyn ::core::error::Error + 'static) {
                ::core::unreachable!()
            }
        }
        #versioned
        #methods
    };
    beside(saga, &items)
}

/// Writes the bounds that threads can share the saga and its error. The constants in them check that: where one is an
/// error, rustc reports nothing else about the bound.
fn shared(saga: &Saga) -> TokenStream {
    let (ty, name) = (&saga.ty, &saga.name);
    let message = format!(
        "threads cannot share saga `{name}`, as a field of it is not `Send + Sync`: use `Arc` for `Rc`, `Mutex` for `RefCell`, an atomic for `Cell`"
    );
    let are_fields_shared = quote!(__organum::FieldsOf::<#ty>::ARE_SHARED &&);
    let whole = bound(ty, &are_fields_shared, &message);
    // An error that its tokens show to be none was reported.
    let error = saga.error.as_ref().filter(|error| check::is_sent(error));
    let error = error.map(|error| {
        let message = format!(
            "threads cannot share `{}`, the error of saga `{name}`: use `Arc` for `Rc`, `Mutex` for `RefCell`, an atomic for `Cell`",
            names::of_type(error)
        );
        bound(error, &TokenStream::new(), &message)
    });
    quote!(#whole, #error)
}

/// Writes the bound that threads can share a type, with the constant that checks it.
fn bound(ty: &Type, other_checks: &TokenStream, message: &str) -> TokenStream {
    let any = lints::any_lifetime();
    quote_spanned! {names::anchor(ty)=>
        #any #ty: __organum::SagaThreadsShare<{
            #other_checks __organum::check_shared(__organum::Sharing::<#ty>::IS_SHAREABLE, #message)
        }>
    }
}

/// Puts generated items next to the user's, where they see the names that the user's item sees and nobody sees
/// them.
fn beside(saga: &Saga, items: &TokenStream) -> TokenStream {
    let (runtime, levels) = (&saga.runtime, lints::beside());
    let items = lints::hide_impls(items.clone());
    quote! {
        #levels
        const _: () = {
            use #runtime::__private::v1 as __organum;
            use __organum::{
                NotASaga as _, NotAttempt as _, NotAwaitable as _, NotFallible as _, NotShareable as _,
                NothingInjected as _, PairDiffers as _, UndeclaredFields as _,
            };
            #items
        };
    }
}

/// The user's types in generated code: each is written again, as an alias, so that a type that does
/// not exist is one error.
struct Written {
    aliases: Vec<TokenStream>,
    steps: Vec<StepTypes>,
    error: Ident,
    output: Option<Ident>,
}

/// The types of a step.
struct StepTypes {
    /// The type of its value, or of its value for each item.
    gives: TokenStream,
    /// The type that other steps take from it, unless it returns nothing.
    value: Option<TokenStream>,
    /// The same, or a type in its place if it cannot be shared, which is reported once.
    retained: TokenStream,
    /// The condition that it can be shared.
    gate: Ident,
    /// The types that each parameter needs of other steps.
    needs: Vec<Vec<Ident>>,
    error: Option<TokenStream>,
    item: Option<Ident>,
}

impl StepTypes {
    /// All needs, with the position of their parameter.
    fn all_needs(&self) -> impl Iterator<Item = (usize, &Ident)> {
        let needs = self.needs.iter().enumerate();
        needs.flat_map(|(param, needs)| needs.iter().map(move |need| (param, need)))
    }
}

impl Written {
    fn of(saga: &Saga) -> Self {
        let mut aliases = Vec::new();
        let mut write = |name: String, ty: &dyn ToTokens, at: proc_macro2::Span| {
            let declared = Ident::new(&name, proc_macro2::Span::call_site());
            aliases.push(quote!(type #declared = #ty;));
            Ident::new(&name, at)
        };
        let ty = &saga.ty;
        write("__Saga".to_owned(), ty, names::anchor(ty));
        let error = match &saga.error {
            Some(error) => write("__Error".to_owned(), error, names::anchor(error)),
            None => write(
                "__Error".to_owned(),
                &quote!(__organum::Cause),
                names::anchor(ty),
            ),
        };
        let output = saga
            .output
            .as_ref()
            .map(|output| write("__Output".to_owned(), output, names::anchor(output)));
        let mut steps = Vec::new();
        for (at, step) in saga.steps.iter().enumerate() {
            let number = Literal::usize_unsuffixed(at);
            let gives = match &step.gives {
                Some(gives) => {
                    let ty = quote!(__organum::Itself<#gives>);
                    write(format!("__Gives{at}"), &ty, step.anchor()).to_token_stream()
                }
                None => quote!(__organum::Nothing<#number>),
            };
            let value = step.gives.as_ref().map(|_| match &step.each {
                Some(_) => quote!(::std::vec::Vec<#gives>),
                None => gives.clone(),
            });
            let gate = format_ident!("__Gate{at}");
            let retained = match &step.each {
                Some(_) => quote!(::std::vec::Vec<<#gate as __organum::Branch<#gives>>::Out>),
                None => quote!(<#gate as __organum::Branch<#gives>>::Out),
            };
            let (needs, item) = needs_of(step, at, &mut write);
            let error = step.is_fallible.then(|| {
                let returned = &step.returned;
                let (ty, at_error) = match &step.error {
                    Some(error) => (quote!(__organum::Itself<#error>), names::anchor(error)),
                    None => (
                        quote!(<#returned as __organum::Returning>::Error),
                        names::anchor(returned),
                    ),
                };
                write(format!("__Error{at}"), &ty, at_error).to_token_stream()
            });
            steps.push(StepTypes {
                gives,
                value,
                retained,
                gate,
                needs,
                error,
                item,
            });
        }
        Self {
            aliases,
            steps,
            error,
            output,
        }
    }
}

/// The types that the parameters of a step need of other steps, and that of its item.
fn needs_of(
    step: &Step,
    at: usize,
    write: &mut impl FnMut(String, &dyn ToTokens, proc_macro2::Span) -> Ident,
) -> (Vec<Vec<Ident>>, Option<Ident>) {
    let mut needs = Vec::new();
    let mut item = None;
    for (position, param) in step.params.iter().enumerate() {
        let span = param.anchor();
        let name = |part: usize| format!("__Need{at}_{position}_{part}");
        needs.push(match &param.kind {
            ParamKind::Value(ty) => vec![write(name(0), &lent(ty), span)],
            ParamKind::Cloned(ty) => vec![write(name(0), ty, span)],
            ParamKind::Slice(ty) => {
                vec![write(name(0), &quote!(::std::vec::Vec<#ty>), span)]
            }
            ParamKind::Item(ty) => {
                let ty = lent(ty);
                item = Some(write(format!("__Item{at}"), &ty, span));
                if step.each.as_ref().is_some_and(|each| each.field.is_some()) {
                    Vec::new()
                } else {
                    vec![write(name(0), &quote!(::std::vec::Vec<#ty>), span)]
                }
            }
            ParamKind::Key => Vec::new(),
            ParamKind::OneOf(_, types) => types
                .iter()
                .enumerate()
                .map(|(part, ty)| write(name(part), ty, names::anchor(ty)))
                .collect(),
        });
    }
    (needs, item)
}

/// The type that lends a reference to this one.
fn lent(ty: &Type) -> TokenStream {
    quote_spanned!(names::anchor(ty)=> <#ty as __organum::Lent>::By)
}

/// The type that stands for a step in messages.
fn marker(step: &Step) -> TokenStream {
    let name = marker_name(step);
    quote!(__steps::#name)
}

/// The name of that type, away from the user's token: there an editor would show it with the method.
fn marker_name(step: &Step) -> Ident {
    let mut name = step.name.clone();
    name.set_span(Span::call_site());
    name
}

/// The constant with the position of the step that gives what is needed.
fn need_at(need: &Ident) -> Ident {
    format_ident!("{need}_at")
}

/// Writes the functions that users call.
fn methods(saga: &Saga) -> TokenStream {
    let (ty, name) = (&saga.ty, &saga.name);
    let run =
        format!("Runs `{name}` once, without a journal. Nothing starts before the run is awaited.");
    let runner = format!("A runner, which runs `{name}` many times, without a journal.");
    quote! {
        #[automatically_derived]
        impl #ty {
            #[doc = #run]
            pub fn run(self) -> __organum::SagaExecution<Self> {
                __organum::SagaExecution::of(self)
            }

            #[doc = #runner]
            #[must_use]
            pub fn runner() -> __organum::SagaRunner<Self> {
                __organum::SagaRunner::new()
            }
        }
    }
}

/// The constants for what the options of a saga say.
fn options(saga: &Saga) -> TokenStream {
    let timeout = saga.timeout.as_ref().map(|timeout| {
        let timeout = timeout.as_tokens();
        quote! {
            const TIMEOUT: ::core::option::Option<::core::time::Duration> =
                ::core::option::Option::Some(#timeout);
        }
    });
    let save = saga.version.map(|_| {
        quote_spanned! {names::anchor(&saga.ty)=>
            const SAVE: ::core::option::Option<
                fn(&Self) -> ::core::result::Result<::std::vec::Vec<u8>, __organum::Cause>
            > = ::core::option::Option::Some(<Self as __organum::Restore>::save);
        }
    });
    let migrate = saga.migrate.as_ref().map(|migrate| {
        quote! {
            const MIGRATE: ::core::option::Option<__organum::Migrate> =
                ::core::option::Option::Some(#migrate);
        }
    });
    quote! {
        #timeout
        #save
        #migrate
    }
}

/// The impl by which a saga is run.
fn running(saga: &Saga, written: &Written) -> TokenStream {
    let methods = methods(saga);
    let check = saga.timeout.as_ref().and_then(Length::check);
    let (ty, name) = (&saga.ty, &saga.name);
    let (error, output) = (&written.error, &written.output);
    let count = Literal::usize_unsuffixed(saga.steps.len());
    let needs = Literal::usize_unsuffixed(saga.steps.len() + 2);
    let links = (0..saga.steps.len()).map(|at| format_ident!("__LINK{at}"));
    let steps = (0..saga.steps.len()).map(|at| format_ident!("__STEP{at}"));
    let options = options(saga);
    let inner = saga.steps.iter().rev();
    let inner = inner.filter_map(|step| step.nested.as_ref());
    let nested = inner.fold(quote!(()), |rest, inner| {
        let nests = nests(inner, &quote!(__organum));
        quote!((#nests::Out, #rest))
    });
    // Not at the user's tokens, which may be those of another macro.
    let value = quote!(#ERROR);
    let as_error = match &saga.error {
        Some(error) => quote_spanned! {names::anchor(error)=>
            __organum::AsError(#value).into_error()
        },
        None => quote!(__organum::AsError(#value).into_error()),
    };
    let output_at = output
        .as_ref()
        .map_or_else(|| names::anchor(ty), Ident::span);
    let given = quote_spanned! {output_at=>
        type Output = <__organum::Cond<{ !__organum::Sharing::<#output>::IS_SHAREABLE }>
            as __organum::Branch<#output>>::Out;
    };
    let failing = quote_spanned!(error.span()=> type Error = #error;);
    let shared = shared(saga);
    let versioned = saga
        .version
        .map(|_| quote!(impl __organum::Versioned for #ty {}));
    quote! {
        #check
        #[automatically_derived]
        impl __organum::Saga for #ty
        where
            #shared
        {
            #given
            #failing
            type Nested = #nested;
            const TABLE: &'static __organum::SagaTable = __TABLE;
            const STEPS: &'static [__organum::Step<Self>] = &[#(#steps),*];
            const OUTPUT: __organum::Link = __LINKS[__OUTPUT];
            #options

            fn last() -> __organum::LinkedNode {
                const __DEPS: [__organum::Link; #needs] = __organum::last_needs::<#count, #needs>(
                    __TABLE,
                    __organum::RUN,
                    [#(#links),*],
                );
                __organum::LinkedNode {
                    name: #name,
                    deps: &__DEPS,
                    forms: &[],
                    operations: __organum::Operations::of::<__organum::Last<Self>>,
                }
            }

            fn plans() -> &'static [__organum::PlanCell] {
                static __PLANS: [__organum::PlanCell; 1] = [__organum::PlanCell::new()];
                &__PLANS
            }

            fn as_error(#ERROR: &Self::Error) -> &(dyn ::core::error::Error + 'static) {
                use __organum::{OtherError as _, SharedError as _};
                #as_error
            }
        }
        #versioned
        #methods
    }
}

/// The saga as a node of graphs: it takes a clone of the saga, and is part of the graph's run.
fn node(saga: &Saga) -> Option<TokenStream> {
    let span = saga.node?;
    let (runtime, ty) = (&saga.runtime, &saga.ty);
    let output = saga.output.as_ref()?;
    let error = match &saga.error {
        Some(error) => quote!(#error),
        None => quote!(__organum::Cause),
    };
    Some(quote_spanned! {span=>
        #[#runtime::node(crate = #runtime)]
        async fn __saga_as_node(
            saga: #ty,
            run: &#runtime::Run,
        ) -> ::core::result::Result<#output, #runtime::saga::SagaError<#error>> {
            saga.run().within(run).await
        }
    })
}
