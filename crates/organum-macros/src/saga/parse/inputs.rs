//! The struct of a saga: its inputs.

use syn::{Attribute, Fields, Ident, ItemStruct, Meta, Token, punctuated::Punctuated};

use super::super::model::{Field, Inputs};
use crate::{
    names,
    options::{self, Errors, Written},
    types,
};

/// The options of serde that a field may have.
const OPTIONS: [&str; 7] = [
    "rename",
    "alias",
    "default",
    "skip",
    "with",
    "serialize_with",
    "deserialize_with",
];

/// The fields; takes `#[inject]` away from them, and the attributes of serde unless the struct derives serde's traits.
pub(super) fn inputs(options: &[Written], item: &mut ItemStruct, errors: &mut Errors) -> Inputs {
    let name = item.ident.clone();
    if let Some(param) = item.generics.params.first() {
        super::generic(&name.to_string(), param, errors);
    }
    let derives_serde = types::derives(&item.attrs, &["Serialize", "Deserialize"]);
    if !derives_serde {
        refuse_serde(item, errors);
    }
    let mut fields = Vec::new();
    match &mut item.fields {
        Fields::Named(named) => {
            for field in &mut named.named {
                fields.extend(self::field(field, &name, derives_serde, errors));
            }
        }
        Fields::Unit => {}
        Fields::Unnamed(unnamed) => errors.on(
            &*unnamed,
            format_args!(
                "the inputs of saga `{name}` have no names: write `struct {name} {{ input: Type }}`"
            ),
        ),
    }
    Inputs {
        is_plain: item.generics.params.is_empty() && !matches!(item.fields, Fields::Unnamed(_)),
        runtime: options::runtime(options, errors),
        visibility: item.vis.clone(),
        name,
        fields,
    }
}

/// Removes the attributes of serde from the struct itself, and reports them.
fn refuse_serde(item: &mut ItemStruct, errors: &mut Errors) {
    let name = &item.ident;
    item.attrs.retain(|attribute| {
        let is_serde = attribute.path().is_ident("serde");
        if is_serde {
            errors.on(
                attribute,
                format_args!(
                    "the fields of saga `{name}` are recorded one by one: put `#[serde(…)]` on a field"
                ),
            );
        }
        !is_serde
    });
}

fn field(
    field: &mut syn::Field,
    saga: &Ident,
    derives_serde: bool,
    errors: &mut Errors,
) -> Option<Field> {
    let mut is_injected = false;
    let mut of_serde = Vec::new();
    field.attrs.retain(|attribute| {
        if attribute.path().is_ident("inject") {
            if !matches!(attribute.meta, Meta::Path(_)) {
                errors.on(
                    attribute,
                    "`#[inject]` takes no value: write just `#[inject]`",
                );
            }
            is_injected = true;
            return false;
        }
        if attribute.path().is_ident("serde") {
            of_serde.push(attribute.clone());
            return derives_serde;
        }
        let is_conditional = types::is_conditional(attribute);
        if is_conditional {
            errors.on(
                attribute,
                format_args!(
                    "the inputs of saga `{saga}` cannot be conditional: put the condition on the saga, and write one saga for each case"
                ),
            );
        }
        !is_conditional
    });
    let name = field.ident.clone()?;
    let serde = if is_injected {
        if let (Some(attribute), false) = (of_serde.first(), derives_serde) {
            errors.on(
                attribute,
                format_args!(
                    "field `{name}` of saga `{saga}` is injected, and so not recorded: remove `#[serde(…)]`"
                ),
            );
        }
        Vec::new()
    } else {
        serde_options(&of_serde, saga, derives_serde, errors)
    };
    let docs = field.attrs.iter();
    let docs = docs.filter(|attribute| attribute.path().is_ident("doc"));
    Some(Field {
        docs: docs.cloned().collect(),
        visibility: field.vis.clone(),
        name,
        ty: types::plain(&field.ty).clone(),
        is_injected,
        serde,
    })
}

/// Returns the options of serde by which a field is recorded. Others are reported, unless they are for a derive.
fn serde_options(
    attributes: &[Attribute],
    saga: &Ident,
    derives_serde: bool,
    errors: &mut Errors,
) -> Vec<Meta> {
    let mut found = Vec::new();
    for attribute in attributes {
        let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
        let options = match attribute.parse_args_with(parser) {
            Ok(options) => options,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        for option in options {
            let is_known = OPTIONS.iter().any(|name| option.path().is_ident(name));
            let is_one = !matches!(option, Meta::List(_));
            if is_known && is_one {
                found.push(option);
            } else if !derives_serde {
                errors.on(
                    option.path(),
                    format_args!(
                        "saga `{saga}` cannot record a field with `{}`: remove it, or write `rename = \"…\"`, `alias = \"…\"`, `default`, `skip` or `with = \"…\"`",
                        names::written(&option)
                    ),
                );
            }
        }
    }
    found
}
