//! What the parts of one run share.

use std::{
    any::Any,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize, Ordering},
    },
    task::{Poll, Waker},
    time::Duration,
};

use tokio_util::task::TaskTracker;

use super::{
    Saga, SagaId,
    journal::{Entry, Journal, JournalError, Lease},
    log::{At, Done, Log, Value},
    registry::{Look, Past, SagaView},
    report::{Ended, IdCell, StepRef},
    settings::Settings,
};
use crate::{
    graph::Cause,
    observe::{Observer, SagaEvent, SagaInfo, tell},
    panics,
};

/// One run of a saga: its inputs, what was done, and where that is recorded.
pub(crate) struct Shared<S: Saga> {
    id: Arc<IdCell>,
    pub(crate) saga: S,
    pub(crate) settings: Arc<Settings>,
    log: Mutex<Log>,
    pub(crate) record: Option<Recorder>,
    /// Why nothing is recorded any more.
    stopped: Mutex<Option<JournalError>>,
    /// Nothing of the graph is at work any more.
    quiet: Quiet,
    phase: AtomicU8,
    /// Every step is done that has to be.
    is_complete: AtomicBool,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// Where the registry has it, if it does.
    place: AtomicUsize,
    /// It is a step of another saga, which has the last word.
    pub(crate) is_nested: bool,
    nested: super::nested::Waiting,
    /// Those that wait for more than this run: the runner of the graph that it is part of.
    pub(crate) outer: Option<TaskTracker>,
}

/// Where a run is recorded.
pub(crate) struct Recorder {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) lease: Lease,
    /// The rollback was recorded, in this run or in one before a crash.
    pub(crate) rolls_back: AtomicBool,
    /// The end was recorded.
    pub(crate) is_finished: AtomicBool,
}

/// How far a run is, as one who looks at it sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// It goes forward.
    Running,
    /// It is being undone.
    RollingBack,
    /// It is over.
    Over,
}

impl<S: Saga> Shared<S> {
    pub(crate) fn new(saga: S, settings: Arc<Settings>) -> Self {
        Self {
            id: Arc::default(),
            saga,
            observer: settings.observer.clone(),
            place: AtomicUsize::new(usize::MAX),
            settings,
            log: Mutex::new(Log {
                done: Vec::with_capacity(S::TABLE.steps.len()),
                ..Log::default()
            }),
            record: None,
            stopped: Mutex::new(None),
            quiet: Quiet::default(),
            phase: AtomicU8::new(0),
            is_complete: AtomicBool::new(false),
            outer: None,
            is_nested: false,
            nested: super::nested::Waiting::new(),
        }
    }

    /// The same with this id.
    pub(crate) fn with_id(self, id: SagaId) -> Self {
        Self {
            id: Arc::new(IdCell::from(id)),
            ..self
        }
    }

    /// The id, made when it is first asked for.
    pub(crate) fn id(&self) -> SagaId {
        self.id.get()
    }

    pub(crate) fn id_cell(&self) -> Arc<IdCell> {
        Arc::clone(&self.id)
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn step_ref(at: At) -> StepRef {
        StepRef {
            name: S::TABLE.steps.get(at.step).map_or("", |step| step.name),
            index: at.step,
            item: at.item.map(|item| item as usize),
        }
    }

    /// Keeps what a step gave.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, at: At, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let kept: Arc<dyn Any + Send + Sync> = Arc::clone(&value) as _;
        self.log().put(Done {
            step: at.step,
            item: at.item,
            value: Value::One(kept),
            is_recorded: false,
        });
        value
    }

    /// A step failed. The first one is the one that is told of.
    #[cold]
    pub(crate) fn failed(&self, at: At, cause: Cause) -> Cause {
        self.log().failed.get_or_insert(at);
        cause
    }

    /// Records what happened, if anything is recorded. Once that fails, nothing more is.
    pub(crate) async fn record(&self, entry: Entry) -> Result<(), Cause> {
        let Some(record) = &self.record else {
            return Ok(());
        };
        if self.is_stopped() {
            return Err(Box::new(Halt));
        }
        match record.journal.append(&record.lease, entry).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.stop(error)),
        }
    }

    /// The journal failed: this driver stops, and leaves the rest to another one.
    #[cold]
    pub(crate) fn stop(&self, error: JournalError) -> Cause {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.get_or_insert(error);
        Box::new(Halt)
    }

    pub(crate) fn is_stopped(&self) -> bool {
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.is_some()
    }

    pub(crate) fn take_stopped(&self) -> Option<JournalError> {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.take()
    }

    /// Records what was done and not recorded, since the step was cut in between.
    pub(crate) async fn record_rest(&self) -> Result<(), Cause> {
        if self.record.is_none() {
            return Ok(());
        }
        loop {
            let done = self
                .log()
                .done
                .iter()
                .find(|done| !done.is_recorded)
                .cloned();
            let Some(done) = done else { return Ok(()) };
            self.record_done(done.at()).await?;
        }
    }

    /// Records that a step is done, with what it gave.
    pub(crate) async fn record_done(&self, at: At) -> Result<(), Cause> {
        if self.record.is_none() {
            return Ok(());
        }
        let step = &S::STEPS[at.step];
        let encoded = {
            let log = self.log();
            let Some(done) = log.find(at) else {
                return Ok(());
            };
            match (&step.codec, done.value()) {
                (Some(codec), Some(value)) => panics::as_error(|| (codec.encode)(value)),
                _ => Ok(Vec::new()),
            }
        };
        let name = S::TABLE.steps[at.step].name;
        let value = match encoded {
            Ok(value) => crate::dead_letter::Content(value),
            Err(cause) => {
                // It can be undone as long as this process lives, not after it.
                self.mark_recorded(at);
                return Err(Box::new(NotWritten { step: name, cause }));
            }
        };
        self.record(Entry::Done {
            step: name.into(),
            item: at.item,
            value,
        })
        .await?;
        self.mark_recorded(at);
        Ok(())
    }

    fn mark_recorded(&self, at: At) {
        let mut log = self.log();
        if let Some(done) = log.done.iter_mut().find(|done| done.at() == at) {
            done.is_recorded = true;
        }
    }

    /// Every step is done that has to be.
    pub(crate) fn is_complete(&self) -> bool {
        self.is_complete.load(Ordering::Acquire)
    }

    pub(crate) fn set_complete(&self) {
        self.is_complete.store(true, Ordering::Release);
    }

    pub(crate) fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    pub(crate) fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            0 => Phase::Running,
            1 => Phase::RollingBack,
            _ => Phase::Over,
        }
    }

    pub(crate) fn quiet(&self) -> &Quiet {
        &self.quiet
    }

    /// Renews the lease until that fails.
    pub(crate) async fn keep_lease(&self) -> JournalError {
        let Some(record) = &self.record else {
            return std::future::pending().await;
        };
        loop {
            let third = (record.lease.time / 3).max(Duration::from_millis(1));
            tokio::time::sleep(third).await;
            if let Err(error) = record.journal.renew(&record.lease).await {
                return error;
            }
        }
    }

    /// Tells who watches, if anybody does.
    pub(crate) fn tell(&self, event: &SagaEvent<'_>) {
        if let Some(observer) = &self.observer {
            let info = SagaInfo {
                saga: S::TABLE.name,
                id: self.id(),
            };
            tell(|| observer.saga(&info, event));
        }
    }

    /// The run is over, and this was done and undone in it.
    pub(crate) fn end(&self, end: Ended, done: &Arc<[StepRef]>, undone: &[StepRef]) {
        self.set_phase(Phase::Over);
        self.tell(&SagaEvent::Ended { end });
        if let Some(registry) = &self.settings.registry {
            registry.ended(
                self.place.load(Ordering::Relaxed),
                Past {
                    id: self.id_cell(),
                    saga: S::TABLE.name,
                    end,
                    done: Arc::clone(done),
                    undone: undone.to_vec(),
                    parked: self.log().parked.clone(),
                },
            );
        }
    }

    /// Lets the registry show the run, if there is one.
    pub(crate) fn register(self: &Arc<Self>) {
        if let Some(registry) = &self.settings.registry {
            let look = Arc::downgrade(self);
            self.place.store(registry.began(look), Ordering::Relaxed);
        }
    }

    /// Counts the nested sagas that are being undone for having been cut.
    pub(crate) fn nested(&self) -> &TaskTracker {
        self.nested.get_or_init(TaskTracker::new)
    }

    /// Waits for these.
    pub(crate) async fn nested_are_over(&self) {
        if let Some(nested) = self.nested.get() {
            nested.close();
            nested.wait().await;
        }
    }

    /// May something be waited for, by the clock of a runtime?
    pub(crate) fn has_clock() -> bool {
        tokio::runtime::Handle::try_current().is_ok()
    }
}

impl<S: Saga> Look for Shared<S> {
    fn look(&self) -> SagaView {
        let log = self.log();
        SagaView {
            id: self.id(),
            saga: S::TABLE.name,
            phase: self.phase(),
            ended: None,
            done: log
                .done
                .iter()
                .map(|done| Self::step_ref(done.at()))
                .collect(),
            undone: log.undone.clone(),
            parked: log.parked.clone(),
        }
    }
}

/// The journal failed, which is told elsewhere.
#[derive(Debug, thiserror::Error)]
#[error("the saga is left, since its journal failed")]
pub(crate) struct Halt;

/// What a step gave has no form in JSON.
#[derive(Debug, thiserror::Error)]
#[error("what step `{step}` gave cannot be written into the journal")]
struct NotWritten {
    step: &'static str,
    #[source]
    cause: Cause,
}

/// Is anything of a run's graph still at work? Whoever is last says so: see [`Active`].
#[derive(Default)]
pub(crate) struct Quiet {
    /// How many graphs have the run for their input.
    active: AtomicU32,
    waiting: Mutex<Option<Waker>>,
}

impl Quiet {
    fn waiting(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nothing is at work any more.
    pub(crate) async fn wait(&self) {
        std::future::poll_fn(|cx| {
            if self.active.load(Ordering::Acquire) == 0 {
                return Poll::Ready(());
            }
            *self.waiting() = Some(cx.waker().clone());
            // It may have become quiet before the waker was there.
            if self.active.load(Ordering::Acquire) == 0 {
                return Poll::Ready(());
            }
            Poll::Pending
        })
        .await;
    }
}

/// The run of a saga as the input of its graph.
///
/// It lies in the arena of the graph's run, and so is dropped when the last step has let go of that:
/// also one that was cut in a task or thread of its own.
pub struct Active<S: Saga> {
    shared: Arc<Shared<S>>,
    /// Nothing is recorded, and nothing was done before.
    is_plain: bool,
}

impl<S: Saga> Active<S> {
    pub(crate) fn new(shared: &Arc<Shared<S>>, is_fresh: bool) -> Self {
        shared.quiet.active.fetch_add(1, Ordering::Relaxed);
        Self {
            is_plain: is_fresh && shared.record.is_none(),
            shared: Arc::clone(shared),
        }
    }

    pub(crate) fn shared(&self) -> &Shared<S> {
        &self.shared
    }

    pub(crate) fn arc(&self) -> &Arc<Shared<S>> {
        &self.shared
    }

    pub(crate) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// The saga itself.
    #[inline]
    pub fn saga(&self) -> &S {
        &self.shared.saga
    }

    /// The key of a step.
    pub fn key(&self, step: usize, item: Option<u32>) -> super::IdempotencyKey {
        self.shared.id().key(S::TABLE.steps[step].name, item)
    }
}

impl<S: Saga> Drop for Active<S> {
    fn drop(&mut self) {
        let quiet = &self.shared.quiet;
        if quiet.active.fetch_sub(1, Ordering::AcqRel) == 1 {
            let waiting = quiet.waiting().take();
            if let Some(waker) = waiting {
                waker.wake();
            }
        }
    }
}
