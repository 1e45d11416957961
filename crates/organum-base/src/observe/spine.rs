//! What observers are notified of in a spine.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt,
    time::{Duration, SystemTime},
};

use uuid::Uuid;

use super::Outcome;
use crate::{ids::DeadLetterId, trace_context::TraceContext};

/// An event of a spine, as observers see it: all but its payload.
// Public fields: the event crate makes it, and so may the tests of an observer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRef<'a> {
    /// Its id.
    pub id: Uuid,
    /// The stable name of its type.
    pub name: &'static str,
    /// The version of its schema.
    pub version: u32,
    /// The id of the event from outside that it follows from, or its own.
    pub correlation: Uuid,
    /// The id of the event that it directly follows from, or its own.
    pub causation: Uuid,
    /// When it was emitted.
    pub time: SystemTime,
    /// How many events lie between it and the one from outside: 0 for that one.
    pub hops: u32,
    /// How often it was delivered, counted from 1.
    pub attempt: u32,
    /// The key whose order is kept.
    pub key: Option<&'a str>,
    /// The trace that it is a part of.
    pub trace: Option<TraceContext>,
}

/// What happened in a spine.
///
/// Everything is reported once. Fields are added as there is more to say: match with `..`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SpineEvent<'a> {
    /// An event came from outside, or from the dead letters, and waits to be taken up.
    Entered {
        /// The event.
        event: EventRef<'a>,
        /// The one handler that is to have it, if it is redriven.
        only: Option<&'a str>,
    },
    /// The hooks of the start are called now, and events are taken up after that.
    Started,
    /// An event was taken up.
    Received {
        /// The event.
        event: EventRef<'a>,
    },
    /// A handler listens for events of this type, and none of its arms can match this one.
    Undelivered {
        /// The event.
        event: EventRef<'a>,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// A try of a handler failed, and there will be another one.
    Retried {
        /// The event.
        event: EventRef<'a>,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// The try that failed, counted from 1.
        attempt: u32,
        /// How it failed, in one word or two.
        reason: &'a str,
        /// How long is waited before the next one.
        delay: Duration,
    },
    /// A try of a handler ended. Reported by the layer `organum::event::Metrics` alone.
    Called {
        /// The event.
        event: EventRef<'a>,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// Which try it was, counted from 1.
        attempt: u32,
        /// How it ended.
        outcome: Outcome,
        /// How long it took, with all layers inside the one that tells.
        duration: Duration,
    },
    /// A handler is done with an event, for good or for this delivery.
    Handled {
        /// The event.
        event: EventRef<'a>,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// How it ended.
        outcome: Outcome,
        /// Did guards refuse the event, and no later arm take it?
        is_unhandled: bool,
        /// How often it was tried.
        attempts: u32,
        /// What it emitted.
        emitted: &'a [EventRef<'a>],
        /// How long it took, retries and the waits between them included. Nothing where no observer
        /// [asks for durations](super::Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// An event became a dead letter.
    DeadLettered {
        /// The event.
        event: EventRef<'a>,
        /// The organ's field and its handler, if it reached one.
        place: Option<&'a str>,
        /// Why, in one word or two.
        reason: &'a str,
        /// The letter.
        letter: DeadLetterId,
    },
    /// A message is no event that the spine knows, and became a dead letter.
    Unreadable {
        /// Why, in words that hold nothing of the message.
        reason: &'a str,
        /// Why, as the error itself.
        error: &'a (dyn Error + 'static),
        /// The letter.
        letter: DeadLetterId,
    },
    /// A handler failed and leaves the event to the backend.
    Nacked {
        /// The event.
        event: EventRef<'a>,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// The spine is idle.
    Idle {
        /// For how many times, counted from 1.
        phase: u32,
    },
    /// A hook was called.
    Hooked {
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its hook.
        place: &'a str,
        /// How it ended.
        outcome: Outcome,
        /// What it emitted.
        emitted: &'a [EventRef<'a>],
    },
    /// The hooks of the stop are called now.
    Stopping,
    /// Its organs have stopped.
    Ended {
        /// How.
        outcome: Outcome,
    },
}

/// Names as logs have them: each once, in the order of their first, with how many there are:
/// `OrderShipped, RowLoaded x3`.
pub struct CountedNames<I>(pub I);

impl<'a, I: Iterator<Item = &'a str> + Clone> fmt::Display for CountedNames<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut order = Vec::new();
        let mut counts = BTreeMap::new();
        for name in self.0.clone() {
            let count = counts.entry(name).or_insert(0_usize);
            if *count == 0 {
                order.push(name);
            }
            *count += 1;
        }
        for (at, name) in order.into_iter().enumerate() {
            f.write_str(if at == 0 { "" } else { ", " })?;
            match counts[name] {
                1 => f.write_str(name)?,
                count => write!(f, "{name} x{count}")?,
            }
        }
        Ok(())
    }
}

/// The names of events, counted.
pub(super) fn names<'a>(
    events: &'a [EventRef<'_>],
) -> CountedNames<impl Iterator<Item = &'a str> + Clone> {
    CountedNames(events.iter().map(|event| event.name))
}
