//! What is known of a run, whatever its saga is: what was done in it, and how far it is.
//!
//! It outlives the run: the report of the run and the registry read from it. The registry uses it again
//! when both have let go of it.

use std::{
    any::Any,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize, Ordering},
    },
    task::Poll,
};

use super::{
    SagaId, SagaTable,
    kept::Kept,
    log::{At, Done, Log, Value},
    registry::SagaView,
    report::StepRef,
    shared::Phase,
    table::MOST_STEPS,
};
use crate::{graph::Cause, panics};

/// In no registry.
pub(crate) const NOWHERE: usize = usize::MAX;

pub(crate) struct Ledger {
    table: &'static SagaTable,
    /// The steps do.
    takes_turns: bool,
    /// Made when somebody first asks for it: most are never asked for.
    id: OnceLock<SagaId>,
    /// Where the registry has it, if it does.
    pub(super) place: AtomicUsize,
    phase: AtomicU8,
    /// Every step is done that has to be.
    is_complete: AtomicBool,
    /// Nothing is undone or gone on with any more: who has a value may drop it.
    is_settled: AtomicBool,
    /// Something is in the log.
    is_noted: AtomicBool,
    /// How many steps and items of steps were done.
    count: AtomicU32,
    /// For each step whose value is with the graph of the run: that it is done, as the how manieth.
    places: [AtomicU32; MOST_STEPS],
    /// The same, as it is told: for who asks after the end.
    told: OnceLock<Arc<[StepRef]>>,
    log: Mutex<Log>,
}

impl Ledger {
    pub(crate) fn new(table: &'static SagaTable) -> Self {
        Self {
            table,
            takes_turns: table.takes_turns(),
            id: OnceLock::new(),
            place: AtomicUsize::new(NOWHERE),
            phase: AtomicU8::new(0),
            is_complete: AtomicBool::new(false),
            is_settled: AtomicBool::new(false),
            is_noted: AtomicBool::new(false),
            count: AtomicU32::new(0),
            places: [const { AtomicU32::new(0) }; MOST_STEPS],
            told: OnceLock::new(),
            log: Mutex::default(),
        }
    }

    /// Makes it one of a run that begins.
    pub(crate) fn renew(&mut self) {
        self.id.take();
        self.told.take();
        *self.phase.get_mut() = 0;
        *self.is_complete.get_mut() = false;
        *self.is_settled.get_mut() = false;
        *self.count.get_mut() = 0;
        for place in &mut self.places[..self.table.steps.len()] {
            *place.get_mut() = 0;
        }
        if std::mem::take(self.is_noted.get_mut()) {
            *self.log.get_mut().unwrap_or_else(PoisonError::into_inner) = Log::default();
        }
    }

    pub(crate) fn saga(&self) -> &'static str {
        self.table.name
    }

    pub(crate) fn id(&self) -> SagaId {
        *self.id.get_or_init(SagaId::new)
    }

    /// Gives it this id, before anybody has asked.
    pub(crate) fn name(&self, id: SagaId) {
        let _ = self.id.set(id);
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.is_noted.store(true, Ordering::Relaxed);
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next place in the order of completion.
    pub(crate) fn number(&self) -> u32 {
        if self.takes_turns {
            // Nobody else counts meanwhile.
            let number = self.count.load(Ordering::Relaxed) + 1;
            self.count.store(number, Ordering::Relaxed);
            number
        } else {
            self.count.fetch_add(1, Ordering::Relaxed) + 1
        }
    }

    /// A step is done. The graph of the run keeps what it gave, and gives it back if it lets go of it before
    /// the saga is settled.
    #[inline]
    pub(crate) fn keep<T>(self: &Arc<Self>, step: usize, value: T) -> Kept<T>
    where
        T: Send + Sync + 'static,
    {
        self.places[step].store(self.number(), Ordering::Release);
        let share = (!self.takes_turns).then(|| Arc::clone(self));
        Kept::lent(value, step, share)
    }

    /// The graph of the run has let go of what a step gave.
    #[cold]
    pub(super) fn take_back(&self, step: usize, value: Arc<dyn Any + Send + Sync>) {
        let mut log = self.log();
        if self.is_settled() {
            drop(log);
            return panics::discard(value);
        }
        let number = self.places[step].swap(0, Ordering::AcqRel);
        log.put(Done {
            number,
            step,
            item: None,
            value: Value::One(value),
            is_recorded: false,
        });
    }

    /// A step, or an item of one, is done, and what it gave is kept here.
    pub(crate) fn put<T: Send + Sync + 'static>(&self, at: At, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut log = self.log();
        log.put(Done {
            number: self.number(),
            step: at.step,
            item: at.item,
            value: Value::One(Arc::clone(&value) as _),
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

    /// Every step is done that has to be.
    pub(crate) fn set_complete(&self) {
        self.is_complete.store(true, Ordering::Release);
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.is_complete.load(Ordering::Acquire)
    }

    /// Has a step lost a race, which is undone when the others are done?
    pub(crate) fn has_losers(&self) -> bool {
        self.is_noted.load(Ordering::Relaxed) && !self.log().lost.is_empty()
    }

    pub(crate) fn set_settled(&self) {
        self.is_settled.store(true, Ordering::Release);
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.is_settled.load(Ordering::Acquire)
    }

    /// Lets go of what the steps gave. That they are done is remembered.
    pub(crate) fn let_go(&self) {
        if self.is_settled() && !self.is_noted.load(Ordering::Relaxed) {
            return;
        }
        let (values, saga) = {
            let mut log = self.log();
            // Under the lock, so that what comes back later is dropped.
            self.set_settled();
            let values = log.done.iter_mut();
            let values = values.map(|done| std::mem::replace(&mut done.value, Value::Gone));
            (values.collect::<Vec<_>>(), log.saga.take())
        };
        panics::discard_each(values);
        panics::discard(saga);
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

    /// The saga itself, from the graph of the run that has let go of it.
    #[cold]
    pub(super) fn take_saga_back(&self, saga: Box<dyn Any + Send + Sync>) {
        let waker = {
            let mut log = self.log();
            if self.is_settled() {
                drop(log);
                return panics::discard(saga);
            }
            log.saga = Some(saga);
            log.waiting.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The saga, once nothing of the run's graph is at work any more, and the values are here.
    pub(crate) async fn wait_for_saga(&self) -> Box<dyn Any + Send + Sync> {
        std::future::poll_fn(|cx| {
            let mut log = self.log();
            match log.saga.take() {
                Some(saga) => Poll::Ready(saga),
                None => {
                    log.waiting = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    pub(crate) fn step_ref(&self, at: At) -> StepRef {
        let name = self.table.steps.get(at.step).map_or("", |step| step.name);
        StepRef::new(name, at.step, at.item.map(|item| item as usize))
    }

    /// What is done and not undone, in the order of completion.
    pub(crate) fn done(&self) -> Vec<StepRef> {
        if self.is_noted.load(Ordering::Relaxed) {
            self.done_with(&self.log())
        } else {
            self.done_with(&Log::default())
        }
    }

    fn done_with(&self, log: &Log) -> Vec<StepRef> {
        let places = (0..).zip(&self.places[..self.table.steps.len()]);
        let lent = places.map(|(step, place)| {
            let number = place.load(Ordering::Acquire);
            (number, At { step, item: None })
        });
        let kept = log.done.iter().map(|done| (done.number, done.at()));
        let mut done: Vec<_> = lent.filter(|(number, _)| *number > 0).chain(kept).collect();
        done.sort_by_key(|(number, _)| *number);
        done.into_iter().map(|(_, at)| self.step_ref(at)).collect()
    }

    /// The same, of a run that is over.
    pub(crate) fn told(&self) -> &Arc<[StepRef]> {
        self.told.get_or_init(|| self.done().into())
    }

    /// The run as it is now.
    pub(crate) fn look(&self) -> SagaView {
        let log = self.log();
        SagaView {
            id: self.id(),
            saga: self.table.name,
            phase: self.phase(),
            ended: None,
            done: self.done_with(&log),
            undone: log.undone.clone(),
            parked: log.parked.clone(),
        }
    }
}
