//! The record of a run: its completed steps and their outputs, its lease, and its journal.
//!
//! Every event of a run is recorded here: `progress` covers the way forward, `reversal` the rollback and the end.
//! With a journal, `writing` appends the entries of an event before the next event: entries are *staged*, and those
//! that are staged together are appended in one call.
//!
//! The record outlives the run: the report of the run and the registry read from it.

mod ending;
mod operator;
mod progress;
mod reversal;
mod unknown_outcomes;
mod view;
mod writing;

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use self::ending::Requests;
pub(crate) use self::view::NOWHERE;
pub use self::view::SagaView;
use self::writing::Staged;
pub(crate) use self::{operator::UndoRequest, progress::Before};
use super::{
    SagaId,
    completed::{At, Completed, Value},
    parked_step::Parked,
    table::SagaTable,
    try_again::UndoFailure,
    written::Written,
};
use organum_base::observe::{SagaStatus, StepRef};
use organum_store::DeadLetterId;

/// The record of one run.
pub(crate) struct Record {
    table: &'static SagaTable,
    /// The id, generated when it is first asked for; most runs never need it.
    id: OnceLock<SagaId>,
    /// An id that no other run has, even if both were given the same id.
    own_id: OnceLock<SagaId>,
    /// The position in the registry, or [`NOWHERE`].
    pub(super) place: AtomicUsize,
    written: OnceLock<Written>,
    /// The token of the run, made when it is first waited for or cancelled.
    cancel: OnceLock<CancellationToken>,
    /// Notified of each request of an operator: see `operator`.
    requested: Notify,
    /// Notified when no step begins any more, or the pivot is not running any more.
    ending: Notify,
    /// Requests to end the run, which are read before each step begins.
    requests: Requests,
    /// True if the inputs are known to be too large for the letters of items.
    has_large_inputs: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    status: SagaStatus,
    /// True if every step has completed that must.
    is_complete: bool,
    /// True if the rollback was recorded, by this driver or an earlier one.
    rolls_back: bool,
    is_finished: bool,
    /// The journal has the inputs as an older version recorded them.
    is_migrated: bool,
    /// In the order of completion. None is ever removed.
    completed: Vec<Completed>,
    /// The position in `completed` of each step, or of its first item.
    firsts: Vec<usize>,
    /// The number of steps in `completed` that `firsts` covers.
    seen: usize,
    /// The steps that completed before the present run of the graph, with their positions in `completed`.
    earlier: HashMap<At, usize>,
    /// The steps with an undo and an unknown outcome, in the order in which they began, and the failed steps that have
    /// `undo_on_failure`.
    unknown_outcomes: Vec<At>,
    /// The failed ones among `unknown_outcomes`.
    failures: Vec<At>,
    /// The steps that an earlier driver began: a further call that is dropped does not show that they had no effect.
    begun_before: Vec<At>,
    /// True while a rollback calls only steps with an unknown outcome.
    is_settling: bool,
    /// The steps that are still to be called by this rollback.
    unsettled: Vec<At>,
    /// True if no step begins any more, and the run ends when the running steps have ended.
    is_ending: bool,
    /// True if a step is certain to fail, so that the run is to end.
    is_failing: bool,
    /// A step was not called, since the run is cancelled: the run is to end.
    is_called_off: bool,
    /// True while the pivot is running.
    is_in_pivot: bool,
    /// The steps that lost a race.
    lost: Vec<usize>,
    /// The first step that failed.
    failed: Option<At>,
    /// The step whose undo is running.
    undoing: Option<At>,
    /// True if the running undo is to be stopped and parked.
    is_parking: bool,
    /// The steps, and the items of steps, whose undos are to be skipped.
    skipped: Vec<At>,
    undone: Vec<StepRef>,
    parked: Vec<StepRef>,
    /// The steps that another driver has parked.
    parked_before: Vec<(At, DeadLetterId)>,
    /// True if another driver has parked a step, or a nested saga has a parked step.
    has_parked_elsewhere: bool,
    /// The number of parked steps of nested sagas that this process drove.
    parked_inside: usize,
    /// The entries that the journal does not have yet.
    staged: Staged,
}

/// The state of an earlier part of the run, read from its journal.
#[derive(Default)]
pub(crate) struct Earlier {
    pub(crate) completed: Vec<Completed>,
    pub(crate) unknown_outcomes: Vec<At>,
    /// The failed ones among `unknown_outcomes`.
    pub(crate) failures: Vec<At>,
    pub(crate) lost: Vec<usize>,
    pub(crate) undone: Vec<At>,
    pub(crate) parked: Vec<(At, DeadLetterId)>,
    pub(crate) rolls_back: bool,
    pub(crate) is_finished: bool,
    /// An older version recorded the inputs.
    pub(crate) is_migrated: bool,
}

/// Reads and sets the facts of the run.
impl Record {
    /// Makes the record of a run that begins.
    pub(crate) fn new(table: &'static SagaTable) -> Self {
        Self {
            table,
            id: OnceLock::new(),
            own_id: OnceLock::new(),
            place: AtomicUsize::new(NOWHERE),
            written: OnceLock::new(),
            cancel: OnceLock::new(),
            requested: Notify::const_new(),
            ending: Notify::const_new(),
            requests: Requests::default(),
            has_large_inputs: AtomicBool::new(false),
            state: Mutex::new(State {
                completed: Vec::with_capacity(table.steps.len()),
                ..State::default()
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn saga(&self) -> &'static str {
        self.table.name
    }

    pub(crate) fn id(&self) -> SagaId {
        *self.id.get_or_init(SagaId::new)
    }

    /// Returns an id that no other run has.
    pub(crate) fn own_id(&self) -> SagaId {
        *self.own_id.get_or_init(SagaId::new)
    }

    /// Sets the id, before it is first read.
    pub(crate) fn set_id(&self, id: SagaId) {
        let _ = self.id.set(id);
    }

    /// Waits until the run is cancelled, by itself or with all runs of its runner.
    pub(crate) async fn cancelled(&self, all: &CancellationToken) {
        let cancel = self.cancel.get_or_init(|| all.child_token());
        if cancel.is_cancelled() {
            return;
        }
        cancel.cancelled().await;
    }

    /// Cancels the run, which is rolled back unless it has passed its pivot.
    pub(crate) fn cancel(&self, all: &CancellationToken) {
        self.requests.cancel();
        self.cancel.get_or_init(|| all.child_token()).cancel();
    }

    pub(crate) fn step_name(&self, step: usize) -> &'static str {
        self.table.steps[step].name
    }

    fn name(&self, at: At) -> super::entry::StepName {
        self.step_name(at.step).into()
    }

    pub(crate) fn step_ref(&self, at: At) -> StepRef {
        let name = self.table.steps.get(at.step).map_or("", |step| step.name);
        StepRef::new(name, at.step, at.item.map(|item| item as usize))
    }

    pub(crate) fn set_status(&self, status: SagaStatus) {
        self.state().status = status;
    }

    pub(crate) fn has_large_inputs(&self) -> bool {
        self.has_large_inputs.load(Ordering::Relaxed)
    }

    pub(crate) fn set_large_inputs(&self) {
        self.has_large_inputs.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.state().is_complete
    }

    pub(crate) fn is_done(&self, step: usize) -> bool {
        let state = self.state();
        let mut completed = state.completed.iter();
        completed.any(|done| done.at.step == step && done.is_in_effect)
    }

    /// True if a step has lost a race. It is undone when the other steps have completed.
    pub(crate) fn has_losers(&self) -> bool {
        !self.state().lost.is_empty()
    }

    pub(crate) fn has_lost(&self, step: usize) -> bool {
        self.state().lost.contains(&step)
    }

    pub(crate) fn losers(&self) -> Vec<usize> {
        self.state().lost.clone()
    }

    pub(crate) fn take_failed(&self) -> Option<At> {
        self.state().failed.take()
    }

    pub(crate) fn rolls_back(&self) -> bool {
        self.state().rolls_back
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.state().is_finished
    }

    pub(crate) fn has_parked_elsewhere(&self) -> bool {
        self.state().has_parked_elsewhere
    }

    /// Returns the completed steps that are neither undone nor parked in the order of completion.
    pub(crate) fn in_effect(&self) -> Vec<Completed> {
        let state = self.state();
        let completed = state.completed.iter();
        completed
            .filter(|done| done.is_in_effect)
            .cloned()
            .collect()
    }

    /// Returns the positions of these steps.
    pub(crate) fn standing_places(&self) -> Vec<usize> {
        let state = self.state();
        let completed = state.completed.iter().enumerate();
        let in_effect = completed.filter(|(_, done)| done.is_in_effect);
        in_effect.map(|(place, _)| place).collect()
    }

    /// Returns the completed step at this position.
    pub(crate) fn completed_at(&self, place: usize) -> Completed {
        self.state().completed[place].clone()
    }

    /// Returns the names of the steps in effect, each once, in the order of completion.
    pub(crate) fn names_in_effect(&self) -> Vec<&'static str> {
        let State {
            completed,
            firsts,
            seen,
            ..
        } = &mut *self.state();
        // This is called for each of many items, so each call looks only at the new ones.
        for place in *seen..completed.len() {
            let step = completed[place].at.step;
            if firsts.iter().all(|first| completed[*first].at.step != step) {
                firsts.push(place);
            }
        }
        *seen = completed.len();
        let done = firsts.iter().map(|first| &completed[*first]);
        let in_effect = done.filter(|done| done.is_in_effect);
        in_effect.map(|done| self.step_name(done.at.step)).collect()
    }

    /// Returns the value of a step.
    pub(crate) fn value(&self, step: usize) -> Option<Value> {
        let state = self.state();
        let mut completed = state.completed.iter();
        let done = completed.find(|done| done.at.step == step)?;
        Some(done.value.clone())
    }

    /// Returns the completed steps in the order of completion, including those that were undone later; and the steps
    /// that were undone, in order.
    pub(crate) fn done_and_undone(&self) -> (Vec<StepRef>, Vec<StepRef>) {
        let state = self.state();
        let completed = state.completed.iter();
        let done = completed.map(|done| self.step_ref(done.at)).collect();
        (done, state.undone.clone())
    }

    /// Returns the steps that another driver has parked, and that were not undone since.
    pub(crate) fn parked_before(&self) -> Vec<Parked> {
        let state = self.state();
        let parked = state.parked_before.iter();
        let parked = parked.map(|(at, letter)| {
            let failure = UndoFailure::untried("parked before");
            failure.parked(self.saga(), self.step_ref(*at), Some(*letter))
        });
        parked.collect()
    }
}
