//! Dead letters are written: what becomes of an event that no handler, or no backend, can take.

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

/// The kind of a letter whose event may be in the backend all the same: an answer was lost, or some
/// of many were taken.
pub(super) const NOT_ENQUEUED: &str = "not enqueued";

/// The kind of a letter whose event, or version of it, no program knew that pulled it.
const UNKNOWN: &str = "unknown";

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is a dead letter.
    DeadLettered,
    /// It is left to the backend.
    Nacked,
    /// Its failure stops the spine.
    Stops,
}

/// Writes the dead letter of an event.
#[derive(Clone, Copy)]
pub(super) struct LetterWriter<'a> {
    pub(super) plan: &'a Plan,
    pub(super) event: &'a Event,
}

impl LetterWriter<'_> {
    /// A handler has failed for good.
    ///
    /// # Errors
    /// The letter cannot be kept.
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
                self.plan.tell(&Notice::Nacked { event, place });
                return Ok(End::Nacked);
            }
            OnFailure::Nack | OnFailure::DeadLetter => {}
        }
        let reason = DeadLetterReason {
            kind: failure.kind().as_str().to_owned(),
            messages: failure.messages(),
        };
        // Each delivery before was left to the backend after as many tries.
        let attempts = match handler.on_failure {
            OnFailure::Nack => attempts.saturating_mul(event.attempt()),
            _ => attempts,
        };
        self.write(Some(&handler.place), reason, attempts, now)
            .await?;
        Ok(End::DeadLettered)
    }

    /// The chain of the event is longer than the spine allows.
    ///
    /// # Errors
    /// The letter cannot be kept.
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

    /// The event was delivered again and again, and nobody was left to say that a handler had failed.
    ///
    /// # Errors
    /// The letter cannot be kept.
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

    /// The event is for a handler that this program does not have, and was left to others for too long. If it was
    /// a dead letter, that stands, with one more attempt, so that the next redrive is another message.
    ///
    /// # Errors
    /// The letter cannot be kept.
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

    /// The event is none that this program knows, and was left to others for too long.
    ///
    /// # Errors
    /// The letter cannot be kept.
    pub(super) async fn unknown(&self, now: u64) -> Result<(), SpineError> {
        let event = self.event.name().to_owned();
        let spine = self.plan.spine.name;
        let reason = DeadLetterReason {
            kind: UNKNOWN.to_owned(),
            messages: vec![DecodeError::Unknown { event, spine }.to_string()],
        };
        self.write(None, reason, 0, now).await
    }

    /// The backend does not take the event, or no backend can.
    ///
    /// # Errors
    /// The letter cannot be kept.
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

    /// The event was a dead letter, and the handler is done with it now.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn remove(&self, handler: &Handler) -> Result<(), SpineError> {
        let id = letter_id(self.event, Some(&handler.place));
        let removed = self.plan.claims.discard(id).await;
        removed.map_err(|error| store_failed(self.plan, error))?;
        Ok(())
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
        // Whole, however long it is: it is nowhere else any more.
        let content = match event.encode_whole() {
            Ok(bytes) => Some(Content(bytes)),
            Err(error) => {
                reason.messages.push(error.to_string());
                None
            }
        };
        let id = letter_id(event, place);
        let kept = |error| store_failed(self.plan, error);
        // What fails again when it is redriven is the same letter, with more attempts: one more for an
        // event that reaches no handler.
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
        self.plan.tell(&Notice::DeadLettered {
            event,
            place,
            reason: &kind,
            letter: id,
        });
        tell_dropped(self.plan);
        Ok(())
    }
}

/// Notifies observers of letters that the store has dropped for newer ones.
fn tell_dropped(plan: &Plan) {
    let count = plan.settings.dead_letters.take_dropped();
    if count > 0 {
        plan.tell(&Notice::LettersDropped { count });
    }
}

/// A message that cannot be read becomes a dead letter, with its bytes.
///
/// # Errors
/// The letter cannot be kept.
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
    plan.tell(&Notice::Unreadable {
        error: &error,
        letter: id,
    });
    tell_dropped(plan);
    Ok(())
}

pub(super) fn store_failed(plan: &Plan, error: StoreError) -> SpineError {
    let spine = plan.spine.name;
    Problem::DeadLetters { spine, error }.into()
}

const SALT: u64 = key("dead letter");

/// One letter for one event at one handler.
fn letter_id(event: &Event, place: Option<&str>) -> DeadLetterId {
    let place = place.map_or(0, key);
    DeadLetterId(Uuid::from_u128(derive(
        event.head.id,
        place ^ SALT,
        u32::MAX,
    )))
}
