//! Read access to the events and handlers of a plan.

use super::{Links, NOBODY, Plan};
use crate::table::{EventTable, Row};

impl<const EVENTS: usize, const HANDLERS: usize, const LINKS: usize> Plan<EVENTS, HANDLERS, LINKS> {
    pub(crate) const fn event(&self, number: usize) -> &'static EventTable {
        match self.events[number] {
            Some(event) => event,
            None => panic!("an event has a table"),
        }
    }

    /// Returns the number of an event of the spine.
    pub(in crate::check) const fn number(&self, event: &EventTable) -> usize {
        match self.find(event) {
            Some(number) => number,
            None => panic!("the events of the spine are numbered"),
        }
    }

    /// Returns true if the declaration of an organ or an event has an error.
    pub(in crate::check) const fn is_mistaken(&self) -> bool {
        self.is_mistaken
    }

    pub(in crate::check) const fn twins(
        &self,
    ) -> Option<(&'static EventTable, &'static EventTable)> {
        self.twins
    }

    pub(in crate::check) const fn is_entry(&self, event: usize) -> bool {
        self.is_entry[event]
    }

    pub(in crate::check) const fn is_terminal(&self, event: usize) -> bool {
        self.is_terminal[event]
    }

    pub(in crate::check) const fn is_emitted(&self, event: usize) -> bool {
        self.first_emitter[event] != NOBODY
    }

    pub(in crate::check) const fn is_handled(&self, event: usize) -> bool {
        self.first_listener[event] != NOBODY || self.all_count > 0
    }

    pub(in crate::check) const fn first_emitter(&self, event: usize) -> usize {
        self.first_emitter[event]
    }

    pub(in crate::check) const fn first_listener(&self, event: usize) -> usize {
        self.first_listener[event]
    }

    /// Returns the event of a link.
    pub(in crate::check) const fn link(&self, at: usize) -> usize {
        self.links[at]
    }

    pub(in crate::check) const fn listened_by_organ(&self, organ: usize) -> Links {
        self.organs[organ].listened
    }

    pub(in crate::check) const fn emitted_by_organ(&self, organ: usize) -> Links {
        self.organs[organ].emitted
    }

    pub(in crate::check) const fn emitted_by(&self, handler: usize) -> Links {
        self.handlers[handler].emitted
    }

    /// Returns the number of events.
    pub const fn event_count(&self) -> usize {
        self.len
    }

    /// Returns the number of pairs of an event and one of its handlers.
    pub const fn row_count(&self) -> usize {
        self.listener_count + self.len * self.all_count
    }

    pub(crate) const fn row(&self, handler: usize) -> Row {
        self.handlers[handler].row
    }

    /// Returns the number of handlers of an event.
    pub(crate) const fn listener_count(&self, event: usize) -> usize {
        self.listeners_end(event) - self.listeners_of[event] + self.all_count
    }

    pub(crate) const fn all_count(&self) -> usize {
        self.all_count
    }

    /// Returns a handler of an event: first those that name it, then those declared with `all`.
    pub(crate) const fn listener(&self, event: usize, at: usize) -> usize {
        let at = self.listeners_of[event] + at;
        let end = self.listeners_end(event);
        if at < end {
            self.listeners[at]
        } else {
            self.alls[at - end]
        }
    }

    const fn listeners_end(&self, event: usize) -> usize {
        if event + 1 < self.len {
            self.listeners_of[event + 1]
        } else {
            self.listener_count
        }
    }
}
