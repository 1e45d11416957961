//! What becomes of an event that a handler has failed at for good.

use std::{
    error::Error,
    time::{Duration, SystemTime},
};

use organum_base::derive::derive;
use uuid::Uuid;

use super::{
    super::{
        DecodeError, Event, Failure,
        table::{OnFailure, SpineTable},
    },
    SpineError,
    notice::Notice,
    settings::Settings,
    station::Station,
};
use crate::{
    dead_letter::{
        Content, DeadLetter, DeadLetterId, Reason, StoreError, record_failure, remove_if,
    },
    messages,
};
use organum_base::text::key;

/// The kind of a letter whose event may be in the backend all the same: an answer was lost, or some
/// of many were taken.
pub(super) const NOT_ENQUEUED: &str = "not enqueued";

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is a dead letter.
    Buried,
    /// It is left to the backend.
    Nacked,
}

/// An event that may become a dead letter.
#[derive(Clone, Copy)]
pub(super) struct Burial<'a> {
    pub(super) spine: &'static SpineTable,
    pub(super) settings: &'a Settings,
    pub(super) event: &'a Event,
}

impl Burial<'_> {
    /// A handler has failed for good.
    ///
    /// # Errors
    /// That stops the spine.
    pub(super) async fn failed(
        &self,
        station: &Station,
        failure: Failure,
        attempts: u32,
        now: u64,
    ) -> Result<End, SpineError> {
        let event = self.event;
        match station.on_failure {
            OnFailure::Fail => {
                return Err(SpineError::Handler {
                    spine: self.spine.name,
                    place: station.place.clone(),
                    event: event.name(),
                    attempts,
                    failure,
                });
            }
            OnFailure::Nack if event.attempt() < self.settings.max_deliveries => {
                if let Some(observer) = &self.settings.observer {
                    let place = &station.place;
                    let nacked = Notice::Nacked { event, place };
                    observer.notify(self.spine.name, &nacked);
                }
                return Ok(End::Nacked);
            }
            OnFailure::Nack | OnFailure::DeadLetter => {}
        }
        let reason = Reason {
            kind: failure.kind().as_str().to_owned(),
            messages: failure.messages(),
        };
        self.bury(Some(station), reason, attempts, now).await?;
        Ok(End::Buried)
    }

    /// The chain of the event is longer than the spine allows.
    ///
    /// # Errors
    /// The letter cannot be kept.
    pub(super) async fn too_many_hops(&self, now: u64) -> Result<(), SpineError> {
        let max = self.spine.max_hops.unwrap_or(u32::MAX);
        let reason = Reason {
            kind: "too many hops".to_owned(),
            messages: vec![format!(
                "spine `{}` allows chains of {max} hops: raise `max_hops`, or break the loop",
                self.spine.name
            )],
        };
        self.bury(None, reason, 0, now).await
    }

    /// The event was delivered again and again, and nobody was left to say that a handler had failed.
    ///
    /// # Errors
    /// The letter cannot be kept.
    pub(super) async fn too_many_deliveries(
        &self,
        station: &Station,
        now: u64,
    ) -> Result<(), SpineError> {
        let reason = Reason {
            kind: "too many deliveries".to_owned(),
            messages: vec![format!(
                "it was delivered {} times, and {} are allowed: does a handler kill its process, or \
                 take longer than its lease? See `max_deliveries`",
                self.event.attempt(),
                self.settings.max_deliveries,
            )],
        };
        self.bury(Some(station), reason, 0, now).await
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
        let reason = Reason {
            kind: NOT_ENQUEUED.to_owned(),
            messages: messages::of(error),
        };
        self.bury(None, reason, 0, now).await
    }

    /// The event was a dead letter, and a handler is done with it now.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn exhumed(&self, station: &Station) -> Result<(), SpineError> {
        let id = letter_id(self.event, Some(station));
        let removed = remove_if(&*self.settings.dead_letters, id, |_| true).await;
        removed.map_err(|error| self.kept(error))?;
        Ok(())
    }

    fn kept(&self, error: StoreError) -> SpineError {
        SpineError::DeadLetters {
            spine: self.spine.name,
            error,
        }
    }

    async fn bury(
        &self,
        station: Option<&Station>,
        reason: Reason,
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
        let id = letter_id(event, station);
        let store = &*self.settings.dead_letters;
        let kept = |error| self.kept(error);
        // What fails again when it is redriven is the same letter, with more attempts: one more for an
        // event that reaches no handler.
        let letter = DeadLetter {
            id,
            time: SystemTime::UNIX_EPOCH + Duration::from_nanos(now),
            origin: self.spine.name.to_owned(),
            subject: event.name().to_owned(),
            place: station.map(|station| station.place.clone()),
            attempts,
            chain: event.chain().map(str::to_owned).collect(),
            correlation: event.correlation(),
            content,
            reason,
        };
        if let Some(observer) = &self.settings.observer {
            let buried = Notice::DeadLettered {
                event,
                place: letter.place.as_deref(),
                reason: &letter.reason.kind,
                letter: id,
            };
            observer.notify(self.spine.name, &buried);
        }
        let recorded = record_failure(store, letter, attempts.max(1)).await;
        recorded.map(drop).map_err(kept)
    }
}

/// A message that is no event that the spine knows becomes a dead letter, with its bytes.
///
/// # Errors
/// The letter cannot be kept.
pub(super) async fn unreadable(
    spine: &'static SpineTable,
    settings: &Settings,
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
        origin: spine.name.to_owned(),
        chain: vec![subject.clone()],
        subject,
        place: None,
        attempts: 0,
        correlation: message,
        content: Some(Content(bytes)),
        reason: Reason {
            kind: "unreadable".to_owned(),
            messages: vec![error.to_string()],
        },
    };
    if let Some(observer) = &settings.observer {
        let unreadable = Notice::Unreadable {
            error: &error,
            letter: id,
        };
        observer.notify(spine.name, &unreadable);
    }
    let recorded = record_failure(&*settings.dead_letters, letter, 0).await;
    recorded.map(drop).map_err(|error| SpineError::DeadLetters {
        spine: spine.name,
        error,
    })
}

const SALT: u64 = key("dead letter");

/// One letter for one event at one handler.
fn letter_id(event: &Event, station: Option<&Station>) -> DeadLetterId {
    let place = station.map_or(0, |station| station.key);
    DeadLetterId(Uuid::from_u128(derive(
        event.head.id,
        place ^ SALT,
        u32::MAX,
    )))
}
