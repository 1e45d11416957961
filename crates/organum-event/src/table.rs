//! What events, organs and spines say of themselves: static tables, written by macros.

use std::time::Duration;

use super::emit::EmitList;
use crate::policy::Retry;

pub use super::event::{EventTable, table_of};

/// What a handler listens for.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct Interest {
    /// The event type.
    pub event: &'static EventTable,
    /// The pattern and its guard as they were written, for people; several with `|` between them.
    pub pattern: &'static str,
    /// Does the pattern, by its looks, take whatever has its head: the type, or the variant?
    pub is_whole: bool,
}

/// What becomes of an event once a handler has failed for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnFailure {
    /// It becomes a dead letter of that handler, and the others go on.
    #[default]
    DeadLetter,
    /// The spine stops.
    Fail,
    /// It is left to the backend, which delivers it again to the handlers that have not succeeded.
    Nack,
}

/// What is done about the failures and delays of a handler.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Debug, Default)]
pub struct HandlerPolicy {
    /// How often it is tried. Without it, the event's own policy counts, then that of the runtime.
    pub retry: Option<Retry>,
    /// How long each try may take.
    pub timeout: Option<Duration>,
    /// May a try take as long as it takes, whatever the runtime's limit is?
    pub is_unlimited: bool,
    /// What becomes of the event in the end. Without it, the runtime's choice counts.
    pub on_failure: Option<OnFailure>,
}

/// A handler of an organ.
// Public fields: the macros write it as a constant.
pub struct HandlerTable {
    /// The name of its function.
    pub name: &'static str,
    /// What its arms name. Empty for a handler of everything that names nothing.
    pub listens: &'static [Interest],
    /// Was every event asked for?
    pub all: bool,
    /// Is it an `async fn`? Any other one is called directly, by
    /// [`call_sync`](super::Organ::call_sync).
    pub is_async: bool,
    /// What it may emit.
    pub emits: &'static [&'static EmitList],
    /// What is done about its failures and delays.
    pub policy: HandlerPolicy,
}

/// A hook of an organ.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct HookTable {
    /// The name of its function.
    pub name: &'static str,
    /// What it may emit.
    pub emits: &'static [&'static EmitList],
}

/// The hooks of an organ.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Default)]
pub struct Hooks {
    /// Called before the first event.
    pub start: Option<HookTable>,
    /// Called whenever the spine is idle.
    pub idle: Option<HookTable>,
    /// Called after the last event, also after a failure.
    pub stop: Option<HookTable>,
}

/// An organ.
// Public fields: the macros write it as a constant.
pub struct OrganTable {
    /// Its name: that of its type, or of its function.
    pub name: &'static str,
    /// Its handlers, in the order of their declaration.
    pub handlers: &'static [HandlerTable],
    /// Its hooks.
    pub hooks: Hooks,
    /// Do all handlers take `&self`? Then several events can be handled at once.
    pub shared: bool,
    /// How many events it handles at once where organs run in parallel; 1 unless it is shared.
    pub concurrency: u16,
    /// May what it emitted for an event be emitted again for an equal one, without a call?
    pub cached: bool,
    /// The version of its behaviour, a part of the key under which it is cached.
    pub version: u32,
}

/// An organ as a part of a spine.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct OrganSlot {
    /// The field that holds it: its identity in the spine.
    pub field: &'static str,
    /// The organ.
    pub table: &'static OrganTable,
}

/// A spine.
// Public fields: the macros write it as a constant.
pub struct SpineTable {
    /// Its name.
    pub name: &'static str,
    /// Its organs, in the order of the fields.
    pub organs: &'static [OrganSlot],
    /// What comes from outside.
    pub entry: &'static [&'static EventTable],
    /// What may be emitted though no organ handles it.
    pub terminal: &'static [&'static EventTable],
    /// How many events may follow from one another in a chain.
    pub max_hops: Option<u32>,
}

/// A handler of an organ of a spine, by their positions.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The organ.
    pub organ: u16,
    /// The handler in the organ.
    pub handler: u16,
}
