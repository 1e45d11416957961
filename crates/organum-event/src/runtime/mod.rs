//! The runtime of spines, which delivers events between organs.
//!
//! - [`Spine`], [`Entry`]: the traits that `#[spine]` implements.
//! - [`Runtime`]: a spine with its queue and its settings. [`SpineBuilder`] makes it.
//! - [`SpineRun`], [`SpinePublish`]: one run and one publication, with their options. [`SpineHandle`]: access
//!   to a runtime while it serves, with [`SpineQueue`] and [`SpineDeadLetters`].
//! - `settings`: the settings of a runtime. `control`: the signals that stop it. `plan`: the parts that are
//!   made before the first event; `handlers`: the handlers, by number and place; `known`: the events that the
//!   spine names.
//! - `organs`: the organs, in their spine or separate. `engine`: the queue and the event in flight, phases and
//!   hooks; `parallel`: parallel organs.
//! - `in_flight`: an event at its handlers until it is settled, the state machine of delivery. `handling`: one
//!   event at one handler; `call`: one attempt with its layers; `cached`: organs with cached emissions.
//! - `dead_letter`: the writing of dead letters. `redrive`: their redrive; `claims`: the letters that are being
//!   redriven.
//! - `serve`: events from a backend. `link`: the access to the backend; `leases`: the leases of deliveries;
//!   `reading`: the interpretation of a delivery; `unknown`: messages that are left to other programs;
//!   `inside`: callers that must not wait for room.
//! - `notice`: notifications for observers and the recorder. `record`: recording and replay.
//! - `interrupt`: the signals that end a runtime that serves. `stats`, `error`: the results of a run.

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
mod handling;
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
    error::{SpineError, SpineErrorKind, SpineShutdownError},
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
    organs::{OrganTask, Organs, STILL_RUNNING},
    serve::Until,
};
use super::{Event, emit::root};
use crate::policy;
use error::Problem;

/// The future of a run. It is boxed, so that its type does not name the type of the event: an event that is not
/// an entry is reported once, and not again for the future.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Stats, SpineError>> + Send + 'a>>;

/// A spine with a queue of events and the settings for failures.
///
/// ```
/// use organum::{Event, Spine as _, SpineError, event, organ, spine};
///
/// #[event]
/// struct OrderPlaced { order: u64 }
///
/// #[derive(Default)]
/// struct Sales { orders: Vec<u64> }
///
/// #[organ]
/// impl Sales {
///     fn handle(&mut self, event: &Event) {
///         match event {
///             OrderPlaced { order } => self.orders.push(*order),
///         }
///     }
/// }
///
/// #[derive(Default)]
/// #[spine(entry(OrderPlaced))]
/// struct Shop { sales: Sales }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), SpineError> {
///     // A run: an event and all events that follow from it, in memory.
///     let mut shop = Shop::default().builder().build();
///     let stats = shop.run(OrderPlaced { order: 7 }).await?;
///     assert_eq!(stats.handled, 1);
///
///     // From a backend: events are published, here or elsewhere, and wait until the spine is served.
///     shop.publish(OrderPlaced { order: 8 }).await?;
///     shop.drain().await?;
///
///     let shop = shop.shutdown().await?; // the organs, with their state
///     assert_eq!(shop.sales.orders, [7, 8]);
///     Ok(())
/// }
/// ```
pub struct Runtime<S> {
    organs: Organs<S>,
    engine: Engine,
    /// The id of the first event, or of the run.
    run: u128,
    /// Present with the default backend, which no other runtime can serve.
    _owner: Option<Owner>,
}

impl<S> fmt::Debug for Runtime<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Runtime({})", self.engine.plan.spine.name)
    }
}

impl<S: Spine> Runtime<S> {
    /// Returns the organs.
    ///
    /// # Panics
    /// Panics while organs are running, as the future of a [parallel](SpineBuilder::parallel) run was dropped:
    /// see [`join`](Self::join).
    pub fn spine(&self) -> &S {
        match &self.organs {
            Organs::Whole(spine) => spine,
            _ => panic!("{STILL_RUNNING}"),
        }
    }

    /// Returns the organs, to be changed.
    ///
    /// # Panics
    /// Panics as [`spine`](Self::spine) does.
    pub fn spine_mut(&mut self) -> &mut S {
        match &mut self.organs {
            Organs::Whole(spine) => spine,
            _ => panic!("{STILL_RUNNING}"),
        }
    }

    /// Handles an event and all events that follow from it, until the spine is idle.
    ///
    /// The event gets a new id, which is the correlation id of all events that follow from it. The
    /// [id](SpineRun::id) and the [trace](SpineRun::trace) are options of the returned future.
    ///
    /// # Errors
    /// A hook failed, organs never become idle, the store of dead letters failed, or a handler with
    /// [`OnFailure::Fail`](crate::OnFailure::Fail) failed. Remaining events stay in the queue: the next run
    /// begins with them. If the runtime is [recorded](SpineBuilder::archive), an event that cannot be
    /// encoded is refused, and nothing is handled.
    ///
    /// # Cancel safety
    /// The current call of a handler is dropped. The queue is kept: the next run begins with that handler.
    pub fn run<E: Entry<S>>(&mut self, event: E) -> SpineRun<'_, S> {
        let id = Uuid::now_v7().as_u128();
        let event = root(event, id, self.engine.read_clock());
        SpineRun::of(self, event)
    }

    async fn run_root(&mut self, event: Box<Event>) -> Result<Stats, SpineError> {
        self.check_recorded(&event)?;
        self.run = event.head.id;
        self.enqueue(event);
        self.execute(OrganTask::Run).await
    }

    /// Handles several events in order, with all events that follow from them, until the spine is idle. Without
    /// events it continues an earlier run.
    ///
    /// # Errors
    /// Those of [`run`](Self::run). If one of the events is refused, none is handled.
    ///
    /// # Cancel safety
    /// That of [`run`](Self::run): the queue keeps the events that are not handled.
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
        self.execute(OrganTask::Run).await
    }

    /// Checks that an event can be encoded, if the runtime is recorded.
    fn check_recorded(&self, event: &Event) -> Result<(), SpineError> {
        if self.engine.plan.settings.recorder.is_some() {
            event.check_payload().map_err(Problem::Encode)?;
        }
        Ok(())
    }

    /// Begins a run without an event. It has a new id, so that hooks emit events with new ids.
    fn begin_empty(&mut self, run: Uuid) {
        self.run = run.as_u128();
        self.engine.plan.notify(&Notice::EmptyRun { run: self.run });
    }

    /// Checks that there is a clock if a handler may need one.
    fn check_clock(&self) -> Result<(), SpineError> {
        let plan = &self.engine.plan;
        match plan.handlers.needs_clock() {
            Some(handler) if !plan.settings.is_replay() && !policy::has_clock() => {
                let (spine, place) = (plan.spine.name, handler.place.clone());
                Err(Problem::NoClock { spine, place }.into())
            }
            _ => Ok(()),
        }
    }

    fn enqueue(&mut self, event: Box<Event>) {
        self.engine.plan.notify(&Notice::Entered {
            event: &event,
            only: None,
            attempts: 0,
        });
        self.engine.queue.push_back(Queued { event, left: None });
    }

    /// Executes a task of the organs, and returns the counters of this execution.
    async fn execute(&mut self, task: OrganTask) -> Result<Stats, SpineError> {
        let before = self.engine.stats;
        self.check_clock()?;
        (self.engine.phase, self.engine.idle_times) = (0, 0);
        let plan = Arc::clone(&self.engine.plan);
        let mut ended = if plan.settings.is_parallel {
            inside(&plan, Box::pin(self.in_parallel(task)).as_mut()).await
        } else {
            inside(&plan, pin!(self.in_sequence(task))).await
        };
        if let Some(recorder) = &self.engine.plan.settings.recorder {
            ended = ended.and(recorder.append_all().await);
        }
        ended.map(|()| self.engine.stats.since(before))
    }

    /// Executes a task sequentially, with the organs in their spine.
    async fn in_sequence(&mut self, task: OrganTask) -> Result<(), SpineError> {
        self.join().await?;
        self.engine.restore().await?;
        let Organs::Whole(spine) = &mut self.organs else {
            unreachable!("they were joined");
        };
        let mut organs = spine.organs();
        match task {
            OrganTask::Run => self.engine.run(&mut organs, self.run).await,
            OrganTask::Serve(until) => self.engine.serve(&mut organs, self.run, until).await,
        }
    }

    /// Publishes an event to the backend, and returns its id. It is handled by a runtime that
    /// [serves](Self::serve) the spine from that backend.
    ///
    /// # Errors
    /// Those of [`SpineHandle::publish`].
    pub fn publish<E: Entry<S>>(&self, event: E) -> SpinePublish {
        self.handle().publish(event)
    }

    /// Returns a handle, which can publish to the backend, stop this runtime and access its dead letters while
    /// it serves.
    pub fn handle(&self) -> SpineHandle<S> {
        SpineHandle::new(Arc::clone(&self.engine.plan))
    }

    /// Handles events from the backend until `stop` completes, which is usually an interrupt, or a
    /// [handle](SpineHandle::shutdown) stops the runtime: see `organum::event::interrupt`.
    ///
    /// Events are handled one after the other, each by one handler after the other, as in a
    /// [`run`](Self::run). The result of a handler is recorded before the next one is called, so a redelivery
    /// calls only the handlers that have not completed. Leases are renewed while handlers run. When there is
    /// no event, the idle hooks are called.
    ///
    /// After the stop, the pulled events are completed, and so are all remaining events of a backend that
    /// does not outlive the process: its publishers should stop first. A handler that waits for its next
    /// attempt is not awaited: its event stays in the backend, for the next serve or for
    /// [`shutdown`](Self::shutdown). A shutdown by a [handle](SpineHandle::shutdown) awaits it, if the event would be
    /// lost otherwise.
    ///
    /// # Errors
    /// Those of [`run`](Self::run), or the backend failed for longer than
    /// [`on_backend_failure`](SpineBuilder::on_backend_failure) allows. Remaining events stay in the backend.
    /// After a shutdown or an abort nothing is pulled: [`ShutDown`](SpineErrorKind::ShutDown).
    ///
    /// # Cancel safety
    /// The current call of a handler is dropped. Pulled events are redelivered after their leases have expired.
    ///
    /// # Panics
    /// Panics outside of a tokio runtime with a clock.
    ///
    /// ```no_run
    /// use std::num::NonZeroUsize;
    /// use organum::{event, organ, prelude::*, spine};
    /// use organum::event::{backend::MemoryBackend, interrupt};
    ///
    /// #[event]
    /// struct OrderPlaced { order: u64 }
    ///
    /// #[organ]
    /// fn receipt(event: &OrderPlaced) { let _ = event.order; }
    ///
    /// #[derive(Default)]
    /// #[spine(entry(OrderPlaced))]
    /// struct Shop { receipt: receipt }
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     let interrupted = interrupt()?;
    ///     let thousand = NonZeroUsize::new(1000).unwrap();
    ///     let mut shop = Shop::default().builder().backend(MemoryBackend::bounded(thousand)).build();
    ///     let handle = shop.handle();
    ///     tokio::spawn(async move { handle.publish(OrderPlaced { order: 7 }).await });
    ///     shop.serve(interrupted).await?;
    ///     Ok(())
    /// }
    /// ```
    pub async fn serve(
        &mut self,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<Stats, SpineError> {
        let control = Arc::clone(&self.engine.plan.control);
        // A separate future, so that the stop is noticed while handlers run.
        let requested = async {
            stop.await;
            control.request_stop();
            std::future::pending::<()>().await;
        };
        self.engine.plan.control.forget_stop();
        let serve = self.serve_until(Until::Stop);
        // The stop is polled first: one that is ready prevents a pull.
        match select(std::pin::pin!(requested), std::pin::pin!(serve)).await {
            Either::Left(((), _)) => unreachable!("the future stays pending"),
            Either::Right((served, _)) => served,
        }
    }

    /// Handles events from the backend until this runtime is idle: it holds no delivery, no delivery that it gave
    /// back is due, its last pull was empty, and its hooks emit nothing. It does not wait for deliveries of other
    /// consumers.
    ///
    /// # Errors
    /// Those of [`serve`](Self::serve).
    ///
    /// # Cancel safety
    /// That of [`serve`](Self::serve).
    ///
    /// # Panics
    /// Panics outside of a tokio runtime with a clock.
    pub async fn drain(&mut self) -> Result<Stats, SpineError> {
        self.engine.plan.control.forget_stop();
        self.serve_until(Until::Idle).await
    }

    async fn serve_until(&mut self, until: Until) -> Result<Stats, SpineError> {
        self.run = Uuid::now_v7().as_u128();
        let (control, before) = (Arc::clone(&self.engine.plan.control), self.engine.stats);
        if control.is_stopped() {
            // The deliveries of a dropped serve are given back.
            self.abandon().await?;
            let spine = self.engine.plan.spine.name;
            return Err(Problem::ShutDown { spine }.into());
        }
        let due = self.engine.unknown.begin();
        self.engine.redeliveries.expect_until(due);
        let _serving = control.serving();
        let served = {
            let serve = std::pin::pin!(self.execute(OrganTask::Serve(until)));
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

    /// Returns the counters of all runs.
    pub fn stats(&self) -> Stats {
        self.engine.stats
    }

    /// Handles the events that a serve has left in a backend in memory without another owner, calls the stop hooks, and
    /// returns the organs. Among these events are those that wait for a retry. After 30 seconds the rest is aborted, and
    /// becomes dead letters of the kind `shut down`.
    ///
    /// # Errors
    /// A hook failed, a handler with [`OnFailure::Fail`](crate::OnFailure::Fail), the backend, the archive or the store
    /// of dead letters. The stop hooks are called nevertheless, and the error contains the organs.
    ///
    /// # Cancel safety
    /// The organs and the queue are dropped. Stop hooks may not have been called.
    pub async fn shutdown(mut self) -> Result<S, SpineShutdownError<S>> {
        let finished = self.finish_waiting().await;
        let plan = Arc::clone(&self.engine.plan);
        plan.control.stop();
        let stopped = self.stop().await;
        let stored = plan.store_rest().await;
        let ended = finished.and(stored).and(stopped);
        let spine = self.into_inner();
        match ended {
            Ok(()) => Ok(spine),
            Err(error) => Err(SpineShutdownError::new(error, spine)),
        }
    }

    /// Handles the events that a serve has left in the backend, if they would be lost otherwise. An abort ends this
    /// after the time that a shutdown waits.
    async fn finish_waiting(&mut self) -> Result<(), SpineError> {
        let plan = Arc::clone(&self.engine.plan);
        let may_be_lost = self.engine.has_served && plan.link.is_sole_owner();
        if !may_be_lost || plan.control.is_stopped() || plan.link.metrics().await?.pending() == 0 {
            return Ok(());
        }
        let limit = async {
            tokio::time::sleep(handle::PATIENCE).await;
            plan.control.abort();
            std::future::pending::<()>().await;
        };
        match select(pin!(self.drain()), pin!(limit)).await {
            Either::Left((drained, _)) => drained.map(drop),
            Either::Right(((), _)) => unreachable!("the future stays pending"),
        }
    }

    /// Calls the stop hooks, if the start hooks were called.
    ///
    /// # Errors
    /// A hook failed, or the handler of an event that a hook emitted, or the archive. The remaining hooks are
    /// called nevertheless.
    ///
    /// # Cancel safety
    /// The next stop continues with the hook that was called last.
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

    /// Returns the organs in their current state. Stop hooks are not called, and the queue is dropped.
    ///
    /// # Panics
    /// Panics as [`spine`](Self::spine) does.
    pub fn into_inner(self) -> S {
        match self.organs {
            Organs::Whole(spine) => spine,
            _ => panic!("{STILL_RUNNING}"),
        }
    }
}
