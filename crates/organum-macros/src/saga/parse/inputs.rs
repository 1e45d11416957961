//! The struct of a saga: its inputs.

use syn::{Fields, ItemStruct, Meta};

use super::super::model::{Field, Inputs};
use crate::{
    options::{self, Errors, Written},
    types,
};

/// The fields; takes `#[inject]` away from them.
pub(super) fn inputs(options: &[Written], item: &mut ItemStruct, errors: &mut Errors) -> Inputs {
    let name = item.ident.clone();
    if let Some(param) = item.generics.params.first() {
        super::generic(&name.to_string(), param, errors);
    }
    let mut fields = Vec::new();
    match &mut item.fields {
        Fields::Named(named) => {
            for field in &mut named.named {
                let mut is_injected = false;
                field.attrs.retain(|attribute| {
                    if !attribute.path().is_ident("inject") {
                        let is_conditional = types::is_conditional(attribute);
                        if is_conditional {
                            errors.on(
                                attribute,
                                format_args!(
                                    "the inputs of saga `{name}` cannot be conditional: put the condition on the saga, and write one saga for each case"
                                ),
                            );
                        }
                        return !is_conditional;
                    }
                    if !matches!(attribute.meta, Meta::Path(_)) {
                        errors.on(
                            attribute,
                            "`#[inject]` takes no value: write just `#[inject]`",
                        );
                    }
                    is_injected = true;
                    false
                });
                if let Some(name) = field.ident.clone() {
                    let docs = field.attrs.iter();
                    let docs = docs.filter(|attribute| attribute.path().is_ident("doc"));
                    fields.push(Field {
                        docs: docs.cloned().collect(),
                        visibility: field.vis.clone(),
                        name,
                        ty: types::plain(&field.ty).clone(),
                        is_injected,
                    });
                }
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
        runtime: options::runtime(options, errors),
        visibility: item.vis.clone(),
        name,
        fields,
    }
}
