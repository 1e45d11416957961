//! An organ as plain data.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::{Generics, Path, Type, Visibility, ext::IdentExt};

use super::matching::Matching;
use crate::{duration::Length, retry::Retry};

#[derive(Debug)]
pub(super) struct Organ {
    /// The path of Organum in generated code.
    pub(super) runtime: Path,
    /// The name in messages: the type or the function.
    pub(super) name: String,
    /// The type with the handlers.
    pub(super) ty: Type,
    pub(super) generics: Generics,
    pub(super) handlers: Vec<Handler>,
    pub(super) hooks: Vec<HookFn>,
    /// Methods that take an event and are no handlers, where there are none.
    pub(super) possible_handlers: Vec<usize>,
    pub(super) concurrency: Option<u32>,
    pub(super) is_cached: bool,
    pub(super) version: u32,
    /// The place of the option `snapshot`.
    pub(super) snapshot: Option<Span>,
    /// The struct that the macro writes for a function.
    pub(super) own: Option<OwnStruct>,
}

impl Organ {
    /// Returns true if all handlers take `&self`.
    pub(super) fn is_shared(&self) -> bool {
        self.handlers.iter().all(|handler| handler.is_shared)
    }
}

#[derive(Debug)]
pub(super) struct Handler {
    pub(super) function: Function,
    /// True if it takes `&self`.
    pub(super) is_shared: bool,
    pub(super) events: Events,
    /// True if the arms of a handler of one event name other types. They may be variants of an enum, or the type an
    /// alias of `Event`.
    pub(super) names_others: bool,
    /// True if the handler asked for every event.
    pub(super) is_all: bool,
    pub(super) policy: Policy,
}

impl Handler {
    /// Returns the name of the generated function with the body of a handler that may refuse an event.
    /// Such a function has one more parameter, which is set if the event is refused; the user's function
    /// calls it.
    pub(super) fn refusing(&self) -> Option<Ident> {
        let Events::Arms(matching) = &self.events else {
            return None;
        };
        let name = &self.function.name;
        let refusing = || format_ident!("__{}_or_refuse", name.unraw(), span = name.span());
        matching.may_refuse.then(refusing)
    }
}

/// The events that a handler listens for.
#[derive(Debug)]
pub(super) enum Events {
    /// The events that the arms of its `match` name.
    Arms(Matching),
    /// The one event that it takes.
    One(Type),
    /// All events: the handler looks at no type.
    Anything,
    /// A mistake was reported.
    Unclear,
}

/// A function that may emit: a handler or a hook.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: Ident,
    /// The position among the items of the block.
    pub(super) at: usize,
    pub(super) is_async: bool,
    pub(super) returned: Type,
    /// The place of errors about the returned type.
    pub(super) returned_at: Span,
    /// The type of its outbox.
    pub(super) outbox: Option<Type>,
    /// True if the outbox declares an event twice, so that rustc cannot infer which of the two is emitted.
    pub(super) declares_twice: bool,
}

#[derive(Debug)]
pub(super) struct HookFn {
    pub(super) kind: HookKind,
    pub(super) function: Function,
    /// True if it takes the number of the phase.
    pub(super) takes_phase: bool,
    /// True if the phase comes before the outbox.
    pub(super) phase_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HookKind {
    Start,
    Idle,
    Stop,
}

impl HookKind {
    pub(super) const ALL: [(&'static str, Self); 3] = [
        ("start", Self::Start),
        ("idle", Self::Idle),
        ("stop", Self::Stop),
    ];
}

/// The policy for failures and delays.
#[derive(Clone, Debug, Default)]
pub(super) struct Policy {
    pub(super) retry: Option<Retry>,
    pub(super) timeout: Option<Timeout>,
    pub(super) on_failure: Option<OnFailure>,
}

/// The longest time of an attempt.
#[derive(Clone, Debug)]
pub(super) enum Timeout {
    /// No limit, whatever the organ or the runtime says.
    None,
    /// A limit.
    After(Length),
}

impl Policy {
    /// Takes from `other` each part that it does not set.
    pub(super) fn fill(&mut self, other: &Self) {
        self.retry = self.retry.take().or_else(|| other.retry.clone());
        self.timeout = self.timeout.take().or_else(|| other.timeout.clone());
        self.on_failure = self.on_failure.or(other.on_failure);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnFailure {
    DeadLetter,
    Fail,
    Nack,
}

/// The struct of a function's dependencies.
#[derive(Debug)]
pub(super) struct OwnStruct {
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) fields: Vec<Dependency>,
    /// The places of the function's parameters.
    pub(super) arguments: Vec<Argument>,
}

#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) name: Ident,
    /// The type of the field.
    pub(super) ty: Type,
    /// True if it is borrowed out of an `Arc`.
    pub(super) is_object: bool,
}

/// A parameter of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    Event,
    Outbox,
    /// The dependency with this number.
    Dependency(usize),
}
