//! Dependencies that may fail, and alternatives: `Option<&T>`, `Result<&T, &NodeError>`, `FirstOk<(…)>`,
//! `Race<(…)>`.

use syn::{GenericArgument, PathArguments, Type, TypePath};

use super::super::model::{Form, Param};
use crate::types;

/// The permitted numbers of alternatives.
const ALTERNATIVES: std::ops::RangeInclusive<usize> = 2..=8;

/// Returns the dependencies of a parameter of such a type; `None` if the type is no such form, or not
/// written as one.
pub(super) fn tolerant(name: &str, written: &Type) -> Option<Vec<Param>> {
    let (form, arguments) = form(written)?;
    let alternatives: Vec<&Type> = match (form, arguments.as_slice()) {
        (Form::Optional, [value]) | (Form::Outcome, [value, Type::Reference(_)]) => vec![value],
        (Form::FirstOk | Form::Race, [Type::Tuple(tuple)])
            if ALTERNATIVES.contains(&tuple.elems.len()) =>
        {
            tuple.elems.iter().map(types::plain).collect()
        }
        _ => return None,
    };
    let count = u8::try_from(alternatives.len()).ok()?;
    let params = alternatives.into_iter().enumerate().map(|(at, ty)| {
        let Type::Reference(reference) = ty else {
            return None;
        };
        let is_shared = reference.mutability.is_none() && reference.lifetime.is_none();
        let dependency = types::plain(&reference.elem).clone();
        (is_shared && !matches!(dependency, Type::TraitObject(_))).then(|| Param {
            name: name.to_owned(),
            written: ty.clone(),
            dependency,
            form,
            alternatives: if at == 0 { count } else { 0 },
        })
    });
    params.collect()
}

/// Returns the form that a type is written as, and its type arguments.
pub(in super::super) fn form(written: &Type) -> Option<(Form, Vec<Type>)> {
    let Type::Path(path) = types::plain(written) else {
        return None;
    };
    let last = path.path.segments.last()?;
    let form = match last.ident.to_string().as_str() {
        "Option" => Form::Optional,
        "Result" => Form::Outcome,
        "FirstOk" => Form::FirstOk,
        "Race" => Form::Race,
        _ => return None,
    };
    Some((form, arguments(path)?))
}

/// Returns the type arguments of a type.
pub(in super::super) fn arguments(path: &TypePath) -> Option<Vec<Type>> {
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(types::plain(ty).clone()),
        _ => None,
    });
    Some(types.collect())
}
