//! The dead letters of a spine: looked at, tried again, discarded.

use std::sync::Arc;

use super::{
    super::{Event, Spine, backend::Message, encoding, id},
    Runtime, SpineError, Stats,
    burial::NOT_ENQUEUED,
    engine::{Engine, Left, Queued},
    known::known,
    link::Link,
};
use crate::{
    dead_letter::{
        DeadLetter, DeadLetterId, DeadLetters, Filter, RedriveError, RedriveFuture, Redriver,
        StoreError,
    },
    observe::SpineEvent,
    table::key,
};

impl<S: Spine> Runtime<S> {
    /// Where dead letters are kept.
    pub fn letter_store(&self) -> Arc<dyn DeadLetters> {
        Arc::clone(&self.engine.settings.dead_letters)
    }

    /// The dead letters that fit, the oldest first.
    ///
    /// # Errors
    /// The store failed.
    pub async fn letters(&self, filter: &Filter) -> Result<Vec<DeadLetter>, SpineError> {
        let store = Arc::clone(&self.engine.settings.dead_letters);
        let filter = filter.clone().origin(S::TABLE.name);
        store
            .list(&filter, None, usize::MAX)
            .await
            .map_err(|error| self.engine.store_failed(error))
    }

    /// Handles what became a dead letter again, at the handler that failed and at no other, with all
    /// that follows from it. Once that is done without a failure the letter is gone; else it counts
    /// more attempts. Where a [backend](Self::backend) was chosen, the event goes there, and is handled
    /// by whoever serves.
    ///
    /// # Errors
    /// There is no such letter, its event is none that this program knows, or those of
    /// [`run`](Self::run).
    pub async fn redrive(&mut self, id: DeadLetterId) -> Result<Stats, SpineError> {
        let store = Arc::clone(&self.engine.settings.dead_letters);
        let failed = |error| SpineError::DeadLetters {
            spine: S::TABLE.name,
            error,
        };
        let letter = store.get(id).await.map_err(failed)?;
        let letter = letter.ok_or(SpineError::NoSuchLetter(id))?;
        let queued = self.engine.exhumed(&letter)?;
        if self.engine.settings.has_backend {
            self.enqueue_again(queued, &letter).await?;
            return Ok(Stats::default());
        }
        self.run = run_of(&queued.event, letter.place.as_deref());
        self.engine.tell(&SpineEvent::Entered {
            event: &queued.event,
            only: letter.place.as_deref(),
        });
        self.engine.queue.push_back(queued);
        let stats = self.drive().await?;
        // The letter that a second failure writes has the same id, and counts more attempts.
        let now = store.get(id).await.map_err(failed)?;
        if now.is_some_and(|now| now.attempts == letter.attempts) {
            store.remove(id).await.map_err(failed)?;
        }
        Ok(stats)
    }

    /// What was a dead letter goes into the backend. The letter of a handler is gone once that has
    /// succeeded, any other one now.
    async fn enqueue_again(
        &mut self,
        queued: Queued,
        letter: &DeadLetter,
    ) -> Result<(), SpineError> {
        let settings = &self.engine.settings;
        let link = Link::of(settings, S::TABLE.name);
        // To redrive a letter twice is to redrive it once, until it is written again. A letter that is
        // gone now counts from the beginning when it is.
        let turn = match &letter.place {
            Some(_) => u64::from(letter.attempts) ^ letter.time.rotate_left(32),
            None => fastrand::u64(..),
        };
        let message = if letter.reason.kind == NOT_ENQUEUED {
            // If it is there after all, it is there once.
            Message::new(queued.event)?
        } else {
            Message::again(queued.event, letter.place.as_deref(), turn)?
        };
        let enqueued = link.enqueue(&[message]).await;
        enqueued.map_err(|error| link.failed(error))?;
        if letter.place.is_none() {
            let removed = settings.dead_letters.remove(letter.id).await;
            removed.map_err(|error| self.engine.store_failed(error))?;
        }
        Ok(())
    }

    /// Redrives the dead letters that fit, the oldest first.
    ///
    /// # Errors
    /// Those of [`redrive`](Self::redrive), at the first letter that has one.
    pub async fn redrive_all(&mut self, filter: &Filter) -> Result<Stats, SpineError> {
        let mut stats = Stats::default();
        for letter in self.letters(filter).await? {
            stats += self.redrive(letter.id).await?;
        }
        Ok(stats)
    }

    /// Discards a dead letter, and says whether there was one.
    ///
    /// # Errors
    /// The store failed.
    pub async fn discard(&self, id: DeadLetterId) -> Result<bool, SpineError> {
        let store = Arc::clone(&self.engine.settings.dead_letters);
        store
            .remove(id)
            .await
            .map_err(|error| self.engine.store_failed(error))
    }
}

/// The id of a run in which an event comes from outside, or is redriven at one handler. What hooks emit
/// follows from it: the events of a redrive are others than those of the first run.
pub(super) fn run_of(event: &Event, only: Option<&str>) -> u128 {
    match only {
        None => event.head.correlation,
        Some(place) => id::derive(event.head.id, key(place), u32::MAX),
    }
}

impl<S: Spine> Redriver for Runtime<S> {
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move {
            match Runtime::redrive(self, id).await {
                Ok(_) => Ok(()),
                Err(
                    error @ (SpineError::NoSuchLetter(_)
                    | SpineError::Unreadable { .. }
                    | SpineError::NoSuchPlace { .. }),
                ) => Err(RedriveError::Letter(Box::new(error))),
                Err(error) => Err(RedriveError::Stopped(Box::new(error))),
            }
        })
    }
}

impl Engine {
    fn store_failed(&self, error: StoreError) -> SpineError {
        SpineError::DeadLetters {
            spine: self.spine.name,
            error,
        }
    }

    /// The event of a dead letter, for the handler that failed.
    fn exhumed(&self, letter: &DeadLetter) -> Result<Queued, SpineError> {
        let id = letter.id;
        let bytes = letter
            .content
            .as_ref()
            .map_or(&[][..], |content| &content.0);
        let event = encoding::decode(bytes, self.spine, |name| known(self.spine, name))
            .map_err(|error| SpineError::Unreadable { id, error })?;
        let only = match &letter.place {
            None => None,
            Some(place) => match self.stations.in_place(place) {
                Some(only) => Some(only),
                None => {
                    return Err(SpineError::NoSuchPlace {
                        id,
                        spine: self.spine.name,
                        place: place.clone(),
                    });
                }
            },
        };
        let left = Left {
            only,
            done: Vec::new(),
        };
        Ok(Queued {
            event,
            left: Some(Box::new(left)),
        })
    }
}
