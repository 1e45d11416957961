//! The events that observers are notified of in a spine.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt,
    time::{Duration, SystemTime},
};

use uuid::Uuid;

use super::Outcome;
use crate::{ids::DeadLetterId, trace_context::TraceContext};

/// An event of a spine, as passed to observers: everything except its payload.
///
/// Its `Debug` leaves the key out: keys are made from payloads.
// Public fields: the event crate creates it, and the tests of an observer may do so too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EventRef<'a> {
    /// The id of the event.
    pub id: Uuid,
    /// The stable name of the event's type.
    pub name: &'static str,
    /// The version of the event's schema.
    pub version: u32,
    /// The id of the event from outside that this event follows from; the event's own id if it came
    /// from outside.
    pub correlation: Uuid,
    /// The id of the event that this event directly follows from; the event's own id if it came from
    /// outside.
    pub causation: Uuid,
    /// The time at which the event was emitted.
    pub time: SystemTime,
    /// The number of steps from the event that came from outside to this one: 0 for the event from
    /// outside.
    pub hops: u32,
    /// The number of this delivery, counted from 1.
    pub attempt: u32,
    /// The ordering key: events with one key are delivered in order.
    pub key: Option<&'a str>,
    /// The trace that the event belongs to.
    pub trace: Option<TraceContext>,
}

impl fmt::Debug for EventRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventRef")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("version", &self.version)
            .field("correlation", &self.correlation)
            .field("causation", &self.causation)
            .field("time", &self.time)
            .field("hops", &self.hops)
            .field("attempt", &self.attempt)
            .field("trace", &self.trace)
            .finish_non_exhaustive()
    }
}

/// Something that happened in a spine.
///
/// Everything is reported once. Variants and fields may be added: match with `..`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SpineEvent<'a> {
    /// An event came from outside, or from the dead letters, and is queued.
    Entered {
        /// The event.
        event: EventRef<'a>,
        /// The handler that a redriven event is restricted to.
        only: Option<&'a str>,
    },
    /// The hooks of the start are about to be called; events are taken from the queue after that.
    Started,
    /// An event was taken from the queue.
    Received {
        /// The event.
        event: EventRef<'a>,
    },
    /// A handler listens for events of this type, but none of its arms can match this one.
    Undelivered {
        /// The event.
        event: EventRef<'a>,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// An attempt of a handler failed, and another one follows.
    Retried {
        /// The event.
        event: EventRef<'a>,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// The attempt that failed, counted from 1.
        attempt: u32,
        /// The kind of failure, in one or two words.
        reason: &'a str,
        /// The delay before the next attempt.
        delay: Duration,
    },
    /// An attempt of a handler ended. Only the layer `organum::event::Metrics` reports it.
    Called {
        /// The event.
        event: EventRef<'a>,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// The number of the attempt, counted from 1.
        attempt: u32,
        /// The outcome of the attempt.
        outcome: Outcome,
        /// The duration of the attempt, including all layers inside the layer that reports it.
        duration: Duration,
    },
    /// A handler is done with an event, permanently or for this delivery.
    Handled {
        /// The event.
        event: EventRef<'a>,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// The outcome of the handler.
        outcome: Outcome,
        /// True if guards refused the event and no later arm took it.
        is_unhandled: bool,
        /// The number of attempts.
        attempts: u32,
        /// The events that the handler emitted.
        emitted: &'a [EventRef<'a>],
        /// The duration, including retries and the delays between them. `None` if no observer [asks for
        /// durations](super::Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// An event became a dead letter.
    DeadLettered {
        /// The event.
        event: EventRef<'a>,
        /// The organ's field and its handler, if the event reached one.
        place: Option<&'a str>,
        /// The reason, in one or two words.
        reason: &'a str,
        /// The id of the dead letter.
        letter: DeadLetterId,
    },
    /// A message is not an event that the spine knows, and became a dead letter.
    Unreadable {
        /// The reason, in words that contain nothing of the message.
        reason: &'a str,
        /// The reason, as the error itself.
        error: &'a (dyn Error + 'static),
        /// The id of the dead letter.
        letter: DeadLetterId,
    },
    /// The store of dead letters was full, and dropped its oldest letters for newer ones.
    LettersDropped {
        /// The number of letters that were dropped since the last report.
        count: u64,
    },
    /// A handler failed and left the event to the backend.
    Nacked {
        /// The event.
        event: EventRef<'a>,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// The spine is idle: its queue is empty.
    Idle {
        /// The number of times the spine has been idle, counted from 1.
        phase: u32,
    },
    /// A hook was called.
    Hooked {
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its hook.
        place: &'a str,
        /// The outcome of the hook.
        outcome: Outcome,
        /// The events that the hook emitted.
        emitted: &'a [EventRef<'a>],
    },
    /// The hooks of the stop are about to be called.
    Stopping,
    /// The organs of the spine have stopped, or their runtime was dropped after they had started.
    Ended {
        /// The outcome of the spine: [`Cancelled`](Outcome::Cancelled) if its runtime was dropped.
        outcome: Outcome,
    },
}

/// Names as in logs: each name once, in the order of first occurrence, with its count: `OrderShipped,
/// RowLoaded x3`.
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

/// The names of events, with their counts.
pub(super) fn names<'a>(
    events: &'a [EventRef<'_>],
) -> CountedNames<impl Iterator<Item = &'a str> + Clone> {
    CountedNames(events.iter().map(|event| event.name))
}
