//! The signature of the function that provides a value.

use syn::{
    FnArg, GenericArgument, PathArguments, ReturnType, Signature, Type, parse_quote,
    visit_mut::VisitMut,
};

use super::{
    super::model::{Form, Param},
    form, item,
};
use crate::{names, options::Errors, types};

/// Checks that safe code can call a node with a fixed list of arguments.
pub(super) fn qualifiers(signature: &Signature, name: &str, errors: &mut Errors) {
    if let syn::Safety::Unsafe(token) = &signature.safety {
        errors.on(
            token,
            format_args!(
                "node `{name}` is unsafe, and safe code calls it: remove `unsafe`, and keep the unsafe part in a block inside"
            ),
        );
    }
    if let Some(abi) = &signature.abi {
        errors.on(
            abi,
            format_args!(
                "node `{name}` is `{}`, and a node is called as a Rust function: remove it",
                names::written(abi)
            ),
        );
    }
    if let Some(variadic) = &signature.variadic {
        errors.on(
            variadic,
            format_args!("node `{name}` has a fixed list of parameters: remove `...`"),
        );
    }
}

/// Returns the dependencies; in an `impl` block, with `Self` replaced.
pub(super) fn params(
    signature: &Signature,
    step: Option<&Type>,
    errors: &mut Errors,
) -> Vec<Param> {
    let mut params = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        item::unconditional(&input.attrs, errors);
        let mut ty = (*input.ty).clone();
        if let Some(step) = step {
            types::ReplaceSelf(step).visit_type_mut(&mut ty);
        }
        let name = names::written(&input.pat);
        match form::tolerant(&name, &ty) {
            Some(tolerant) => params.extend(tolerant),
            None => params.push(param(name, ty)),
        }
    }
    params
}

pub(super) fn param(name: String, written: Type) -> Param {
    let (dependency, form) = match types::plain(&written) {
        Type::Reference(reference) => match types::plain(&reference.elem) {
            Type::TraitObject(object) => (parse_quote!(::std::sync::Arc<#object>), Form::Object),
            inner => (inner.clone(), Form::Borrowed),
        },
        owned => (owned.clone(), Form::Cloned),
    };
    Param {
        name,
        written,
        dependency,
        form,
        alternatives: 1,
    }
}

/// Returns the return type of a function, the type that it provides, and whether it can fail.
pub(super) fn output(
    signature: &Signature,
    name: &str,
    step: Option<&Type>,
    errors: &mut Errors,
) -> Option<(Type, Type, bool)> {
    let nothing = format!(
        "node `{name}` returns nothing, and a node provides a value: return the type that other nodes take"
    );
    let mut returned = match &signature.output {
        ReturnType::Type(_, ty) => (**ty).clone(),
        ReturnType::Default => {
            errors.at(signature.ident.span(), nothing);
            return None;
        }
    };
    if let Some(step) = step {
        types::ReplaceSelf(step).visit_type_mut(&mut returned);
    }
    let Some((output, is_fallible)) = provided(&returned) else {
        errors.on(
            &returned,
            format_args!(
                "node `{name}` returns `{}` without type arguments: write `Result<T, E>`, where `T` is the type that the node provides",
                names::written(&returned)
            ),
        );
        return None;
    };
    match &output {
        Type::Tuple(tuple) if tuple.elems.is_empty() => {
            errors.on(&output, nothing);
            return None;
        }
        Type::Never(_) => {
            errors.on(
                &output,
                format_args!(
                    "node `{name}` never returns, and a node provides a value: return the type that other nodes take"
                ),
            );
            return None;
        }
        _ => {}
    }
    Some((returned, output, is_fallible))
}

/// Returns the type that a returned type provides, and whether it can fail instead; `None` for a `Result`
/// without arguments.
fn provided(returned: &Type) -> Option<(Type, bool)> {
    let whole = types::plain(returned);
    let Type::Path(path) = whole else {
        return Some((whole.clone(), false));
    };
    let last = path.path.segments.last()?;
    if last.ident != "Result" {
        return Some((whole.clone(), false));
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(value)) => Some((types::plain(value).clone(), true)),
        _ => None,
    }
}

impl Param {
    /// Returns the span of messages about the parameter.
    pub(in super::super) fn anchor(&self) -> proc_macro2::Span {
        names::anchor(&self.written)
    }
}
