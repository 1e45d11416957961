//! A node whose results a store records.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{
    super::model::{Form, Node, Param, Persist, PersistScope},
    Marker, Written, impl_params,
    tables::path,
    where_predicates,
};
use crate::{
    duration::Length,
    hygiene::{IS_PART, KEY, VALUE, numbered},
    names,
};

/// The names of the alternatives in `OneOf8`.
const ALTERNATIVES: [&str; 8] = [
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth",
];

/// Writes the impl by which the results of the node are recorded.
pub(super) fn persist(node: &Node, marker: &Marker, written: &Written) -> Option<TokenStream> {
    let persist = node.persist.as_ref()?;
    let (ty, params, output) = (&marker.ty, impl_params(node), &written.output);
    let user: Vec<_> = where_predicates(node).collect();
    let settings = settings(node, persist, output);
    let patterns: Vec<Ident> = arguments(node)
        .map(|(at, _)| numbered("need", at))
        .collect();
    let store = store(node, written);
    let inputs = arguments(node)
        .filter(|(_, param)| param.form != Form::Stored)
        .map(|(at, param)| input(at, param, &written.needs));
    let storable = quote_spanned! {names::anchor(&node.output)=>
        <#output as __organum::Storable>::is_storable();
    };
    let lengths = [&persist.ttl, &persist.failures, &persist.lease];
    let lengths: TokenStream = lengths
        .into_iter()
        .flatten()
        .filter_map(Length::check)
        .collect();
    Some(quote! {
        use __organum::{NotHashable as _, NotStorable as _};

        fn __recorded<#(#params),*>() where #(#user,)* {
            #storable
        }

        impl<#(#params),*> __organum::Persist for #ty where #(#user,)* {
            const PERSISTENCE: __organum::Persistence = #settings;
            const CODEC: ::core::option::Option<__organum::ValueCodec<#output>> =
                __organum::Storing::<#output>::CODEC;

            fn store<'__run>(
                (#(#patterns,)* _): &Self::Deps<'__run>,
            ) -> &'__run ::std::sync::Arc<dyn __organum::Store> {
                #store
            }

            fn add_inputs<'__run>(
                (#(#patterns,)* _): &Self::Deps<'__run>,
                #IS_PART: impl ::core::ops::Fn(::core::primitive::usize) -> ::core::primitive::bool,
                #KEY: &mut __organum::KeyParts,
            ) -> ::core::result::Result<(), __organum::KeyError> {
                #(#inputs)*
                ::core::result::Result::Ok(())
            }
        }

        #lengths
    })
}

/// Returns the parameters that begin an argument, with their positions.
fn arguments(node: &Node) -> impl Iterator<Item = (usize, &Param)> {
    let params = node.params.iter().enumerate();
    params.filter(|(_, param)| param.alternatives > 0)
}

fn settings(node: &Node, persist: &Persist, output: &TokenStream) -> TokenStream {
    let name = match &persist.name {
        Some(name) => quote!(#name),
        None => {
            let own = &node.name;
            quote!(::core::concat!(::core::module_path!(), "::", #own))
        }
    };
    let types = if node.is_generic() {
        quote!(::core::option::Option::Some(::core::any::type_name::<#output>))
    } else {
        quote!(::core::option::Option::None)
    };
    let version = Literal::u32_unsuffixed(persist.version);
    let scope = match persist.scope {
        PersistScope::Run => quote!(Run),
        PersistScope::Global => quote!(Global),
    };
    let optional = |length: &Option<Length>| match length {
        Some(length) => {
            let length = length.as_tokens();
            quote!(::core::option::Option::Some(#length))
        }
        None => quote!(::core::option::Option::None),
    };
    let (ttl, failures) = (optional(&persist.ttl), optional(&persist.failures));
    let lease = match &persist.lease {
        Some(lease) => lease.as_tokens(),
        None => quote!(__organum::LEASE),
    };
    let runs = persist.runs_without_store;
    let path = path(&node.output);
    quote! {
        __organum::Persistence {
            name: __organum::StableName { name: #name, types: #types },
            version: #version,
            scope: __organum::PersistScope::#scope,
            ttl: #ttl,
            failures: #failures,
            lease: #lease,
            runs_without_store: #runs,
            fingerprint: __organum::key(#path),
        }
    }
}

/// Writes the reference to the store.
fn store(node: &Node, written: &Written) -> Option<TokenStream> {
    let (at, param) = arguments(node).find(|(_, param)| param.form == Form::Stored)?;
    let (part, need) = (numbered("need", at), &written.needs[at]);
    let is_named = node
        .persist
        .as_ref()
        .is_some_and(|persist| persist.store.is_some());
    Some(if is_named {
        quote_spanned!(param.anchor()=> <#need as __organum::HoldsStore>::held_store(#part))
    } else {
        quote!(#part)
    })
}

/// Writes the statement that adds an argument to the key.
fn input(at: usize, param: &Param, needs: &[TokenStream]) -> TokenStream {
    let part = numbered("need", at);
    let add = |at: usize, value: TokenStream| {
        let (need, position) = (&needs[at], Literal::usize_unsuffixed(at));
        quote! {
            if #IS_PART(#position) {
                __organum::Hashing::<#need>::add(#value, #KEY)?;
            }
        }
    };
    match param.form {
        Form::Borrowed | Form::Cloned | Form::Object => add(at, quote!(#part)),
        Form::Optional => {
            let add = add(at, quote!(#VALUE));
            quote! {
                __organum::Hashing::<::core::primitive::bool>::add(&#part.is_some(), #KEY)?;
                if let ::core::option::Option::Some(#VALUE) = #part {
                    #add
                }
            }
        }
        Form::FirstOk | Form::Race => {
            let count = usize::from(param.alternatives);
            let one_of = format_ident!("OneOf{count}");
            let arms = ALTERNATIVES.iter().take(count).enumerate();
            let arms = arms.map(|(number, name)| {
                let (name, add) = (format_ident!("{name}"), add(at + number, quote!(#VALUE)));
                let number = Literal::u8_suffixed(u8::try_from(number).unwrap_or(u8::MAX));
                quote! {
                    __organum::#one_of::#name(#VALUE) => {
                        __organum::Hashing::<::core::primitive::u8>::add(&#number, #KEY)?;
                        #add
                    }
                }
            });
            quote!(match #part.get() { #(#arms)* })
        }
        // Not a part of a key: a mistake that was reported, and the store.
        Form::Outcome | Form::Stored => TokenStream::new(),
    }
}
