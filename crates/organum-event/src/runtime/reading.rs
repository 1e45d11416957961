//! The interpretation of a delivery by this program.

use std::sync::Arc;

use super::{
    super::{
        DecodeError, Event,
        backend::{Carried, Delivery},
        encoding,
    },
    in_flight::Left,
    known::known,
    plan::Plan,
};

/// The content of a delivery.
pub(super) enum Reading {
    /// An event for handlers of this program, with the remaining work if that is not all of it.
    Known(Arc<Event>, Option<Left>),
    /// A message whose handlers have all completed.
    Done,
    /// A message for other programs.
    Unknown(Missing),
    /// Bytes that are not an event, with the error of the decoder.
    Unreadable(Vec<u8>, DecodeError),
}

/// The part of a delivery that this program does not have.
pub(super) enum Missing {
    /// The event or its version: its bytes, and the error of the decoder.
    Event(Vec<u8>, DecodeError),
    /// The type of the event.
    Type(Arc<Event>),
    /// These handlers.
    Handlers(Arc<Event>, Vec<Box<str>>),
}

/// Reads a delivery.
pub(super) fn read(plan: &Plan, delivery: &Delivery) -> Reading {
    let event: Arc<Event> = match &delivery.carried {
        Carried::Event(event) => Arc::clone(event),
        Carried::Bytes(bytes) => {
            match encoding::decode(bytes, plan.spine.name, |name| known(plan.spine, name)) {
                Ok(event) => event.into(),
                Err(error) if !error.is_unknown() => {
                    return Reading::Unreadable(bytes.clone(), error);
                }
                Err(_) if is_done(delivery) => return Reading::Done,
                Err(error) => return Reading::Unknown(Missing::Event(bytes.clone(), error)),
            }
        }
    };
    event.head.attempt.set(delivery.deliveries);
    let only = match &delivery.only {
        None => None,
        Some(place) => match plan.handlers.in_place(place) {
            Some(only) => Some(only),
            None => {
                let places = vec![place.clone()];
                return Reading::Unknown(Missing::Handlers(event, places));
            }
        },
    };
    if is_foreign(plan, &event) {
        return if is_done(delivery) {
            Reading::Done
        } else {
            Reading::Unknown(Missing::Type(event))
        };
    }
    let done = &delivery.done;
    let mut passed: Vec<u16> = done
        .iter()
        .filter_map(|place| plan.handlers.in_place(place))
        .collect();
    let missing = match &delivery.handlers {
        Some(listed) if only.is_none() && !plan.are_addressees(listed, &event) => {
            passed.extend(unlisted(plan, listed, &event));
            #[expect(clippy::borrowed_box, reason = "`contains` and `filter` take it")]
            let is_missing = |place: &&Box<str>| {
                plan.handlers.in_place(place).is_none() && !done.contains(place)
            };
            listed.iter().filter(is_missing).cloned().collect()
        }
        _ => Vec::new(),
    };
    if only.is_none() && passed.is_empty() && missing.is_empty() {
        return Reading::Known(event, None);
    }
    let mut left = Left::new(passed, only, None);
    let mut rows = plan.rows(&event).iter();
    let has_own = rows.any(|row| !left.skips(plan.handlers.index(*row)));
    if !has_own && !missing.is_empty() && !plan.has_too_many_hops(&event) {
        return Reading::Unknown(Missing::Handlers(event, missing));
    }
    left.has_missing = !missing.is_empty();
    Reading::Known(event, Some(left))
}

/// Returns true if all handlers have completed that the message lists.
fn is_done(delivery: &Delivery) -> bool {
    let listed = delivery.handlers.as_ref();
    listed.is_some_and(|listed| listed.iter().all(|place| delivery.done.contains(place)))
}

/// Returns the handlers of this program for the event that the message does not list, and so skips.
fn unlisted(plan: &Plan, listed: &[Box<str>], event: &Event) -> Vec<u16> {
    let rows = plan.rows(event).iter();
    let own = rows.map(|row| plan.handlers.index(*row));
    let is_listed = |at: &u16| {
        listed
            .iter()
            .any(|place| **place == *plan.handlers.at(*at).place)
    };
    own.filter(|at| !is_listed(at)).collect()
}

/// Returns true if the spine does not name the event.
fn is_foreign(plan: &Plan, event: &Event) -> bool {
    plan.rows(event).is_empty()
        && known(plan.spine, event.name()).is_none_or(|table| table.type_id != event.table.type_id)
}
