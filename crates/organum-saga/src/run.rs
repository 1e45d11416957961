//! The state that the parts of a run share, also as the input of its graph.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Poll, Waker},
};

use tokio_util::task::TaskTracker;

use super::{
    IdempotencyKey, SagaId, completed::At, parked_step::Parked, record::Record, settings::Settings,
    table::SagaTable,
};
use crate::observe::{Observer, SagaEvent, SagaInfo, notify};
use organum_base::observe::{SagaStatus, StepRef};

/// The parts of a run that do not depend on the type of its saga.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) record: Arc<Record>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// The tracker of the graph's runner, if the run is a part of a run of a graph.
    pub(crate) outer: Option<TaskTracker>,
}

impl About {
    /// Makes the parts of a run that begins.
    pub(crate) fn new(table: &'static SagaTable, settings: Arc<Settings>) -> Self {
        Self {
            record: Arc::new(Record::new(table)),
            observer: settings.observer.clone(),
            settings,
            outer: None,
        }
    }

    /// Sets the id of the run.
    pub(crate) fn with_id(self, id: SagaId) -> Self {
        self.record.set_id(id);
        self
    }

    pub(crate) fn id(&self) -> SagaId {
        self.record.id()
    }

    /// Notifies the observer, if there is one.
    pub(crate) fn notify(&self, event: &SagaEvent<'_>) {
        if let Some(observer) = &self.observer {
            let info = SagaInfo::new(self.record.saga(), self.id());
            notify(|| observer.saga(&info, event));
        }
    }

    /// Lists the run in the registry, if there is one.
    pub(crate) fn register(&self) {
        if let Some(registry) = &self.settings.registry {
            registry.began(&self.record);
        }
        if self.settings.abort.is_cancelled() {
            self.record.abort();
        }
    }

    /// Ends the run with this status.
    pub(crate) fn end(&self, end: SagaStatus) {
        self.record.set_status(end);
        self.notify(&SagaEvent::Ended { end });
        // A stalled run without a journal keeps its values, because it may be resumed in this process.
        if end != SagaStatus::Stalled || self.record.is_journalled() {
            self.record.release();
        }
        if let Some(registry) = &self.settings.registry {
            registry.ended(&self.record);
        }
    }
}

/// One run of a saga.
pub(crate) struct SagaRun<S> {
    pub(crate) about: About,
    pub(crate) saga: S,
    /// Counts the graphs of the run that are still running.
    idle: Idle,
    /// True if the run is a step of another saga, which decides whether it is undone.
    pub(crate) is_nested: bool,
    nested: Waiting,
    /// The news for the outer saga, if there is one.
    pub(crate) inside: Option<Inside>,
}

impl<S> std::ops::Deref for SagaRun<S> {
    type Target = About;

    fn deref(&self) -> &About {
        &self.about
    }
}

impl<S> SagaRun<S> {
    pub(crate) fn new(saga: S, about: About) -> Self {
        Self {
            about,
            saga,
            idle: Idle::default(),
            is_nested: false,
            nested: Waiting::new(),
            inside: None,
        }
    }

    pub(crate) fn step_ref(&self, at: At) -> StepRef {
        self.record.step_ref(at)
    }

    /// Waits until no graph of the run is running: steps that were dropped on other threads may continue for a moment.
    pub(crate) async fn wait_until_graphs_are_over(&self) {
        self.idle.wait().await;
    }

    /// Waits until no graph of the run or of its nested sagas is running.
    pub(crate) async fn wait_until_idle(&self) {
        self.idle.wait().await;
        if let Some(nested) = self.nested.get() {
            nested.running.close();
            nested.running.wait().await;
        }
    }

    /// Waits until the lease is lost, or the run is left because its runner was aborted. A run is not left while its
    /// pivot is running.
    pub(crate) async fn is_taken_away(&self) {
        let mut aborted = pin!(async {
            self.settings.abort.cancelled().await;
            self.record.until_out_of_pivot().await;
        });
        let mut lost = pin!(self.record.lease_is_lost());
        poll_fn(|cx| {
            if aborted.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            lost.as_mut().poll(cx)
        })
        .await;
        if self.is_left_by_abort() {
            self.record.halt();
        }
    }

    /// True if the runner was aborted and the run has a journal, so that it is left to recovery.
    pub(crate) fn is_left_by_abort(&self) -> bool {
        self.settings.abort.is_cancelled() && self.record.is_journalled()
    }

    /// Returns the state of nested sagas that failed or were dropped.
    pub(crate) fn nested(&self) -> &Inside {
        self.nested.get_or_init(Default::default)
    }

    /// True if another driver has parked a step, or a nested saga has a parked step.
    pub(crate) fn has_parked_elsewhere(&self) -> bool {
        let nested = self.nested.get();
        self.record.has_parked_elsewhere()
            || nested.is_some_and(|nested| !nested.parked.list().is_empty())
    }

    /// Adds the parked steps of this saga to the list of the outer saga, if there is one.
    pub(crate) fn report_parked_to_outer(&self, parked: &[Parked]) {
        if let Some(outer) = &self.inside {
            outer.parked.list().extend_from_slice(parked);
            self.record.add_parked_to_outer(parked.len());
        }
    }

    /// Tells the outer saga, if there is one, that this one is left.
    pub(crate) fn report_left_to_outer(&self) {
        if let Some(outer) = &self.inside {
            outer.is_left.store(true, Ordering::Release);
        }
    }

    /// Returns true if a nested saga that was dropped is left.
    pub(crate) fn has_left_inside(&self) -> bool {
        let nested = self.nested.get();
        nested.is_some_and(|nested| nested.is_left.load(Ordering::Acquire))
    }

    /// Takes what is parked of nested sagas, for the report.
    pub(crate) fn take_parked_inside(&self) -> Vec<Parked> {
        let nested = self.nested.get();
        nested.map_or_else(Vec::new, |nested| {
            std::mem::take(&mut *nested.parked.list())
        })
    }

    /// Notifies the observer and the registry that a parked step was undone.
    pub(crate) fn undone_at_last(&self, at: At, attempts: u32) {
        let step = self.step_ref(at);
        self.notify(&SagaEvent::Undone { step, attempts });
        if let Some(registry) = &self.settings.registry {
            registry.undone(self.id(), step);
        }
    }
}

/// The run of a saga, as the input of its graph.
///
/// This input is in the arena of the graph's run, and is dropped when the last step releases the arena, even a step
/// that was dropped in a task or thread of its own.
pub struct Active<S>(Arc<SagaRun<S>>);

impl<S> Active<S> {
    pub(crate) fn new(run: &Arc<SagaRun<S>>) -> Self {
        run.idle.graphs.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(run))
    }

    #[inline]
    pub(crate) fn run(&self) -> &Arc<SagaRun<S>> {
        &self.0
    }

    /// Returns the saga.
    #[inline]
    pub fn saga(&self) -> &S {
        &self.0.saga
    }

    /// Returns the idempotency key of a step, or of an item of one.
    pub fn key(&self, step: usize, item: Option<u32>) -> IdempotencyKey {
        self.0.id().key(self.0.record.step_name(step), item)
    }
}

impl<S> Drop for Active<S> {
    fn drop(&mut self) {
        self.0.idle.leave();
    }
}

/// The number of graphs of a run that are still running, and the wakers of the tasks that wait for their ends: see
/// [`Active`].
#[derive(Default)]
struct Idle {
    /// The number of graphs with the run as their input.
    graphs: AtomicU32,
    waiting: Mutex<Vec<Waker>>,
}

impl Idle {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn wait(&self) {
        poll_fn(|cx| {
            if self.graphs.load(Ordering::Acquire) == 0 {
                return Poll::Ready(());
            }
            let mut waiting = self.waiting();
            if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                waiting.push(cx.waker().clone());
            }
            drop(waiting);
            // The last graph may have ended before the waker was stored.
            if self.graphs.load(Ordering::Acquire) == 0 {
                return Poll::Ready(());
            }
            Poll::Pending
        })
        .await;
    }

    fn leave(&self) {
        if self.graphs.fetch_sub(1, Ordering::AcqRel) == 1 {
            let waiting = std::mem::take(&mut *self.waiting());
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

/// The state of nested sagas, made when there is one.
pub(crate) type Waiting = OnceLock<Inside>;

/// The state of the nested sagas of a run that failed or were dropped.
#[derive(Clone, Default)]
pub(crate) struct Inside {
    /// Counts the nested sagas that are being undone.
    pub(crate) running: TaskTracker,
    pub(crate) parked: ParkedInside,
    /// One of them is left, so the outer saga is left too: whoever resumes it ends both.
    pub(crate) is_left: Arc<AtomicBool>,
}

/// The parked steps of nested sagas.
#[derive(Clone, Default)]
pub(crate) struct ParkedInside(Arc<Mutex<Vec<Parked>>>);

impl ParkedInside {
    fn list(&self) -> MutexGuard<'_, Vec<Parked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
