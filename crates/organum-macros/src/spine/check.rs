//! The mistakes in a spine that its tokens show.

use syn::{GenericParam, Path};

use super::model::Spine;
use crate::{names, options::Errors, types};

/// The most organs of one spine.
const ORGANS: usize = 10_000;

/// Reports mistakes.
pub(super) fn spine(spine: &Spine, errors: &mut Errors) {
    let name = &spine.name;
    if let Some(param) = spine.generics.params.first() {
        let (kind, written) = names::kind_of_param(param);
        let cure = match param {
            GenericParam::Lifetime(_) => "let its organs own what they need, or use `Arc`",
            GenericParam::Type(_) => {
                "write a spine for each type, and let generic organs do the work"
            }
            GenericParam::Const(_) => {
                "write a spine for each value, and let generic organs do the work"
            }
        };
        errors.at(
            names::of_param(param).span(),
            format_args!(
                "spine `{name}` has a {kind} `{written}`, and a spine is checked where it is declared, for certain organs: {cure}"
            ),
        );
    }
    for organ in &spine.organs {
        if !spine.generics.params.is_empty() {
            break;
        }
        let found = types::look_into(&organ.ty);
        if found.has_elided_reference() || found.infer.is_some() || found.impl_trait.is_some() {
            // A struct cannot have such a field: rustc says so.
            errors.told_by_rustc();
        } else if matches!(organ.ty, syn::Type::Reference(_)) || found.lifetime.is_some() {
            errors.on(
                &organ.ty,
                format_args!(
                    "organ `{}` of spine `{name}` is `{}`, and a spine owns its organs: use the organ itself",
                    organ.field,
                    names::written(&organ.ty)
                ),
            );
        }
    }
    if spine.organs.is_empty() && errors.is_empty() {
        errors.on(
            name,
            format_args!(
                "spine `{name}` has no organs: write `struct {name} {{ organ: Organ }}`, with a field for each `#[organ]`"
            ),
        );
    }
    if let Some(organ) = spine.organs.get(ORGANS) {
        errors.on(
            &organ.field,
            format_args!(
                "spine `{name}` has {} organs, and at most {ORGANS} are allowed: make several spines of it",
                spine.organs.len()
            ),
        );
    }
    repeated(&spine.entry, "entry", spine, errors);
    repeated(&spine.terminal, "terminal", spine, errors);
}

fn repeated(list: &[Path], option: &str, spine: &Spine, errors: &mut Errors) {
    for (at, event) in list.iter().enumerate() {
        if list[..at]
            .iter()
            .any(|earlier| types::same_tokens(earlier, event))
        {
            errors.on(
                event,
                format_args!(
                    "`{}` is named twice in `{option}(…)` of spine `{}`: keep one of them",
                    names::written(event),
                    spine.name
                ),
            );
        }
    }
}
