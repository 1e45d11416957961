//! What is drawn: plain data, in the order of the fields.

use std::fmt;

use super::{
    super::{
        emit::EmitList,
        table::{EventTable, HandlerTable, HookTable, OrganTable, SpineTable},
    },
    SpineCounts,
};

/// A spine and the arrows in it.
pub(super) struct Drawing {
    pub(super) spine: &'static SpineTable,
    /// All event types, in the order in which they come up.
    pub(super) events: Vec<&'static EventTable>,
    pub(super) edges: Vec<Edge>,
}

/// An event on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: Part,
    /// Its position among the events.
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

/// The part's identifier in every format that has any.
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
    /// What is written on that mark.
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
        let heard = spine.organs.iter().flat_map(|slot| listened(slot.table));
        for event in heard.chain(spine.terminal.iter().copied()) {
            drawing.event(event);
        }
        drawing
    }

    /// The position of an event, noted if it was not yet.
    fn event(&mut self, event: &'static EventTable) -> usize {
        let known = self.events.iter().position(|known| is(known, event));
        known.unwrap_or_else(|| {
            self.events.push(event);
            self.events.len() - 1
        })
    }

    /// An event goes to all who hear it.
    fn send(&mut self, from: Part, table: &'static EventTable) {
        let event = self.event(table);
        let organs = self.spine.organs.iter().enumerate();
        let mut to: Vec<Part> = organs
            .filter(|(_, slot)| listened(slot.table).any(|heard| is(heard, table)))
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

    /// Does an organ hear everything?
    pub(super) fn has_all(&self) -> bool {
        self.all().next().is_some()
    }

    /// The organs that hear everything.
    pub(super) fn all(&self) -> impl Iterator<Item = Part> {
        let organs = self.spine.organs.iter().enumerate();
        organs
            .filter(|(_, slot)| hears_all(slot.table))
            .map(|(at, _)| Part::Organ(at))
    }

    /// Does an arrow begin or end here?
    pub(super) fn has(&self, part: Part) -> bool {
        let mut edges = self.edges.iter();
        edges.any(|edge| edge.from == part || edge.to == part)
    }

    /// What is written on an organ: `fulfilment: Fulfilment`.
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

/// Two tables of one type may have different addresses.
fn is(one: &EventTable, other: &EventTable) -> bool {
    one.key == other.key
}

fn hears_all(organ: &OrganTable) -> bool {
    organ.handlers.iter().any(|handler| handler.all)
}

/// What the arms of an organ name, but for those of handlers of everything.
fn listened(organ: &'static OrganTable) -> impl Iterator<Item = &'static EventTable> {
    let handlers = organ.handlers.iter().filter(|handler| !handler.all);
    handlers.flat_map(|handler| handler.listens.iter().map(|interest| interest.event))
}

/// The hooks of an organ, each with the word for when it is called.
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

/// What an organ may emit, each event once.
fn emitted_by(organ: &'static OrganTable) -> Vec<&'static EventTable> {
    let handlers = organ.handlers.iter();
    let lists = handlers.flat_map(|HandlerTable { emits, .. }| *emits);
    let hooks = hooks(organ).flat_map(|(_, hook)| hook.emits);
    flat(lists.chain(hooks))
}

/// The events of lists, each once, in order.
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
