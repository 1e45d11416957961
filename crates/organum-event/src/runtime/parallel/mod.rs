//! Parallel organs: each handles its events in tasks of its own.
//!
//! - [`Workers`]: the running organs. `inbox`: the inbox of an organ.
//! - Here: the dispatch of events, and the processing of reports. Dropped futures leave the workers unchanged,
//!   and the next call continues with them.

mod inbox;
mod workers;

use std::{
    future::poll_fn,
    panic::resume_unwind,
    pin::Pin,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

pub(super) use self::workers::Workers;
use self::workers::{Broken, Report, of_panic};
use tokio::time::sleep;

use super::{
    super::{ErasedOrgan, Hook},
    SpineError,
    engine::Engine,
    in_flight::{InFlight, Queued},
    link::{Link, MOMENT, Pulled},
    serve::{Until, WAIT},
};
/// An event that a serve with workers waits for.
enum WorkerEvent {
    Report(Report),
    Pulled(Result<Pulled, SpineError>),
    Stop,
}

impl Engine {
    pub(super) fn workers(&self, organs: Vec<Box<dyn ErasedOrgan>>) -> Workers {
        Workers::of(organs, &self.plan)
    }

    /// Handles the queue, then calls the idle hooks, until they emit nothing.
    pub(super) async fn run_workers(
        &mut self,
        workers: &mut Workers,
        run: u128,
    ) -> Result<(), SpineError> {
        let mut phase = 0;
        loop {
            self.drain_workers(workers).await?;
            phase += 1;
            self.idle_workers(workers, phase, run).await?;
            if self.queue.is_empty() {
                return Ok(());
            }
            self.check_phase(phase)?;
        }
    }

    async fn idle_workers(
        &mut self,
        workers: &Workers,
        phase: u32,
        run: u128,
    ) -> Result<(), SpineError> {
        let mut guards = workers.all().await;
        let mut organs: Vec<&mut dyn ErasedOrgan> =
            guards.iter_mut().map(|guard| &mut ***guard).collect();
        self.hooks(&mut organs, Hook::Idle(phase), run).await
    }

    /// Handles the queue until it is empty and all workers are idle.
    async fn drain_workers(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
        loop {
            self.dispatch_queue(workers).await?;
            if workers.are_idle() {
                return Ok(());
            }
            let report = workers.reports.recv().await.expect("workers report");
            self.process_report(workers, report).await?;
        }
    }

    /// Dispatches the events of the queue to their handlers.
    async fn dispatch_queue(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
        self.take_over_from_stop();
        loop {
            self.end_all().await?;
            if self.budget.is_spent() {
                tokio::task::yield_now().await;
            }
            let Some(Queued { event, left }) = self.queue.pop_front() else {
                return Ok(());
            };
            self.begin(&event);
            let in_flight = InFlight::queued(event, left, &self.plan);
            self.dispatch(workers, in_flight);
        }
    }

    /// Returns the event of a failed or dropped stop, which is sequential, to the head of the queue: some of its
    /// handlers were not called.
    fn take_over_from_stop(&mut self) {
        // A delivery of a backend is not in the queue: it stays in flight, to be settled.
        let is_left = |left: &mut InFlight| left.receipt().is_none() && left.has_handlers_left();
        let left = self.current.take_if(is_left);
        if let Some(queued) = left.and_then(|left| left.into_queued(&self.plan)) {
            self.queue.push_front(queued);
        }
    }

    /// Dispatches an event to its handlers; an event without handlers is ended.
    fn dispatch(&mut self, workers: &mut Workers, in_flight: InFlight) {
        self.ended.extend(workers.dispatch(in_flight).err());
    }

    /// Processes a report of a worker.
    async fn process_report(
        &mut self,
        workers: &mut Workers,
        report: Report,
    ) -> Result<(), SpineError> {
        let done = workers.take(report, &mut self.queue, &mut self.stats);
        self.ended.extend(done);
        if workers.broken.is_some() {
            return self.end_workers(workers).await;
        }
        self.end_all().await
    }

    /// Lets the workers complete their current work, and returns the rest to its source.
    ///
    /// # Errors
    /// The error that stopped a worker.
    ///
    /// # Cancel safety
    /// The next call continues.
    async fn end_workers(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
        workers.close();
        workers.joined().await;
        while let Ok(report) = workers.reports.try_recv() {
            let done = workers.take(report, &mut self.queue, &mut self.stats);
            self.ended.extend(done);
        }
        for in_flight in workers.take_back(&mut self.queue, &mut self.stats) {
            if in_flight.receipt().is_some() {
                self.ended.push_back(in_flight);
            } else if let Some(queued) = in_flight.into_queued(&self.plan) {
                self.queue.push_front(queued);
            }
        }
        workers.keeper = None;
        self.give_back().await;
        match workers.broken.take() {
            None => Ok(()),
            Some(Broken::Stopped(error)) => Err(error),
            Some(Broken::Panicked(payload)) => resume_unwind(of_panic(payload)),
        }
    }

    /// Waits until all organs are idle, and ends the workers.
    pub(super) async fn join_workers(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
        let mut ended = Ok(());
        while ended.is_ok() && !workers.are_idle() && !workers.is_closed() {
            let Some(report) = workers.reports.recv().await else {
                // The tokio runtime of the workers has ended.
                break;
            };
            ended = self.process_report(workers, report).await;
        }
        let closed = self.end_workers(workers).await;
        ended.and(closed)
    }

    /// Handles events from the backend.
    pub(super) async fn serve_workers(
        &mut self,
        workers: &mut Workers,
        run: u128,
        until: Until,
    ) -> Result<(), SpineError> {
        let plan = Arc::clone(&self.plan);
        let link = &plan.link;
        // Events of start hooks are in the backend already; events of earlier runs are not.
        self.drain_workers(workers).await?;
        let leases = &plan.leases;
        workers.keeper.get_or_insert_with(|| leases.keep(link));
        self.take_arrived();
        let mut pull = PendingPull {
            call: None,
            arrived: Arc::clone(&self.arrived),
        };
        let served = self
            .serve_pulled(workers, run, until, link, &mut pull)
            .await;
        if !pull.has_nothing() {
            self.give_back().await;
        }
        served
    }

    /// Takes the result of a completed pull that was not processed.
    pub(super) fn take_arrived(&mut self) {
        let arrived = self
            .arrived
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(Ok(pulled)) = arrived {
            self.hold(pulled);
        }
        self.doubt_pull();
    }

    async fn serve_pulled<'a>(
        &mut self,
        workers: &mut Workers,
        run: u128,
        until: Until,
        link: &'a Link,
        pull: &mut PendingPull<'a>,
    ) -> Result<(), SpineError> {
        let (control, prefetch) = (Arc::clone(&self.plan.control), self.plan.settings.prefetch);
        let mut stop = pin!(control.stop_requested());
        let may_drain = until == Until::Idle || !link.is_durable();
        let mut is_ending = until == Until::Idle || control.is_stop_requested();
        let (mut is_busy, mut has_pulled) = (is_ending, false);
        loop {
            self.is_draining = is_ending;
            // The dispatch appends to the queue only while it handles events of a run.
            pull.poll_during(self.dispatch_queue(workers)).await?;
            let has_news = self.dispatch_pulled(workers, pull).await?;
            // Messages that are left to others come again, and are not pulled at once.
            let pauses = std::mem::take(&mut has_pulled) && !has_news;
            is_busy |= has_news;
            let may_pull = !is_ending || may_drain;
            if !may_pull && workers.are_idle() {
                return Ok(());
            }
            let wants_end = is_ending && may_pull;
            let wants_idle = is_busy && (wants_end || self.plan.has_idle_hooks());
            if workers.are_idle() && (wants_idle || wants_end) && self.redeliveries.left().is_zero()
            {
                // The pending pull may have begun before the last handler completed.
                let pulled = pull
                    .poll_during(link.pull(prefetch, Duration::ZERO))
                    .await?;
                self.hold(pulled);
                let has_news = self.dispatch_pulled(workers, pull).await?;
                let is_dry = !has_news && pull.has_nothing();
                is_busy |= !is_dry;
                if is_dry && !pull.poll_during(self.awaits_redelivery(link)).await? {
                    if wants_idle {
                        let phase = self.next_phase();
                        pull.poll_during(self.idle_workers(workers, phase, run))
                            .await?;
                        is_busy = pull.poll_during(self.enqueue_idle(link)).await?;
                    }
                    if wants_end && !is_busy {
                        return Ok(());
                    }
                }
                if has_news {
                    continue;
                }
            }
            let room = prefetch.saturating_sub(workers.delivered());
            if pull.is_idle() && room > 0 && may_pull {
                let left = self.redeliveries.left();
                let wait = if left.is_zero() { WAIT } else { left };
                self.redeliveries.is_pulling = true;
                pull.call = Some(Box::pin(async move {
                    if pauses {
                        sleep(MOMENT).await;
                    }
                    link.pull(room, wait).await
                }));
            }
            let stop = (!is_ending).then_some(&mut stop);
            match news(workers, stop, pull).await {
                WorkerEvent::Report(report) => {
                    pull.poll_during(self.process_report(workers, report))
                        .await?;
                }
                WorkerEvent::Pulled(pulled) => {
                    let pulled = pulled?;
                    has_pulled = !pulled.deliveries.is_empty();
                    self.hold(pulled);
                }
                WorkerEvent::Stop => {
                    (is_ending, is_busy) = (true, true);
                    if link.is_durable() {
                        pull.call = None;
                    }
                }
            }
        }
    }
}

impl Engine {
    /// Dispatches the pulled events. Returns true if one of them had not been left to others before.
    async fn dispatch_pulled(
        &mut self,
        workers: &mut Workers,
        pull: &mut PendingPull<'_>,
    ) -> Result<bool, SpineError> {
        while let Some(in_flight) = pull.poll_during(self.begin_pulled()).await? {
            self.dispatch(workers, in_flight);
            pull.poll_during(self.end_all()).await?;
        }
        Ok(std::mem::take(&mut self.has_news))
    }
}

type PullCall<'a> = Pin<Box<dyn Future<Output = Result<Pulled, SpineError>> + Send + 'a>>;

/// The result of a pull that is not processed yet. The engine holds it, so that it survives a dropped future.
pub(super) type Arrived = Arc<Mutex<Option<Result<Pulled, SpineError>>>>;

/// A pending pull and its result.
struct PendingPull<'a> {
    call: Option<PullCall<'a>>,
    arrived: Arrived,
}

impl PendingPull<'_> {
    fn arrived(&self) -> MutexGuard<'_, Option<Result<Pulled, SpineError>>> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_idle(&self) -> bool {
        self.call.is_none() && self.arrived().is_none()
    }

    /// Returns true if no result with deliveries or an error is waiting.
    fn has_nothing(&self) -> bool {
        match &*self.arrived() {
            Some(Ok(pulled)) => pulled.deliveries.is_empty(),
            Some(Err(_)) => false,
            None => true,
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) {
        if let Some(call) = &mut self.call
            && let Poll::Ready(pulled) = call.as_mut().poll(cx)
        {
            self.call = None;
            *self.arrived() = Some(pulled);
        }
    }

    /// Awaits another future while polling the pull: another call of the backend may wait for the end of the pull,
    /// when an open breaker lets only one call probe the backend.
    async fn poll_during<T>(&mut self, other: impl Future<Output = T>) -> T {
        let mut other = pin!(other);
        poll_fn(|cx| {
            self.poll(cx);
            other.as_mut().poll(cx)
        })
        .await
    }
}

/// Waits for the next event of a serve with workers.
async fn news<S>(
    workers: &mut Workers,
    mut stop: Option<&mut Pin<&mut S>>,
    pull: &mut PendingPull<'_>,
) -> WorkerEvent
where
    S: Future<Output = ()> + ?Sized,
{
    poll_fn(|cx| {
        if let Poll::Ready(Some(report)) = workers.reports.poll_recv(cx) {
            return Poll::Ready(WorkerEvent::Report(report));
        }
        if let Some(stop) = &mut stop
            && stop.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(WorkerEvent::Stop);
        }
        pull.poll(cx);
        let arrived = pull.arrived().take();
        if let Some(pulled) = arrived {
            return Poll::Ready(WorkerEvent::Pulled(pulled));
        }
        Poll::Pending
    })
    .await
}
