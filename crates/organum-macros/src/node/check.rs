//! The mistakes of a node that its tokens show.

use syn::{GenericParam, Type};

use super::{
    model::{Call, Form, Node, Param},
    parse::form,
};
use crate::{names, options::Errors, types};

/// The maximum number of parameters of one node.
const PARAMS: usize = 32;

/// Reports mistakes. Returns false if the provided type cannot be determined.
pub(super) fn node(node: &Node, errors: &mut Errors) -> bool {
    for param in &node.params {
        match param.form {
            Form::Stored => {}
            Form::Outcome if node.persist.is_some() => in_key(node, param, errors),
            _ => dependency(node, param, errors),
        }
    }
    distinct(node, errors);
    if let Some(param) = node.params.get(PARAMS) {
        let written = node.params.iter().filter(|param| param.alternatives > 0);
        let parameters = match (written.count(), node.params.len()) {
            (written, all) if written == all => format!("has {all} parameters"),
            (written, all) => format!("takes {all} values by its {written} parameters"),
        };
        errors.on(
            &param.written,
            format_args!(
                "node `{}` {parameters}, and at most {PARAMS} are allowed: join some of them in a struct that is a node itself",
                node.name
            ),
        );
    }
    generics(node, errors);
    output(node, errors)
}

/// Reports a parameter that cannot be a part of the key of a recorded result.
fn in_key(node: &Node, param: &Param, errors: &mut Errors) {
    let need = names::written(&param.dependency);
    errors.on(
        &param.written,
        format_args!(
            "parameter `{}` of node `{}` may be an error, and results are recorded by the dependencies of a node, of which an error cannot be one: take `Option<&{need}>`, or remove `persist`",
            param.name, node.name
        ),
    );
}

/// Checks that a dependency is `&T` or `T` for a type that lives as long as the run.
fn dependency(node: &Node, param: &Param, errors: &mut Errors) {
    let is_field = matches!(node.call, Call::Build { .. });
    let subject = if param.name == "self" {
        format!("what `compose` of `{}` is called on", node.name)
    } else {
        let kind = if is_field { "field" } else { "parameter" };
        format!("{kind} `{}` of node `{}`", param.name, node.name)
    };
    let written = names::written(&param.written);
    if is_field && types::look_into(&param.written).has_elided_reference() {
        // A struct cannot have such a field: rustc reports it.
        errors.told_by_rustc();
        return;
    }
    if let Type::Reference(reference) = types::plain(&param.written)
        && !is_field
        && !param.form.is_tolerant()
    {
        let target = names::written(&reference.elem);
        if reference.mutability.is_some() {
            errors.on(
                &param.written,
                format_args!(
                    "{subject} is `{written}`, and a dependency is shared with other nodes: take `&{target}`, or `{target}` for a clone of its own"
                ),
            );
            return;
        }
        if let Some(lifetime) = &reference.lifetime
            && lifetime.ident == "static"
        {
            let cure = sized(&reference.elem).unwrap_or_else(|| format!("`&{target}`"));
            errors.on(
                lifetime,
                format_args!(
                    "{subject} is `{written}`, and a dependency is borrowed for as long as the node runs: take {cure}"
                ),
            );
            return;
        }
    }
    if param.form == Form::Cloned
        && let Some(cure) = unfinished_form(&param.dependency, is_field)
    {
        errors.on(
            &param.written,
            format_args!("{subject} is `{written}`, which is not a form of dependency: {cure}"),
        );
        return;
    }
    if let Some(cure) = sized(&param.dependency) {
        errors.on(
            &param.written,
            format_args!(
                "{subject} is `{written}`, and a dependency is found by its whole type: take {cure}"
            ),
        );
        return;
    }
    if matches!(param.dependency, Type::TraitObject(_)) {
        // A parameter or field of unknown size: rustc reports it, and how to borrow it.
        errors.told_by_rustc();
        return;
    }
    nameable(param, &subject, &written, errors);
}

/// Returns the type to take instead of a type of unknown size.
fn sized(ty: &Type) -> Option<String> {
    let owner = match ty {
        Type::Slice(slice) => format!("Vec<{}>", names::written(&slice.elem)),
        Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
        _ => return None,
    };
    Some(format!(
        "`&{owner}`, or a type of your own that contains it"
    ))
}

/// Checks that a dependency is found by its type, and lives as long as the run.
fn nameable(param: &Param, subject: &str, written: &str, errors: &mut Errors) {
    let found = types::look_into(&param.dependency);
    if let Some(token) = found.impl_trait {
        let token_text = names::written(&token);
        let bounds = names::written(&token.bounds);
        let cure = if param.form == Form::Cloned || bounds.contains('<') {
            "write the type".to_owned()
        } else {
            format!("write the type, or `&dyn {bounds}` for an `Arc<dyn {bounds}>` of the graph")
        };
        errors.on(
            token,
            format_args!(
                "{subject} is `{token_text}`, which is not the name of a type, and a dependency is found by its type: {cure}"
            ),
        );
    } else if let Some(reference) = found.reference {
        errors.on(
            &reference,
            format_args!(
                "{subject} is `{written}`, which holds a reference, and a dependency lives as long as the run: take a type without references, as `&T` or `T`{}",
                renamed_form(&param.written)
            ),
        );
    } else if let Some(lifetime) = found.lifetime {
        errors.on(
            lifetime,
            format_args!(
                "{subject} is `{written}`, which has a lifetime, and a dependency lives as long as the run: take a type without one, as `&T` or `T`"
            ),
        );
    } else if found.infer.is_some() {
        // rustc reports this for every signature.
        errors.told_by_rustc();
    }
}

/// Returns a hint if the type may be a form of dependency under another name.
fn renamed_form(ty: &Type) -> &'static str {
    let Type::Path(path) = types::plain(ty) else {
        return "";
    };
    let is_form = form::arguments(path).is_some_and(|arguments| match arguments.as_slice() {
        [Type::Tuple(tuple)] => tuple
            .elems
            .iter()
            .all(|ty| matches!(ty, Type::Reference(_))),
        [Type::Reference(_)] | [Type::Reference(_), Type::Reference(_)] => true,
        _ => false,
    });
    if is_form {
        "; forms of a dependency are known by their names: write `FirstOk<…>`, `Race<…>`, `Option<…>` or `Result<…>` where it is one of these"
    } else {
        ""
    }
}

/// Returns the correct way to write a type that resembles a form of dependency.
fn unfinished_form(ty: &Type, is_field: bool) -> Option<String> {
    let (form, arguments) = form::form(ty)?;
    let holds_reference = |ty: &Type| types::look_into(ty).reference.is_some();
    let first = arguments.first()?;
    Some(match form {
        // A type of the user, which holds one value.
        Form::FirstOk | Form::Race
            if arguments.len() == 1 && !matches!(first, Type::Tuple(_)) && !holds_reference(first) =>
        {
            return None;
        }
        Form::FirstOk | Form::Race => {
            let name = if form == Form::Race { "Race" } else { "FirstOk" };
            format!("write `{name}<(&A, &B)>`, with two to eight types that nodes provide")
        }
        Form::Outcome if holds_reference(first) => {
            "write `Result<&T, &NodeError>`, or `Option<&T>`".to_owned()
        }
        Form::Optional if holds_reference(first) => {
            "write `Option<&T>`, with a type that a node provides; of a trait object, `Option<&Arc<dyn Trait>>`".to_owned()
        }
        // A field of a struct is always a clone. What a node provides is no type of another crate.
        Form::Outcome | Form::Optional if is_field || types::is_of_std(first) => return None,
        Form::Outcome => {
            let (value, whole) = (names::written(first), names::written(ty));
            format!("write `Result<&{value}, &NodeError>` for a value whose node may fail, or `&{whole}` for an input")
        }
        Form::Optional => {
            let (value, whole) = (names::written(first), names::written(ty));
            format!("write `Option<&{value}>` for a value whose node may fail, or `&{whole}` for an input")
        }
        _ => return None,
    })
}

/// Checks that no two parameters are of one type, since a value is found by its type.
fn distinct(node: &Node, errors: &mut Errors) {
    let params = node.params.iter().enumerate();
    for (at, param) in params.filter(|(_, param)| param.form != Form::Stored) {
        let earlier = node.params[..at]
            .iter()
            .find(|earlier| types::same_tokens(&earlier.dependency, &param.dependency));
        let Some(earlier) = earlier else { continue };
        let (name, node) = (&param.name, &node.name);
        let ty = names::written(&param.dependency);
        let what = if earlier.name == *name {
            format!("parameter `{name}` of node `{node}` names `{ty}` twice")
        } else {
            let earlier = &earlier.name;
            format!("parameters `{earlier}` and `{name}` of node `{node}` are of one type, `{ty}`")
        };
        errors.on(
            &param.written,
            format_args!(
                "{what}, and a value is found by its type: wrap one of them in a type of its own"
            ),
        );
    }
}

fn output(node: &Node, errors: &mut Errors) -> bool {
    let name = &node.name;
    let written = names::written(&node.output);
    if matches!(node.output, Type::TraitObject(_)) {
        // A function cannot return it: rustc reports it.
        errors.told_by_rustc();
        return false;
    }
    let found = types::look_into(&node.output);
    if let Some(token) = found.impl_trait {
        let token_text = names::written(&token);
        errors.on(
            token,
            format_args!(
                "node `{name}` provides `{token_text}`, which is not the name of a type, and a value is found by its type: return the type itself, or an `Arc<dyn …>` from a node that graphs name: `#[node(explicit)]`"
            ),
        );
        return false;
    }
    if let Some(reference) = found.reference {
        if reference.lifetime.is_none() && !elides_lifetimes(node) {
            // rustc cannot tell which value is borrowed, and reports it.
            errors.told_by_rustc();
            return false;
        }
        errors.on(
            reference,
            format_args!(
                "node `{name}` provides `{written}`, and a value of a graph outlives its dependencies: return a type without references"
            ),
        );
        return false;
    }
    if let Some(lifetime) = found.lifetime {
        errors.on(
            lifetime,
            format_args!(
                "node `{name}` provides `{written}`, and a value of a graph outlives its dependencies: return a type without a lifetime"
            ),
        );
        return false;
    }
    if found.infer.is_some() {
        errors.told_by_rustc();
        return false;
    }
    if !node.is_explicit() && types::is_of_std(&node.output) {
        errors.on(
            &node.output,
            format_args!(
                "node `{name}` provides `{written}`, a type of another crate, by which it cannot be found: wrap it in a type of your own, or write `#[node(explicit)]` and name the node in each graph that uses it, `nodes({})`",
                node.name_to_list()
            ),
        );
        return false;
    }
    true
}

/// Returns true if a reference in the output may have no written lifetime, which requires exactly one
/// source to borrow from.
fn elides_lifetimes(node: &Node) -> bool {
    let is_reference = |param: &&Param| matches!(param.written, Type::Reference(_));
    let calls_self = node.params.iter().any(|param| param.name == "self");
    calls_self || !node.params.is_empty() && node.params.iter().filter(is_reference).count() <= 1
}

/// Checks that the provided type determines the type parameters of the node.
fn generics(node: &Node, errors: &mut Errors) {
    let name = &node.name;
    for param in &node.generics.params {
        let kind = match param {
            GenericParam::Const(_) => "const",
            _ => "type",
        };
        let ident = names::of_param(param);
        if node.is_explicit() {
            errors.at(
                ident.span(),
                format_args!(
                    "node `{name}` is explicit and has a {kind} parameter `{ident}`, but a graph lists a single node: write a node for each type, or provide a type of your own"
                ),
            );
        } else if !types::mentions(&node.output, &ident) {
            errors.at(
                ident.span(),
                format_args!(
                    "{kind} parameter `{ident}` of node `{name}` does not occur in the type that the node provides, `{}`, so it cannot be inferred: use a concrete type",
                    names::written(&node.output)
                ),
            );
        }
    }
}
