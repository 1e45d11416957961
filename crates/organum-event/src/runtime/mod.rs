//! Carries events from organ to organ.
//!
//! - [`Spine`], [`Entry`]: what `#[spine]` implements.
//! - [`Runtime`]: a spine with its queue and its settings; what users call. [`SpineBuilder`] makes it.
//! - [`SpineRun`], [`SpinePublish`]: one run and one publication, with their options. [`SpineHandle`]: what
//!   is done from elsewhere while it serves, with [`SpineQueue`] and [`SpineDeadLetters`].
//! - `settings`, `control`: what is set before it runs, and how it is told to stop. `plan`: all that is known
//!   before the first event; `handlers`: the handlers, by number and place; `known`: the events that the spine
//!   names.
//! - `organs`: the organs, whole or each on its own. `engine`: the queue and the event in flight, phases and
//!   hooks; `parallel`: organs side by side.
//! - `in_flight`: an event at its handlers until it is settled, the state machine of delivery. `turn`: one
//!   event at one handler; `call`: one try of it with its layers; `cached`: organs that need not be called twice.
//! - `dead_letter`: what becomes of an event that has failed for good. `redrive`: letters tried again;
//!   `claims`: the letters that are.
//! - `serve`: events from a backend. `link`: the backend; `leases`: what is held while handlers work;
//!   `reading`: what a delivery holds; `unknown`: what is left to other programs; `inside`: who is not made to
//!   wait for room.
//! - `notice`: what happens, as observers and the recorder are notified of it. `record`: writes it down, and
//!   does it again.
//! - `interrupt`: the signals that end a runtime that serves. `stats`, `error`: how a run ended.

mod builder;
mod cached;
mod call;
mod claims;
mod control;
mod dead_letter;
mod engine;
mod error;
mod handle;
mod handlers;
mod in_flight;
mod inside;
#[cfg(feature = "signal")]
mod interrupt;
mod known;
mod leases;
mod link;
mod notice;
mod organs;
mod parallel;
mod plan;
mod queue;
mod reading;
mod record;
mod redrive;
mod run;
mod serve;
mod settings;
mod spine;
mod stats;
#[cfg(test)]
mod tests;
mod turn;
mod unknown;

use std::{
    fmt,
    pin::{Pin, pin},
    sync::Arc,
};

use futures_util::future::{Either, select};
use uuid::Uuid;

#[cfg(feature = "signal")]
pub use self::interrupt::interrupt;
pub use self::{
    builder::SpineBuilder,
    error::{SpineError, SpineErrorKind},
    handle::{SpineHandle, SpineShutdown},
    queue::SpineQueue,
    record::{Difference, Replay, ReplayError, ReplayErrorKind, Report, Snapshot},
    redrive::SpineDeadLetters,
    run::{SpinePublish, SpineRun},
    settings::OnBackendFailure,
    spine::{Entry, Spine},
    stats::Stats,
};
use self::{
    control::Owner,
    engine::Engine,
    in_flight::Queued,
    inside::inside,
    notice::Notice,
    organs::{AT_WORK, Duty, Organs},
    serve::Until,
};
use super::{Event, emit::root};
use error::Problem;

/// A run of a spine, to be awaited. Boxed, so that its type does not name that of the event: one that is
/// no entry is told once then, and not again for the future.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Stats, SpineError>> + Send + 'a>>;

/// A spine at work: its organs, a queue of events, and what is to be done about failures.
///
/// ```
/// use organum::{Event, Spine as _, SpineError, event, organ, spine};
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
/// let mut shop = Shop::default().builder().build();
/// let stats = shop.run(OrderPlaced { order: 7 }).await?;
/// assert_eq!(stats.handled, 1);
///
/// // From a backend: events are published, here or elsewhere, and wait until the spine is served.
/// shop.publish(OrderPlaced { order: 8 }).await?;
/// shop.drain().await?;
///
/// let shop = shop.shutdown().await?; // the organs, with their state
/// assert_eq!(shop.ledger.orders, [7, 8]);
/// # Ok(())
/// # }
/// ```
pub struct Runtime<S> {
    organs: Organs<S>,
    engine: Engine,
    /// The id of the first event, or of the run.
    run: u128,
    /// Nobody else can serve a backend that was not chosen.
    _owner: Option<Owner>,
}

impl<S> fmt::Debug for Runtime<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Runtime({})", self.engine.plan.spine.name)
    }
}

impl<S: Spine> Runtime<S> {
    /// The organs.
    ///
    /// # Panics
    /// They are at work, as the future of a [parallel](SpineBuilder::parallel) run was dropped: see
    /// [`join`](Self::join).
    pub fn spine(&self) -> &S {
        match &self.organs {
            Organs::Whole(spine) => spine,
            _ => panic!("{AT_WORK}"),
        }
    }

    /// The organs, to be changed.
    ///
    /// # Panics
    /// As [`spine`](Self::spine) does.
    pub fn spine_mut(&mut self) -> &mut S {
        match &mut self.organs {
            Organs::Whole(spine) => spine,
            _ => panic!("{AT_WORK}"),
        }
    }

    /// Handles an event and all that follow from it, until the spine is idle.
    ///
    /// The event comes from outside: it has an id of its own, and all that follow from it have that
    /// as their correlation id. The [id](SpineRun::id) and the [trace](SpineRun::trace) are options of what
    /// this returns.
    ///
    /// # Errors
    /// A hook failed, organs never become idle, dead letters cannot be kept, or a handler failed
    /// whose failures are to stop the spine. What was not handled stays in the queue: the next run
    /// begins with it. An event that cannot be written is refused if it is
    /// [recorded](SpineBuilder::archive), and nothing is handled.
    ///
    /// # Cancel safety
    /// The call of the handler at work is dropped. Nothing in the queue is lost: the next run begins
    /// with that handler.
    pub fn run<E: Entry<S>>(&mut self, event: E) -> SpineRun<'_, S> {
        let id = Uuid::now_v7().as_u128();
        let event = root(event, id, self.engine.read_clock());
        SpineRun::of(self, event)
    }

    async fn run_root(&mut self, event: Box<Event>) -> Result<Stats, SpineError> {
        self.check_recorded(&event)?;
        self.run = event.head.id;
        self.enqueue(event);
        self.carry(Duty::Run).await
    }

    /// Handles many events and all that follow from them, in their order, until the spine is idle. Without
    /// events it goes on with what an earlier run left.
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub async fn run_all<E: Entry<S>>(
        &mut self,
        events: impl IntoIterator<Item = E>,
    ) -> Result<Stats, SpineError> {
        let now = self.engine.read_clock();
        let roots = events.into_iter().map(|event| {
            let event = root(event, Uuid::now_v7().as_u128(), now);
            self.check_recorded(&event).map(|()| event)
        });
        let roots = roots.collect::<Result<Vec<_>, _>>()?;
        if roots.is_empty() {
            self.begin_empty(Uuid::now_v7());
        }
        for event in roots {
            self.run = event.head.id;
            self.enqueue(event);
        }
        self.carry(Duty::Run).await
    }

    /// That an event can be written, if it is recorded.
    fn check_recorded(&self, event: &Event) -> Result<(), SpineError> {
        if self.engine.plan.settings.recorder.is_some() {
            event.check_payload().map_err(Problem::Encode)?;
        }
        Ok(())
    }

    /// A run without an event begins: what hooks emit in it is not what they emitted in the run before.
    fn begin_empty(&mut self, run: Uuid) {
        self.run = run.as_u128();
        self.engine.plan.tell(&Notice::EmptyRun { run: self.run });
    }

    fn enqueue(&mut self, event: Box<Event>) {
        self.engine.plan.tell(&Notice::Entered {
            event: &event,
            only: None,
            attempts: 0,
        });
        self.engine.queue.push_back(Queued { event, left: None });
    }

    /// Does what is to be done, and says what came of it.
    async fn carry(&mut self, duty: Duty) -> Result<Stats, SpineError> {
        let before = self.engine.stats;
        (self.engine.phase, self.engine.idle_times) = (0, 0);
        let plan = Arc::clone(&self.engine.plan);
        let mut ended = if plan.settings.is_parallel {
            inside(&plan, Box::pin(self.side_by_side(duty)).as_mut()).await
        } else {
            inside(&plan, pin!(self.in_turn(duty))).await
        };
        if let Some(recorder) = &self.engine.plan.settings.recorder {
            ended = ended.and(recorder.hand_over().await);
        }
        ended.map(|()| self.engine.stats.since(before))
    }

    /// Does what is to be done with the organs where they are whole.
    async fn in_turn(&mut self, duty: Duty) -> Result<(), SpineError> {
        self.join().await?;
        self.engine.restore().await?;
        let Organs::Whole(spine) = &mut self.organs else {
            unreachable!("they were joined");
        };
        let mut organs = spine.organs();
        match duty {
            Duty::Run => self.engine.run(&mut organs, self.run).await,
            Duty::Serve(until) => self.engine.serve(&mut organs, self.run, until).await,
        }
    }

    /// Publishes an event to the backend, and says its id. It is handled by whoever
    /// [serves](Self::serve) the spine from there.
    ///
    /// # Errors
    /// Those of [`SpineHandle::publish`].
    pub fn publish<E: Entry<S>>(&self, event: E) -> SpinePublish {
        self.handle().publish(event)
    }

    /// A handle: what publishes to the backend, stops this runtime and sees to its dead letters while
    /// it serves.
    pub fn handle(&self) -> SpineHandle<S> {
        SpineHandle::new(Arc::clone(&self.engine.plan))
    }

    /// Handles events from the backend until `stop` ends, which is an interrupt as a rule, or a
    /// [handle](SpineHandle::shutdown) says so: see
    /// `organum::event::interrupt`.
    ///
    /// Events are handled one after the other, each by one handler after the other, as in a
    /// [`run`](Self::run). What a handler did is recorded before the next one is called, so that an
    /// event that is delivered again is handled by those only that are not done with it. Leases are
    /// extended while handlers work. When there is nothing to do, organs are told that the spine is idle.
    ///
    /// Once it is to stop, the events that were pulled are completed, and so is all that is left in a
    /// backend that does not outlive the process: who publishes to one of these should stop first. A handler
    /// that waits for its next attempt is not waited for: its event stays in the backend.
    ///
    /// # Errors
    /// Those of [`run`](Self::run), or the backend failed for longer than
    /// [`on_backend_failure`](SpineBuilder::on_backend_failure) allows. What is not done stays in the
    /// backend. After a shutdown or an abort nothing is pulled: [`ShutDown`](SpineErrorKind::ShutDown).
    ///
    /// # Cancel safety
    /// The call of the handler at work is dropped. What was pulled is delivered again once its lease
    /// has lapsed.
    ///
    /// # Panics
    /// Outside a tokio runtime with a clock.
    ///
    /// ```no_run
    /// # use organum::{Event, Spine as _, event, organ, spine};
    /// # #[event]
    /// # struct OrderPlaced { order: u64 }
    /// # #[organ]
    /// # fn receipt(event: &OrderPlaced) { let _ = event.order; }
    /// # #[derive(Default)]
    /// # #[spine(entry(OrderPlaced))]
    /// # struct Shop { receipt: receipt }
    /// use std::num::NonZeroUsize;
    /// use organum::event::{backend::MemoryBackend, interrupt};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let interrupted = interrupt()?;
    /// let thousand = NonZeroUsize::new(1000).unwrap();
    /// let mut shop = Shop::default().builder().backend(MemoryBackend::bounded(thousand)).build();
    /// let handle = shop.handle();
    /// tokio::spawn(async move { handle.publish(OrderPlaced { order: 7 }).await });
    /// shop.serve(interrupted).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn serve(
        &mut self,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<Stats, SpineError> {
        let control = Arc::clone(&self.engine.plan.control);
        // Also while handlers work.
        let told = async {
            stop.await;
            control.tell();
            std::future::pending::<()>().await;
        };
        let serve = self.serve_until(Until::Told);
        match select(std::pin::pin!(serve), std::pin::pin!(told)).await {
            Either::Left((served, _)) => served,
            Either::Right(((), _)) => unreachable!("it waits for ever"),
        }
    }

    /// Handles events from the backend until this runtime is idle: it holds none, none that it gave back is
    /// due, its last pull was empty, and its hooks emit nothing more. It does not wait for what others have
    /// leased.
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
        self.serve_until(Until::Idle).await
    }

    async fn serve_until(&mut self, until: Until) -> Result<Stats, SpineError> {
        self.run = Uuid::now_v7().as_u128();
        let (control, before) = (Arc::clone(&self.engine.plan.control), self.engine.stats);
        if control.is_stopped() {
            // What a serve left that was dropped goes back.
            self.abandon().await?;
            let spine = self.engine.plan.spine.name;
            return Err(Problem::ShutDown { spine }.into());
        }
        self.engine.unknown.begin();
        let _serving = control.serving();
        let served = {
            let serve = std::pin::pin!(self.carry(Duty::Serve(until)));
            let aborted = std::pin::pin!(control.aborted());
            match select(serve, aborted).await {
                Either::Left((served, _)) => Some(served),
                Either::Right(_) => None,
            }
        };
        match served {
            Some(served) => served,
            None => {
                self.abandon().await?;
                Ok(self.engine.stats.since(before))
            }
        }
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
    pub async fn shutdown(mut self) -> Result<S, SpineError> {
        self.engine.plan.control.stop();
        self.stop().await?;
        Ok(self.into_inner())
    }

    /// Calls the hooks of the stop, if those of the start were called.
    ///
    /// # Errors
    /// A hook failed, or the handler of an event that one emitted, or the archive. All hooks are
    /// called all the same.
    pub async fn stop(&mut self) -> Result<(), SpineError> {
        let joined = self.join().await;
        let Organs::Whole(spine) = &mut self.organs else {
            unreachable!("they were joined");
        };
        let mut organs = spine.organs();
        let plan = Arc::clone(&self.engine.plan);
        let stopped = self.engine.stop(&mut organs, self.run, joined);
        let stopped = inside(&plan, pin!(stopped)).await;
        stopped.and(self.flush().await)
    }

    /// The organs as they are. Hooks of the stop are not called, and what is in the queue is dropped.
    ///
    /// # Panics
    /// As [`spine`](Self::spine) does.
    pub fn into_inner(self) -> S {
        match self.organs {
            Organs::Whole(spine) => spine,
            _ => panic!("{AT_WORK}"),
        }
    }
}
