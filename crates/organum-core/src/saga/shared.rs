//! What the parts of one run share.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio_util::task::TaskTracker;

use super::{
    Saga, SagaId, SagaTable,
    active::Quiet,
    journal::{Entry, Journal, JournalError, Lease},
    ledger::Ledger,
    log::{At, Log},
    registry::PastTold,
    report::{Ended, StepRef, Told},
    settings::Settings,
};
use crate::{
    graph::Cause,
    observe::{Observer, SagaEvent, SagaInfo, notify},
    panics,
};

/// What is known of a run beside its saga, and where it is told.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// Those that wait for more than this run: the runner of the graph that it is part of.
    pub(crate) outer: Option<TaskTracker>,
}

/// One run of a saga, with all that is needed to record it, to undo it, and to go on with it.
pub(crate) struct Shared<S: Saga> {
    pub(crate) about: About,
    pub(crate) saga: S,
    pub(crate) record: Option<Recorder>,
    /// Why nothing is recorded any more.
    stopped: Mutex<Option<JournalError>>,
    /// Nothing of the graph is at work any more.
    quiet: Quiet,
    /// It is a step of another saga, which has the last word.
    pub(crate) is_nested: bool,
    nested: super::nested::Waiting,
    /// Where the outer saga is told that something of this one is parked.
    pub(crate) parked_inside: Option<Arc<AtomicBool>>,
}

/// What is known of a run is known of what its parts share.
impl<S: Saga> std::ops::Deref for Shared<S> {
    type Target = About;

    fn deref(&self) -> &About {
        &self.about
    }
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

impl About {
    /// A run that begins.
    pub(crate) fn new(table: &'static SagaTable, settings: Arc<Settings>) -> Self {
        Self {
            ledger: Arc::new(Ledger::new(table)),
            observer: settings.observer.clone(),
            settings,
            outer: None,
        }
    }

    /// The same with this id.
    pub(crate) fn with_id(self, id: SagaId) -> Self {
        self.ledger.name(id);
        self
    }

    pub(crate) fn id(&self) -> SagaId {
        self.ledger.id()
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.ledger.log()
    }

    /// Tells who watches, if anybody does.
    pub(crate) fn tell(&self, event: &SagaEvent<'_>) {
        if let Some(observer) = &self.observer {
            let info = SagaInfo::new(self.ledger.saga(), self.id());
            notify(|| observer.saga(&info, event));
        }
    }

    /// Lets the registry show the run, if there is one.
    pub(crate) fn register(&self) {
        if let Some(registry) = &self.settings.registry {
            registry.began(&self.ledger);
        }
    }

    /// The run is over. `told` is what was done and undone in it, unless that is what is in the ledger.
    pub(crate) fn end(&self, end: Ended, told: Option<&Told>) {
        self.ledger.set_phase(Phase::Over);
        self.tell(&SagaEvent::Ended { end });
        // What is stalled may go on.
        if end != Ended::Stalled {
            self.ledger.let_go();
        }
        if let Some(registry) = &self.settings.registry {
            let told = told.map(|told| {
                Box::new(PastTold {
                    done: Arc::clone(&told.done),
                    undone: told.undone.clone(),
                    parked: self.log().parked.clone(),
                })
            });
            registry.ended(&self.ledger, end, told);
        }
    }
}

impl<S: Saga> Shared<S> {
    pub(crate) fn new(saga: S, about: About) -> Self {
        Self {
            about,
            saga,
            record: None,
            stopped: Mutex::new(None),
            quiet: Quiet::default(),
            is_nested: false,
            nested: super::nested::Waiting::new(),
            parked_inside: None,
        }
    }

    pub(crate) fn step_ref(at: At) -> StepRef {
        let name = S::TABLE.steps.get(at.step).map_or("", |step| step.name);
        StepRef::new(name, at.step, at.item.map(|item| item as usize))
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

    /// What the nested sagas tell that fail or are cut.
    pub(crate) fn nested(&self) -> &super::nested::Inside {
        self.nested.get_or_init(Default::default)
    }

    /// Is something parked, of this run before or of a nested saga?
    pub(crate) fn has_parked(&self) -> bool {
        let nested = self.nested.get();
        self.log().has_parked
            || nested.is_some_and(|nested| nested.has_parked.load(Ordering::Acquire))
    }

    /// Tells the outer saga, if there is one, that something of this one is parked.
    pub(crate) fn tell_parked(&self) {
        if let Some(outer) = &self.parked_inside {
            outer.store(true, Ordering::Release);
        }
    }

    /// Waits for these.
    pub(crate) async fn nested_are_over(&self) {
        if let Some(nested) = self.nested.get() {
            nested.at_work.close();
            nested.at_work.wait().await;
        }
    }

    /// May something be waited for, by the clock of a runtime?
    pub(crate) fn has_clock() -> bool {
        tokio::runtime::Handle::try_current().is_ok()
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
