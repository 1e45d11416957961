//! The event types that a spine names.

use super::super::table::{EventTable, SpineTable};

/// Returns the event type of this name, if the spine names it.
pub(super) fn known(spine: &'static SpineTable, name: &str) -> Option<&'static EventTable> {
    let handlers = || spine.organs.iter().flat_map(|slot| slot.table.handlers);
    let listened = handlers()
        .flat_map(|handler| handler.listens)
        .map(|interest| interest.event);
    let declared = spine.entry.iter().chain(spine.terminal).copied();
    // An event that only organs with `all` handle is named by its emitters.
    let hooks = spine.organs.iter().flat_map(|slot| {
        let hooks = &slot.table.hooks;
        [hooks.start, hooks.idle, hooks.stop].into_iter().flatten()
    });
    let emitted = handlers()
        .map(|handler| handler.emits)
        .chain(hooks.map(|hook| hook.emits));
    listened
        .chain(declared)
        .find(|table| table.name == name)
        .or_else(|| emitted.flatten().find_map(|list| list.named(name)))
}
