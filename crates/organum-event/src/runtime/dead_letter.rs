//! The writing of dead letters, for events that a handler, or the backend, could not process.

use std::{
    error::Error,
    time::{Duration, SystemTime},
};

use organum_base::derive::derive;
use uuid::Uuid;

use super::{
    super::{DecodeError, Event, Failure, handler::Handler, table::OnFailure},
    SpineError,
    error::Problem,
    notice::Notice,
    plan::Plan,
};
use crate::{
    dead_letter::{Content, DeadLetter, DeadLetterId, DeadLetterReason, StoreError},
    messages,
};
use organum_base::text::key;

/// The kind of a letter whose event may be in the backend nevertheless: a response was lost, or only some
/// of several messages were taken.
pub(super) const NOT_ENQUEUED: &str = "not enqueued";

/// The kind of a letter whose event or version is unknown to every program that pulled it.
const UNKNOWN: &str = "unknown";

/// The treatment of an event whose handler has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The event is a dead letter.
    DeadLettered,
    /// The event is left to the backend.
    Nacked,
    /// The failure stops the run.
    Stops,
}

/// A writer for the dead letters of an event.
#[derive(Clone, Copy)]
pub(super) struct LetterWriter<'a> {
    pub(super) plan: &'a Plan,
    pub(super) event: &'a Event,
}

impl LetterWriter<'_> {
    /// Treats an event whose handler has failed permanently.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn failed(
        &self,
        handler: &Handler,
        failure: &Failure,
        attempts: u32,
        now: u64,
    ) -> Result<End, SpineError> {
        let event = self.event;
        match handler.on_failure {
            OnFailure::Fail => return Ok(End::Stops),
            OnFailure::Nack if event.attempt() < self.plan.settings.max_deliveries => {
                let place = &handler.place;
                self.plan.notify(&Notice::Nacked { event, place });
                return Ok(End::Nacked);
            }
            OnFailure::Nack | OnFailure::DeadLetter => {}
        }
        let reason = DeadLetterReason {
            kind: failure.kind().as_str().to_owned(),
            messages: failure.messages(),
        };
        // Each previous delivery had the same number of attempts.
        let attempts = match handler.on_failure {
            OnFailure::Nack => attempts.saturating_mul(event.attempt()),
            _ => attempts,
        };
        self.write(Some(&handler.place), reason, attempts, now)
            .await?;
        Ok(End::DeadLettered)
    }

    /// Writes the letter of an event whose chain is longer than the spine allows.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn too_many_hops(&self, now: u64) -> Result<(), SpineError> {
        let max = self.plan.spine.max_hops.unwrap_or(u32::MAX);
        let reason = DeadLetterReason {
            kind: "too many hops".to_owned(),
            messages: vec![format!(
                "spine `{}` allows chains of {max} hops: raise `max_hops`, or break the loop",
                self.plan.spine.name
            )],
        };
        self.write(None, reason, 0, now).await
    }

    /// Writes the letter of an event that was redelivered too often, without a recorded failure of the handler.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn too_many_deliveries(
        &self,
        handler: &Handler,
        now: u64,
    ) -> Result<(), SpineError> {
        let reason = DeadLetterReason {
            kind: "too many deliveries".to_owned(),
            messages: vec![format!(
                "it was delivered {} times, and {} are allowed: does a handler kill its process, or \
                 take longer than its lease? See `max_deliveries`",
                self.event.attempt().saturating_sub(1),
                self.plan.settings.max_deliveries,
            )],
        };
        let attempts = self.event.attempt().saturating_sub(1);
        self.write(Some(&handler.place), reason, attempts, now)
            .await
    }

    /// Writes the letter of an event for a handler that this program does not have, and that was left to other
    /// programs for too long. An existing letter is kept, with one more attempt, so that the next redrive is
    /// another message.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn no_such_place(&self, place: &str, now: u64) -> Result<(), SpineError> {
        let reason = DeadLetterReason {
            kind: "no such place".to_owned(),
            messages: vec![format!(
                "it was left to programs that have `{place}` for {:?}, and none came: redrive it where \
                 there is one",
                self.plan.settings.unknown_limit
            )],
        };
        self.write(Some(place), reason, 0, now).await
    }

    /// Writes the letter of an event that this program does not know, and that was left to other programs for
    /// too long.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn unknown(&self, now: u64) -> Result<(), SpineError> {
        let event = self.event.name().to_owned();
        let spine = self.plan.spine.name;
        let reason = DeadLetterReason {
            kind: UNKNOWN.to_owned(),
            messages: vec![DecodeError::Unknown { event, spine }.to_string()],
        };
        self.write(None, reason, 0, now).await
    }

    /// Writes the letter of an event that the backend refused, or that no backend can store.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn not_enqueued(
        &self,
        error: &(dyn Error + Send + Sync + 'static),
        now: u64,
    ) -> Result<(), SpineError> {
        let reason = DeadLetterReason {
            kind: NOT_ENQUEUED.to_owned(),
            messages: messages::of(error),
        };
        self.write(None, reason, 0, now).await
    }

    /// Removes the letter of a redriven event whose handler has succeeded.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn remove(&self, handler: &Handler) -> Result<(), SpineError> {
        let id = letter_id(self.event, Some(&handler.place));
        let removed = self.plan.claims.discard(id).await;
        removed.map_err(|error| store_failed(self.plan, error))?;
        Ok(())
    }

    /// Writes the dead letter of an event that would be lost with its runtime.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn shut_down(&self, place: Option<&str>, now: u64) -> Result<(), SpineError> {
        let reason = DeadLetterReason {
            kind: "shut down".to_owned(),
            messages: vec![format!(
                "spine `{}` was shut down before the event was handled, and its backend in memory ended with it",
                self.plan.spine.name
            )],
        };
        self.write(place, reason, 0, now).await
    }

    async fn write(
        &self,
        place: Option<&str>,
        reason: DeadLetterReason,
        attempts: u32,
        now: u64,
    ) -> Result<(), SpineError> {
        let event = self.event;
        let mut reason = reason;
        // The event is encoded without a limit, since it exists nowhere else.
        let content = match event.encode_whole() {
            Ok(bytes) => Some(Content(bytes)),
            Err(error) => {
                reason.messages.push(error.to_string());
                None
            }
        };
        let id = letter_id(event, place);
        let kept = |error| store_failed(self.plan, error);
        // An event that fails again when it is redriven keeps its letter, with more attempts: one more for
        // an event without a handler.
        let letter = DeadLetter {
            id,
            time: SystemTime::UNIX_EPOCH + Duration::from_nanos(now),
            origin: self.plan.spine.name.to_owned(),
            subject: event.name().to_owned(),
            place: place.map(str::to_owned),
            attempts,
            chain: event.chain().map(str::to_owned).collect(),
            correlation: event.correlation(),
            content,
            reason,
        };
        self.plan.settings.check_replay()?;
        let kind = letter.reason.kind.clone();
        let recorded = self.plan.claims.record_failure(letter, attempts.max(1));
        recorded.await.map_err(kept)?;
        self.plan.notify(&Notice::DeadLettered {
            event,
            place,
            reason: &kind,
            letter: id,
        });
        notify_dropped(self.plan);
        Ok(())
    }
}

/// Notifies observers of letters that the store has dropped for newer ones.
fn notify_dropped(plan: &Plan) {
    let count = plan.settings.dead_letters.take_dropped();
    if count > 0 {
        plan.notify(&Notice::LettersDropped { count });
    }
}

/// Writes the dead letter of a message that cannot be decoded, with its bytes.
///
/// # Errors
/// The store failed.
pub(super) async fn unreadable(
    plan: &Plan,
    message: Uuid,
    bytes: Vec<u8>,
    error: DecodeError,
    now: u64,
) -> Result<(), SpineError> {
    let subject = match &error {
        DecodeError::Unknown { event, .. } => event.clone(),
        DecodeError::Version { event, .. } | DecodeError::Payload { event, .. } => {
            (*event).to_owned()
        }
        _ => "?".to_owned(),
    };
    let id = DeadLetterId(Uuid::from_u128(derive(message.as_u128(), SALT, u32::MAX)));
    let letter = DeadLetter {
        id,
        time: SystemTime::UNIX_EPOCH + Duration::from_nanos(now),
        origin: plan.spine.name.to_owned(),
        chain: vec![subject.clone()],
        subject,
        place: None,
        attempts: 0,
        correlation: message,
        content: Some(Content(bytes)),
        reason: DeadLetterReason {
            kind: if error.is_unknown() {
                UNKNOWN.to_owned()
            } else {
                "unreadable".to_owned()
            },
            messages: vec![error.to_string()],
        },
    };
    let recorded = plan.claims.record_failure(letter, 0).await;
    recorded.map_err(|error| store_failed(plan, error))?;
    plan.notify(&Notice::Unreadable {
        error: &error,
        letter: id,
    });
    notify_dropped(plan);
    Ok(())
}

pub(super) fn store_failed(plan: &Plan, error: StoreError) -> SpineError {
    let spine = plan.spine.name;
    Problem::DeadLetters { spine, error }.into()
}

const SALT: u64 = key("dead letter");

/// Returns the id of the letter of one event at one handler.
fn letter_id(event: &Event, place: Option<&str>) -> DeadLetterId {
    let place = place.map_or(0, key);
    DeadLetterId(Uuid::from_u128(derive(
        event.head.id,
        place ^ SALT,
        u32::MAX,
    )))
}
