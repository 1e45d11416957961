//! Carries events from organ to organ.
//!
//! - [`Runtime`]: a spine with its queue and its settings; what users call.
//! - `engine`: the queue, and how it is worked off; `attempt`: one event at one handler; `burial`:
//!   what becomes of one that has failed for good.
//! - `serve`: events from a backend; `link`: the backend; `leases`: what is kept while handlers work;
//!   `publisher`: events from outside.
//! - `visit`: an event at its handlers, and `outlet`: where that goes what they did.
//! - `interrupt`: the signals that end a runtime that serves.
//! - `body`: the organs, whole or each on its own; `parallel`: organs side by side.
//! - `station`: the handlers, each with its identity and its policy.
//! - `record`: writes down what happens, and does it again; `cached`: organs that need not be called
//!   twice for equal events.

mod attempt;
mod body;
mod burial;
mod cached;
mod clock;
mod engine;
mod error;
mod interrupt;
mod leases;
mod link;
mod outlet;
mod parallel;
mod publisher;
mod record;
mod serve;
mod served;
mod settings;
mod station;
mod stats;
#[cfg(test)]
mod tests;
mod visit;

use std::{pin::Pin, sync::Arc, time::Duration};

use uuid::Uuid;

pub(super) use self::attempt::handler;
pub(crate) use self::station::Station;
use self::{
    body::{AT_WORK, Body, Duty},
    engine::{Engine, Left, Queued},
    link::Link,
    serve::Until,
    settings::Settings,
};
pub use self::{
    clock::Clock,
    error::SpineError,
    interrupt::interrupt,
    publisher::Publisher,
    record::{Difference, Replay, ReplayError, Report, Snapshot},
    settings::OnBackendFailure,
    stats::Stats,
};
use super::{
    Entry, Event, Layer, Spine, TraceContext,
    backend::{Backend, Message},
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
    policy::{Backoff, Breaker, Retry},
};

/// A run of a spine, to be awaited. Boxed, so that its type does not name that of the event: one that is
/// no entry is told once then, and not again for the future.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Stats, SpineError>> + Send + 'a>>;

/// A spine at work: its organs, a queue of events, and what is to be done about failures.
///
/// ```
/// use organum::{Event, Runtime, SpineError, event, organ, spine};
///
/// #[event]
/// struct OrderPlaced { order: u64 }
///
/// #[derive(Default)]
/// struct Ledger { orders: Vec<u64> }
///
/// #[organ]
/// impl Ledger {
///     fn handle(&mut self, event: &Event) {
///         match event {
///             OrderPlaced { order } => self.orders.push(*order),
///         }
///     }
/// }
///
/// #[derive(Default)]
/// #[spine(entry(OrderPlaced))]
/// struct Shop { ledger: Ledger }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), SpineError> {
/// // A run: an event and all that follows from it, in memory.
/// let mut shop = Runtime::of(Shop::default());
/// let stats = shop.run(OrderPlaced { order: 7 }).await?;
/// assert_eq!(stats.handled, 1);
///
/// // From a backend: events are published, here or elsewhere, and wait until the spine is served.
/// shop.publish(OrderPlaced { order: 8 }).await?;
/// shop.drain().await?;
///
/// let shop = shop.finish().await?; // the organs, with their state
/// assert_eq!(shop.ledger.orders, [7, 8]);
/// # Ok(())
/// # }
/// ```
pub struct Runtime<S> {
    body: Body<S>,
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
            body: Body::Whole(spine),
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

    /// Where [published](Self::publish) events wait, and where this runtime is
    /// [served](Self::serve) from; an unbounded one in memory if this is not called.
    #[must_use]
    pub fn backend(self, backend: impl Backend) -> Self {
        self.with(|settings| {
            settings.backend = Arc::new(backend);
            settings.has_backend = true;
        })
    }

    /// What is done when the backend fails; a few more tries if this is not called.
    #[must_use]
    pub fn on_backend_failure(self, end: OnBackendFailure) -> Self {
        self.with(|settings| settings.on_backend_failure = end)
    }

    /// The breaker in front of the backend. If this is not called, it opens after five failures in a
    /// row, for 100 ms at first and up to 30 s.
    #[must_use]
    pub fn breaker(self, breaker: Breaker) -> Self {
        self.with(|settings| settings.breaker = Arc::new(breaker))
    }

    /// How many events are pulled from the backend at once; 16 if this is not called.
    #[must_use]
    pub fn prefetch(self, events: usize) -> Self {
        self.with(|settings| settings.prefetch = events.max(1))
    }

    /// How long an event waits in the backend that was left to it, after the first delivery, the
    /// second one and so on; from 100 ms, doubled each time, to 30 s if this is not called.
    #[must_use]
    pub fn redelivery(self, backoff: Backoff) -> Self {
        self.with(|settings| settings.redelivery = backoff)
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

    /// Where it is kept what [cached](super::cached) organs have emitted; 64 MiB in memory if this is
    /// not called.
    #[must_use]
    pub fn emissions(self, cache: impl EmissionCache) -> Self {
        self.with(|settings| settings.emissions = Some(Arc::new(cache)))
    }

    /// Lets organs work side by side: each in a task of its own, with an inbox, so that an organ that
    /// takes `&mut self` handles one event at a time, and one that takes `&self` as many as its
    /// `concurrency` says. Without it, one event after the other is handled by one handler after the
    /// other, which makes runs repeatable.
    ///
    /// An organ hears events in the order in which they were emitted, and those with one key are
    /// handled in that order. What is tried again keeps its own organ busy, and no other.
    /// [`prefetch`](Self::prefetch) says how many events of a backend are at work at once.
    ///
    /// When the future of a run is dropped, organs go on with what is in their inboxes, and the next
    /// run goes on with what they did. If the tokio runtime is dropped too, the calls that were at
    /// work are made again.
    #[must_use]
    pub fn parallel(self) -> Self {
        self.with(|settings| settings.is_parallel = true)
    }

    /// The organs.
    ///
    /// # Panics
    /// They are at work, as the future of a [parallel](Self::parallel) run was dropped: see
    /// [`reunite`](Self::reunite).
    pub fn spine(&self) -> &S {
        match &self.body {
            Body::Whole(spine) => spine,
            _ => panic!("{AT_WORK}"),
        }
    }

    /// The organs, to be changed.
    ///
    /// # Panics
    /// As [`spine`](Self::spine) does.
    pub fn spine_mut(&mut self) -> &mut S {
        match &mut self.body {
            Body::Whole(spine) => spine,
            _ => panic!("{AT_WORK}"),
        }
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
    pub fn run<E: Entry<S>>(&mut self, event: E) -> Running<'_> {
        self.run_with(event, Uuid::now_v7(), None)
    }

    /// Handles an event with an id and a trace of its own, as [`run`](Self::run) does. With the same
    /// id and [clock](Self::clock), the same input gives the same events, byte for byte.
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub fn run_with<E: Entry<S>>(
        &mut self,
        event: E,
        id: Uuid,
        trace: Option<TraceContext>,
    ) -> Running<'_> {
        let event = root(event, id.as_u128(), self.engine.read_clock(), trace);
        Box::pin(self.run_root(event))
    }

    async fn run_root(&mut self, event: Box<Event>) -> Result<Stats, SpineError> {
        self.run = event.head.id;
        self.enqueue(event);
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
        self.carry(Duty::Run).await
    }

    /// Publishes an event to the backend, and says its id. It is handled by whoever
    /// [serves](Self::serve) the spine from there.
    ///
    /// # Errors
    /// Those of [`Publisher::publish`].
    pub async fn publish<E: Entry<S>>(&self, event: E) -> Result<Uuid, SpineError> {
        let id = Uuid::now_v7();
        let settings = &self.engine.settings;
        let event = root(event, id.as_u128(), settings.clock.read(), None);
        publisher::publish::<S>(settings, event).await?;
        Ok(id)
    }

    /// What publishes to the backend while this runtime serves.
    pub fn publisher(&self) -> Publisher<S> {
        Publisher::new(self.engine.settings.clone())
    }

    /// Handles events from the backend until `stop` ends, which is an interrupt as a rule: see
    /// [`interrupt`](super::interrupt).
    ///
    /// Events are handled one after the other, each by one handler after the other, as in a
    /// [`run`](Self::run). What a handler did is recorded before the next one is called, so that an
    /// event that is delivered again is handled by those only that are not done with it. Leases are
    /// extended while handlers work. When there is nothing to do, organs are told that all is quiet.
    ///
    /// Once it is to stop, what was pulled is handled to the end, and so is all that is left in a
    /// backend that does not outlive the process: who publishes to one of these should stop first.
    ///
    /// # Errors
    /// Those of [`run`](Self::run), or the backend failed for longer than
    /// [`on_backend_failure`](Self::on_backend_failure) allows. What is not done stays in the
    /// backend.
    ///
    /// # Cancel safety
    /// The call of the handler at work is dropped. What was pulled is delivered again once its lease
    /// has lapsed.
    ///
    /// # Panics
    /// Outside a tokio runtime with a clock.
    ///
    /// ```no_run
    /// # use organum::{Event, Runtime, event, organ, spine};
    /// # #[event]
    /// # struct OrderPlaced { order: u64 }
    /// # #[organ]
    /// # fn receipt(event: &OrderPlaced) { let _ = event.order; }
    /// # #[derive(Default)]
    /// # #[spine(entry(OrderPlaced))]
    /// # struct Shop { receipt: receipt }
    /// use std::num::NonZeroUsize;
    /// use organum::event::{backend::InMemory, interrupt};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let interrupted = interrupt()?;
    /// let thousand = NonZeroUsize::new(1000).unwrap();
    /// let mut shop = Runtime::of(Shop::default()).backend(InMemory::bounded(thousand));
    /// let publisher = shop.publisher();
    /// tokio::spawn(async move { publisher.publish(OrderPlaced { order: 7 }).await });
    /// shop.serve(interrupted).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn serve(
        &mut self,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<Stats, SpineError> {
        let stop = std::pin::pin!(stop);
        self.serve_until(Until::Told(stop)).await
    }

    /// Handles events from the backend until none is left there, those included that others have
    /// leased, and all is quiet.
    ///
    /// # Errors
    /// Those of [`serve`](Self::serve).
    ///
    /// # Cancel safety
    /// That of [`serve`](Self::serve).
    ///
    /// # Panics
    /// Outside a tokio runtime with a clock.
    pub async fn drain(&mut self) -> Result<Stats, SpineError> {
        self.serve_until(Until::Quiet).await
    }

    async fn serve_until(&mut self, until: Until<'_>) -> Result<Stats, SpineError> {
        self.run = Uuid::now_v7().as_u128();
        self.carry(Duty::Serve(until)).await
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
        Ok(self.into_spine())
    }

    /// Calls the hooks of the stop, if those of the start were called.
    ///
    /// # Errors
    /// A hook failed, or the handler of an event that one emitted, or the archive. All hooks are
    /// called all the same.
    pub async fn stop(&mut self) -> Result<(), SpineError> {
        let reunited = self.reunite().await;
        let Body::Whole(spine) = &mut self.body else {
            unreachable!("they were reunited");
        };
        let mut organs = spine.organs();
        let stopped = self.engine.stop(&mut organs, self.run, reunited).await;
        stopped.and(self.flush().await)
    }

    /// The organs as they are. Hooks of the stop are not called, and what is in the queue is dropped.
    ///
    /// # Panics
    /// As [`spine`](Self::spine) does.
    pub fn into_spine(self) -> S {
        match self.body {
            Body::Whole(spine) => spine,
            _ => panic!("{AT_WORK}"),
        }
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
            Some(_) => letter.attempts.into(),
            None => fastrand::u64(..),
        };
        let message = Message::again(queued.event, letter.place.as_deref(), turn)?;
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
    // What is heard by none but organs that ask for all is named by whoever emits it.
    let hooks = spine.organs.iter().flat_map(|slot| {
        let hooks = &slot.table.hooks;
        [hooks.start, hooks.quiet, hooks.stop].into_iter().flatten()
    });
    let emitted = handlers()
        .map(|handler| handler.emits)
        .chain(hooks.map(|hook| hook.emits));
    listened
        .chain(declared)
        .find(|table| table.name == name)
        .or_else(|| emitted.flatten().find_map(|list| list.named(name)))
}

/// Runs a spine once, without a [`Runtime`] of one's own.
pub(super) fn run_once<S: Spine, E: Entry<S>>(spine: &mut S, event: E) -> Running<'_> {
    let mut engine = Engine::new(S::TABLE, S::rows, Settings::default());
    let id = Uuid::now_v7().as_u128();
    let event = root(event, id, engine.read_clock(), None);
    Box::pin(async move {
        engine.queue.push_back(Queued { event, left: None });
        let mut organs = spine.organs();
        let ended = engine.run(&mut organs, id).await;
        engine.stop(&mut organs, id, ended).await?;
        Ok(engine.stats)
    })
}
