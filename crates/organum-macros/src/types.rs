//! The properties of a type that its tokens show.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{
    GenericParam, Generics, Ident, Lifetime, Meta, Token, Type, TypeImplTrait, TypeReference,
    punctuated::Punctuated,
    visit::{self, Visit},
    visit_mut::VisitMut,
};

/// Removes parentheses and invisible groups.
pub(crate) fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => plain(&inner.elem),
        Type::Group(inner) => plain(&inner.elem),
        other => other,
    }
}

/// Returns true if two types are written the same.
pub(crate) fn same_tokens(a: &impl ToTokens, b: &impl ToTokens) -> bool {
    crate::names::written(a) == crate::names::written(b)
}

/// A part of a type that a node cannot provide or depend on.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) impl_trait: Option<TypeImplTrait>,
    /// A reference without `'static`.
    pub(crate) reference: Option<TypeReference>,
    /// A lifetime other than `'static`.
    pub(crate) lifetime: Option<Lifetime>,
    pub(crate) infer: Option<syn::TypeInfer>,
}

/// Searches a type. Lifetimes bound inside it, as in `fn(&T)`, are ignored.
pub(crate) fn look_into(ty: &Type) -> Found {
    let mut found = Found::default();
    found.visit_type(ty);
    found
}

impl<'ast> Visit<'ast> for Found {
    fn visit_type_impl_trait(&mut self, node: &'ast TypeImplTrait) {
        self.impl_trait.get_or_insert_with(|| node.clone());
    }

    fn visit_type_reference(&mut self, node: &'ast TypeReference) {
        if node.lifetime.as_ref().is_none_or(|at| at.ident != "static") {
            self.reference.get_or_insert_with(|| node.clone());
        }
        visit::visit_type_reference(self, node);
    }

    fn visit_lifetime(&mut self, node: &'ast Lifetime) {
        if node.ident != "static" {
            self.lifetime.get_or_insert_with(|| node.clone());
        }
    }

    fn visit_type_infer(&mut self, node: &'ast syn::TypeInfer) {
        self.infer.get_or_insert_with(|| node.clone());
    }

    // `Fn(&T) -> U` and `fn(&T) -> U` bind their own lifetimes.
    fn visit_parenthesized_generic_arguments(
        &mut self,
        _: &'ast syn::ParenthesizedGenericArguments,
    ) {
    }

    fn visit_type_fn_ptr(&mut self, _: &'ast syn::TypeFnPtr) {}
}

/// Returns true if `ident` is among the tokens.
pub(crate) fn mentions(tokens: impl ToTokens, ident: &Ident) -> bool {
    mention(tokens, ident).is_some()
}

/// Returns the first span of the identifier among the tokens.
pub(crate) fn mention(tokens: impl ToTokens, ident: &Ident) -> Option<Ident> {
    fn search(tokens: TokenStream, ident: &Ident) -> Option<Ident> {
        tokens.into_iter().find_map(|token| match token {
            proc_macro2::TokenTree::Group(group) => search(group.stream(), ident),
            proc_macro2::TokenTree::Ident(found) => (found == *ident).then_some(found),
            _ => None,
        })
    }
    search(tokens.into_token_stream(), ident)
}

/// Returns the name, with underscores after it if the tokens mention it.
pub(crate) fn free_name(name: &str, tokens: &TokenStream) -> Ident {
    let mut name = name.to_owned();
    loop {
        let ident = Ident::new(&name, Span::call_site());
        if !mentions(tokens, &ident) {
            return ident;
        }
        name.push('_');
    }
}

/// Returns the lifetimes among the tokens.
pub(crate) fn lifetimes(tokens: TokenStream) -> Vec<Lifetime> {
    let mut found = Vec::new();
    let mut apostrophe = None;
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => found.extend(lifetimes(group.stream())),
            proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                apostrophe = Some(punct.span());
                continue;
            }
            proc_macro2::TokenTree::Ident(ident) => {
                if let Some(apostrophe) = apostrophe {
                    found.push(Lifetime { apostrophe, ident });
                }
            }
            _ => {}
        }
        apostrophe = None;
    }
    found
}

/// Returns true if the attribute makes its item conditional.
pub(crate) fn is_conditional(attribute: &syn::Attribute) -> bool {
    if attribute.path().is_ident("cfg") {
        return true;
    }
    // The added attribute decides: documentation and lint levels do not change the item.
    attribute.path().is_ident("cfg_attr")
        && attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .map_or(true, |parts| parts.iter().skip(1).any(may_remove))
}

/// Returns true if the attribute is a `cfg_attr` that adds one of these attributes.
pub(crate) fn adds(attribute: &syn::Attribute, names: &[&str]) -> bool {
    attribute.path().is_ident("cfg_attr")
        && attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|parts| {
                let mut added = parts.iter().skip(1);
                added.any(|added| names.iter().any(|name| added.path().is_ident(name)))
            })
}

/// Returns true if a `#[derive(…)]` names one of the traits.
pub(crate) fn derives(attributes: &[syn::Attribute], names: &[&str]) -> bool {
    let parser = Punctuated::<syn::Path, Token![,]>::parse_terminated;
    let derives = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let mut paths = derives
        .filter_map(|attribute| attribute.parse_args_with(parser).ok())
        .flatten();
    paths.any(|path| {
        let last = path.segments.last();
        last.is_some_and(|last| names.iter().any(|name| last.ident == name))
    })
}

/// Returns true if the attribute could remove its item.
fn may_remove(added: &Meta) -> bool {
    const HARMLESS: [&str; 8] = [
        "doc",
        "allow",
        "expect",
        "warn",
        "deny",
        "forbid",
        "deprecated",
        "must_use",
    ];
    !HARMLESS.iter().any(|name| added.path().is_ident(name))
}

/// Returns true if the type could be an alias of `Result`: it has arguments, or `Result` in its name.
pub(crate) fn looks_like_alias(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            !last.arguments.is_none() || last.ident.to_string().contains("Result")
        }),
        _ => false,
    }
}

/// Returns true if a type mentions one of the type or const parameters.
pub(crate) fn is_generic(ty: &impl ToTokens, generics: &Generics) -> bool {
    generics.params.iter().any(|param| match param {
        GenericParam::Type(param) => mentions(ty, &param.ident),
        GenericParam::Const(param) => mentions(ty, &param.ident),
        GenericParam::Lifetime(_) => false,
    })
}

/// Replaces `Self` by the type of the `impl` block.
pub(crate) struct ReplaceSelf<'a>(pub(crate) &'a Type);

impl VisitMut for ReplaceSelf<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && path.qself.is_none()
            && path.path.is_ident("Self")
        {
            *ty = self.0.clone();
            return;
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
}

/// Returns the types in the brackets of a path, `Map<Key, Value>`.
pub(crate) fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = plain(ty) else {
        return Vec::new();
    };
    let last = path.path.segments.last();
    let Some(syn::PathArguments::AngleBracketed(found)) = last.map(|last| &last.arguments) else {
        return Vec::new();
    };
    let types = found.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The types that are known by a name without arguments.
const PLAIN: [&str; 18] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize", "str", "String",
];

/// Returns true if the type, by its name, is a number, a text or the like.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    match plain(ty) {
        Type::Path(path) => PLAIN.iter().any(|name| path.path.is_ident(name)),
        _ => false,
    }
}

/// The generic types of the standard library that hold values of their arguments.
const GENERIC: [&str; 10] = [
    "Vec", "Option", "Box", "Arc", "Rc", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "VecDeque",
];

/// Returns true if the type, by its name, is a type of the standard library that serde writes if it can write the
/// arguments.
pub(crate) fn is_collection(ty: &Type) -> bool {
    // serde writes these only with a feature.
    const COUNTED: [&str; 2] = ["Arc", "Rc"];
    let Type::Path(path) = plain(ty) else {
        return false;
    };
    let last = path.path.segments.last();
    is_of_std(ty)
        && last.is_some_and(|last| {
            !last.arguments.is_none()
                && GENERIC.iter().any(|name| last.ident == name)
                && !COUNTED.iter().any(|name| last.ident == name)
        })
}

/// Returns true if the type, by its name, clearly belongs to the standard library. A name without the
/// arguments of the library's type is assumed to be a type of the user.
pub(crate) fn is_of_std(ty: &Type) -> bool {
    match plain(ty) {
        Type::Tuple(_) | Type::Array(_) | Type::Reference(_) | Type::FnPtr(_) | Type::Ptr(_) => {
            true
        }
        Type::Path(path) if path.qself.is_none() => {
            let segments = &path.path.segments;
            let first = &segments[0].ident;
            if segments.len() == 1 {
                let names: &[&str] = if segments[0].arguments.is_none() {
                    &PLAIN
                } else {
                    &GENERIC
                };
                names.iter().any(|name| first == name)
            } else {
                first == "std" || first == "core" || first == "alloc"
            }
        }
        _ => false,
    }
}

/// The types whose content threads cannot share.
const UNSHARED: [&str; 3] = ["Rc", "Cell", "RefCell"];

/// Returns the type that threads cannot share, among a type and those that the library's types around it hold, and
/// the type of its content.
pub(crate) fn unshared(ty: &Type) -> Option<(&Type, &Type)> {
    let found = plain(ty);
    if let (Type::Path(path), [content]) = (found, &*arguments(found))
        && path
            .path
            .segments
            .last()
            .is_some_and(|last| UNSHARED.iter().any(|name| last.ident == name))
    {
        return Some((found, content));
    }
    if !is_of_std(found) {
        return None;
    }
    arguments(found).into_iter().find_map(unshared)
}

impl Found {
    /// Returns true if the type contains a reference without a written lifetime.
    pub(crate) fn has_elided_reference(&self) -> bool {
        self.reference
            .as_ref()
            .is_some_and(|reference| reference.lifetime.is_none())
    }

    /// Returns true if the type cannot be written in a generated signature.
    pub(crate) fn is_unnameable(&self) -> bool {
        self.impl_trait.is_some()
            || self.reference.is_some()
            || self.lifetime.is_some()
            || self.infer.is_some()
    }
}
