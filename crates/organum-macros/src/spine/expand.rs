//! From the model of a spine to its tables and checks.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::model::{Organ, Spine};
use crate::hygiene::{EVENT, ORGANS, SELF};
use crate::{event::beside, lints, names, options::option_as_tokens, types};

/// Tables, checks and the impl of a spine.
pub(super) fn spine(spine: &Spine) -> TokenStream {
    let (name, text) = (&spine.name, names::as_text(&spine.name));
    let slots = spine.organs.iter().map(|Organ { field, ty }| {
        let field = names::as_ident(&field.to_string());
        quote_spanned! {names::anchor(ty)=>
            __organum::OrganSlot { field: #field, table: __organum::OrganProbe::<#ty>::TABLE }
        }
    });
    // That they are events is asked below, where it is said that they are entries.
    let entry = spine.entry.iter().map(
        |event| quote_spanned!(names::anchor_of_path(event)=> __organum::EventProbe::<#event>::TABLE),
    );
    let terminal = spine.terminal.iter().map(table_of);
    let max_hops = option_as_tokens(spine.max_hops);
    let access = access(spine);
    let checks = checks(spine);
    let entries = entries(spine);
    let impls = quote! {
        const __TABLE: &__organum::SpineTable = &__organum::SpineTable {
            name: #text,
            organs: &[#(#slots),*],
            entry: &[#(#entry),*],
            terminal: &[#(#terminal),*],
            max_hops: #max_hops,
        };
        // The lifetime keeps rustc from checking this here: an organ that cannot be sent is reported where it is
        // declared.
        #[automatically_derived]
        impl __organum::Spine for #name
        where
            for<'__any> #name: ::core::marker::Send,
        {
            const TABLE: &'static __organum::SpineTable = __TABLE;

            #[inline]
            fn rows(#EVENT: ::core::primitive::u64) -> &'static [__organum::Row] {
                static __DISPATCH: __organum::Dispatch<
                    { __organum::slots(__PLAN.event_count()) },
                    { __PLAN.row_count() },
                > = __organum::Dispatch::of(__PLAN);
                __DISPATCH.rows(#EVENT)
            }

            #access
        }
        const __SIZE: __organum::Size = __organum::Size::of(__TABLE);
        const __PLAN: &__organum::Plan<
            { __SIZE.events }, { __SIZE.handlers }, { __SIZE.links },
        > = &__organum::Plan::of(__TABLE);
        #checks
        #entries
    };
    beside(&spine.runtime, &impls)
}

fn table_of(event: &Path) -> TokenStream {
    quote_spanned! {names::anchor_of_path(event)=>
        __organum::event_table::<#event>()
    }
}

/// The organs, together and apart.
fn access(spine: &Spine) -> TokenStream {
    let fields: Vec<_> = spine.organs.iter().map(|organ| &organ.field).collect();
    let erased = spine.organs.iter().map(|Organ { field, ty }| {
        quote_spanned!(names::anchor(ty)=> __organum::OrganProbe::<#ty>::erased(&mut #SELF.#field))
    });
    let boxed = spine.organs.iter().map(
        |Organ { field, ty }| quote_spanned!(names::anchor(ty)=> __organum::OrganProbe::<#ty>::boxed(#field)),
    );
    let again = spine.organs.iter().map(|Organ { field, ty }| {
        quote_spanned! {names::anchor(ty)=>
            #field: __organum::OrganProbe::<#ty>::reassembled(&mut #ORGANS)
        }
    });
    quote! {
        fn organs(&mut #SELF) -> ::std::vec::Vec<&mut dyn __organum::ErasedOrgan> {
            ::std::vec![#(#erased),*]
        }

        fn dismantle(self) -> ::std::vec::Vec<::std::boxed::Box<dyn __organum::ErasedOrgan>> {
            let Self { #(#fields),* } = self;
            ::std::vec![#(#boxed),*]
        }

        fn assemble(
            #ORGANS: ::std::vec::Vec<::std::boxed::Box<dyn __organum::ErasedOrgan>>,
        ) -> Self {
            let mut #ORGANS = ::core::iter::IntoIterator::into_iter(#ORGANS);
            Self { #(#again),* }
        }
    }
}

/// Writes the checks, each at the token of its error.
fn checks(spine: &Spine) -> TokenStream {
    let organs = spine.organs.iter().enumerate().map(|(at, organ)| {
        let at = Literal::usize_unsuffixed(at);
        let ty = &organ.ty;
        quote_spanned! {names::anchor(ty)=>
            const _: () = __organum::check_organ::<#ty>();
            const _: () = __PLAN.check_emitted(__TABLE, #at);
            const _: () = __PLAN.check_heard(__TABLE, #at);
        }
    });
    let entry = spine.entry.iter().enumerate().map(|(at, event)| {
        let at = Literal::usize_unsuffixed(at);
        quote_spanned! {names::anchor_of_path(event)=>
            const _: () = __PLAN.check_entry(__TABLE, #at);
        }
    });
    let terminal = spine.terminal.iter().enumerate().map(|(at, event)| {
        let at = Literal::usize_unsuffixed(at);
        quote_spanned! {names::anchor_of_path(event)=>
            const _: () = __PLAN.check_terminal(__TABLE, #at);
        }
    });
    let whole = quote_spanned! {spine.name.span()=>
        const _: () = __PLAN.check_spine(__TABLE);
    };
    quote! {
        #(#organs)*
        #(#entry)*
        #(#terminal)*
        #whole
    }
}

/// That its entries may be given to the spine.
fn entries(spine: &Spine) -> TokenStream {
    let (name, any) = (&spine.name, lints::any_lifetime());
    let entries = spine.entry.iter().enumerate();
    let distinct = entries.filter(|(at, event)| {
        let mut earlier = spine.entry[..*at].iter();
        !earlier.any(|earlier| types::same_tokens(earlier, event))
    });
    distinct
        .map(|(_, event)| {
            quote_spanned! {names::anchor_of_path(event)=>
                const _: () = __organum::check_event::<#event>();
                // The lifetime keeps rustc from checking the event again.
                #[automatically_derived]
                impl __organum::Entry<#name> for #event
                where
                    #any #event: __organum::EventType,
                {
                }
            }
        })
        .collect()
}

/// The same spine without organs, for one that is wrong: code that runs it is not to blame.
pub(super) fn stub(spine: &Spine) -> TokenStream {
    if !spine.generics.params.is_empty() {
        return TokenStream::new();
    }
    let (name, text) = (&spine.name, names::as_text(&spine.name));
    let entries = entries(spine);
    let impls = quote! {
        #[automatically_derived]
        impl __organum::Spine for #name
        where
            for<'__any> #name: ::core::marker::Send,
        {
            const TABLE: &'static __organum::SpineTable = &__organum::SpineTable {
                name: #text,
                organs: &[],
                entry: &[],
                terminal: &[],
                max_hops: ::core::option::Option::None,
            };

            fn rows(_: ::core::primitive::u64) -> &'static [__organum::Row] {
                &[]
            }

            fn organs(&mut #SELF) -> ::std::vec::Vec<&mut dyn __organum::ErasedOrgan> {
                ::std::vec::Vec::new()
            }

            fn dismantle(self) -> ::std::vec::Vec<::std::boxed::Box<dyn __organum::ErasedOrgan>> {
                ::std::vec::Vec::new()
            }

            fn assemble(
                _: ::std::vec::Vec<::std::boxed::Box<dyn __organum::ErasedOrgan>>,
            ) -> Self {
                ::core::panic!("the spine is wrong")
            }
        }
        #entries
    };
    beside(&spine.runtime, &impls)
}
