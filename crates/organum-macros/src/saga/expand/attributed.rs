//! The fields of a saga that are recorded as their attributes of serde say.
//!
//! serde derives the code for each in two structs with this one field: one that is written from the saga, and one that is
//! read.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::super::model::{Field, Inputs};
use crate::{lints, names};

/// The names of the generated structs of a field.
struct Names {
    /// The struct that serde derives `Serialize` for, in the place of the saga.
    remote: Ident,
    /// The reference to the saga that is written by it.
    written: Ident,
    /// The struct that is read.
    read: Ident,
}

impl Names {
    fn of(at: usize) -> Self {
        Self {
            remote: format_ident!("__Remote{at}"),
            written: format_ident!("__Written{at}"),
            read: format_ident!("__Read{at}"),
        }
    }
}

/// Writes the two structs for one of the recorded fields.
pub(super) fn structs(inputs: &Inputs, field: &Field, at: usize) -> TokenStream {
    let Names {
        remote,
        written,
        read,
    } = Names::of(at);
    let (saga, text) = (&inputs.name, inputs.name.to_string());
    let Field {
        name, ty, serde, ..
    } = field;
    let (check, bound) = bound(field, at);
    quote! {
        #check
        #[derive(__organum::serde::Serialize)]
        #[serde(crate = "__organum::serde", remote = #text #bound)]
        struct #remote {
            #[serde(#(#serde),*)]
            #name: #ty,
        }
        struct #written<'__saga>(&'__saga #saga);
        #[automatically_derived]
        impl __organum::serde::Serialize for #written<'_> {
            fn serialize<S: __organum::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #remote::serialize(self.0, serializer)
            }
        }
        #[derive(__organum::serde::Deserialize)]
        #[serde(crate = "__organum::serde" #bound)]
        struct #read {
            #[serde(#(#serde),*)]
            #name: #ty,
        }
    }
}

/// Writes the check that serde can write and read the type of a field, and the bound with its result. Neither is
/// needed if the options say how the value is written.
fn bound(field: &Field, at: usize) -> (TokenStream, TokenStream) {
    if field.is_written_otherwise() {
        return (TokenStream::new(), quote!(, bound = ""));
    }
    let ty = &field.ty;
    let (alias, text) = (format_ident!("__IsRecorded{at}"), names::of_type(ty));
    let check = quote_spanned! {names::anchor(ty)=>
        type #alias = __organum::RecordCheck<{
            __organum::check_recorded(__organum::RecordedProbe::<#ty>::IS_RECORDED, #text)
        }>;
    };
    let bound = format!(
        "{} {}: __organum::RecordedBySerde<{alias}>",
        lints::any_lifetime(),
        names::written(ty)
    );
    (check, quote!(, bound = #bound))
}

/// Writes the call that adds a field to those that are being written.
pub(super) fn written(at: usize) -> TokenStream {
    let written = Names::of(at).written;
    quote!(.with_object(&#written(self))?)
}

/// Writes the value of a field, read from the record.
pub(super) fn read(field: &Field, at: usize, saved: &TokenStream) -> TokenStream {
    let (read, name) = (Names::of(at).read, &field.name);
    quote!(__organum::Reading::object::<#read>(#saved)?.#name)
}
