//! The dead letters of a spine: to list, redrive and discard them.

use std::{fmt, sync::Arc, time::SystemTime};

use organum_base::derive::derive;

use super::{
    super::{Event, Spine, backend::Message, encoding},
    Runtime, SpineError, SpineErrorKind, Stats,
    claims::Claim,
    dead_letter::{NOT_ENQUEUED, store_failed},
    engine::Engine,
    error::Problem,
    in_flight::{Left, Queued},
    known::known,
    notice::Notice,
    organs::OrganTask,
    plan::Plan,
};
use crate::dead_letter::{
    DeadLetter, DeadLetterFilter, DeadLetterId, DeadLetters, RedriveError, RedriveFuture, Redriver,
    StoreError,
};
use organum_base::text::key;

impl<S: Spine> Runtime<S> {
    /// Returns the dead letters of the spine.
    pub fn dead_letters(&self) -> SpineDeadLetters {
        SpineDeadLetters::new(Arc::clone(&self.engine.plan))
    }

    /// Redrives a dead letter: handles its event again, by the handler that failed and by no other, with
    /// all events that follow. If everything succeeds, the letter is removed; otherwise its attempts are
    /// increased.
    ///
    /// A redrive that is stopped by an error leaves the event in the queue and its letter in the store until
    /// the next run or redrive has handled it; another redrive of the letter continues the first. With a
    /// [backend](super::SpineBuilder::backend), the event is enqueued there, and handled by a runtime that
    /// serves.
    ///
    /// # Errors
    /// The letter does not exist, another process is redriving it, this program does not know its event, or
    /// those of [`run`](Self::run).
    ///
    /// # Cancel safety
    /// The current call of a handler is dropped. The queue is kept, and the letter still exists: the next run, or
    /// another redrive of the letter, begins with that handler.
    pub async fn redrive(&mut self, id: DeadLetterId) -> Result<Stats, SpineError> {
        let has_backend = self.engine.plan.settings.has_backend;
        if !has_backend {
            // A dropped redrive may have left organs that are still handling the letter.
            self.join().await?;
        }
        let letters = self.dead_letters();
        if has_backend {
            letters.redrive(id).await?;
            return Ok(Stats::default());
        }
        let (letter, queued) = letters.claim(id).await?;
        self.reenter(queued, letter.place.as_deref(), letter.attempts);
        self.execute(OrganTask::Run).await
    }

    /// Puts the event of a dead letter into the queue. If it is already there, as an earlier redrive was
    /// dropped or stopped, it stays there once, and its completed handlers are not called again.
    pub(super) fn reenter(&mut self, queued: Queued, only: Option<&str>, attempts: u32) {
        self.run = run_of(&queued.event, only, attempts);
        self.engine.plan.notify(&Notice::Entered {
            event: &queued.event,
            only,
            attempts,
        });
        self.engine.queue_once(queued);
    }

    /// Redrives the matching dead letters, the oldest first. Letters that another process is redriving are
    /// skipped.
    ///
    /// # Errors
    /// Those of [`redrive`](Self::redrive), at the first letter that has one.
    ///
    /// # Cancel safety
    /// That of [`redrive`](Self::redrive), for the current letter. The following letters are not redriven.
    pub async fn redrive_all(&mut self, filter: &DeadLetterFilter) -> Result<Stats, SpineError> {
        let mut stats = Stats::default();
        for letter in self.dead_letters().list(filter).await? {
            match self.redrive(letter.id).await {
                Ok(redriven) => stats += redriven,
                // The letter was in the queue already, and has been handled meanwhile; or another
                // process has redriven it, or is redriving it.
                Err(error)
                    if matches!(
                        error.kind(),
                        SpineErrorKind::NoSuchLetter | SpineErrorKind::LetterBusy
                    ) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(stats)
    }
}

/// The dead letters of one spine: they can be listed, redriven and discarded while it serves.
#[derive(Clone)]
pub struct SpineDeadLetters {
    plan: Arc<Plan>,
}

impl fmt::Debug for SpineDeadLetters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpineDeadLetters({})", self.plan.spine.name)
    }
}

impl SpineDeadLetters {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        Self { plan }
    }

    /// Returns the store of the letters, which may also hold letters of other origins.
    pub fn store(&self) -> Arc<dyn DeadLetters> {
        Arc::clone(&self.plan.settings.dead_letters)
    }

    fn failed(&self, error: StoreError) -> SpineError {
        store_failed(&self.plan, error)
    }

    /// Returns the matching letters, the oldest first.
    ///
    /// # Errors
    /// The store failed.
    ///
    /// # Cancel safety
    /// Nothing is changed, and the call can be repeated.
    pub async fn list(&self, filter: &DeadLetterFilter) -> Result<Vec<DeadLetter>, SpineError> {
        let filter = filter.clone().origin(self.plan.spine.name);
        let listed = self
            .plan
            .settings
            .dead_letters
            .list(&filter, None, usize::MAX);
        listed.await.map_err(|error| self.failed(error))
    }

    /// Returns the letter with this id, if there is one.
    ///
    /// # Errors
    /// The store failed.
    ///
    /// # Cancel safety
    /// Nothing is changed, and the call can be repeated.
    pub async fn inspect(&self, id: DeadLetterId) -> Result<Option<DeadLetter>, SpineError> {
        let letter = self.plan.settings.dead_letters.get(id).await;
        letter.map_err(|error| self.failed(error))
    }

    /// Enqueues the event of a letter in the backend, for the handler that failed and for no other; a
    /// runtime that serves handles it. The letter of a handler is removed after that handler has succeeded,
    /// a letter without a handler at once.
    ///
    /// # Errors
    /// The letter does not exist, another process is redriving it, this program does not know its event, or
    /// the backend failed.
    ///
    /// # Cancel safety
    /// The event is enqueued or not, and its letter still exists. The redrive can be repeated.
    pub async fn redrive(&self, id: DeadLetterId) -> Result<(), SpineError> {
        let (letter, queued) = self.claim(id).await?;
        let claims = &self.plan.claims;
        if let Err(error) = self.enqueue(&letter, queued).await {
            let released = claims.release(id).await;
            released.map_err(|error| self.failed(error))?;
            return Err(error);
        }
        // The letter of a handler is removed after that handler has succeeded.
        let concluded = match &letter.place {
            Some(_) => claims.release(id).await,
            None => claims.conclude(id).await,
        };
        concluded.map_err(|error| self.failed(error))
    }

    /// Claims a letter, and decodes its event.
    async fn claim(&self, id: DeadLetterId) -> Result<(DeadLetter, Queued), SpineError> {
        let claims = &self.plan.claims;
        let claim = claims.claim(id).await;
        let letter = match claim.map_err(|error| self.failed(error))? {
            Claim::Granted(letter) => letter,
            Claim::Busy => return Err(Problem::LetterBusy(id).into()),
            Claim::Absent => return Err(Problem::NoSuchLetter(id).into()),
        };
        match event_of(&self.plan, &letter) {
            Ok(queued) => Ok((letter, queued)),
            Err(unfit) => {
                let released = claims.release(id).await;
                released.map_err(|error| self.failed(error))?;
                Err(unfit)
            }
        }
    }

    async fn enqueue(&self, letter: &DeadLetter, queued: Queued) -> Result<(), SpineError> {
        // Two redrives of one letter are one message, until the letter is written again. A letter without
        // a place is removed now, so its next redrive is another message.
        let salt = match &letter.place {
            Some(_) => u64::from(letter.attempts) ^ nanos(letter).rotate_left(32),
            None => fastrand::u64(..),
        };
        let message = if letter.reason.kind == NOT_ENQUEUED {
            // If the backend has taken the message after all, this one is dropped as a duplicate.
            Message::new(queued.event).map_err(Problem::Encode)?
        } else {
            Message::again(queued.event, letter.place.as_deref(), salt).map_err(Problem::Encode)?
        };
        let link = &self.plan.link;
        // The call does not wait for room, which may be made by the caller.
        let enqueued = link
            .enqueue_unbounded(&[self.plan.addressed(message)])
            .await;
        enqueued.map_err(|error| link.failed(error))
    }

    /// Discards a letter. Returns true if it existed. The call waits while another process redrives it.
    ///
    /// # Errors
    /// This runtime is redriving the letter ([`LetterBusy`](SpineErrorKind::LetterBusy)), or the store failed.
    ///
    /// # Cancel safety
    /// The letter is discarded or not. The call can be repeated.
    pub async fn discard(&self, id: DeadLetterId) -> Result<bool, SpineError> {
        if !self.plan.claims.is_lost(id) {
            return Err(Problem::LetterBusy(id).into());
        }
        let removed = self.plan.claims.discard(id).await;
        removed.map_err(|error| self.failed(error))
    }
}

/// Returns the time at which a letter was first stored, in nanoseconds since 1970.
fn nanos(letter: &DeadLetter) -> u64 {
    let since = letter.time.duration_since(SystemTime::UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_nanos()).unwrap_or(u64::MAX)
}

/// Returns the id of a run in which an event comes from outside, or is redriven at one handler or at all of
/// them, after this number of attempts. The ids of the events that hooks emit are derived from it: each redrive
/// has events of its own, unless it continues a redrive that was dropped or stopped.
fn run_of(event: &Event, only: Option<&str>, attempts: u32) -> u128 {
    let number = u32::MAX - attempts;
    match only {
        None if attempts == 0 => event.head.id,
        None => derive(event.head.id, REDRIVEN, number),
        Some(place) => derive(event.head.id, key(place), number),
    }
}

/// The key of a redrive at all handlers of an event.
const REDRIVEN: u64 = key("again");

impl<S: Spine> Redriver for Runtime<S> {
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move {
            match Runtime::redrive(self, id).await {
                Ok(_) => Ok(()),
                Err(error) => Err(match error.kind() {
                    SpineErrorKind::NoSuchLetter
                    | SpineErrorKind::LetterBusy
                    | SpineErrorKind::Unreadable
                    | SpineErrorKind::NoSuchPlace => RedriveError::Letter(Box::new(error)),
                    _ => RedriveError::Stopped(Box::new(error)),
                }),
            }
        })
    }
}

impl Engine {
    /// Puts an event into the queue, unless it is there: then only its dead letter is set.
    fn queue_once(&mut self, queued: Queued) {
        let which = |id: u128, left: Option<&Left>| (id, left.and_then(|left| left.only));
        let (id, only) = which(queued.event.head.id, queued.left.as_deref());
        let there = match &mut self.current {
            Some(current) if current.event().head.id == id => {
                let (of, left) = current.redriven();
                (of == only).then_some(left)
            }
            _ => None,
        };
        let there = there.or_else(|| {
            let is_it = |other: &&mut Queued| {
                which(other.event.head.id, other.left.as_deref()) == (id, only)
            };
            self.queue
                .iter_mut()
                .find(is_it)
                .map(|other| &mut other.left)
        });
        match there {
            Some(left) => {
                let letter = queued.left.and_then(|left| left.letter);
                left.get_or_insert_default().letter = letter;
            }
            None => self.queue.push_back(queued),
        }
    }
}

/// Returns the event of a dead letter, for the handler that failed.
fn event_of(plan: &Plan, letter: &DeadLetter) -> Result<Queued, SpineError> {
    let id = letter.id;
    let bytes = letter
        .content
        .as_ref()
        .map_or(&[][..], |content| &content.0);
    let event = encoding::decode(bytes, plan.spine.name, |name| known(plan.spine, name))
        .map_err(|error| Problem::Unreadable { id, error })?;
    let only = match &letter.place {
        None => None,
        Some(place) => match plan.handlers.in_place(place) {
            Some(only) => Some(only),
            None => {
                let problem = Problem::NoSuchPlace {
                    id,
                    spine: plan.spine.name,
                    place: place.clone(),
                };
                return Err(problem.into());
            }
        },
    };
    let left = Left::new(Vec::new(), only, Some(id));
    Ok(Queued {
        event,
        left: Some(Box::new(left)),
    })
}
