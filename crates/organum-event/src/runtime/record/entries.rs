//! The conversion of notifications into entries of a trace.

use uuid::Uuid;

use super::super::notice::Notice;
use crate::{Event, archive::Entry};

/// Returns the entry of a notification. Notifications that depend on chance, such as delays, have none.
pub(super) fn of<'a>(event: &'a Notice<'_>, now: u64) -> Option<Entry<'a>> {
    Some(match event {
        Notice::Entered {
            event,
            only,
            attempts,
        } => Entry::Entered {
            id: event.id(),
            event: written(event),
            only: only.map(Into::into),
            attempts: *attempts,
            now,
        },
        Notice::EmptyRun { run } => Entry::EmptyRun {
            run: Uuid::from_u128(*run),
            now,
        },
        Notice::Started => Entry::Started,
        Notice::Received { event } => Entry::Received {
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
        Notice::Undelivered { event, place } => Entry::Undelivered {
            id: event.id(),
            place: (*place).into(),
        },
        Notice::Handled {
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
            outcome: outcome.as_str().into(),
            unhandled: *is_unhandled,
            attempts: *attempts,
            emitted: ids(emitted),
            now,
        },
        Notice::DeadLettered {
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
        Notice::Unreadable { letter, .. } => Entry::Unreadable { letter: letter.0 },
        Notice::Nacked { event, place } => Entry::Nacked {
            id: event.id(),
            place: (*place).into(),
        },
        Notice::Idle { phase } => Entry::Idle { phase: *phase },
        Notice::Hooked {
            place,
            outcome,
            emitted,
            ..
        } => Entry::Hooked {
            place: (*place).into(),
            outcome: outcome.as_str().into(),
            emitted: ids(emitted),
            now,
        },
        Notice::Stopping => Entry::Stopping,
        Notice::Ended { outcome } => Entry::Ended {
            outcome: outcome.as_str().into(),
        },
        Notice::Retried { .. } | Notice::LettersDropped { .. } => return None,
    })
}

fn written(event: &Event) -> Option<std::borrow::Cow<'static, str>> {
    let json = event.encode().ok()?;
    String::from_utf8(json).ok().map(Into::into)
}

fn ids(events: &[Box<Event>]) -> Vec<Uuid> {
    events.iter().map(|event| event.id()).collect()
}
