//! Steps with an unknown outcome: their timeout expired, or they were running when the `run_timeout` expired or their
//! process died.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    dead_letter::MemoryDeadLetters,
    prelude::*,
    saga::{SagaErrorKind, SagaId, SagaReport, SagaRunner, SagaStatus, StepRef},
    store::MemoryJournal,
};
use organum_tests::{
    Log,
    journal::{recorded, statuses},
};
use tokio::time::sleep;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

organum_tests::values!(First Again Blind Held End Booked Sent);

/// The behaviour of the steps.
#[derive(Clone, Default)]
struct World {
    diary: Log,
    /// The number of calls of a step that hang from now on.
    hangs: Arc<AtomicU32>,
    /// The number of calls after these that fail.
    fails: Arc<AtomicU32>,
}

impl World {
    fn hanging(calls: u32) -> Self {
        let world = Self::default();
        world.hangs.store(calls, Ordering::Relaxed);
        world
    }

    fn takes(left: &AtomicU32) -> bool {
        let less = |left: u32| left.checked_sub(1);
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok()
    }

    /// Makes a call that has its effect, and whose answer may never come.
    async fn call(&self, what: &str) -> Result<(), No> {
        self.diary.say(what);
        if Self::takes(&self.hangs) {
            std::future::pending::<()>().await;
        }
        if Self::takes(&self.fails) {
            return Err(No);
        }
        Ok(())
    }
}

fn names(steps: &[StepRef]) -> Vec<&'static str> {
    steps.iter().map(|step| step.name).collect()
}

/// A saga with a step and a second step that hangs, in a variant for each kind of undo.
macro_rules! saga {
    ($Saga:ident, $Input:ident, $Value:ident, ($($options:tt)*), $undo:item) => {
        #[saga]
        struct $Saga {
            #[inject]
            world: World,
        }

        #[saga(error = No, output = End, version = 1, run_timeout = "1m")]
        impl $Saga {
            #[step(undo = undo_first)]
            async fn first(&self) -> First {
                First(1)
            }

            async fn undo_first(&self, _: &First) {
                self.world.diary.say("undo first");
            }

            #[step($($options)*)]
            async fn it(&self, first: &First, key: &IdempotencyKey) -> Result<$Value, No> {
                let _ = key;
                self.world.call("it").await?;
                Ok($Value(first.0 + 1))
            }

            $undo

            #[step(irrevocable)]
            async fn end(&self, it: &$Value) -> Result<End, No> {
                self.world.call("end").await?;
                Ok(End(it.0))
            }
        }

        impl $Saga {
            fn runner_of(
                world: &World,
                journal: Option<&MemoryJournal>,
                letters: &MemoryDeadLetters,
            ) -> SagaRunner<Self, World> {
                let builder = Self::builder(world.clone()).dead_letters(letters.clone());
                match journal {
                    Some(journal) => builder.journal(journal.clone()).build(),
                    None => builder.build(),
                }
            }

            /// Runs the saga with a journal and without. The observable behaviour is the same.
            async fn both(
                world: impl Fn() -> World,
                check: impl Fn(&World, &SagaReport<End, No>, &MemoryDeadLetters),
            ) {
                for journal in [None, Some(MemoryJournal::new())] {
                    let (world, letters) = (world(), MemoryDeadLetters::new());
                    let runner = Self::runner_of(&world, journal.as_ref(), &letters);
                    let report = runner.run($Input {}).report().await;
                    check(&world, &report, &letters);
                    if let Some(journal) = journal {
                        assert_eq!(statuses(&journal).await[0].1, report.status());
                    }
                }
            }
        }
    };
}

saga!(
    Called,
    CalledInput,
    Again,
    (undo = undo_it, timeout = "1s"),
    async fn undo_it(&self, it: &Again) {
        self.world.diary.say(format!("undo it {}", it.0));
    }
);

#[tokio::test(start_paused = true)]
async fn a_step_that_timed_out_is_called_again_and_undone() {
    Called::both(
        || World::hanging(1),
        |world, report, _| {
            assert_eq!(world.diary.lines(), ["it", "it", "undo it 2", "undo first"]);
            assert_eq!(report.status(), SagaStatus::RolledBack);
            let error = report.error().unwrap();
            assert_eq!(error.kind(), SagaErrorKind::TimedOut);
            assert_eq!(error.step().unwrap().name, "it");
            assert_eq!(names(report.undone()), ["it", "first"]);
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_step_that_fails_in_the_second_call_is_not_undone() {
    let world = || {
        let world = World::hanging(1);
        world.fails.store(1, Ordering::Relaxed);
        world
    };
    Called::both(world, |world, report, _| {
        assert_eq!(world.diary.lines(), ["it", "it", "undo first"]);
        assert_eq!(report.status(), SagaStatus::RolledBack);
        assert_eq!(names(report.undone()), ["first"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_step_that_times_out_again_is_parked_and_the_rest_is_undone() {
    Called::both(
        || World::hanging(2),
        |world, report, letters| {
            assert_eq!(world.diary.lines(), ["it", "it", "undo first"]);
            assert_eq!(report.status(), SagaStatus::Parked);
            let parked = &report.parked()[0];
            assert_eq!(parked.step.name, "it");
            assert_eq!(parked.reason.kind, "unknown outcome");
            assert_eq!(letters.letters().len(), 1);
        },
    )
    .await;
}

saga!(
    Cut,
    CutInput,
    Held,
    (undo = undo_it),
    async fn undo_it(&self, it: &Held) {
        self.world.diary.say(format!("undo it {}", it.0));
    }
);

#[tokio::test(start_paused = true)]
async fn a_step_that_runs_when_the_run_timeout_expires_is_called_again_and_undone() {
    Cut::both(
        || World::hanging(1),
        |world, report, _| {
            assert_eq!(world.diary.lines(), ["it", "it", "undo it 2", "undo first"]);
            assert_eq!(report.status(), SagaStatus::RolledBack);
            let error = report.error().unwrap();
            assert_eq!(error.kind(), SagaErrorKind::TimedOut);
            assert_eq!(error.step(), None);
        },
    )
    .await;
}

/// A step without a timeout of its own is given 30 s.
#[tokio::test(start_paused = true)]
async fn a_rollback_does_not_wait_for_ever() {
    Cut::both(
        || World::hanging(u32::MAX),
        |world, report, _| {
            assert_eq!(world.diary.lines(), ["it", "it", "undo first"]);
            assert_eq!(report.status(), SagaStatus::Parked);
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_abort_calls_the_running_step_again_and_undoes_it() {
    let (world, letters) = (World::hanging(1), MemoryDeadLetters::new());
    let runner = Cut::runner_of(&world, None, &letters);
    let run = tokio::spawn(runner.run(CutInput {}).report());
    sleep(Duration::from_secs(1)).await;
    runner.handle().abort();
    let report = run.await.unwrap();
    assert_eq!(report.status(), SagaStatus::RolledBack);
    assert_eq!(world.diary.lines(), ["it", "it", "undo it 2", "undo first"]);
}

saga!(
    Blindly,
    BlindlyInput,
    Blind,
    (undo = undo_it, timeout = "1s"),
    async fn undo_it(&self, it: Option<&Blind>, key: &IdempotencyKey) {
        let _ = key;
        self.world
            .diary
            .say(format!("undo {:?}", it.map(|it| it.0)));
    }
);

#[tokio::test(start_paused = true)]
async fn an_undo_that_takes_an_option_is_called_without_a_value() {
    Blindly::both(
        || World::hanging(1),
        |world, report, _| {
            assert_eq!(world.diary.lines(), ["it", "undo None", "undo first"]);
            assert_eq!(report.status(), SagaStatus::RolledBack);
        },
    )
    .await;
    Undoes::both(
        || World::hanging(1),
        |world, report, _| {
            assert_eq!(world.diary.lines(), ["it", "undo None", "undo first"]);
            assert_eq!(report.status(), SagaStatus::RolledBack);
        },
    )
    .await;
    // A step that is known to have failed had no effect.
    let failing = || {
        let world = World::default();
        world.fails.store(1, Ordering::Relaxed);
        world
    };
    Blindly::both(failing, |world, report, _| {
        assert_eq!(world.diary.lines(), ["it", "undo first"]);
        assert_eq!(report.status(), SagaStatus::RolledBack);
    })
    .await;
}

organum_tests::values!(Parking Undoing);

saga!(
    Parks,
    ParksInput,
    Parking,
    (undo = undo_it, timeout = "1s", unknown = park),
    async fn undo_it(&self, it: Option<&Parking>) {
        self.world
            .diary
            .say(format!("undo {:?}", it.map(|it| it.0)));
    }
);

#[tokio::test(start_paused = true)]
async fn a_step_with_unknown_park_is_parked() {
    Parks::both(
        || World::hanging(1),
        |world, report, letters| {
            assert_eq!(world.diary.lines(), ["it", "undo first"]);
            assert_eq!(report.status(), SagaStatus::Parked);
            assert_eq!(report.parked()[0].reason.kind, "unknown outcome");
            assert_eq!(letters.letters().len(), 1);
        },
    )
    .await;
    // A redrive calls the undo without an output.
    let (world, letters) = (World::hanging(1), MemoryDeadLetters::new());
    let journal = MemoryJournal::new();
    let runner = Parks::runner_of(&world, Some(&journal), &letters);
    let report = runner.run(ParksInput {}).report().await;
    let letter = report.parked()[0].letter.unwrap();
    runner.redrive(letter).await.unwrap();
    assert_eq!(world.diary.lines(), ["it", "undo first", "undo None"]);
    assert_eq!(statuses(&journal).await[0].1, SagaStatus::RolledBack);
}

saga!(
    Undoes,
    UndoesInput,
    Undoing,
    (undo = undo_it, unknown = undo),
    async fn undo_it(&self, it: Option<&Undoing>) {
        self.world
            .diary
            .say(format!("undo {:?}", it.map(|it| it.0)));
    }
);

/// Leaves a run while the step `it` is running, and recovers the run.
macro_rules! recovered {
    ($Saga:ident, $Input:ident) => {{
        let (world, letters) = (World::hanging(1), MemoryDeadLetters::new());
        let journal = MemoryJournal::new();
        let runner = $Saga::runner_of(&world, Some(&journal), &letters);
        let id = SagaId(Uuid::now_v7());
        let run = tokio::spawn(runner.run($Input {}).id(id).report());
        sleep(Duration::from_millis(500)).await;
        runner.handle().abort();
        assert_eq!(run.await.unwrap().status(), SagaStatus::Left);
        let other = $Saga::runner_of(&world, Some(&journal), &letters);
        let recovery = other.recover().await.unwrap();
        (world, letters, journal, other, recovery, id)
    }};
}

#[tokio::test(start_paused = true)]
async fn a_recovered_saga_calls_the_step_again() {
    let (world, _, _, _, recovery, _) = recovered!(Cut, CutInput);
    assert_eq!((recovery.completed, recovery.found()), (1, 1));
    assert_eq!(world.diary.lines(), ["it", "it", "end"]);
}

#[tokio::test(start_paused = true)]
async fn a_step_with_unknown_undo_is_undone_by_the_recovery() {
    let (world, _, journal, _, recovery, id) = recovered!(Undoes, UndoesInput);
    assert_eq!((recovery.rolled_back, recovery.found()), (1, 1));
    assert_eq!(world.diary.lines(), ["it", "undo None", "undo first"]);
    let saved = recorded(&journal, id).await;
    assert_eq!(saved.status(), SagaStatus::RolledBack);
}

#[tokio::test(start_paused = true)]
async fn a_step_with_unknown_park_waits_for_a_redrive() {
    let (world, letters, journal, runner, recovery, _) = recovered!(Parks, ParksInput);
    assert_eq!((recovery.stalled, recovery.found()), (1, 1));
    assert_eq!(world.diary.lines(), ["it"]);
    assert_eq!(runner.recover().await.unwrap().found(), 0);
    let letter = letters.letters()[0].clone();
    assert_eq!(letter.reason.kind, "unknown outcome");
    runner.redrive(letter.id).await.unwrap();
    assert_eq!(world.diary.lines(), ["it", "it", "end"]);
    assert_eq!(statuses(&journal).await[0].1, SagaStatus::Completed);
    assert!(letters.is_empty());
}

/// A saga with a slow pivot.
#[saga]
struct Order {
    slow: bool,
    #[inject]
    world: World,
}

#[saga(error = No, output = Sent, version = 1, run_timeout = "1s")]
impl Order {
    #[step(undo = undo_first)]
    async fn first(&self) -> First {
        First(1)
    }

    async fn undo_first(&self, _: &First) {
        self.world.diary.say("undo first");
    }

    #[step(pivot, timeout = "1m")]
    async fn book(&self, _: &First) -> Result<Booked, No> {
        if self.slow {
            sleep(Duration::from_secs(10)).await;
        }
        self.world.call("book").await?;
        Ok(Booked(1))
    }

    #[step(retry(attempts = 2))]
    async fn send(&self, _: &Booked) -> Result<Sent, No> {
        self.world.diary.say("send");
        Ok(Sent(1))
    }
}

/// The event that ends a run from outside.
#[derive(Clone, Copy, Debug)]
enum Ended {
    Nothing,
    Dropped,
    Cancelled,
    Aborted,
}

#[tokio::test(start_paused = true)]
async fn a_pivot_runs_to_its_end_whatever_ends_the_run() {
    for end in [
        Ended::Nothing,
        Ended::Dropped,
        Ended::Cancelled,
        Ended::Aborted,
    ] {
        for journal in [None, Some(MemoryJournal::new())] {
            let world = World::default();
            let builder = Order::builder(world.clone());
            let runner = match &journal {
                Some(journal) => builder.journal(journal.clone()).build(),
                None => builder.build(),
            };
            let id = SagaId(Uuid::now_v7());
            let run = runner.run(OrderInput { slow: true }).id(id).report();
            let run = tokio::spawn(run);
            sleep(Duration::from_millis(500)).await;
            match end {
                Ended::Nothing => {}
                Ended::Dropped => run.abort(),
                Ended::Cancelled => assert!(runner.handle().cancel(id)),
                Ended::Aborted => runner.handle().abort(),
            }
            sleep(Duration::from_mins(1)).await;
            runner.handle().shutdown().await;
            let is_left = matches!(end, Ended::Aborted) && journal.is_some();
            let expected: &[&str] = if is_left {
                &["book"]
            } else {
                &["book", "send"]
            };
            assert_eq!(world.diary.lines(), expected, "{end:?}");
            if let (true, Some(journal)) = (is_left, &journal) {
                let other = Order::builder(world.clone())
                    .journal(journal.clone())
                    .build();
                assert_eq!(other.recover().await.unwrap().completed, 1);
                // The journal has the completion of the pivot.
                assert_eq!(world.diary.lines(), ["book", "send"]);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_pivot_that_times_out_stalls_the_saga_and_nothing_is_undone() {
    let (world, letters) = (World::hanging(1), MemoryDeadLetters::new());
    let journal = MemoryJournal::new();
    let runner = Order::builder(world.clone())
        .journal(journal.clone())
        .dead_letters(letters.clone())
        .build();
    let report = runner.run(OrderInput { slow: false }).report().await;
    assert_eq!(report.status(), SagaStatus::Stalled);
    assert_eq!(report.error().unwrap().step().unwrap().name, "book");
    assert_eq!(world.diary.lines(), ["book"]);
    // The resumed saga calls the pivot again. The pivot fails now, and the saga is rolled back.
    world.fails.store(1, Ordering::Relaxed);
    runner.handle().resume(report.id()).await.unwrap();
    assert!(letters.is_empty());
    assert_eq!(world.diary.lines(), ["book", "book", "undo first"]);
    assert_eq!(statuses(&journal).await[0].1, SagaStatus::RolledBack);
}

organum_tests::values!(Left Right Joined);

/// A saga with two concurrent steps, of which one fails.
struct Branches {
    world: World,
    items: Vec<u32>,
}

#[saga(error = No, output = Joined)]
impl Branches {
    #[step(each = items, undo = undo_left, concurrency = 2)]
    async fn left(&self, item: &u32) -> Left {
        self.world.diary.say(format!("left {item}"));
        sleep(Duration::from_millis(20)).await;
        Left(*item)
    }

    async fn undo_left(&self, left: &Left) {
        self.world.diary.say(format!("undo left {}", left.0));
    }

    #[step(irrevocable)]
    async fn right(&self) -> Result<Right, No> {
        sleep(Duration::from_millis(10)).await;
        Err(No)
    }

    #[step(irrevocable)]
    async fn joined(&self, left: &[Left], right: &Right) -> Joined {
        let _ = (left, right);
        Joined(1)
    }
}

#[tokio::test(start_paused = true)]
async fn no_item_begins_once_another_step_has_failed() {
    let world = World::default();
    let saga = Branches {
        world: world.clone(),
        items: vec![1, 2, 3, 4],
    };
    let report = saga.run().report().await;
    assert!(report.is_rolled_back());
    assert_eq!(
        world.diary.lines(),
        ["left 1", "left 2", "undo left 2", "undo left 1"]
    );
}
