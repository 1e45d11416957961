//! The content of a diagram: plain data, in the order of the fields.

use std::fmt;

use super::{
    super::{
        emit::EmitList,
        table::{EventTable, HandlerTable, HookTable, OrganTable, SpineTable},
    },
    SpineCounts,
};

/// A spine and its edges.
pub(super) struct Drawing {
    pub(super) spine: &'static SpineTable,
    /// All event types, in the order in which they occur.
    pub(super) events: Vec<&'static EventTable>,
    pub(super) edges: Vec<Edge>,
}

/// An event that goes from one part to another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: Part,
    /// The position of the event among the events.
    pub(super) event: usize,
    pub(super) to: Part,
}

/// An organ by its position, or a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Entry,
    Organ(usize),
    Terminal,
    Every,
}

/// The identifier of the part in all formats that have identifiers.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry => f.write_str("entry"),
            Self::Organ(at) => write!(f, "o{at}"),
            Self::Terminal => f.write_str("terminal"),
            Self::Every => f.write_str("every"),
        }
    }
}

impl Part {
    /// The label of the mark [`Every`](Self::Every).
    pub(super) const EVERY: &str = "every event";
}

impl Drawing {
    pub(super) fn of(spine: &'static SpineTable) -> Self {
        let mut drawing = Self {
            spine,
            events: Vec::new(),
            edges: Vec::new(),
        };
        for event in spine.entry {
            drawing.send(Part::Entry, event);
        }
        for (at, slot) in spine.organs.iter().enumerate() {
            for event in emitted_by(slot.table) {
                drawing.send(Part::Organ(at), event);
            }
        }
        let events = spine.organs.iter().flat_map(|slot| listened(slot.table));
        for event in events.chain(spine.terminal.iter().copied()) {
            drawing.event(event);
        }
        drawing
    }

    /// Returns the position of an event, and adds it if it is new.
    fn event(&mut self, event: &'static EventTable) -> usize {
        let known = self.events.iter().position(|known| is(known, event));
        known.unwrap_or_else(|| {
            self.events.push(event);
            self.events.len() - 1
        })
    }

    /// Adds the edges from an emitter of an event to its handlers.
    fn send(&mut self, from: Part, table: &'static EventTable) {
        let event = self.event(table);
        let organs = self.spine.organs.iter().enumerate();
        let mut to: Vec<Part> = organs
            .filter(|(_, slot)| listened(slot.table).any(|event| is(event, table)))
            .map(|(at, _)| Part::Organ(at))
            .collect();
        let is_terminal = self.spine.terminal.iter().any(|other| is(other, table));
        if is_terminal || (to.is_empty() && !self.has_all()) {
            to.push(Part::Terminal);
        } else if to.is_empty() {
            to.push(Part::Every);
        }
        let edges = to.into_iter().map(|to| Edge { from, event, to });
        self.edges.extend(edges);
    }

    /// Returns true if an organ is declared with `all`.
    pub(super) fn has_all(&self) -> bool {
        self.all().next().is_some()
    }

    /// Returns the organs with handlers that are declared with `all`.
    pub(super) fn all(&self) -> impl Iterator<Item = Part> {
        let organs = self.spine.organs.iter().enumerate();
        organs
            .filter(|(_, slot)| handles_all(slot.table))
            .map(|(at, _)| Part::Organ(at))
    }

    /// Returns true if an edge begins or ends at this part.
    pub(super) fn has(&self, part: Part) -> bool {
        let mut edges = self.edges.iter();
        edges.any(|edge| edge.from == part || edge.to == part)
    }

    /// Returns the label of an organ: `fulfilment: Fulfilment`.
    pub(super) fn label(&self, organ: usize) -> String {
        let slot = &self.spine.organs[organ];
        format!("{}: {}", slot.field, slot.table.name)
    }

    pub(super) fn counts(&self) -> SpineCounts {
        let organs = self.spine.organs;
        let handlers = organs.iter().map(|slot| slot.table.handlers.len());
        SpineCounts {
            organs: organs.len(),
            handlers: handlers.sum(),
            events: self.events.len(),
            edges: self.edges.len(),
        }
    }
}

/// Compares keys, since two tables of one type may have different addresses.
fn is(one: &EventTable, other: &EventTable) -> bool {
    one.key == other.key
}

fn handles_all(organ: &OrganTable) -> bool {
    organ.handlers.iter().any(|handler| handler.all)
}

/// Returns the events that the arms of an organ name, except for handlers declared with `all`.
fn listened(organ: &'static OrganTable) -> impl Iterator<Item = &'static EventTable> {
    let handlers = organ.handlers.iter().filter(|handler| !handler.all);
    handlers.flat_map(|handler| handler.listens.iter().map(|interest| interest.event))
}

/// Returns the hooks of an organ, each with the name of its phase.
pub(super) fn hooks(organ: &OrganTable) -> impl Iterator<Item = (&'static str, HookTable)> {
    let hooks = organ.hooks;
    let all = [
        ("start", hooks.start),
        ("idle", hooks.idle),
        ("stop", hooks.stop),
    ];
    all.into_iter()
        .filter_map(|(when, hook)| hook.map(|hook| (when, hook)))
}

/// Returns the events that an organ may emit, each once.
fn emitted_by(organ: &'static OrganTable) -> Vec<&'static EventTable> {
    let handlers = organ.handlers.iter();
    let lists = handlers.flat_map(|HandlerTable { emits, .. }| *emits);
    let hooks = hooks(organ).flat_map(|(_, hook)| hook.emits);
    flat(lists.chain(hooks))
}

/// Returns the events of lists, each once, in order.
pub(super) fn flat<'a>(
    lists: impl IntoIterator<Item = &'a &'static EmitList>,
) -> Vec<&'static EventTable> {
    fn add(list: &EmitList, events: &mut Vec<&'static EventTable>) {
        if let Some(event) = list.own
            && !events.iter().any(|known| is(known, event))
        {
            events.push(event);
        }
        for part in list.parts {
            add(part, events);
        }
    }
    let mut events = Vec::new();
    for list in lists {
        add(list, &mut events);
    }
    events
}
