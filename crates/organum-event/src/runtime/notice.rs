//! What is notified of what happens in a spine: observers, which learn names and ids, and the recorder,
//! which writes events down.

use std::{sync::Arc, time::Duration};

use super::record::Recorder;
use crate::{
    DecodeError, Event,
    dead_letter::DeadLetterId,
    observe::{EventRef, Observer, Outcome, SpineEvent, notify},
};

/// Something that happened in a spine, with the events themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notice<'a> {
    /// An event came from outside, or from the dead letters, and waits to be taken up.
    Entered {
        /// The event.
        event: &'a Event,
        /// The one handler that is to have it, if it is redriven.
        only: Option<&'a str>,
        /// The number of attempts that its dead letter counted, if it is redriven.
        attempts: u32,
    },
    /// A run without an event from outside began: it goes on with the queue.
    EmptyRun {
        /// Its id, which what hooks emit follows from.
        run: u128,
    },
    /// The hooks of the start are called now, and events are taken up after that.
    Started,
    /// An event was taken up.
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
    /// A try of a handler failed, and there will be another one.
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
    /// A handler is done with an event, for good or for this delivery.
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
        /// [asks for durations](Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// An event became a dead letter.
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
    Unreadable {
        /// Why.
        error: &'a DecodeError,
        /// The letter.
        letter: DeadLetterId,
    },
    /// The store of dead letters was full, and dropped its oldest letters for newer ones.
    LettersDropped {
        /// The number of letters that were dropped since the last notice.
        count: u64,
    },
    /// A handler failed and leaves the event to the backend.
    Nacked {
        /// The event.
        event: &'a Event,
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
        emitted: &'a [Box<Event>],
    },
    /// The hooks of the stop are called now.
    Stopping,
    /// Its organs have stopped.
    Ended {
        /// How.
        outcome: Outcome,
    },
}

/// Whoever is notified: at least one of the two.
#[derive(Clone)]
pub(crate) struct Watchers {
    observers: Option<Arc<dyn Observer>>,
    recorder: Option<Arc<Recorder>>,
}

impl Watchers {
    /// These, if there are any.
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

    pub(crate) fn notify(&self, spine: &'static str, notice: &Notice<'_>) {
        if let Some(observers) = &self.observers {
            observe(&**observers, spine, notice);
        }
        if let Some(recorder) = &self.recorder {
            recorder.write(notice);
        }
    }
}

/// Notifies observers, in plain data.
fn observe(observers: &dyn Observer, spine: &'static str, notice: &Notice<'_>) {
    let send = |event: &SpineEvent<'_>| notify(|| observers.spine(spine, event));
    match *notice {
        Notice::Entered { event, only, .. } => send(&SpineEvent::Entered {
            event: event.to_ref(),
            only,
        }),
        // It is the recorder's: nothing has happened yet.
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

/// Tells of a handler or a hook that was called, with what it emitted.
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
