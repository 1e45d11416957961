//! The state that outlives the processes of a saga: its stores, and the effects of its steps.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use organum::{
    dead_letter::{DeadLetters, MemoryDeadLetters},
    prelude::*,
    saga::{RecordedSaga, Recovery, SagaEntry, SagaStatus},
    store::{Journal, MemoryJournal},
};
use organum_tests::journal::{recorded, statuses};
use tokio::time::sleep;

use super::sagas::{Runner, Subject};

pub(super) const MS: Duration = Duration::from_millis(1);
pub(super) const LEASE: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
#[error("refused")]
pub(super) struct No;

/// The step and the undo that fail.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Plan {
    /// The step that fails.
    pub(super) step: Option<&'static str>,
    /// The step whose undo fails.
    pub(super) undo: Option<&'static str>,
}

pub(super) const fn plan(step: &'static str) -> Plan {
    Plan {
        step: Some(step),
        undo: None,
    }
}

pub(super) const fn parks(step: &'static str, undo: &'static str) -> Plan {
    Plan {
        step: Some(step),
        undo: Some(undo),
    }
}

pub(super) const NOTHING: Plan = Plan {
    step: None,
    undo: None,
};

#[derive(Default)]
struct State {
    plan: Plan,
    done: BTreeMap<IdempotencyKey, &'static str>,
    undone: BTreeSet<IdempotencyKey>,
    /// The number of calls of steps and undos.
    calls: usize,
    /// The calls of steps or undos that were already recorded, and the undos of steps that had no effect.
    problems: Vec<String>,
}

/// The stores, and the remote service, which recognises a repeated call by its key.
#[derive(Clone)]
pub(super) struct World {
    subject: Subject,
    pub(super) journal: MemoryJournal,
    pub(super) letters: MemoryDeadLetters,
    state: Arc<Mutex<State>>,
}

impl World {
    pub(super) fn new(subject: Subject, plan: Plan) -> Self {
        let world = Self {
            subject,
            journal: MemoryJournal::new(),
            letters: MemoryDeadLetters::new(),
            state: Arc::default(),
        };
        world.state().plan = plan;
        world
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn calls(&self) -> usize {
        self.state().calls
    }

    pub(super) async fn wait(&self) {
        sleep(MS).await;
    }

    /// Calls the service for a step.
    pub(super) async fn call(&self, what: &'static str, key: &IdempotencyKey) -> Result<(), No> {
        self.is_not_recorded(what, key, false).await;
        sleep(MS).await;
        if self.state().plan.step == Some(what) {
            return Err(No);
        }
        self.state().done.insert(*key, what);
        sleep(MS).await;
        Ok(())
    }

    /// Calls the service for the undo of a step.
    pub(super) async fn uncall(&self, what: &'static str, key: &IdempotencyKey) -> Result<(), No> {
        self.is_not_recorded(what, key, true).await;
        sleep(MS).await;
        let is_done = self.state().done.get(key) == Some(&what);
        if !is_done {
            let problem = format!("{what} is undone, which was not done");
            self.state().problems.push(problem);
        }
        if self.state().plan.undo == Some(what) {
            return Err(No);
        }
        self.state().undone.insert(*key);
        sleep(MS).await;
        Ok(())
    }

    /// Undoes a step without its value, if the step was done.
    pub(super) async fn uncall_blindly(
        &self,
        what: &'static str,
        key: &IdempotencyKey,
    ) -> Result<(), No> {
        if self.state().done.contains_key(key) {
            return self.uncall(what, key).await;
        }
        self.state().calls += 1;
        sleep(MS).await;
        Ok(())
    }

    /// Checks that the journal has no record of this call.
    async fn is_not_recorded(&self, what: &str, key: &IdempotencyKey, is_undo: bool) {
        self.state().calls += 1;
        for (id, _) in statuses(&self.journal).await {
            let entries = recorded(&self.journal, id).await.entries;
            let is_it = |entry: &SagaEntry| match entry {
                SagaEntry::Done { step, item, .. } if !is_undo => id.key(step, *item) == *key,
                SagaEntry::Undone { step, item } => id.key(step, *item) == *key,
                _ => false,
            };
            if entries.iter().any(is_it) {
                let problem = format!("{what} (undo: {is_undo}) is called, and was recorded");
                self.state().problems.push(problem);
            }
        }
    }

    /// Makes a runner of the saga, with stores that do not fail.
    pub(super) fn runner(&self) -> Box<dyn Runner> {
        self.runner_with(
            Arc::new(self.journal.clone()),
            Arc::new(self.letters.clone()),
        )
    }

    /// Makes a runner of the saga with these stores, whose calls are not repeated.
    pub(super) fn runner_with(
        &self,
        journal: Arc<dyn Journal>,
        letters: Arc<dyn DeadLetters>,
    ) -> Box<dyn Runner> {
        (self.subject.runner)(self, journal, letters)
    }

    pub(super) fn told(&self, status: SagaStatus, has_value: bool) -> Told {
        Told {
            status,
            has_value,
            calls: self.calls(),
        }
    }

    /// Lets the calls that failed permanently succeed from now on.
    pub(super) fn heal(&self) {
        let plan = &mut self.state().plan;
        plan.undo = None;
        if plan.step == Some("ship") {
            plan.step = None;
        }
    }

    /// Recovers all runs in other processes, with stores that do not fail.
    pub(super) async fn recover(&self, case: &str) {
        let mut recovery = Recovery::default();
        for _ in 0..3 {
            sleep(3 * LEASE).await;
            let runner = self.runner();
            recovery = runner.recover().await.unwrap();
            runner.handle().shutdown().await;
            if recovery.found() == 0 {
                return;
            }
        }
        panic!("{case}: {recovery:?} {:#?}", self.records().await);
    }

    /// Redrives all letters with stores that do not fail.
    pub(super) async fn redrive_rest(&self, case: &str) {
        self.heal();
        // The claim of a letter whose removal failed lasts for half a minute.
        sleep(Duration::from_mins(1)).await;
        let runner = self.runner();
        for letter in self.letters.letters() {
            if let Err(error) = runner.redrive(letter.id).await {
                panic!("{case}: {error:?} {:#?}", self.records().await);
            }
        }
        assert_eq!(self.letters.letters(), [], "{case}");
    }

    pub(super) async fn records(&self) -> Vec<RecordedSaga> {
        let mut records = Vec::new();
        for (id, _) in statuses(&self.journal).await {
            records.push(recorded(&self.journal, id).await);
        }
        records
    }

    /// Returns the effects that were not undone.
    fn standing(&self) -> Vec<&'static str> {
        let state = self.state();
        let standing = state.done.iter();
        let mut standing: Vec<_> = standing
            .filter(|(key, _)| !state.undone.contains(*key))
            .map(|(_, what)| *what)
            .collect();
        standing.sort_unstable();
        standing
    }

    /// Checks that every step is completed or every step is undone, as the journal says. Returns true if they are
    /// completed.
    pub(super) async fn is_whole(&self, case: &str) -> bool {
        let records = self.records().await;
        let problems = std::mem::take(&mut self.state().problems);
        assert_eq!(problems, [""; 0], "{case}: {records:#?}");
        let mut expected = SagaStatus::RolledBack;
        for record in &records {
            if record.parent.is_none() {
                expected = record.status();
            }
        }
        let all_agree = records.iter().all(|record| record.status() == expected);
        assert!(all_agree, "{case}: {records:#?}");
        let mut standing = self.standing();
        match expected {
            SagaStatus::RolledBack => assert_eq!(standing, [""; 0], "{case}: {records:#?}"),
            SagaStatus::Completed => {
                let all = standing.len();
                standing.retain(|what| !self.subject.alternatives.contains(what));
                let kept = usize::from(!self.subject.alternatives.is_empty());
                assert_eq!(all - standing.len(), kept, "{case}: {records:#?}");
                let mut effects = self.subject.effects.to_vec();
                effects.sort_unstable();
                assert_eq!(standing, effects, "{case}: {records:#?}");
            }
            other => panic!("{case}: {other:?} {records:#?}"),
        }
        expected == SagaStatus::Completed
    }

    /// Recovers and redrives everything, and checks that the earlier report of a run is still true.
    pub(super) async fn settles(&self, told: Option<Told>, case: &str) {
        self.recover(case).await;
        if let Some(told) = &told
            && matches!(told.status, SagaStatus::Completed | SagaStatus::RolledBack)
        {
            assert_eq!(told.calls, self.calls(), "{case}: {told:?}");
        }
        self.redrive_rest(case).await;
        let is_done = self.is_whole(case).await;
        if let Some(told) = told {
            match told.status {
                _ if told.has_value => assert!(is_done, "{case}: {told:?}"),
                SagaStatus::Completed | SagaStatus::Stalled => {
                    // A pivot with an unknown outcome may fail in the redrive.
                    assert!(
                        is_done || self.state().plan.step == Some("pay"),
                        "{case}: {told:?}"
                    );
                }
                SagaStatus::RolledBack | SagaStatus::Parked => {
                    assert!(!is_done, "{case}: {told:?}");
                }
                _ => {}
            }
        }
    }

    /// True if the saga fails when it is not cancelled.
    pub(super) fn fails(&self) -> bool {
        let plan = self.state().plan;
        plan.step
            .is_some_and(|step| !["one", "ship"].contains(&step))
    }

    /// False if a step with an unknown outcome makes a saga go back that was going forward.
    pub(super) fn goes_forward(&self) -> bool {
        self.subject.goes_forward
    }
}

/// The report of a run.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) status: SagaStatus,
    has_value: bool,
    /// The number of calls of steps and undos before the report.
    calls: usize,
}
