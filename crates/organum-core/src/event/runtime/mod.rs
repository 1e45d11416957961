//! Carries events from organ to organ.
//!
//! - [`Runtime`]: a spine with its queue and its settings; what users call.
//! - `engine`: the queue, and how it is worked off; `attempt`: one event at one handler; `burial`:
//!   what becomes of one that has failed for good.
//! - `station`: the handlers, each with its identity and its policy.

mod attempt;
mod burial;
mod clock;
mod engine;
mod error;
mod settings;
mod station;
mod stats;

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

pub(super) use self::attempt::handler;
pub(crate) use self::station::Station;
pub use self::{clock::Clock, error::SpineError, stats::Stats};
use self::{
    engine::{Engine, Left, Queued},
    settings::Settings,
};
use super::{
    Entry, Event, Layer, Spine, TraceContext,
    dispatch::assert_keys,
    emit::root,
    encoding,
    table::{EventTable, OnFailure, SpineTable},
};
use crate::{
    dead_letter::{DeadLetter, DeadLetterId, DeadLetters, Filter},
    observe::{Both, Observer},
    policy::Retry,
};

/// A spine at work: its organs, a queue of events, and what is to be done about failures.
///
/// ```ignore
/// let mut shop = Runtime::of(Shop::default());
/// let stats = shop.run(OrderPlaced { order: 7 }).await?;
/// let shop = shop.finish().await?; // the organs, with their state
/// ```
pub struct Runtime<S> {
    spine: S,
    engine: Engine,
    /// The id of the first event, or of the run.
    run: u128,
}

impl<S: Spine> Runtime<S> {
    /// A runtime that does what organs and events say, and where they do not: tries handlers once,
    /// and keeps dead letters in memory.
    pub fn of(spine: S) -> Self {
        assert_keys(S::TABLE);
        Self {
            spine,
            engine: Engine::new(S::TABLE, S::rows, Settings::default()),
            run: 0,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.engine.settings.clone();
        change(&mut settings);
        self.engine = Engine::new(S::TABLE, S::rows, settings);
        self
    }

    /// What is done about handlers that fail, where neither they nor the event say; one try if this
    /// is not called.
    #[must_use]
    pub fn retry(self, retry: Retry) -> Self {
        self.with(|settings| settings.retry = retry)
    }

    /// How long a try of a handler may take that does not say so itself; no limit if this is not
    /// called.
    #[must_use]
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|settings| settings.timeout = Some(limit))
    }

    /// What becomes of an event at a handler that has failed for good and does not say;
    /// [`OnFailure::DeadLetter`] if this is not called.
    #[must_use]
    pub fn on_failure(self, end: OnFailure) -> Self {
        self.with(|settings| settings.on_failure = end)
    }

    /// How often an event is delivered to handlers that leave it to the backend, before it becomes a
    /// dead letter; 16 if this is not called.
    #[must_use]
    pub fn max_deliveries(self, deliveries: u32) -> Self {
        self.with(|settings| settings.max_deliveries = deliveries.max(1))
    }

    /// How often organs may emit because all is quiet, in one run; 1000 if this is not called.
    #[must_use]
    pub fn max_phases(self, phases: u32) -> Self {
        self.with(|settings| settings.max_phases = phases)
    }

    /// Where dead letters are kept; in memory if this is not called.
    #[must_use]
    pub fn dead_letters(self, store: impl DeadLetters) -> Self {
        self.with(|settings| settings.dead_letters = Arc::new(store))
    }

    /// The clock that events are stamped by; that of the system if this is not called.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        self.with(|settings| settings.clock = clock)
    }

    /// Adds a layer inside those that were added before.
    #[must_use]
    pub fn layer(self, layer: impl Layer) -> Self {
        self.with(|settings| settings.layers.push(Arc::new(layer)))
    }

    /// Adds an observer.
    #[must_use]
    pub fn observed_by(self, observer: impl Observer) -> Self {
        self.with(|settings| {
            settings.observer = Some(match settings.observer.take() {
                Some(before) => Arc::new(Both(before, observer)),
                None => Arc::new(observer),
            });
        })
    }

    /// The organs.
    pub fn spine(&self) -> &S {
        &self.spine
    }

    /// The organs, to be changed.
    pub fn spine_mut(&mut self) -> &mut S {
        &mut self.spine
    }

    /// Handles an event and all that follow from it, until all is quiet.
    ///
    /// The event comes from outside: it has an id of its own, and all that follow from it have that
    /// as their correlation id.
    ///
    /// # Errors
    /// A hook failed, organs never become quiet, dead letters cannot be kept, or a handler failed
    /// whose failures are to stop the spine. What was not handled stays in the queue: the next run
    /// begins with it.
    ///
    /// # Cancel safety
    /// The call of the handler at work is dropped. Nothing in the queue is lost: the next run begins
    /// with that handler.
    pub async fn run<E: Entry<S>>(&mut self, event: E) -> Result<Stats, SpineError> {
        self.run_with(event, Uuid::now_v7(), None).await
    }

    /// Handles an event with an id and a trace of its own, as [`run`](Self::run) does. With the same
    /// id and [clock](Self::clock), the same input gives the same events, byte for byte.
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub async fn run_with<E: Entry<S>>(
        &mut self,
        event: E,
        id: Uuid,
        trace: Option<TraceContext>,
    ) -> Result<Stats, SpineError> {
        let now = self.engine.read_clock();
        self.run = id.as_u128();
        self.enqueue(root(event, id.as_u128(), now, trace));
        self.drive().await
    }

    /// Handles many events and all that follow from them, in their order, until all is quiet.
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub async fn run_all<E: Entry<S>>(
        &mut self,
        events: impl IntoIterator<Item = E>,
    ) -> Result<Stats, SpineError> {
        let now = self.engine.read_clock();
        for event in events {
            let id = Uuid::now_v7().as_u128();
            self.run = id;
            self.enqueue(root(event, id, now, None));
        }
        self.drive().await
    }

    fn enqueue(&mut self, event: Box<Event>) {
        self.engine.queue.push_back(Queued { event, left: None });
    }

    async fn drive(&mut self) -> Result<Stats, SpineError> {
        let before = self.engine.stats;
        let mut organs = self.spine.organs();
        let ended = self.engine.run(&mut organs, self.run).await;
        ended.map(|()| self.engine.stats.since(before))
    }

    /// What all runs came to.
    pub fn stats(&self) -> Stats {
        self.engine.stats
    }

    /// Calls the hooks of the stop, and gives the organs back.
    ///
    /// # Errors
    /// A hook failed, or the handler of an event that one emitted. The organs are lost then:
    /// [`stop`](Self::stop) keeps them.
    pub async fn finish(mut self) -> Result<S, SpineError> {
        self.stop().await?;
        Ok(self.spine)
    }

    /// Calls the hooks of the stop, if those of the start were called.
    ///
    /// # Errors
    /// A hook failed, or the handler of an event that one emitted. All hooks are called all the
    /// same.
    pub async fn stop(&mut self) -> Result<(), SpineError> {
        let mut organs = self.spine.organs();
        self.engine.stop(&mut organs, self.run, Ok(())).await
    }

    /// The organs as they are. Hooks of the stop are not called, and what is in the queue is dropped.
    pub fn into_spine(self) -> S {
        self.spine
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
    /// more attempts.
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
        self.run = queued.event.head.correlation;
        self.engine.queue.push_back(queued);
        let stats = self.drive().await?;
        // The letter that a second failure writes has the same id, and counts more attempts.
        let now = store.get(id).await.map_err(failed)?;
        if now.is_some_and(|now| now.attempts == letter.attempts) {
            store.remove(id).await.map_err(failed)?;
        }
        Ok(stats)
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

impl Engine {
    fn store_failed(&self, error: crate::dead_letter::StoreError) -> SpineError {
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

/// The event type of this name, if the spine names it.
fn known(spine: &'static SpineTable, name: &str) -> Option<&'static EventTable> {
    let handlers = || spine.organs.iter().flat_map(|slot| slot.table.handlers);
    let listened = handlers()
        .flat_map(|handler| handler.listens)
        .map(|interest| interest.event);
    let declared = spine.entry.iter().chain(spine.terminal).copied();
    listened.chain(declared).find(|table| table.name == name)
}

/// Runs a spine once, without a [`Runtime`] of one's own.
pub(super) async fn run_once<S: Spine, E: Entry<S>>(
    spine: &mut S,
    event: E,
) -> Result<Stats, SpineError> {
    let mut engine = Engine::new(S::TABLE, S::rows, Settings::default());
    let id = Uuid::now_v7().as_u128();
    let now = engine.read_clock();
    engine.queue.push_back(Queued {
        event: root(event, id, now, None),
        left: None,
    });
    let mut organs = spine.organs();
    let ended = engine.run(&mut organs, id).await;
    engine.stop(&mut organs, id, ended).await?;
    Ok(engine.stats)
}
