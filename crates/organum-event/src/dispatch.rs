//! The table from an event to its handlers, filled while the spine's crate is compiled.

use std::{any::TypeId, collections::HashMap};

use super::{
    EmitList,
    check::Plan,
    table::{EventTable, Row, SpineTable},
};

/// An open-addressed table from the key of an event to the rows of its handlers, in the order of their
/// declaration.
pub struct Dispatch<const SLOTS: usize, const ROWS: usize> {
    slots: [Slot; SLOTS],
    rows: [Row; ROWS],
}

/// The rows of one event. No event has the key 0.
#[derive(Clone, Copy)]
struct Slot {
    key: u64,
    start: u32,
    end: u32,
}

/// Returns the number of slots of a table for this number of events: at least twice as many, a power of two.
pub const fn slots(events: usize) -> usize {
    (events * 2 + 1).next_power_of_two()
}

impl<const SLOTS: usize, const ROWS: usize> Dispatch<SLOTS, ROWS> {
    /// Returns the table of a plan, with [`slots`] for its events and a row for each of its links.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rows are counted by handlers of a spine"
    )]
    pub const fn of<const EVENTS: usize, const HANDLERS: usize, const LINKS: usize>(
        plan: &Plan<EVENTS, HANDLERS, LINKS>,
    ) -> Self {
        let mut table = Self {
            slots: [Slot {
                key: 0,
                start: 0,
                end: 0,
            }; SLOTS],
            rows: [Row {
                organ: 0,
                handler: 0,
            }; ROWS],
        };
        let mut len = 0;
        let mut event = 0;
        while event < plan.event_count() {
            let start = len;
            len = table.add_rows(plan, event, len);
            let key = plan.event(event).key;
            let slot = table.slot(key);
            table.slots[slot] = Slot {
                key,
                start: start as u32,
                end: len as u32,
            };
            event += 1;
        }
        table
    }

    /// Merges the handlers that name the event with the handlers of all events; both are in the order of
    /// declaration.
    const fn add_rows<const EVENTS: usize, const HANDLERS: usize, const LINKS: usize>(
        &mut self,
        plan: &Plan<EVENTS, HANDLERS, LINKS>,
        event: usize,
        mut len: usize,
    ) -> usize {
        let count = plan.listener_count(event);
        let named = count - plan.all_count();
        let (mut first, mut second) = (0, named);
        while first < named || second < count {
            let takes_named = second == count
                || first < named && plan.listener(event, first) < plan.listener(event, second);
            let next = if takes_named {
                first += 1;
                first - 1
            } else {
                second += 1;
                second - 1
            };
            self.rows[len] = plan.row(plan.listener(event, next));
            len += 1;
        }
        len
    }

    /// Returns the slot that holds the key, or the empty slot where the key belongs.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "any part of a hash is evenly distributed"
    )]
    const fn slot(&self, key: u64) -> usize {
        let mut at = key as usize & (SLOTS - 1);
        while self.slots[at].key != 0 && self.slots[at].key != key {
            at = (at + 1) & (SLOTS - 1);
        }
        at
    }

    /// Returns the handlers of an event.
    #[inline]
    pub fn rows(&self, event: u64) -> &[Row] {
        let slot = &self.slots[self.slot(event)];
        &self.rows[slot.start as usize..slot.end as usize]
    }
}

/// Checks that each key of the spine belongs to one type. Constants cannot compare types, so keys are
/// hashes of the places where types are declared, and two of them may collide.
///
/// # Panics
/// Panics if two events of the spine have the same key.
pub(super) fn assert_keys(spine: &SpineTable) {
    let mut types: HashMap<u64, (TypeId, &str)> = HashMap::new();
    let mut check = |event: &'static EventTable| {
        let (known, path) = types
            .entry(event.key)
            .or_insert((event.type_id, event.path));
        assert!(
            *known == event.type_id,
            "the events `{path}` and `{}` of spine `{}` have the same key, as their hashes collide: move the declaration of one of them by a line",
            event.path,
            spine.name
        );
    };
    for event in spine.entry.iter().chain(spine.terminal) {
        check(event);
    }
    for organ in spine.organs {
        let hooks = organ.table.hooks;
        let hooks = [hooks.start, hooks.idle, hooks.stop];
        let hooks = hooks.iter().flatten().map(|hook| hook.emits);
        for handler in organ.table.handlers {
            handler
                .listens
                .iter()
                .for_each(|interest| check(interest.event));
        }
        let handlers = organ.table.handlers.iter().map(|handler| handler.emits);
        for list in handlers.chain(hooks).flatten() {
            for_each(list, &mut check);
        }
    }
}

fn for_each(list: &EmitList, check: &mut impl FnMut(&'static EventTable)) {
    if let Some(event) = list.own {
        check(event);
    }
    for part in list.parts {
        for_each(part, check);
    }
}
