//! The organs of a spine, each with tasks of its own.

use std::{
    any::Any,
    collections::{BTreeMap, VecDeque},
    mem,
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::FutureExt as _;
use tokio::{
    sync::{RwLock, RwLockWriteGuard, mpsc},
    task::JoinSet,
};

use super::{
    super::{
        super::{Emissions, ErasedOrgan, handler::Access},
        SpineError, Stats,
        handling::{Caller, Delivered, Handling},
        in_flight::{Hold, InFlight, Queued},
        inside::inside,
        leases::Keeper,
        plan::Plan,
    },
    inbox::{Inbox, Work},
};
use crate::panics;

/// The report of a worker that has completed a piece of work.
pub(super) struct Report {
    /// The number of the event.
    number: u64,
    result: Result<(), Broken>,
}

/// The reason why a worker ends.
pub(super) enum Broken {
    /// The run stops.
    Stopped(SpineError),
    /// The backend or a store panicked.
    Panicked(Mutex<Box<dyn Any + Send>>),
}

/// Returns the payload of a panic.
pub(super) fn of_panic(payload: Mutex<Box<dyn Any + Send>>) -> Box<dyn Any + Send> {
    payload.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// An event that workers have not completed.
struct Open {
    in_flight: Arc<InFlight>,
    /// The number of reports that are still to come.
    due: usize,
}

type Shared = Arc<RwLock<Box<dyn ErasedOrgan>>>;

/// The results of workers that the run has not taken yet.
#[derive(Default)]
struct Results {
    /// The emitted events for the queue of the run.
    emitted: VecDeque<Queued>,
    stats: Stats,
}

type SharedResults = Arc<Mutex<Results>>;

fn lock(results: &SharedResults) -> MutexGuard<'_, Results> {
    results.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The counters of one piece of work, which become results when it ends, and also when it is dropped.
struct Counters<'a> {
    stats: Stats,
    results: &'a SharedResults,
}

impl Drop for Counters<'_> {
    fn drop(&mut self) {
        lock(self.results).stats += self.stats;
    }
}

/// The organs of a spine, each with tasks of its own: one for each event that it may handle at once.
pub(in super::super) struct Workers {
    plan: Arc<Plan>,
    organs: Vec<Shared>,
    inboxes: Vec<Arc<Inbox>>,
    tasks: JoinSet<()>,
    pub(super) reports: mpsc::UnboundedReceiver<Report>,
    /// The events that workers have, by their numbers, in the order in which they were dispatched.
    open: BTreeMap<u64, Open>,
    /// The number of pieces of work without a report.
    at_work: usize,
    results: SharedResults,
    /// The reason why the run stops.
    pub(super) broken: Option<Broken>,
    pub(super) keeper: Option<Keeper>,
    is_closed: bool,
    next_number: u64,
}

impl Workers {
    pub(super) fn of(organs: Vec<Box<dyn ErasedOrgan>>, plan: &Arc<Plan>) -> Self {
        let (sender, reports) = mpsc::unbounded_channel();
        let mut workers = Self {
            plan: Arc::clone(plan),
            organs: Vec::new(),
            inboxes: Vec::new(),
            tasks: JoinSet::new(),
            reports,
            open: BTreeMap::new(),
            at_work: 0,
            results: SharedResults::default(),
            broken: None,
            keeper: None,
            is_closed: false,
            next_number: 0,
        };
        for organ in organs {
            let table = organ.table();
            let (organ, inbox) = (Arc::new(RwLock::new(organ)), Arc::new(Inbox::new()));
            let count = if table.shared {
                table.concurrency.max(1)
            } else {
                1
            };
            for _ in 0..count {
                let worker = Worker {
                    plan: Arc::clone(plan),
                    organ: Arc::clone(&organ),
                    is_shared: table.shared,
                    inbox: Arc::clone(&inbox),
                    results: Arc::clone(&workers.results),
                    reports: sender.clone(),
                };
                workers.tasks.spawn(worker.work());
            }
            workers.organs.push(organ);
            workers.inboxes.push(inbox);
        }
        workers
    }

    /// Returns true if the workers were asked to end, or their tokio runtime has ended.
    pub(in super::super) fn is_closed(&self) -> bool {
        self.is_closed || self.reports.is_closed()
    }

    /// Returns true if no handler is running or will be called.
    pub(super) fn are_idle(&self) -> bool {
        self.at_work == 0
    }

    /// Returns the number of events of the backend that workers have.
    pub(super) fn delivered(&self) -> usize {
        let events = self.open.values();
        let delivered = events.filter(|open| open.in_flight.receipt().is_some());
        delivered.count()
    }

    /// Dispatches an event to its handlers.
    ///
    /// # Errors
    /// The event, if it has no remaining handlers.
    pub(super) fn dispatch(&mut self, in_flight: InFlight) -> Result<(), InFlight> {
        let handlers = in_flight.open_all(&self.plan);
        if handlers.is_empty() {
            return Err(in_flight);
        }
        self.next_number += 1;
        let (number, in_flight) = (self.next_number, Arc::new(in_flight));
        self.at_work += handlers.len();
        self.open.insert(
            number,
            Open {
                in_flight: Arc::clone(&in_flight),
                due: handlers.len(),
            },
        );
        for handler in handlers {
            let organ = self.plan.handlers.at(handler).row.organ;
            self.inboxes[usize::from(organ)].push(Work {
                number,
                in_flight: Arc::clone(&in_flight),
                handler,
            });
        }
        Ok(())
    }

    /// Moves the emitted events into the queue, and adds the counters.
    fn take_results(&self, queue: &mut VecDeque<Queued>, stats: &mut Stats) {
        let results = &mut *lock(&self.results);
        queue.append(&mut results.emitted);
        *stats += mem::take(&mut results.stats);
    }

    /// Processes a report: takes the results, and returns the event after its last report.
    pub(super) fn take(
        &mut self,
        report: Report,
        queue: &mut VecDeque<Queued>,
        stats: &mut Stats,
    ) -> Option<InFlight> {
        self.at_work -= 1;
        self.take_results(queue, stats);
        if let Err(broken) = report.result {
            self.break_off(broken);
            return None;
        }
        let open = self.open.get_mut(&report.number)?;
        open.due -= 1;
        if open.due > 0 {
            return None;
        }
        let done = self.open.remove(&report.number)?;
        Arc::into_inner(done.in_flight)
    }

    /// Keeps the first reason to stop, and logs later ones.
    fn break_off(&mut self, broken: Broken) {
        if self.broken.is_none() {
            self.broken = Some(broken);
            return;
        }
        let spine = self.plan.spine.name;
        match broken {
            Broken::Stopped(error) => tracing::error!(
                spine,
                "another handler failed as the spine stopped: {error}"
            ),
            Broken::Panicked(payload) => {
                tracing::error!(spine, "another worker panicked as the spine stopped");
                panics::forget(of_panic(payload));
            }
        }
    }

    /// Returns all organs, once none of them is running.
    pub(super) async fn all(&self) -> Vec<RwLockWriteGuard<'_, Box<dyn ErasedOrgan>>> {
        let mut all = Vec::with_capacity(self.organs.len());
        for organ in &self.organs {
            all.push(organ.write().await);
        }
        all
    }

    /// Lets workers complete their current work, and take no more.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        for inbox in &self.inboxes {
            inbox.close();
        }
    }

    /// Drops the current calls.
    pub(in super::super) fn abort(&mut self) {
        self.close();
        self.tasks.abort_all();
    }

    /// Waits until all workers have ended.
    pub(super) async fn joined(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }

    /// Returns the events that ended workers have not completed, the last one first.
    pub(super) fn take_back(
        &mut self,
        queue: &mut VecDeque<Queued>,
        stats: &mut Stats,
    ) -> Vec<InFlight> {
        self.take_results(queue, stats);
        self.at_work = 0;
        let open = mem::take(&mut self.open).into_values().rev();
        open.filter_map(|open| Arc::into_inner(open.in_flight))
            .collect()
    }

    /// Returns the organs of ended workers.
    pub(in super::super) fn into_organs(self) -> Vec<Box<dyn ErasedOrgan>> {
        let Self {
            organs, inboxes, ..
        } = self;
        drop(inboxes);
        let alone = |organ| Arc::into_inner(organ).expect("no worker is left");
        organs
            .into_iter()
            .map(|organ| alone(organ).into_inner())
            .collect()
    }
}

struct Worker {
    plan: Arc<Plan>,
    organ: Shared,
    is_shared: bool,
    inbox: Arc<Inbox>,
    results: SharedResults,
    reports: mpsc::UnboundedSender<Report>,
}

impl Worker {
    async fn work(self) {
        let mut out = Emissions::default();
        while let Some(work) = self.inbox.take().await {
            // A handler that is never pending yields its thread from time to time.
            tokio::task::coop::consume_budget().await;
            let mut counters = Counters {
                stats: Stats::default(),
                results: &self.results,
            };
            let result = {
                let handled = pin!(self.handle(&work, &mut out, &mut counters.stats));
                let handled = inside(&self.plan, handled);
                match AssertUnwindSafe(handled).catch_unwind().await {
                    Ok(result) => result.map_err(Broken::Stopped),
                    Err(payload) => Err(Broken::Panicked(Mutex::new(payload))),
                }
            };
            let goes_on = result.is_ok();
            let number = work.number;
            if goes_on {
                self.inbox.finished(work.in_flight.event().key());
            }
            // The receiver of the report takes the results, and the event out of its `Arc`.
            drop(counters);
            drop(work);
            let report = Report { number, result };
            if self.reports.send(report).is_err() || !goes_on {
                return;
            }
        }
    }

    async fn handle(
        &self,
        work: &Work,
        out: &mut Emissions,
        stats: &mut Stats,
    ) -> Result<(), SpineError> {
        let (in_flight, handler) = (&*work.in_flight, work.handler);
        let delivered = if self.is_shared {
            let organ = self.organ.read().await;
            let access = Access::Shared(&**organ);
            self.deliver(access, in_flight, handler, out, stats).await?
        } else {
            let mut organ = self.organ.write().await;
            let access = Access::Alone(&mut **organ);
            self.deliver(access, in_flight, handler, out, stats).await?
        };
        {
            let queue = &mut lock(&self.results).emitted;
            in_flight.complete(handler, delivered, out.staged(), queue, stats);
        }
        in_flight.record(&self.plan).await.map(drop)
    }

    async fn deliver(
        &self,
        mut access: Access<'_>,
        in_flight: &InFlight,
        handler: u16,
        out: &mut Emissions,
        stats: &mut Stats,
    ) -> Result<Option<Delivered>, SpineError> {
        let (plan, event) = (&*self.plan, in_flight.event());
        let mut now = plan.settings.now();
        out.staged().clear();
        out.follow(event, now);
        let mut caller = Caller {
            plan,
            out,
            stats,
            now: &mut now,
        };
        let number = plan.handlers.at(handler).row.handler;
        if !access.organ().wants(number, event) {
            caller.unwanted(event, handler);
            return Ok(None);
        }
        if in_flight.begin(plan).await? == Hold::Lost {
            return Ok(None);
        }
        let mut handling = Handling::begin(handler, plan);
        let is_written = in_flight.sink().is_written();
        let handled = caller.handle(event, &mut handling, &mut access, is_written);
        handled.await.map(Some)
    }
}
