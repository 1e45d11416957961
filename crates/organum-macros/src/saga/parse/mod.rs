//! From tokens to the model of a saga.

mod inputs;
mod step;

use proc_macro2::TokenStream;
use syn::{GenericParam, ImplItem, Item, ItemImpl, Path, Type};

use super::model::{Inputs, Method, ParamKind, Saga, Step, UndoParam};
use crate::{
    bodies, duration, names,
    options::{self, Errors, Written},
    types,
};

const OPTIONS: [&str; 8] = [
    "output",
    "error",
    "version",
    "migrate",
    "run_timeout",
    "timeout",
    "node",
    "crate",
];
const STRUCT_OPTIONS: [&str; 1] = ["crate"];

const SHAPE: &str = "#[step(undo = …)] async fn reserve(&self) -> Result<Reservation, Error> { … }";

pub(super) enum Parsed {
    Steps(Box<Saga>),
    Inputs(Inputs),
    /// An item of which nothing more is to be said.
    Nothing,
}

/// The item without the attributes that are the macro's, and what it is as far as it can be made out.
pub(super) fn saga(
    options: TokenStream,
    tokens: &TokenStream,
    errors: &mut Errors,
) -> Option<(Item, Parsed)> {
    match bodies::item(tokens) {
        Ok(Item::Impl(mut item)) => {
            let saga = steps(options, &mut item, errors);
            let parsed = saga.map_or(Parsed::Nothing, |saga| Parsed::Steps(Box::new(saga)));
            Some((Item::Impl(item), parsed))
        }
        Ok(Item::Struct(mut item)) => {
            let options = options::parse(options, "saga", &STRUCT_OPTIONS, errors);
            let inputs = inputs::inputs(&options, &mut item, errors);
            Some((Item::Struct(item), Parsed::Inputs(inputs)))
        }
        Ok(other) => {
            errors.on(
                names::first_word(tokens),
                format_args!(
                    "`#[saga]` goes on an `impl` block, whose methods are the steps, or on the struct of one, and {}",
                    names::of_item(&other)
                ),
            );
            None
        }
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

fn steps(options: TokenStream, item: &mut ItemImpl, errors: &mut Errors) -> Option<Saga> {
    let written = options::parse(options, "saga", &OPTIONS, errors);
    let are_all_known = errors.is_empty();
    let ty = types::plain(&item.self_ty).clone();
    let name = names::of_type(&ty);
    let runtime = options::runtime(&written, errors);
    let mut steps = Vec::new();
    let mut methods = Vec::new();
    for item in &mut item.items {
        let ImplItem::Fn(method) = item else { continue };
        match step::step(method, &ty, &name, &runtime, errors) {
            Some(step) => steps.push(step),
            None => methods.push(step::method(&method.sig, &ty)),
        }
    }
    own_keys(&mut steps, &mut methods);
    allow_shape(item, &steps);
    if !is_block_of_one_type(item, &ty, &name, errors) {
        return None;
    }
    if steps.is_empty() && errors.is_empty() {
        errors.on(
            &item.self_ty,
            format_args!("saga `{name}` has no step: write `{SHAPE}`"),
        );
    }
    let find = |name: &str| find(&written, name);
    let output = find("output");
    if output.is_none() && are_all_known && !steps.is_empty() {
        errors.on(
            &item.self_ty,
            format_args!(
                "saga `{name}` has no output: write `#[saga(output = Type)]`, with the type that its last step returns"
            ),
        );
    }
    let output: Option<Type> = output.and_then(|option| option.equals("output = Type", errors));
    let version = find("version").and_then(|option| options::version(option, errors));
    if let (Some(option), None) = (find("migrate"), find("version")) {
        errors.at(
            option.name.span(),
            "`migrate` reads what an older version recorded, and the saga has no version: add `version = 2`",
        );
    }
    if let Some(option) = find("node") {
        option.flag(errors);
    }
    if let Some(option) = find("timeout") {
        errors.at(
            option.name.span(),
            "`timeout` limits one attempt of a step: write `run_timeout`, which limits the whole run, or put `timeout` on a `#[step]`",
        );
    }
    Some(Saga {
        runtime,
        name,
        steps,
        methods,
        error: find("error").and_then(|option| option.equals("error = Type", errors)),
        output: output.map(|output| types::plain(&output).clone()),
        timeout: find("run_timeout").and_then(|option| duration::option(option, errors)),
        version,
        migrate: find("migrate")
            .and_then(|option| option.equals::<Path>("migrate = path::to::function", errors)),
        node: find("node").map(|option| option.name.span()),
        ty,
    })
}

/// Refuses a block of a trait, and one of a type with parameters or lifetimes.
fn is_block_of_one_type(item: &ItemImpl, ty: &Type, name: &str, errors: &mut Errors) -> bool {
    if let Some((path, _)) = &item.trait_ {
        errors.on(
            path,
            format_args!(
                "`#[saga]` goes on an `impl` block of `{name}` alone, and this one is of trait `{}`: write `impl {name} {{ {SHAPE} }}`",
                names::written(path)
            ),
        );
        return false;
    }
    if let Some(param) = item.generics.params.first() {
        generic(name, param, errors);
        return false;
    }
    if let Some(lifetime) = types::look_into(ty).lifetime {
        errors.at(
            lifetime.span(),
            format_args!(
                "saga `{name}` has a lifetime, and a run may outlive its caller: use owned fields, or `Arc`"
            ),
        );
        return false;
    }
    true
}

/// Refuses a parameter of a saga.
fn generic(name: &str, param: &GenericParam, errors: &mut Errors) {
    let (kind, written) = names::kind_of_param(param);
    let cure = match param {
        GenericParam::Lifetime(_) => "use owned fields, or `Arc`",
        GenericParam::Type(_) => "write a saga for each type",
        GenericParam::Const(_) => "write a saga for each value",
    };
    errors.at(
        names::of_param(param).span(),
        format_args!(
            "saga `{name}` has a {kind} `{written}`, and a saga is checked where it is declared, for concrete types: {cure}"
        ),
    );
}

/// A value of the user's own may have the name of the key: then a step gives it.
fn own_keys(steps: &mut [Step], methods: &mut [Method]) {
    let given: Vec<Type> = steps.iter().filter_map(|step| step.gives.clone()).collect();
    let is_given = |ty: &Type| given.iter().any(|given| types::same_tokens(given, ty));
    for param in steps.iter_mut().flat_map(|step| &mut step.params) {
        if let (ParamKind::Key, Type::Reference(found)) =
            (&param.kind, types::plain(&param.written))
            && is_given(&found.elem)
        {
            param.kind = ParamKind::Value(types::plain(&found.elem).clone());
        }
    }
    for param in methods.iter_mut().flat_map(|method| &mut method.params) {
        if let UndoParam::Key(ty) = param
            && is_given(ty)
        {
            *param = UndoParam::Value(ty.clone(), false);
        }
    }
}

/// Steps and undos take `&self`, and references to what others give, whether they need that or not:
/// nobody is to be told that they do not.
fn allow_shape(item: &mut ItemImpl, steps: &[Step]) {
    for item in &mut item.items {
        let ImplItem::Fn(method) = item else { continue };
        let name = &method.sig.ident;
        let is_ours = |step: &Step| {
            step.name == *name || step.undo.as_ref().is_some_and(|undo| undo.name == *name)
        };
        if steps.iter().any(is_ours) {
            method.attrs.push(syn::parse_quote!(#[allow(
                clippy::unused_self, clippy::ptr_arg, clippy::trivially_copy_pass_by_ref
            )]));
        }
    }
}

fn find<'a>(options: &'a [Written], name: &str) -> Option<&'a Written> {
    options.iter().find(|option| option.name == name)
}

/// Returns true if the option, which takes no value, is written.
fn flag(options: &[Written], name: &str, errors: &mut Errors) -> bool {
    find(options, name).is_some_and(|option| {
        option.flag(errors);
        true
    })
}
