//! The static tables of events, organs and spines, written by macros.

use std::time::Duration;

use super::emit::EmitList;
use crate::policy::Retry;

pub use super::event::{EventTable, table_of};

/// An event type that a handler listens for, with the pattern of its arm.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct Interest {
    /// The event type.
    pub event: &'static EventTable,
    /// The pattern and its guard as they were written, for people; alternatives are separated by `|`.
    pub pattern: &'static str,
    /// True if the pattern looks irrefutable: it matches every value of its type, or of its variant.
    pub is_whole: bool,
}

/// The treatment of an event whose handler has failed permanently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnFailure {
    /// The event becomes a dead letter of that handler; the other handlers are still called.
    #[default]
    DeadLetter,
    /// The run of the spine ends with an error.
    Fail,
    /// The event is given back to the backend, which redelivers it to the handlers that have not succeeded.
    Nack,
}

/// The policy of a handler for its failures and delays.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Debug, Default)]
pub struct HandlerPolicy {
    /// The retries of the handler. If absent, the event's own policy applies, then that of the runtime.
    pub retry: Option<Retry>,
    /// The time limit of each attempt. If absent, the limit of the runtime applies.
    pub timeout: Option<Duration>,
    /// True if an attempt has no time limit, whatever the limit of the runtime is.
    pub is_unlimited: bool,
    /// The treatment of an event whose last attempt failed. If absent, the setting of the runtime applies.
    pub on_failure: Option<OnFailure>,
}

/// A handler of an organ.
// Public fields: the macros write it as a constant.
pub struct HandlerTable {
    /// The name of the handler's function.
    pub name: &'static str,
    /// The event types and patterns that the arms name. Empty for an `all` handler whose arms name none.
    pub listens: &'static [Interest],
    /// True if the handler is declared with `all`: it receives every event.
    pub all: bool,
    /// True if the handler is an `async fn`. Any other handler is called without a future, by
    /// [`call_sync`](super::Organ::call_sync).
    pub is_async: bool,
    /// The events that the handler may emit.
    pub emits: &'static [&'static EmitList],
    /// The policy for failures and delays.
    pub policy: HandlerPolicy,
}

/// A hook of an organ.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct HookTable {
    /// The name of the hook's function.
    pub name: &'static str,
    /// The events that the hook may emit.
    pub emits: &'static [&'static EmitList],
}

/// The hooks of an organ.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Default)]
pub struct Hooks {
    /// The hook that is called before the first event.
    pub start: Option<HookTable>,
    /// The hook that is called whenever the spine is idle.
    pub idle: Option<HookTable>,
    /// The hook that is called after the last event, also after a failure.
    pub stop: Option<HookTable>,
}

/// An organ.
// Public fields: the macros write it as a constant.
pub struct OrganTable {
    /// The name of the organ's type, or of its function.
    pub name: &'static str,
    /// The handlers, in the order of their declaration.
    pub handlers: &'static [HandlerTable],
    /// The hooks.
    pub hooks: Hooks,
    /// True if all handlers take `&self`, so that several events can be handled at once.
    pub shared: bool,
    /// The number of events that the organ handles at once where organs run in parallel; 1 unless it is shared.
    pub concurrency: u16,
    /// True if the events emitted for an event may be emitted again for an equal one, without a call.
    pub cached: bool,
    /// The version of the organ's behaviour, which is a part of the cache key.
    pub version: u32,
}

/// An organ as a part of a spine.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct OrganSlot {
    /// The field that holds the organ: the organ's identity in the spine.
    pub field: &'static str,
    /// The organ.
    pub table: &'static OrganTable,
}

/// A spine.
// Public fields: the macros write it as a constant.
pub struct SpineTable {
    /// The name of the spine's type.
    pub name: &'static str,
    /// The organs, in the order of the fields.
    pub organs: &'static [OrganSlot],
    /// The events that come from outside.
    pub entry: &'static [&'static EventTable],
    /// The events that may be emitted though no organ handles them.
    pub terminal: &'static [&'static EventTable],
    /// The largest number of hops of an event; unlimited if absent.
    pub max_hops: Option<u32>,
}

/// The position of a handler: its organ in the spine, and itself in the organ.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The position of the organ among the organs of the spine.
    pub organ: u16,
    /// The position of the handler among the handlers of the organ.
    pub handler: u16,
}
