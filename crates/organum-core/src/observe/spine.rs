//! What observers are told of spines.

use std::{collections::BTreeMap, fmt, time::Duration};

use super::Outcome;
use crate::{
    dead_letter::DeadLetterId,
    event::{DecodeError, Event},
};

/// What happened in a spine.
///
/// Everything is told once. Events are lent: what an observer wants to keep of one, it copies.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SpineEvent<'a> {
    /// An event came from outside, or from the dead letters, and waits to be taken up.
    #[non_exhaustive]
    Entered {
        /// The event.
        event: &'a Event,
        /// The one handler that is to have it, if it is redriven.
        only: Option<&'a str>,
    },
    /// The hooks of the start are called now, and events are taken up after that.
    Started,
    /// An event was taken up.
    #[non_exhaustive]
    Received {
        /// The event.
        event: &'a Event,
    },
    /// A handler listens for events of this type, and none of its arms can match this one.
    #[non_exhaustive]
    Undelivered {
        /// The event.
        event: &'a Event,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// A try of a handler failed, and there will be another one.
    #[non_exhaustive]
    Retried {
        /// The event.
        event: &'a Event,
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
    /// A try of a handler ended. Told by the layer [`Metrics`](crate::event::Metrics) alone.
    #[non_exhaustive]
    Called {
        /// The event.
        event: &'a Event,
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
    #[non_exhaustive]
    Handled {
        /// The event.
        event: &'a Event,
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
        emitted: &'a [Box<Event>],
        /// How long it took, retries and the waits between them included. Nothing where no observer
        /// [asks for durations](super::Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// An event became a dead letter.
    #[non_exhaustive]
    DeadLettered {
        /// The event.
        event: &'a Event,
        /// The organ's field and its handler, if it reached one.
        place: Option<&'a str>,
        /// Why, in one word or two.
        reason: &'a str,
        /// The letter.
        letter: DeadLetterId,
    },
    /// A message is no event that the spine knows, and became a dead letter.
    #[non_exhaustive]
    Unreadable {
        /// Why.
        error: &'a DecodeError,
        /// The letter.
        letter: DeadLetterId,
    },
    /// A handler failed and leaves the event to the backend.
    #[non_exhaustive]
    Nacked {
        /// The event.
        event: &'a Event,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// All is quiet.
    #[non_exhaustive]
    Quiet {
        /// For how many times, counted from 1.
        phase: u32,
    },
    /// A hook was called.
    #[non_exhaustive]
    Hooked {
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its hook.
        place: &'a str,
        /// How it ended.
        outcome: Outcome,
        /// What it emitted.
        emitted: &'a [Box<Event>],
    },
    /// The hooks of the stop are called now.
    Stopping,
    /// Its organs have stopped.
    #[non_exhaustive]
    Ended {
        /// How.
        outcome: Outcome,
    },
}

/// The names of events as logs have them: each once, in the order of their first, with how many there
/// are: `OrderShipped, RowLoaded x3`.
pub(crate) struct Names<'a>(pub(crate) &'a [Box<Event>]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut order = Vec::new();
        let mut counts = BTreeMap::new();
        for event in self.0 {
            let count = counts.entry(event.name()).or_insert(0_usize);
            if *count == 0 {
                order.push(event.name());
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
