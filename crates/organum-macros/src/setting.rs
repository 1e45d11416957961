//! The policy that a function sets, if there may be a default around it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::options::Written;

/// The policy of a node or a step, as written.
#[derive(Clone, Debug, Default)]
pub(crate) enum Setting<T> {
    #[default]
    Unset,
    /// That there is none, whatever the default is.
    None,
    Set(T),
}

impl<T> Setting<T> {
    /// Returns the value of an option, if it is written.
    pub(crate) fn of(option: Option<&Written>, parse: impl FnOnce(&Written) -> Option<T>) -> Self {
        match option {
            None => Self::Unset,
            Some(option) if option.is_none() => Self::None,
            Some(option) => parse(option).map_or(Self::None, Self::Set),
        }
    }

    /// Returns the value, if there is one.
    pub(crate) fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Unset | Self::None => None,
        }
    }

    /// The call by which a `NodePolicy` learns of it: `.retry(…)`, `.no_retry()`, or nothing.
    pub(crate) fn as_call(
        &self,
        policy: &str,
        as_tokens: impl FnOnce(&T) -> TokenStream,
    ) -> Option<TokenStream> {
        let (policy, value) = match self {
            Self::Unset => return None,
            Self::None => (format_ident!("no_{policy}"), None),
            Self::Set(value) => (format_ident!("{policy}"), Some(as_tokens(value))),
        };
        Some(quote!(.#policy(#value)))
    }
}
