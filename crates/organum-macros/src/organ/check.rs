//! The mistakes in an organ as a whole that its tokens show.

use super::model::Organ;
use crate::options::Errors;

/// The most handlers of one organ.
const HANDLERS: usize = 1_000;

/// Reports mistakes.
pub(super) fn organ(organ: &Organ, errors: &mut Errors) {
    let name = &organ.name;
    if let Some(handler) = organ.handlers.get(HANDLERS) {
        errors.at(
            handler.function.name.span(),
            format_args!(
                "organ `{name}` has {} handlers, and at most {HANDLERS} are allowed: make several organs of it",
                organ.handlers.len()
            ),
        );
    }
    let changes = organ.handlers.iter().find(|handler| !handler.is_shared);
    if let (Some(handler), Some(most)) = (changes, organ.concurrency)
        && most > 1
    {
        let handler = &handler.function.name;
        errors.at(
            handler.span(),
            format_args!(
                "organ `{name}` handles {most} events at once, but only one call at a time can have `&mut self`, which `{handler}` takes: take `&self`, or remove `concurrency`"
            ),
        );
    }
    for handler in &organ.handlers {
        if let super::model::Events::Arms(matching) = &handler.events
            && matching.rows.is_empty()
            && !handler.is_all
            && errors.is_empty()
        {
            errors.at(
                matching.event.span(),
                format_args!(
                    "`{}` of organ `{name}` listens for nothing: add an arm that names an event, `OrderPlaced {{ .. }} => …`",
                    handler.function.name
                ),
            );
        }
    }
}
