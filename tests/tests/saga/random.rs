//! Random sagas against a model: whatever step fails, panics, hangs or is cancelled, either every step completes, or
//! every completed step is undone once, in reverse order and with its own value, or is parked.
//!
//! The steps of a saga are fixed at compile time, so the build script generates sagas in many shapes: with
//! alternatives, items, pivots and nested sagas. A script determines the behaviour of each step.
#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod model;
mod script;
mod shapes;

use std::{sync::Arc, task::Poll, time::Duration};

use organum::saga::{
    Recovery, SagaEntry, SagaErrorKind, SagaId, SagaRedriveErrorKind, SagaReport, SagaRunner,
    SagaStatus, StepRef, status_of,
};
use organum::{
    NodePanic,
    policy::Retry,
    store::{
        Guarded, Journal, JournalFilter, StorePolicy,
        conformance::{Fault, Faulty},
    },
};
use organum_tests::journal::recorded;
use tokio::time::sleep;

use self::{
    model::{Expected, Kinds, Shape},
    script::{Fate, Key, No, Note, Script},
    shapes::{Shaped, With, for_each_shape},
};

/// The numbers of runs by their ends.
#[derive(Debug, Default)]
struct Tally {
    runs: u32,
    completed: u32,
    undone: u32,
    parked: u32,
    stalled: u32,
    redriven: u32,
}

impl Tally {
    fn count(&mut self, ended: SagaStatus) {
        self.runs += 1;
        *match ended {
            SagaStatus::Completed => &mut self.completed,
            SagaStatus::RolledBack => &mut self.undone,
            SagaStatus::Parked => &mut self.parked,
            SagaStatus::Stalled => &mut self.stalled,
            other => panic!("{other:?}"),
        } += 1;
    }
}

/// Polls a run this number of times, and then drops it. If `polls` is None, the run is polled to its end.
async fn run<S: Shaped>(
    shape: &Shape,
    script: &Script,
    polls: Option<usize>,
) -> (SagaStatus, usize) {
    let runner = SagaRunner::<S>::new();
    let mut run = Box::pin(runner.run(S::of(script)).report());
    let mut polled = 0;
    let report = std::future::poll_fn(|cx| {
        if Some(polled) == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        run.as_mut().poll(cx).map(Some)
    })
    .await;
    drop(run);
    runner.handle().shutdown().await;
    let finished = runner.handle().finished();
    if polled == 0 {
        // The run has not begun.
        assert!(finished.is_empty());
        return (SagaStatus::RolledBack, 0);
    }
    let ended = finished[0].status;
    if let Some(report) = report {
        assert_eq!(report.status(), ended);
        let expected = match report.status() {
            SagaStatus::Completed => Expected::Completed,
            SagaStatus::Stalled => Expected::Stalled,
            _ => Expected::Undone,
        };
        assert_eq!(shape.expected(script), expected, "{:?}", script.notes());
        check_report::<S>(shape, script, &report);
    }
    (ended, polled)
}

/// Checks that the report agrees with the notes of the script.
fn check_report<S: Shaped>(shape: &Shape, script: &Script, report: &SagaReport<S::Output, No>) {
    let notes = script.notes();
    let first_of_inner = shape.steps.len();
    let is_inner = |at: &usize| shape.steps[*at].inner.is_some();
    let own = |key: &Key| (key.step < first_of_inner).then_some((key.step, key.item));
    let refs = |steps: &[StepRef]| -> Vec<(usize, Option<u32>)> {
        let steps = steps.iter().filter(|step| !is_inner(&step.index));
        let item = |item| u32::try_from(item).unwrap();
        steps
            .map(|step| (step.index, step.item.map(item)))
            .collect()
    };
    let (mut undone, mut noted_parked) = (Vec::new(), Vec::new());
    for note in &notes {
        match note {
            Note::Undone(key, _) => undone.extend(own(key)),
            Note::Parked(key) => noted_parked.extend(own(key)),
            _ => {}
        }
    }
    let parked = report.parked().iter();
    let parked = parked.filter(|parked| parked.saga == "Saga0");
    let parked: Vec<_> = parked.map(|parked| parked.step).collect();
    if report.status() != SagaStatus::Stalled {
        assert_eq!(refs(report.undone()), undone);
        assert_eq!(refs(&parked), noted_parked);
    }
    match report.result() {
        Ok(given) => {
            let last = first_of_inner - 1;
            let values = notes.iter().filter_map(|note| match note {
                Note::Done(key, value) if key.step == last => Some(*value),
                _ => None,
            });
            assert_eq!(values.collect::<Vec<_>>(), [S::number(given)]);
        }
        Err(error) => match (error.kind(), error.failed()) {
            (_, Some(No(key))) if key.step != usize::MAX => {
                assert_eq!(script.plan(*key).fate, Fate::Fails);
                let step = match key.step / 100 {
                    0 => key.step,
                    inner => inner - 1,
                };
                let failed = error.step().unwrap().index;
                // A step all of whose alternatives have failed fails with one of their errors.
                let is_it = failed == step || shape.is_alternative_of(step, failed);
                assert!(is_it, "{error:?} {notes:?}");
            }
            (SagaErrorKind::Failed | SagaErrorKind::TimedOut, _) => {}
            // All alternatives have failed, and none with an error of its own.
            (SagaErrorKind::Run, _) => {
                let failed = error.step().unwrap().index;
                let mut others = 0..shape.steps.len();
                assert!(others.any(|other| shape.is_alternative_of(other, failed)));
            }
            (SagaErrorKind::Panicked, _) => {
                let text = error.downcast_ref::<NodePanic>().unwrap().to_string();
                assert!(text.starts_with("step "), "{text}");
            }
            other => panic!("{other:?}"),
        },
    }
}

/// Returns the seeds for a shape with this number of steps. The total number of steps is about the same for all
/// sizes.
fn seeds(steps: usize, all: u64) -> std::ops::Range<u64> {
    0..(all / (steps as u64 + 4)).max(3)
}

async fn to_the_end<S: Shaped>(name: &str, tally: &mut Tally) {
    let shape = Shape::of::<S>();
    for seed in seeds(shape.size(), 6000) {
        let script = Script::of(seed, shape.size());
        let (ended, _) = run::<S>(&shape, &script, None).await;
        shape.check(&script, ended, &format!("{name}, seed {seed}"));
        tally.count(ended);
    }
}

async fn cancelled_at_any_await<S: Shaped>(name: &str, tally: &mut Tally) {
    let shape = Shape::of::<S>();
    for seed in seeds(shape.size(), 1500) {
        let (_, polls) = run::<S>(&shape, &Script::of(seed, shape.size()), None).await;
        for at in 0..polls {
            let script = Script::of(seed, shape.size());
            let (ended, _) = run::<S>(&shape, &script, Some(at)).await;
            let context = format!("{name}, seed {seed}, dropped at {at}");
            shape.check(&script, ended, &context);
            tally.count(ended);
        }
    }
}

/// Drops a run in this attempt of an undo, if it gets so far. Returns the end of the run, and whether it was dropped.
async fn dropped_in_attempt<S: Shaped>(
    script: &mut Script,
    attempts: u32,
    with: &With,
) -> (SagaStatus, bool) {
    script.notify_at = attempts;
    let runner = with.runner::<S>(script);
    let run = runner.run(S::of(script)).report();
    let was_dropped = tokio::select! {
        biased;
        () = script.undoing.notified() => true,
        _ = run => false,
    };
    runner.handle().shutdown().await;
    (runner.handle().finished()[0].status, was_dropped)
}

/// Returns the id and the status of the outermost saga in the journal.
async fn status(with: &With) -> (SagaId, SagaStatus) {
    let filter = JournalFilter::all();
    let all = with.journal.list(&filter, None, 1000).await.unwrap();
    let outermost = all.iter().find(|saga| saga.name == "Saga0").unwrap();
    (SagaId(outermost.id), status_of(&outermost.status))
}

/// Checks that the journal agrees with the notes of the script: the completed and undone steps, in order, and the
/// end.
async fn check_journal(
    shape: &Shape,
    script: &Script,
    with: &With,
    ended: SagaStatus,
    context: &str,
) {
    let (id, status) = status(with).await;
    let expected = match ended {
        SagaStatus::Completed => SagaStatus::Completed,
        SagaStatus::RolledBack => SagaStatus::RolledBack,
        SagaStatus::Parked => SagaStatus::Parked,
        SagaStatus::Stalled => SagaStatus::Stalled,
        other => panic!("{context}: {other:?}"),
    };
    assert_eq!(status, expected, "{context}");
    let saved = recorded(&with.journal, id).await;

    // Nested sagas have records of their own.
    let key = |name: &str, item: &Option<u32>| {
        let step = shape.steps.iter().find(|step| step.name == name).unwrap();
        let (step, item) = (step.number, *item);
        shape.steps[step]
            .inner
            .is_none()
            .then_some(Key { step, item })
    };
    let (mut done, mut reverted) = (Vec::new(), Vec::new());
    for entry in &saved.entries {
        match entry {
            SagaEntry::Done { step, item, .. } => done.extend(key(step, item)),
            SagaEntry::Undone { step, item } => {
                reverted.extend(key(step, item).map(|at| (at, true)));
            }
            SagaEntry::Parked { step, item, .. } => {
                reverted.extend(key(step, item).map(|at| (at, false)));
            }
            _ => {}
        }
    }
    let (mut noted_done, mut noted_reverted) = (Vec::new(), Vec::new());
    for note in script.notes() {
        match note {
            Note::Done(key, _) => noted_done.push(key),
            Note::Undone(key, _) => noted_reverted.push((key, true)),
            Note::Parked(key) => noted_reverted.push((key, false)),
            _ => {}
        }
    }
    noted_done.retain(|key| key.step < shape.steps.len());
    noted_reverted.retain(|(key, _)| key.step < shape.steps.len());
    assert_eq!(reverted, noted_reverted, "{context}");
    // Steps that complete at the same time may be recorded in another order.
    done.sort_unstable();
    noted_done.sort_unstable();
    assert_eq!(done, noted_done, "{context}");
}

/// Redrives all letters until none is left. Each succeeds in the fourth attempt.
async fn redrive_all<S: Shaped>(script: &Script, with: &With, context: &str) {
    let redrivers = S::redrivers(with);
    for _ in 0..1000 {
        let Some(letter) = with.letters.letters().first().cloned() else {
            return;
        };
        let of_saga = redrivers.iter().find(|one| one.origin == letter.origin);
        match (of_saga.unwrap().redrive)(letter.id, script.clone()).await {
            // Another step after the pivot may have failed for the first time.
            Ok(()) => {}
            Err(error) if error.kind() == SagaRedriveErrorKind::Failed => {}
            Err(error) => panic!("{context}: {error:?}"),
        }
    }
    panic!("{context}: letters are left");
}

async fn dropped_in_any_attempt<S: Shaped>(name: &str, tally: &mut Tally) {
    let shape = Shape::of::<S>();
    for seed in seeds(shape.size(), 600) {
        for attempts in 0.. {
            let with = With::default();
            let mut script = Script::of(seed, shape.size());
            let (ended, was_dropped) = dropped_in_attempt::<S>(&mut script, attempts, &with).await;
            let context = format!("{name}, seed {seed}, dropped in attempt {attempts}");
            shape.check(&script, ended, &context);
            check_journal(&shape, &script, &with, ended, &context).await;
            tally.count(ended);
            let recovery = with.runner::<S>(&script).recover().await;
            assert_eq!(recovery.unwrap().found(), 0, "{context}");
            if !with.letters.is_empty() {
                redrive_all::<S>(&script, &with, &context).await;
                let end = match ended {
                    SagaStatus::Parked => SagaStatus::RolledBack,
                    _ => SagaStatus::Completed,
                };
                assert_eq!(status(&with).await.1, end, "{context}");
                tally.redriven += 1;
            }
            if attempts > 0 && !was_dropped {
                break;
            }
        }
    }
}

/// Draws a fault of a journal within its first calls.
fn fault(random: &mut fastrand::Rng, calls: u64) -> Fault {
    let call = random.u64(..calls);
    match random.u8(..4) {
        0 => Fault::RefusesCall(call),
        1 => Fault::LosesCall(call),
        2 => Fault::RefusesFrom(call),
        _ => Fault::LosesFrom(call),
    }
}

/// Recovers all sagas until none is left. Returns the end of the outermost one, or None if none has begun.
async fn recover_all<S: Shaped>(script: &Script, with: &With, context: &str) -> Option<SagaStatus> {
    let mut recovery = Recovery::default();
    for _ in 0..5 {
        // The leases of the earlier process expire.
        sleep(Duration::from_mins(2)).await;
        let runner = with.runner::<S>(script);
        recovery = runner.recover().await.unwrap();
        runner.handle().shutdown().await;
        if recovery.found() == 0 {
            redrive_all::<S>(script, with, context).await;
            if with.journal.is_empty() {
                return None;
            }
            return Some(status(with).await.1);
        }
    }
    panic!("{context}: {recovery:?}");
}

/// Runs a saga over a journal that fails, and then recovers it over one that works. In the end, the saga is completed
/// or rolled back, and the report of the run is still true.
async fn with_a_failing_journal<S: Shaped>(name: &str, tally: &mut Tally) {
    let shape = Shape::of::<S>();
    let calls = 4 + 3 * shape.size() as u64;
    for seed in seeds(shape.size(), 1200) {
        let (with, script) = (With::default(), Script::of(seed, shape.size()));
        let fault = fault(&mut fastrand::Rng::with_seed(seed), calls);
        let context = format!("{name}, seed {seed}, {fault:?}");
        let journal = Arc::new(Faulty::new(Arc::new(with.journal.clone()), fault));
        let not_again = StorePolicy::default().retry(Retry::ONCE);
        let journal = Guarded::with("journal", journal, not_again);
        let runner = with.runner_with::<S>(&script, journal);
        let told = runner.run(S::of(&script)).report().await.status();
        drop(runner);
        let Some(ended) = recover_all::<S>(&script, &with, &context).await else {
            let has_begun = told != SagaStatus::NotBegun && told != SagaStatus::Unknown;
            assert!(
                !has_begun && script.notes().is_empty(),
                "{context}: {told:?}"
            );
            continue;
        };
        shape.check_whole(&script, ended == SagaStatus::Completed, &context);
        let is_true = match told {
            SagaStatus::Completed => ended == SagaStatus::Completed,
            SagaStatus::RolledBack | SagaStatus::Parked => ended == SagaStatus::RolledBack,
            SagaStatus::NotBegun => false,
            _ => true,
        };
        assert!(is_true, "{context}: {told:?}, then {ended:?}");
        tally.count(ended);
    }
}

/// Runs a check for the sagas of all shapes.
macro_rules! check {
    ($check:ident $($shape:ident)+) => {{
        let mut tally = Tally::default();
        $($check::<shapes::$shape::Shape>(stringify!($shape), &mut tally).await;)+
        tally
    }};
}

/// The shapes cover all features of the model.
#[test]
fn the_sagas_are_of_many_shapes() {
    macro_rules! shapes {
        ($_with:ident $($shape:ident)+) => {
            [$(Shape::of::<shapes::$shape::Shape>()),+]
        };
    }
    let all = for_each_shape!(shapes all);
    let sizes = all.iter().map(|shape| shape.steps.len());
    assert_eq!((sizes.clone().min(), sizes.max()), (Some(1), Some(30)));
    let mut found = Kinds::default();
    for shape in &all {
        shape.count(&mut found);
    }
    let Kinds {
        pivots,
        each,
        inner,
        races,
        undone_on_failure,
        irrevocable,
        cancellable,
        retried,
    } = found;
    assert!(pivots >= 4 && each >= 10 && inner >= 6, "{found:?}");
    assert!(races >= 10 && undone_on_failure >= 20, "{found:?}");
    assert!(
        irrevocable >= 10 && cancellable >= 20 && retried >= 20,
        "{found:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn random_sagas_are_all_done_or_all_undone() {
    let tally = for_each_shape!(check to_the_end);
    assert!(tally.completed > 2000 && tally.undone > 500, "{tally:?}");
    assert!(tally.parked > 300 && tally.stalled > 10, "{tally:?}");
}

#[tokio::test(start_paused = true)]
async fn random_sagas_that_are_cancelled_at_any_await_are_all_done_or_all_undone() {
    let tally = for_each_shape!(check cancelled_at_any_await);
    assert!(tally.runs > 5000 && tally.undone > 2000, "{tally:?}");
}

/// Dropping the future of a run does not stop its undos, and the journal records what happened.
#[tokio::test(start_paused = true)]
async fn random_sagas_that_are_dropped_in_any_attempt_of_an_undo_are_all_done_or_all_undone() {
    let tally = for_each_shape!(check dropped_in_any_attempt);
    assert!(tally.runs > 1500 && tally.redriven > 500, "{tally:?}");
}

#[tokio::test(start_paused = true)]
async fn random_sagas_whose_journal_fails_are_all_done_or_all_undone() {
    let tally = for_each_shape!(check with_a_failing_journal);
    assert!(tally.completed > 300 && tally.undone > 100, "{tally:?}");
}
