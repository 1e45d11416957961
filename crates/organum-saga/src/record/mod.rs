//! The record of a run: the steps that are done in it with what they gave, its lease, and its journal.
//!
//! Whatever happens in a run goes through here: `progress` is the way forward, `reversal` the way back and
//! the end. With a journal, `writing` appends what happened before the next thing happens: entries are
//! *staged*, and those of one moment are appended in one call.
//!
//! It outlives the run: the report of the run and the registry read from it.

mod doubt;
mod ending;
mod operator;
mod progress;
mod reversal;
mod view;
mod writing;

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError, atomic::AtomicUsize},
};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use self::ending::Requests;
pub(crate) use self::view::NOWHERE;
pub use self::view::SagaView;
use self::writing::Staged;
pub(crate) use self::{operator::Asked, progress::Before};
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
    /// Made when somebody first asks for it: most are never asked for.
    id: OnceLock<SagaId>,
    /// An id that no other run has, also if both are given the same one.
    own_id: OnceLock<SagaId>,
    /// The place in the registry, if it is there.
    pub(super) place: AtomicUsize,
    written: OnceLock<Written>,
    /// Made when somebody first waits for it, or cancels the run.
    cancel: OnceLock<CancellationToken>,
    /// An operator has asked for something: see `operator`.
    asked: Notify,
    /// The run begins nothing more, or its pivot is over.
    ending: Notify,
    /// Requests to end the run, which are read before each step begins.
    requests: Requests,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    status: SagaStatus,
    /// Every step is done that has to be.
    is_complete: bool,
    /// The rollback has been announced, in this run or in one before a crash.
    rolls_back: bool,
    is_finished: bool,
    /// The journal has the inputs as an older version recorded them.
    is_migrated: bool,
    /// In the order of completion. None is ever removed.
    completed: Vec<Completed>,
    /// The place in `completed` of each step that is there, or of its first item.
    firsts: Vec<usize>,
    /// The number of those in `completed` that `firsts` knows.
    seen: usize,
    /// Those that were done before the graph's run began, by their place in `completed`.
    earlier: HashMap<At, usize>,
    /// Steps that are undone, and began, and are neither known to be done nor to have failed, in the order in which
    /// they did; those too that failed and are undone all the same.
    doubtful: Vec<At>,
    /// Those among them that failed.
    failures: Vec<At>,
    /// The run goes back, and only steps in doubt are called.
    is_settling: bool,
    /// Those of them that are still to be called.
    unsettled: Vec<At>,
    /// No step begins any more, and the run ends once those at work are over.
    is_ending: bool,
    /// A step will fail for sure: the run is to end.
    is_failing: bool,
    /// A step was not called, since the run is cancelled: the run is to end.
    is_called_off: bool,
    /// The pivot is at work.
    is_in_pivot: bool,
    /// Steps that lost a race.
    lost: Vec<usize>,
    /// The first that failed.
    failed: Option<At>,
    /// The step whose undo is at work.
    undoing: Option<At>,
    /// The undo at work is to be parked.
    is_parking: bool,
    /// Steps whose undos are to be skipped.
    skipped: Vec<usize>,
    undone: Vec<StepRef>,
    parked: Vec<StepRef>,
    /// What another driver has parked.
    parked_before: Vec<(At, DeadLetterId)>,
    /// Something else is parked: by another driver before, or of a saga that is a step.
    has_parked_elsewhere: bool,
    /// What the journal does not have yet.
    staged: Staged,
}

/// The state of a run that began before, as a journal has it.
#[derive(Default)]
pub(crate) struct Earlier {
    pub(crate) completed: Vec<Completed>,
    pub(crate) doubtful: Vec<At>,
    /// Those among them that failed.
    pub(crate) failures: Vec<At>,
    pub(crate) lost: Vec<usize>,
    pub(crate) undone: Vec<At>,
    pub(crate) parked: Vec<(At, DeadLetterId)>,
    pub(crate) rolls_back: bool,
    pub(crate) is_finished: bool,
    /// An older version recorded the inputs.
    pub(crate) is_migrated: bool,
}

/// The facts of the run.
impl Record {
    /// The record of a run that begins.
    pub(crate) fn new(table: &'static SagaTable) -> Self {
        Self {
            table,
            id: OnceLock::new(),
            own_id: OnceLock::new(),
            place: AtomicUsize::new(NOWHERE),
            written: OnceLock::new(),
            cancel: OnceLock::new(),
            asked: Notify::const_new(),
            ending: Notify::const_new(),
            requests: Requests::default(),
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

    /// Gives it this id, before anybody has asked.
    pub(crate) fn set_id(&self, id: SagaId) {
        let _ = self.id.set(id);
    }

    /// Waits until the run is cancelled, by itself or with all others of its runner.
    pub(crate) async fn cancelled(&self, all: &CancellationToken) {
        let cancel = self.cancel.get_or_init(|| all.child_token());
        if cancel.is_cancelled() {
            return;
        }
        cancel.cancelled().await;
    }

    /// Cancels the run: it is undone, unless it has passed its pivot.
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

    pub(crate) fn is_complete(&self) -> bool {
        self.state().is_complete
    }

    pub(crate) fn is_done(&self, step: usize) -> bool {
        let state = self.state();
        let mut completed = state.completed.iter();
        completed.any(|done| done.at.step == step && done.stands)
    }

    /// True if a step has lost a race, which is undone when the others are done.
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

    /// The steps that a rollback has before it, in the order of completion, with its place in that.
    pub(crate) fn standing(&self) -> Vec<(usize, Completed)> {
        let state = self.state();
        let completed = state.completed.iter().enumerate();
        let standing = completed.filter(|(_, done)| done.stands);
        standing
            .map(|(place, done)| (place, done.clone()))
            .collect()
    }

    /// Returns the names of the steps that are done and not undone, each once, in the order of completion.
    pub(crate) fn standing_names(&self) -> Vec<&'static str> {
        let State {
            completed,
            firsts,
            seen,
            ..
        } = &mut *self.state();
        // Called for each of many items, so that no call looks at all of them.
        for place in *seen..completed.len() {
            let step = completed[place].at.step;
            if firsts.iter().all(|first| completed[*first].at.step != step) {
                firsts.push(place);
            }
        }
        *seen = completed.len();
        let done = firsts.iter().map(|first| &completed[*first]);
        let standing = done.filter(|done| done.stands);
        standing.map(|done| self.step_name(done.at.step)).collect()
    }

    /// The value of a step.
    pub(crate) fn value(&self, step: usize) -> Option<Value> {
        let state = self.state();
        let mut completed = state.completed.iter();
        let done = completed.find(|done| done.at.step == step)?;
        Some(done.value.clone())
    }

    /// The steps that were done, in the order of completion, also those that were undone later.
    pub(crate) fn done_refs(&self) -> Vec<StepRef> {
        let state = self.state();
        let completed = state.completed.iter();
        completed.map(|done| self.step_ref(done.at)).collect()
    }

    /// What another driver has parked, and nobody has undone since.
    pub(crate) fn parked_before(&self) -> Vec<Parked> {
        let state = self.state();
        let parked = state.parked_before.iter();
        let parked = parked.map(|(at, letter)| {
            let failure = UndoFailure::untried("parked before");
            failure.parked(self.saga(), self.step_ref(*at), Some(*letter))
        });
        parked.collect()
    }

    /// The steps that were undone, in order.
    pub(crate) fn undone_refs(&self) -> Vec<StepRef> {
        self.state().undone.clone()
    }
}
