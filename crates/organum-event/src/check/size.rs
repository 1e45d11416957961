//! The number of events, handlers and links of a spine: the sizes of the arrays in constants.

use super::super::{EmitList, table::SpineTable};

/// Upper bounds for the size of a plan: a name that occurs twice is counted twice.
// Public fields: the macros name it in constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The number of events.
    pub events: usize,
    /// The number of handlers, hooks and organs.
    pub handlers: usize,
    /// The number of events that handlers name, and that handlers and hooks emit.
    pub links: usize,
}

impl Size {
    /// Returns the size of a spine.
    pub const fn of(spine: &SpineTable) -> Self {
        let mut handlers = 1;
        let mut links = 1;
        let mut organ = 0;
        while organ < spine.organs.len() {
            let table = spine.organs[organ].table;
            let mut i = 0;
            while i < table.handlers.len() {
                links += table.handlers[i].listens.len() + count_all(table.handlers[i].emits);
                i += 1;
            }
            let hooks = [table.hooks.start, table.hooks.idle, table.hooks.stop];
            let mut i = 0;
            while i < hooks.len() {
                if let Some(hook) = hooks[i] {
                    links += count_all(hook.emits);
                }
                i += 1;
            }
            handlers += table.handlers.len() + hooks.len() + 1;
            organ += 1;
        }
        Self {
            events: spine.entry.len() + spine.terminal.len() + links,
            handlers,
            links,
        }
    }
}

const fn count_all(lists: &[&EmitList]) -> usize {
    let (mut count, mut i) = (0, 0);
    while i < lists.len() {
        count += lists[i].own.is_some() as usize + count_all(lists[i].parts);
        i += 1;
    }
    count
}
