//! The errors of a macro whose feature is disabled.
#![cfg_attr(
    all(feature = "event", feature = "saga"),
    allow(dead_code, reason = "nothing is off")
)]

use proc_macro2::TokenStream;
use quote::quote;

/// Returns the item unchanged, and an error that names the feature.
pub(crate) fn missing(name: &str, feature: &str, item: &TokenStream) -> TokenStream {
    let error = missing_derive(name, feature);
    quote!(#item #error)
}

/// Returns an error that names the feature.
pub(crate) fn missing_derive(name: &str, feature: &str) -> TokenStream {
    let message = format!(
        "`{name}` needs the feature `{feature}` of `organum`: add it to `features = [\"{feature}\"]` in Cargo.toml"
    );
    quote!(::core::compile_error! { #message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feature_is_named_and_the_item_stays() {
        let text = missing("#[saga]", "saga", &quote!(impl Trip {})).to_string();
        assert!(text.starts_with("impl Trip { }"), "{text}");
        assert!(
            text.contains("needs the feature `saga` of `organum`"),
            "{text}"
        );
    }
}
