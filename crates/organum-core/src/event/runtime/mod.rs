//! Carries events from organ to organ.
//!
//! - [`Runtime`]: a spine with its queue and its settings; what users call.
//! - `engine`: the queue, and how it is worked off; `attempt`: one event at one handler; `burial`:
//!   what becomes of one that has failed for good.
//! - `station`: the handlers, each with its identity and its policy.
//! - `record`: writes down what happens, and does it again; `cached`: organs that need not be called
//!   twice for equal events.

mod attempt;
mod burial;
mod cached;
mod clock;
mod engine;
mod error;
mod record;
mod settings;
mod station;
mod stats;

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

pub(super) use self::attempt::handler;
pub(crate) use self::station::Station;
pub use self::{
    clock::Clock,
    error::SpineError,
    record::{Difference, Replay, ReplayError, Report, Snapshot},
    stats::Stats,
};
use self::{
    engine::{Engine, Left, Queued},
    record::Recorder,
    settings::Settings,
};
use super::{
    Entry, Event, Layer, Spine, TraceContext,
    archive::{Archive, TraceId},
    cached::EmissionCache,
    dispatch::assert_keys,
    emit::root,
    encoding,
    table::{EventTable, OnFailure, SpineTable},
};
use crate::{
    dead_letter::{
        DeadLetter, DeadLetterId, DeadLetters, Filter, RedriveError, RedriveFuture, Redriver,
    },
    observe::{Both, Observer, SpineEvent},
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
            settings.observers = Some(match settings.observers.take() {
                Some(before) => Arc::new(Both(before, observer)),
                None => Arc::new(observer),
            });
        })
    }

    /// Records all that happens in it, as a trace in an archive: see [`archive`](super::archive) for
    /// what is written, and what is durable when. A runtime writes one trace, whatever the number of
    /// its runs. It does not go on unrecorded: its runs fail once the archive does.
    ///
    /// ```ignore
    /// let archive = InMemory::new();
    /// let mut shop = Runtime::of(Shop::default()).recorded_to(archive.clone());
    /// shop.run(OrderPlaced { order: 7 }).await?;
    /// let trace = shop.trace().expect("it is recorded");
    /// let report = Runtime::of(Shop::default()).replay(&archive, trace).await?.run().await?;
    /// assert!(report.is_identical(), "{report}");
    /// ```
    #[must_use]
    pub fn recorded_to(self, archive: impl Archive) -> Self {
        let recorder = Recorder::into_archive(S::TABLE, Arc::new(archive));
        self.recorded_by(Arc::new(recorder))
    }

    fn recorded_by(self, recorder: Arc<Recorder>) -> Self {
        self.with(|settings| settings.recorder = Some(recorder))
    }

    /// The trace that it is [recorded](Self::recorded_to) as.
    pub fn trace(&self) -> Option<TraceId> {
        self.engine.settings.recorder.as_ref()?.trace()
    }

    /// Waits until all that was recorded is durable.
    ///
    /// # Errors
    /// The archive failed.
    ///
    /// # Cancel safety
    /// Nothing is lost.
    pub async fn flush(&self) -> Result<(), SpineError> {
        match &self.engine.settings.recorder {
            Some(recorder) => recorder.flush().await,
            None => Ok(()),
        }
    }

    /// A replay of a recorded trace, by the organs of this runtime and with its settings; the clock,
    /// the dead letters and the archive are the replay's own. See [`Replay`].
    ///
    /// # Errors
    /// The trace cannot be read or is that of another spine, or this runtime has handled events.
    pub async fn replay(
        self,
        archive: &(impl Archive + ?Sized),
        trace: TraceId,
    ) -> Result<Replay<S>, ReplayError> {
        Replay::of(self, archive, trace).await
    }

    /// Where it is kept what [cached](super::cached) organs have emitted; 64 MiB in memory if this is
    /// not called.
    #[must_use]
    pub fn emissions(self, cache: impl EmissionCache) -> Self {
        self.with(|settings| settings.emissions = Some(Arc::new(cache)))
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
        self.engine.tell(&SpineEvent::Entered {
            event: &event,
            only: None,
        });
        self.engine.queue.push_back(Queued { event, left: None });
    }

    async fn drive(&mut self) -> Result<Stats, SpineError> {
        let before = self.engine.stats;
        self.engine.phase = 0;
        let mut ended = self.go_on().await;
        if let Some(recorder) = &self.engine.settings.recorder {
            ended = ended.and(recorder.hand_over());
        }
        ended.map(|()| self.engine.stats.since(before))
    }

    async fn go_on(&mut self) -> Result<(), SpineError> {
        let mut organs = self.spine.organs();
        self.engine.run(&mut organs, self.run).await
    }

    /// Has nothing happened yet?
    fn is_fresh(&self) -> bool {
        let Engine {
            stats,
            queue,
            has_started,
            ..
        } = &self.engine;
        *stats == Stats::default() && queue.is_empty() && !has_started
    }

    /// An event of a trace comes from outside again.
    fn enter_again(&mut self, id: Uuid, json: &str, only: Option<&str>) -> Result<(), ReplayError> {
        let spine = S::TABLE;
        let event = encoding::decode(json.as_bytes(), spine, |name| known(spine, name)).map_err(
            |error| ReplayError::Unreadable {
                id,
                spine: spine.name,
                error,
            },
        )?;
        let left = match only {
            None => None,
            Some(place) => {
                let at = self.engine.stations.in_place(place);
                let at = at.ok_or_else(|| ReplayError::NoSuchPlace {
                    id,
                    spine: spine.name,
                    place: place.to_owned(),
                })?;
                Some(Box::new(Left {
                    only: Some(at),
                    done: Vec::new(),
                }))
            }
        };
        self.engine.read_clock();
        self.engine.phase = 0;
        self.run = event.head.correlation;
        self.engine.tell(&SpineEvent::Entered {
            event: &event,
            only,
        });
        self.engine.queue.push_back(Queued { event, left });
        Ok(())
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
    /// A hook failed, or the handler of an event that one emitted, or the archive. All hooks are
    /// called all the same.
    pub async fn stop(&mut self) -> Result<(), SpineError> {
        let mut organs = self.spine.organs();
        let stopped = self.engine.stop(&mut organs, self.run, Ok(())).await;
        stopped.and(self.flush().await)
    }

    /// The organs as they are. Hooks of the stop are not called, and what is in the queue is dropped.
    pub fn into_spine(self) -> S {
        self.spine
    }

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
