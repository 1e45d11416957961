//! The runs of one runner, to be looked at.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use super::{
    SagaId,
    report::{Ended, IdCell, StepRef},
    shared::Phase,
};

/// How many runs that ended are remembered.
const REMEMBERED: usize = 256;

/// A run of a saga, as it is at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SagaView {
    /// Its id.
    pub id: SagaId,
    /// The name of the saga.
    pub saga: &'static str,
    /// How far it is.
    pub phase: Phase,
    /// How it ended.
    pub ended: Option<Ended>,
    /// What is done and not undone, in the order of completion.
    pub done: Vec<StepRef>,
    /// What is undone, in order.
    pub undone: Vec<StepRef>,
    /// What could not be undone, in order, and is a dead letter.
    pub parked: Vec<StepRef>,
}

/// Something that can be looked at.
pub(crate) trait Look: Send + Sync {
    fn look(&self) -> SagaView;
}

/// A run that is over, as its report has it: most are never looked at.
#[derive(Clone)]
pub(crate) struct Past {
    pub(crate) id: Arc<IdCell>,
    pub(crate) saga: &'static str,
    pub(crate) end: Ended,
    /// What was undone later is among it.
    pub(crate) done: Arc<[StepRef]>,
    pub(crate) undone: Vec<StepRef>,
    pub(crate) parked: Vec<StepRef>,
}

impl Past {
    fn look(self) -> SagaView {
        let left = self.done.iter().filter(|step| !self.undone.contains(step));
        SagaView {
            id: self.id.get(),
            saga: self.saga,
            phase: Phase::Over,
            ended: Some(self.end),
            done: left.copied().collect(),
            undone: self.undone,
            parked: self.parked,
        }
    }
}

#[derive(Default)]
pub(crate) struct Registry(Mutex<Runs>);

#[derive(Default)]
struct Runs {
    running: Vec<Option<Weak<dyn Look>>>,
    free: Vec<usize>,
    ended: VecDeque<Past>,
}

impl Registry {
    fn lock(&self) -> MutexGuard<'_, Runs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A run has begun. This is its place.
    pub(crate) fn began(&self, run: Weak<dyn Look>) -> usize {
        let mut runs = self.lock();
        let place = runs.free.pop().unwrap_or(runs.running.len());
        match runs.running.get_mut(place) {
            Some(slot) => *slot = Some(run),
            None => runs.running.push(Some(run)),
        }
        place
    }

    /// A run is over.
    pub(crate) fn ended(&self, place: usize, past: Past) {
        let mut runs = self.lock();
        let was_there = runs.running.get_mut(place).and_then(Option::take);
        if was_there.is_some() {
            runs.free.push(place);
        }
        let is_full = runs.ended.len() == REMEMBERED;
        let forgotten = is_full.then(|| runs.ended.pop_front());
        runs.ended.push_back(past);
        drop(runs);
        drop(forgotten);
    }

    /// What was parked of a run that is over is undone; `is_last`: nothing else is parked elsewhere.
    pub(crate) fn undone(&self, id: SagaId, step: StepRef, is_last: bool) {
        let mut runs = self.lock();
        let Some(past) = runs.ended.iter_mut().rfind(|past| past.id.get() == id) else {
            return;
        };
        past.parked.retain(|other| *other != step);
        past.undone.push(step);
        if is_last && past.parked.is_empty() && past.end == Ended::Parked {
            past.end = Ended::RolledBack;
        }
    }

    /// Nothing of this run is parked any more.
    pub(crate) fn rolled_back(&self, id: SagaId) {
        let mut runs = self.lock();
        if let Some(past) = runs.ended.iter_mut().rfind(|past| past.id.get() == id) {
            past.end = Ended::RolledBack;
        }
    }

    pub(crate) fn running(&self) -> Vec<SagaView> {
        let running: Vec<_> = {
            let runs = self.lock();
            let running = runs.running.iter().flatten();
            running.filter_map(Weak::upgrade).collect()
        };
        running.iter().map(|run| run.look()).collect()
    }

    pub(crate) fn finished(&self) -> Vec<SagaView> {
        let ended = self.lock().ended.clone();
        ended.into_iter().map(Past::look).collect()
    }
}
