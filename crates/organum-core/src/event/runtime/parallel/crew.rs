//! The organs of a spine, each at work in tasks of its own.

use std::{any::Any, collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt as _;
use tokio::{
    sync::{RwLock, RwLockWriteGuard, mpsc},
    task::JoinSet,
};

use super::{
    super::{
        super::{
            Emissions, ErasedOrgan, Event,
            layer::Access,
            table::{Row, SpineTable},
        },
        SpineError, Stats,
        burial::Burial,
        leases::Leases,
        link::Link,
        settings::Settings,
        station::Stations,
        visit::{Delivered, Way},
    },
    inbox::{Inbox, Work},
    item::{Item, Step},
};

/// What all workers know.
pub(super) struct Plan {
    spine: &'static SpineTable,
    rows: fn(u64) -> &'static [Row],
    pub(super) stations: Stations,
    pub(super) settings: Settings,
    pub(super) link: Link,
    is_timed: bool,
}

/// What a worker says once it is done with a piece of work.
pub(super) struct Report {
    pub(super) item: Arc<Item>,
    /// What goes into the queue of the run.
    pub(super) emitted: Vec<Box<Event>>,
    pub(super) stats: Stats,
    pub(super) step: Result<Step, Broken>,
}

/// Why a worker does not go on.
pub(super) enum Broken {
    /// The spine stops.
    Stopped(SpineError),
    /// The backend or a store panicked.
    Panicked(Box<dyn Any + Send>),
}

type Shared = Arc<RwLock<Box<dyn ErasedOrgan>>>;

/// The organs of a spine, each at work in tasks of its own: one for each event that it may handle at
/// once.
pub(in super::super) struct Crew {
    pub(super) plan: Arc<Plan>,
    organs: Vec<Shared>,
    inboxes: Vec<Arc<Inbox>>,
    workers: JoinSet<()>,
    pub(super) reports: mpsc::UnboundedReceiver<Report>,
    /// Events that are not done, by their numbers.
    pub(super) open: BTreeMap<u64, Arc<Item>>,
    /// Pieces of work that no report has come of.
    pub(super) at_work: usize,
    /// Events of the backend that are not done.
    pub(super) in_flight: usize,
    pub(super) leases: Option<Leases>,
    is_closed: bool,
    next_number: u64,
}

impl Crew {
    pub(super) fn of(
        organs: Vec<Box<dyn ErasedOrgan>>,
        spine: &'static SpineTable,
        rows: fn(u64) -> &'static [Row],
        settings: &Settings,
        is_timed: bool,
    ) -> Self {
        let plan = Arc::new(Plan {
            spine,
            rows,
            stations: Stations::of(spine, settings),
            settings: settings.clone(),
            link: Link::of(settings, spine.name),
            is_timed,
        });
        let (sender, reports) = mpsc::unbounded_channel();
        let mut crew = Self {
            plan,
            organs: Vec::new(),
            inboxes: Vec::new(),
            workers: JoinSet::new(),
            reports,
            open: BTreeMap::new(),
            at_work: 0,
            in_flight: 0,
            leases: None,
            is_closed: false,
            next_number: 0,
        };
        for organ in organs {
            let table = organ.table();
            let (organ, inbox) = (Arc::new(RwLock::new(organ)), Arc::new(Inbox::new()));
            let workers = if table.shared {
                table.concurrency.max(1)
            } else {
                1
            };
            for _ in 0..workers {
                let worker = Worker {
                    plan: Arc::clone(&crew.plan),
                    organ: Arc::clone(&organ),
                    is_shared: table.shared,
                    inbox: Arc::clone(&inbox),
                    reports: sender.clone(),
                };
                crew.workers.spawn(worker.work());
            }
            crew.organs.push(organ);
            crew.inboxes.push(inbox);
        }
        crew
    }

    /// Have its workers been told to end, or has the tokio runtime that they worked on?
    pub(in super::super) fn is_closed(&self) -> bool {
        self.is_closed || self.reports.is_closed()
    }

    pub(super) fn next_number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// An event goes to its handlers. Says whether there are any.
    pub(super) async fn dispatch(&mut self, item: &Arc<Item>) -> bool {
        let plan = Arc::clone(&self.plan);
        let rows = (plan.rows)(item.event().table.key);
        let handlers = item
            .begin(rows.iter().map(|row| plan.stations.index(*row)))
            .await;
        self.at_work += handlers.len();
        if !handlers.is_empty() {
            self.open.insert(item.number, Arc::clone(item));
        }
        for handler in &handlers {
            let organ = plan.stations.at(*handler).row.organ;
            self.inboxes[usize::from(organ)].push(Work {
                item: Arc::clone(item),
                handler: *handler,
            });
        }
        !handlers.is_empty()
    }

    /// All organs, while none is at work.
    pub(super) async fn all(&self) -> Vec<RwLockWriteGuard<'_, Box<dyn ErasedOrgan>>> {
        let mut all = Vec::with_capacity(self.organs.len());
        for organ in &self.organs {
            all.push(organ.write().await);
        }
        all
    }

    /// Lets workers finish what they are at work on, and nothing else.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        let waiting: Vec<Work> = self
            .inboxes
            .iter()
            .flat_map(|inbox| inbox.close())
            .collect();
        self.at_work -= waiting.len();
    }

    /// Waits until no worker is left.
    pub(super) async fn joined(&mut self) {
        while self.workers.join_next().await.is_some() {}
    }

    /// The organs, once no worker is left.
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
    reports: mpsc::UnboundedSender<Report>,
}

impl Worker {
    async fn work(self) {
        let mut out = Emissions::default();
        while let Some(Work { item, handler }) = self.inbox.take().await {
            let mut stats = Stats::default();
            let mut emitted = Vec::new();
            let done = self.handle(&item, handler, &mut out, &mut stats, &mut emitted);
            let step = match AssertUnwindSafe(done).catch_unwind().await {
                Ok(step) => step.map_err(Broken::Stopped),
                Err(payload) => Err(Broken::Panicked(payload)),
            };
            let goes_on = step.is_ok();
            if goes_on {
                self.inbox.finished(item.event().key());
            }
            let report = Report {
                item,
                emitted,
                stats,
                step,
            };
            if self.reports.send(report).is_err() || !goes_on {
                return;
            }
        }
    }

    async fn handle(
        &self,
        item: &Item,
        handler: usize,
        out: &mut Emissions,
        stats: &mut Stats,
        emitted: &mut Vec<Box<Event>>,
    ) -> Result<Step, SpineError> {
        let plan = &*self.plan;
        let delivered = if self.is_shared {
            let organ = self.organ.read().await;
            let access = Access::Shared(&**organ);
            self.deliver(access, item, handler, out, stats).await?
        } else {
            let mut organ = self.organ.write().await;
            let access = Access::Alone(&mut **organ);
            self.deliver(access, item, handler, out, stats).await?
        };
        emitted.append(out.staged());
        stats.emitted += emitted.len() as u64;
        let means = (&plan.stations, &plan.settings, Some(&plan.link));
        let step = item.step(handler, delivered, emitted, means).await?;
        if delivered == Some(Delivered::Done) && item.only.is_some() {
            // It is done whether or not its letter can be removed.
            let burial = Burial {
                spine: plan.spine,
                settings: &plan.settings,
                event: item.event(),
            };
            burial.exhumed(plan.stations.at(handler)).await?;
        }
        Ok(step)
    }

    async fn deliver(
        &self,
        mut access: Access<'_>,
        item: &Item,
        handler: usize,
        out: &mut Emissions,
        stats: &mut Stats,
    ) -> Result<Option<Delivered>, SpineError> {
        let (plan, event) = (&*self.plan, item.event());
        let mut now = plan.settings.now();
        out.staged().clear();
        out.follow(event, now);
        let mut way = Way {
            spine: plan.spine,
            rows: plan.rows,
            stations: &plan.stations,
            settings: &plan.settings,
            is_timed: plan.is_timed,
            out,
            stats,
            now: &mut now,
        };
        let wants = access
            .organ()
            .wants(plan.stations.at(handler).row.handler, event);
        if !wants {
            if event.attempt() == 1 {
                way.unwanted(event, handler);
            }
            return Ok(None);
        }
        if way.has_too_many_deliveries(event) {
            way.too_many_deliveries(event, handler).await?;
            return Ok(Some(Delivered::Buried));
        }
        let is_written = item.receipt().is_some();
        let delivered = way.deliver(&mut access, event, handler, is_written).await?;
        Ok(Some(delivered))
    }
}
