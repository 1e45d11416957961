//! Organs side by side: each handles its events in tasks of its own.
//!
//! - [`Workers`]: the organs at work. `inbox`: what waits for one of them.
//! - Here: how events are handed out, and what becomes of what is reported. Dropped futures leave the
//!   workers as they are; whoever comes next goes on with them.

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
/// What was waited for while workers serve.
enum News {
    Report(Report),
    Pulled(Result<Pulled, SpineError>),
    Stop,
}

impl Engine {
    pub(super) fn workers(&self, organs: Vec<Box<dyn ErasedOrgan>>) -> Workers {
        Workers::of(organs, &self.plan)
    }

    /// Works the queue off, and tells organs that the spine is idle until they emit nothing more.
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

    /// Works the queue off.
    async fn drain_workers(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
        loop {
            self.hand_out(workers).await?;
            if workers.are_idle() {
                return Ok(());
            }
            let report = workers.reports.recv().await.expect("workers report");
            self.heard(workers, report).await?;
        }
    }

    /// The events of the queue go to their handlers.
    async fn hand_out(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
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

    /// An event that a stop was at work on when it failed, or was dropped, goes back to the head of the queue:
    /// not all of its handlers had their turn.
    fn take_over_from_stop(&mut self) {
        if !std::mem::take(&mut self.is_stopping_in_turn) {
            return;
        }
        // What a backend delivered is not in the queue: it stays, to be settled.
        let left = self.current.take_if(|left| left.receipt().is_none());
        if let Some(queued) = left.and_then(|left| left.into_queued(&self.plan)) {
            self.queue.push_front(queued);
        }
    }

    /// An event goes to its handlers, or is to be ended, as there are none.
    fn dispatch(&mut self, workers: &mut Workers, in_flight: InFlight) {
        self.ended.extend(workers.dispatch(in_flight).err());
    }

    /// A worker is done with something.
    async fn heard(&mut self, workers: &mut Workers, report: Report) -> Result<(), SpineError> {
        let done = workers.take(report, &mut self.queue, &mut self.stats);
        self.ended.extend(done);
        if workers.broken.is_some() {
            return self.disband(workers).await;
        }
        self.end_all().await
    }

    /// Workers finish what they are at work on, and the rest goes back to where it came from.
    ///
    /// # Errors
    /// What stopped the spine.
    ///
    /// # Cancel safety
    /// It goes on where it was.
    async fn disband(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
        workers.close();
        workers.joined().await;
        while let Ok(report) = workers.reports.try_recv() {
            let done = workers.take(report, &mut self.queue, &mut self.stats);
            self.ended.extend(done);
        }
        for in_flight in workers.take_back(&mut self.queue) {
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

    /// Waits until no organ is at work, and lets go of the workers.
    pub(super) async fn recall(&mut self, workers: &mut Workers) -> Result<(), SpineError> {
        let mut ended = Ok(());
        while ended.is_ok() && !workers.are_idle() && !workers.is_closed() {
            let Some(report) = workers.reports.recv().await else {
                // The tokio runtime that they worked on is gone.
                break;
            };
            ended = self.heard(workers, report).await;
        }
        let disbanded = self.disband(workers).await;
        ended.and(disbanded)
    }

    /// Handles what comes from the backend.
    pub(super) async fn serve_workers(
        &mut self,
        workers: &mut Workers,
        run: u128,
        until: Until,
    ) -> Result<(), SpineError> {
        let plan = Arc::clone(&self.plan);
        let link = &plan.link;
        // What the start emitted is in the backend already; what earlier runs left is not.
        self.drain_workers(workers).await?;
        let leases = &plan.leases;
        workers.keeper.get_or_insert_with(|| leases.keep(link));
        self.take_what_came();
        let mut pull = Pulling {
            call: None,
            came: Arc::clone(&self.came),
        };
        let served = self
            .serve_pulled(workers, run, until, link, &mut pull)
            .await;
        if !pull.has_nothing() {
            self.give_back().await;
        }
        served
    }

    /// What a pull took, and nobody has looked at yet.
    pub(super) fn take_what_came(&mut self) {
        let came = self
            .came
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(Ok(pulled)) = came {
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
        pull: &mut Pulling<'a>,
    ) -> Result<(), SpineError> {
        let (control, prefetch) = (Arc::clone(&self.plan.control), self.plan.settings.prefetch);
        let mut told = pin!(control.told());
        let mut is_told = until == Until::Idle;
        let may_drain = is_told || !link.backend.is_durable();
        let (mut is_busy, mut has_pulled) = (is_told, false);
        loop {
            self.is_draining = is_told;
            // Only what came from the queue of a run puts something back there.
            pull.beside(self.hand_out(workers)).await?;
            let has_news = self.take_up_all(workers, pull).await?;
            // What was left to others comes again, and is not asked for at once.
            let pauses = std::mem::take(&mut has_pulled) && !has_news;
            is_busy |= has_news;
            let may_pull = !is_told || may_drain;
            if !may_pull && workers.are_idle() {
                return Ok(());
            }
            let wants_end = is_told && may_pull;
            let wants_idle = is_busy && (wants_end || self.plan.has_idle_hooks());
            if workers.are_idle() && (wants_idle || wants_end) && self.redeliveries.left().is_zero()
            {
                // The pull at work may have begun before the last handler ended.
                let pulled = pull.beside(link.pull(prefetch, Duration::ZERO)).await?;
                self.hold(pulled);
                let has_news = self.take_up_all(workers, pull).await?;
                let is_dry = !has_news && pull.has_nothing();
                is_busy |= !is_dry;
                if is_dry && !pull.beside(self.awaits_redelivery(link)).await? {
                    if wants_idle {
                        let phase = self.next_phase();
                        pull.beside(self.idle_workers(workers, phase, run)).await?;
                        is_busy = pull.beside(self.hand_over_idle(link)).await?;
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
            let told = (!is_told).then_some(&mut told);
            match news(workers, told, pull).await {
                News::Report(report) => pull.beside(self.heard(workers, report)).await?,
                News::Pulled(pulled) => {
                    let pulled = pulled?;
                    has_pulled = !pulled.deliveries.is_empty();
                    self.hold(pulled);
                }
                News::Stop => {
                    (is_told, is_busy) = (true, true);
                    if link.backend.is_durable() {
                        pull.call = None;
                    }
                }
            }
        }
    }
}

impl Engine {
    /// What was pulled goes to its handlers. Returns whether something came that was not left to others before.
    async fn take_up_all(
        &mut self,
        workers: &mut Workers,
        pull: &mut Pulling<'_>,
    ) -> Result<bool, SpineError> {
        while let Some(in_flight) = pull.beside(self.take_up_pulled()).await? {
            self.dispatch(workers, in_flight);
            pull.beside(self.end_all()).await?;
        }
        Ok(std::mem::take(&mut self.has_news))
    }
}

type PullCall<'a> = Pin<Box<dyn Future<Output = Result<Pulled, SpineError>> + Send + 'a>>;

/// What came of a pull, until it is looked at. It lies with the engine, so that a future that is dropped in
/// between does not take it along.
pub(super) type Came = Arc<Mutex<Option<Result<Pulled, SpineError>>>>;

/// A pull at work, and what came of it.
struct Pulling<'a> {
    call: Option<PullCall<'a>>,
    came: Came,
}

impl Pulling<'_> {
    fn came(&self) -> MutexGuard<'_, Option<Result<Pulled, SpineError>>> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_idle(&self) -> bool {
        self.call.is_none() && self.came().is_none()
    }

    /// Has nothing come that is to be taken?
    fn has_nothing(&self) -> bool {
        match &*self.came() {
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
            *self.came() = Some(pulled);
        }
    }

    /// Does something else, and goes on with the pull meanwhile: what else asks the backend may wait
    /// for the end of the pull, where the breaker lets one call find out whether the backend is back.
    async fn beside<T>(&mut self, other: impl Future<Output = T>) -> T {
        let mut other = pin!(other);
        poll_fn(|cx| {
            self.poll(cx);
            other.as_mut().poll(cx)
        })
        .await
    }
}

/// The next news of workers that serve.
async fn news<S>(
    workers: &mut Workers,
    mut stop: Option<&mut Pin<&mut S>>,
    pull: &mut Pulling<'_>,
) -> News
where
    S: Future<Output = ()> + ?Sized,
{
    poll_fn(|cx| {
        if let Poll::Ready(Some(report)) = workers.reports.poll_recv(cx) {
            return Poll::Ready(News::Report(report));
        }
        if let Some(stop) = &mut stop
            && stop.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(News::Stop);
        }
        pull.poll(cx);
        let came = pull.came().take();
        if let Some(pulled) = came {
            return Poll::Ready(News::Pulled(pulled));
        }
        Poll::Pending
    })
    .await
}
