//! The plan of a spine: one pass through its tables, in time linear in their size, since rustc refuses
//! constants that take longer.

mod lookup;

use super::super::{
    EmitList,
    table::{EventTable, HandlerTable, Interest, Row, SpineTable},
};
use super::buckets::Buckets;
use organum_base::text::{key, same};

/// The emitter or listener of an event that has none.
const NOBODY: usize = usize::MAX;

/// The events of a spine, with their handlers and emitters. Events, handlers and organs are numbers; a
/// hook counts as a handler of no event.
pub struct Plan<const EVENTS: usize, const HANDLERS: usize, const LINKS: usize> {
    events: [Option<&'static EventTable>; EVENTS],
    len: usize,
    by_key: Buckets<EVENTS>,
    is_entry: [bool; EVENTS],
    is_terminal: [bool; EVENTS],
    first_emitter: [usize; EVENTS],
    first_listener: [usize; EVENTS],
    handlers: [Handler; HANDLERS],
    handler_count: usize,
    organs: [Organ; HANDLERS],
    /// For each organ, the events that its handlers name, then those that they emit, then those of its hooks.
    links: [usize; LINKS],
    link_count: usize,
    /// The handlers declared with `all`.
    alls: [usize; HANDLERS],
    all_count: usize,
    /// For each event, the position in `listeners` of the first handler that names it.
    listeners_of: [usize; EVENTS],
    listeners: [usize; LINKS],
    listener_count: usize,
    is_mistaken: bool,
    twins: Option<(&'static EventTable, &'static EventTable)>,
}

/// A handler, and the links to the events that it names and emits.
#[derive(Clone, Copy)]
struct Handler {
    row: Row,
    listened: Links,
    emitted: Links,
}

/// The links of an organ.
#[derive(Clone, Copy)]
struct Organ {
    listened: Links,
    emitted: Links,
}

/// A range of links.
#[derive(Clone, Copy)]
pub(super) struct Links {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Links {
    const NONE: Self = Self { start: 0, end: 0 };
}

impl<const EVENTS: usize, const HANDLERS: usize, const LINKS: usize> Plan<EVENTS, HANDLERS, LINKS> {
    /// Returns the plan of a spine; the parameters are those of its [`Size`](super::Size).
    pub const fn of(spine: &'static SpineTable) -> Self {
        let mut plan = Self {
            events: [None; EVENTS],
            len: 0,
            by_key: Buckets::EMPTY,
            is_entry: [false; EVENTS],
            is_terminal: [false; EVENTS],
            first_emitter: [NOBODY; EVENTS],
            first_listener: [NOBODY; EVENTS],
            handlers: [Handler {
                row: Row {
                    organ: 0,
                    handler: 0,
                },
                listened: Links::NONE,
                emitted: Links::NONE,
            }; HANDLERS],
            handler_count: 0,
            organs: [Organ {
                listened: Links::NONE,
                emitted: Links::NONE,
            }; HANDLERS],
            links: [0; LINKS],
            link_count: 0,
            alls: [0; HANDLERS],
            all_count: 0,
            listeners_of: [0; EVENTS],
            listeners: [0; LINKS],
            listener_count: 0,
            is_mistaken: false,
            twins: None,
        };
        let mut i = 0;
        while i < spine.entry.len() {
            let event = plan.intern(spine.entry[i]);
            plan.is_entry[event] = true;
            i += 1;
        }
        let mut i = 0;
        while i < spine.terminal.len() {
            let event = plan.intern(spine.terminal[i]);
            plan.is_terminal[event] = true;
            i += 1;
        }
        let mut organ = 0;
        while organ < spine.organs.len() {
            plan.add_organ(spine, organ);
            organ += 1;
        }
        plan.find_listeners();
        plan.find_twins();
        plan
    }

    /// Returns the number of an event, which is a new one if the event has none yet.
    const fn intern(&mut self, event: &'static EventTable) -> usize {
        if let Some(known) = self.find(event) {
            return known;
        }
        if event.key == 0 {
            self.is_mistaken = true;
        }
        let number = self.len;
        self.events[number] = Some(event);
        self.by_key.add(event.key, number);
        self.len += 1;
        number
    }

    const fn find(&self, event: &EventTable) -> Option<usize> {
        let mut next = self.by_key.first(event.key);
        while let Some(number) = next {
            if self.event(number).key == event.key {
                return Some(number);
            }
            next = self.by_key.after(number);
        }
        None
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the numbers of a row have the width that the runtime uses"
    )]
    const fn add_organ(&mut self, spine: &'static SpineTable, organ: usize) {
        let table = spine.organs[organ].table;
        let first = self.handler_count;
        if table.handlers.is_empty() {
            self.is_mistaken = true;
        }
        let start = self.link_count;
        let mut i = 0;
        while i < table.handlers.len() {
            let handler = &table.handlers[i];
            let listened = self.listen_all(handler, organ);
            if handler.all {
                self.alls[self.all_count] = first + i;
                self.all_count += 1;
            }
            self.handlers[first + i] = Handler {
                row: Row {
                    organ: organ as u16,
                    handler: i as u16,
                },
                listened,
                emitted: Links::NONE,
            };
            i += 1;
        }
        self.handler_count += table.handlers.len();
        let middle = self.link_count;
        let mut i = 0;
        while i < table.handlers.len() {
            let start = self.link_count;
            self.emit_all(table.handlers[i].emits, organ);
            self.handlers[first + i].emitted = self.links_since(start);
            i += 1;
        }
        let hooks = [table.hooks.start, table.hooks.idle, table.hooks.stop];
        let mut i = 0;
        while i < hooks.len() {
            if let Some(hook) = hooks[i] {
                self.emit_all(hook.emits, organ);
            }
            i += 1;
        }
        self.organs[organ] = Organ {
            listened: Links { start, end: middle },
            emitted: self.links_since(middle),
        };
    }

    const fn links_since(&self, start: usize) -> Links {
        Links {
            start,
            end: self.link_count,
        }
    }

    /// Adds links to the events that a handler names, each once: several arms may name one event. A handler
    /// declared with `all` receives every event, whatever its arms name, so it gets no links.
    const fn listen_all(&mut self, handler: &HandlerTable, organ: usize) -> Links {
        if handler.all {
            return Links::NONE;
        }
        let start = self.link_count;
        let mut i = 0;
        while i < handler.listens.len() {
            let Interest { event, .. } = handler.listens[i];
            let event = self.intern(event);
            if self.first_listener[event] == NOBODY {
                self.first_listener[event] = organ;
            }
            if !self.is_linked(start, event) {
                self.links[self.link_count] = event;
                self.link_count += 1;
            }
            i += 1;
        }
        self.links_since(start)
    }

    const fn is_linked(&self, start: usize, event: usize) -> bool {
        // A handler names few events.
        let mut at = start;
        while at < self.link_count {
            if self.links[at] == event {
                return true;
            }
            at += 1;
        }
        false
    }

    const fn emit_all(&mut self, lists: &[&'static EmitList], organ: usize) {
        let mut i = 0;
        while i < lists.len() {
            if let Some(event) = lists[i].own {
                let event = self.intern(event);
                if self.first_emitter[event] == NOBODY {
                    self.first_emitter[event] = organ;
                }
                self.links[self.link_count] = event;
                self.link_count += 1;
            }
            self.emit_all(lists[i].parts, organ);
            i += 1;
        }
    }

    /// Lists the handlers of each event, from the events of each handler.
    const fn find_listeners(&mut self) {
        let mut next = [0; EVENTS];
        let mut handler = 0;
        while handler < self.handler_count {
            let Links { mut start, end } = self.handlers[handler].listened;
            while start < end {
                next[self.links[start]] += 1;
                start += 1;
            }
            handler += 1;
        }
        let mut event = 0;
        while event < self.len {
            self.listeners_of[event] = self.listener_count;
            self.listener_count += next[event];
            next[event] = self.listeners_of[event];
            event += 1;
        }
        let mut handler = 0;
        while handler < self.handler_count {
            let Links { mut start, end } = self.handlers[handler].listened;
            while start < end {
                let event = self.links[start];
                self.listeners[next[event]] = handler;
                next[event] += 1;
                start += 1;
            }
            handler += 1;
        }
    }

    const fn find_twins(&mut self) {
        let mut by_name = Buckets::<EVENTS>::EMPTY;
        let mut event = 0;
        while event < self.len {
            let table = self.event(event);
            let hash = key(table.name);
            let mut next = by_name.first(hash);
            while let Some(number) = next {
                let other = self.event(number);
                if self.twins.is_none() && same(other.name, table.name) {
                    self.twins = Some((other, table));
                }
                next = by_name.after(number);
            }
            by_name.add(hash, event);
            event += 1;
        }
    }
}
