//! Notifications about a spine, for observers, which receive names and ids, and for the recorder, which
//! also records events.

use std::{sync::Arc, time::Duration};

use super::record::Recorder;
use crate::{
    DecodeError, Event,
    dead_letter::DeadLetterId,
    observe::{EventRef, Observer, Outcome, SpineEvent, notify},
};

/// A notification about something that happened in a spine, with the events themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notice<'a> {
    /// An event came from outside, or a dead letter was redriven, and waits in the queue.
    Entered {
        /// The event.
        event: &'a Event,
        /// The only handler that the event is for, if it is redriven.
        only: Option<&'a str>,
        /// The number of attempts that its dead letter counted, if it is redriven.
        attempts: u32,
    },
    /// A run without an event from outside began, to continue with the queue.
    EmptyRun {
        /// The id of the run, which is the parent of the events that hooks emit.
        run: u128,
    },
    /// The start hooks are about to be called; events are received afterwards.
    Started,
    /// An event was received from the queue or the backend.
    Received {
        /// The event.
        event: &'a Event,
    },
    /// A handler listens for events of this type, and none of its arms can match this one.
    Undelivered {
        /// The event.
        event: &'a Event,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// An attempt of a handler failed, and there will be another one.
    Retried {
        /// The event.
        event: &'a Event,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// The number of the failed attempt, counted from 1.
        attempt: u32,
        /// The reason, in one or two words.
        reason: &'a str,
        /// The time until the next attempt.
        delay: Duration,
    },
    /// A handler has completed an event, or has failed after its last attempt.
    Handled {
        /// The event.
        event: &'a Event,
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its handler.
        place: &'a str,
        /// The outcome.
        outcome: Outcome,
        /// True if guards refused the event, and no later arm matched.
        is_unhandled: bool,
        /// The number of attempts.
        attempts: u32,
        /// The emitted events.
        emitted: &'a [Box<Event>],
        /// The duration of all attempts and of the waits between them. Absent unless an observer
        /// [wants durations](Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// An event became a dead letter.
    DeadLettered {
        /// The event.
        event: &'a Event,
        /// The organ's field and its handler; absent if the event reached none.
        place: Option<&'a str>,
        /// The reason, in one or two words.
        reason: &'a str,
        /// The id of the dead letter.
        letter: DeadLetterId,
    },
    /// A message could not be decoded, and became a dead letter.
    Unreadable {
        /// The error of the decoder.
        error: &'a DecodeError,
        /// The id of the dead letter.
        letter: DeadLetterId,
    },
    /// The store of dead letters was full, and dropped its oldest letters for newer ones.
    LettersDropped {
        /// The number of letters that were dropped since the last notice.
        count: u64,
    },
    /// A handler failed, and the event is left to the backend.
    Nacked {
        /// The event.
        event: &'a Event,
        /// The organ's field and its handler.
        place: &'a str,
    },
    /// The spine is idle.
    Idle {
        /// The number of the idle phase, counted from 1.
        phase: u32,
    },
    /// A hook was called.
    Hooked {
        /// The name of the organ.
        organ: &'static str,
        /// The organ's field and its hook.
        place: &'a str,
        /// The outcome.
        outcome: Outcome,
        /// The emitted events.
        emitted: &'a [Box<Event>],
    },
    /// The stop hooks are about to be called.
    Stopping,
    /// The organs have stopped.
    Ended {
        /// The outcome.
        outcome: Outcome,
    },
}

/// The receivers of notifications: observers, a recorder, or both.
#[derive(Clone)]
pub(crate) struct Watchers {
    observers: Option<Arc<dyn Observer>>,
    recorder: Option<Arc<Recorder>>,
}

impl Watchers {
    /// Returns the receivers, if there are any.
    pub(super) fn of(
        observers: Option<&Arc<dyn Observer>>,
        recorder: Option<&Arc<Recorder>>,
    ) -> Option<Self> {
        (observers.is_some() || recorder.is_some()).then(|| Self {
            observers: observers.cloned(),
            recorder: recorder.cloned(),
        })
    }

    pub(super) fn wants_durations(&self) -> bool {
        let mut wants = false;
        if let Some(observers) = &self.observers {
            notify(|| wants = observers.wants_durations());
        }
        wants
    }

    /// Notifies observers that the runtime was dropped. A recorded trace ends without it.
    pub(super) fn notify_dropped(&self, spine: &'static str) {
        if let Some(observers) = &self.observers {
            let outcome = Outcome::Cancelled;
            observe(&**observers, spine, &Notice::Ended { outcome });
        }
    }

    pub(crate) fn notify(&self, spine: &'static str, notice: &Notice<'_>) {
        if let Some(observers) = &self.observers {
            observe(&**observers, spine, notice);
        }
        if let Some(recorder) = &self.recorder {
            recorder.write(notice);
        }
    }
}

/// Notifies observers, with plain data.
fn observe(observers: &dyn Observer, spine: &'static str, notice: &Notice<'_>) {
    let send = |event: &SpineEvent<'_>| notify(|| observers.spine(spine, event));
    match *notice {
        Notice::Entered { event, only, .. } => send(&SpineEvent::Entered {
            event: event.to_ref(),
            only,
        }),
        // Only the recorder needs this: nothing has happened yet.
        Notice::EmptyRun { .. } => {}
        Notice::LettersDropped { count } => send(&SpineEvent::LettersDropped { count }),
        Notice::Started => send(&SpineEvent::Started),
        Notice::Received { event } => send(&SpineEvent::Received {
            event: event.to_ref(),
        }),
        Notice::Undelivered { event, place } => send(&SpineEvent::Undelivered {
            event: event.to_ref(),
            place,
        }),
        Notice::Retried {
            event,
            organ,
            place,
            attempt,
            reason,
            delay,
        } => send(&SpineEvent::Retried {
            event: event.to_ref(),
            organ,
            place,
            attempt,
            reason,
            delay,
        }),
        Notice::Handled { .. } | Notice::Hooked { .. } => observe_call(&send, notice),
        Notice::DeadLettered {
            event,
            place,
            reason,
            letter,
        } => send(&SpineEvent::DeadLettered {
            event: event.to_ref(),
            place,
            reason,
            letter,
        }),
        Notice::Unreadable { error, letter } => send(&SpineEvent::Unreadable {
            reason: &error.to_string(),
            error,
            letter,
        }),
        Notice::Nacked { event, place } => send(&SpineEvent::Nacked {
            event: event.to_ref(),
            place,
        }),
        Notice::Idle { phase } => send(&SpineEvent::Idle { phase }),
        Notice::Stopping => send(&SpineEvent::Stopping),
        Notice::Ended { outcome } => send(&SpineEvent::Ended { outcome }),
    }
}

/// Notifies observers of a called handler or hook, with the emitted events.
fn observe_call(send: &dyn Fn(&SpineEvent<'_>), notice: &Notice<'_>) {
    let send_emitted = |emitted: &[Box<Event>], send: &dyn Fn(&[EventRef<'_>])| match emitted {
        [] => send(&[]),
        [one] => send(&[one.to_ref()]),
        many => send(&many.iter().map(|event| event.to_ref()).collect::<Vec<_>>()),
    };
    match *notice {
        Notice::Handled {
            event,
            organ,
            place,
            outcome,
            is_unhandled,
            attempts,
            emitted,
            duration,
        } => send_emitted(emitted, &|emitted| {
            send(&SpineEvent::Handled {
                event: event.to_ref(),
                organ,
                place,
                outcome,
                is_unhandled,
                attempts,
                emitted,
                duration,
            });
        }),
        Notice::Hooked {
            organ,
            place,
            outcome,
            emitted,
        } => send_emitted(emitted, &|emitted| {
            send(&SpineEvent::Hooked {
                organ,
                place,
                outcome,
                emitted,
            });
        }),
        _ => {}
    }
}
