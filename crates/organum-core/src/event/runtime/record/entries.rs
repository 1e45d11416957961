//! What observers are told, as entries of a trace.

use uuid::Uuid;

use crate::{
    event::{Event, archive::Entry},
    observe::{Outcome, SpineEvent},
};

/// The entry of what happened, if there is one: what depends on chance, as delays do, has none.
pub(super) fn of<'a>(event: &'a SpineEvent<'_>, now: u64) -> Option<Entry<'a>> {
    Some(match event {
        SpineEvent::Entered { event, only } => Entry::Entered {
            id: event.id(),
            event: written(event),
            only: only.map(Into::into),
            now,
        },
        SpineEvent::Started => Entry::Started,
        SpineEvent::Received { event } => Entry::Received {
            id: event.id(),
            name: event.name().into(),
            attempt: event.attempt(),
            event: if event.causation() == event.id() {
                None
            } else {
                written(event)
            },
            now,
        },
        SpineEvent::Undelivered { event, place } => Entry::Undelivered {
            id: event.id(),
            place: (*place).into(),
        },
        SpineEvent::Handled {
            event,
            place,
            outcome,
            is_unhandled,
            attempts,
            emitted,
            ..
        } => Entry::Handled {
            id: event.id(),
            place: (*place).into(),
            outcome: word(*outcome).into(),
            unhandled: *is_unhandled,
            attempts: *attempts,
            emitted: ids(emitted),
            now,
        },
        SpineEvent::DeadLettered {
            event,
            place,
            reason,
            letter,
        } => Entry::DeadLettered {
            id: event.id(),
            place: place.map(Into::into),
            reason: (*reason).into(),
            letter: letter.0,
        },
        SpineEvent::Unreadable { letter, .. } => Entry::Unreadable { letter: letter.0 },
        SpineEvent::Nacked { event, place } => Entry::Nacked {
            id: event.id(),
            place: (*place).into(),
        },
        SpineEvent::Quiet { phase } => Entry::Quiet { phase: *phase },
        SpineEvent::Hooked {
            place,
            outcome,
            emitted,
            ..
        } => Entry::Hooked {
            place: (*place).into(),
            outcome: word(*outcome).into(),
            emitted: ids(emitted),
            now,
        },
        SpineEvent::Stopping => Entry::Stopping,
        SpineEvent::Ended { outcome } => Entry::Ended {
            outcome: word(*outcome).into(),
        },
        SpineEvent::Called { .. } | SpineEvent::Retried { .. } => return None,
    })
}

fn written(event: &Event) -> Option<std::borrow::Cow<'static, str>> {
    let json = event.encode().ok()?;
    String::from_utf8(json).ok().map(Into::into)
}

fn ids(events: &[Box<Event>]) -> Vec<Uuid> {
    events.iter().map(|event| event.id()).collect()
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Failed => "failed",
        Outcome::Panicked => "panicked",
        _ => "ended otherwise",
    }
}
