//! The memory and the thread that runs of sagas share.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    collections::HashSet,
    pin::Pin,
    sync::Mutex,
    task::{Context, Waker},
    time::Duration,
};

use organum::{
    prelude::*,
    saga::{SagaErrorKind, SagaRunner, SagaStatus},
};
use organum_tests::Log;

/// Polls a future once. Returns true if it is pending.
fn waits(future: Pin<&mut (impl Future + ?Sized)>) -> bool {
    let mut cx = Context::from_waker(Waker::noop());
    future.poll(&mut cx).is_pending()
}

struct First(String);
#[derive(Debug)]
struct Second(String);

/// Drops a run that waits, and waits until it is rolled back.
async fn cut(runner: &SagaRunner<Pair>, saga: Pair) {
    let run = runner.run(saga).report();
    assert!(
        tokio::time::timeout(Duration::from_millis(10), run)
            .await
            .is_err()
    );
    runner.handle().shutdown().await;
}

/// A saga with two steps, of which the second runs the saga in `within`, if there is one, or waits for ever.
struct Pair {
    name: &'static str,
    within: Mutex<Option<Box<Pair>>>,
    waits: bool,
    diary: Log,
}

impl Pair {
    fn new(name: &'static str, waits: bool, diary: &Log) -> Self {
        Self {
            name,
            within: Mutex::default(),
            waits,
            diary: diary.clone(),
        }
    }

    fn around(self, within: Self) -> Self {
        *self.within.lock().unwrap() = Some(Box::new(within));
        self
    }
}

#[saga(output = Second)]
impl Pair {
    #[step(undo = undo_first)]
    async fn first(&self) -> First {
        First(format!("{} 1", self.name))
    }

    #[step(undo = undo_second, cancellable)]
    async fn second(&self, first: &First) -> Second {
        let within = self.within.lock().unwrap().take();
        if let Some(within) = within {
            let run: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(within.run().report());
            self.diary.say(run.await.into_result().unwrap().0);
        }
        if self.waits {
            std::future::pending::<()>().await;
        }
        Second(format!("{}, {} 2", first.0, self.name))
    }

    async fn undo_first(&self, first: &First) {
        self.diary.say(format!("undo {}", first.0));
    }

    async fn undo_second(&self, second: &Second) {
        self.diary.say(format!("undo {}", second.0));
    }
}

#[tokio::test]
async fn a_saga_that_ends_within_a_step_of_another_one_does_not_release_its_values() {
    let diary = Log::default();
    let runner = Pair::runner();
    let saga = Pair::new("outer", true, &diary).around(Pair::new("inner", false, &diary));
    cut(&runner, saga).await;
    assert_eq!(diary.lines(), ["inner 1, inner 2", "undo outer 1"]);
}

#[tokio::test]
async fn sagas_that_are_dropped_one_within_the_other_are_each_undone_with_their_own_values() {
    let diary = Log::default();
    let runner = Pair::runner();
    let saga = Pair::new("outer", true, &diary).around(Pair::new("inner", true, &diary));
    cut(&runner, saga).await;
    organum::saga::settled().await;
    let mut notes = diary.lines();
    notes.sort_unstable();
    assert_eq!(notes, ["undo inner 1", "undo outer 1"]);
}

#[tokio::test]
async fn a_run_that_is_dropped_on_another_thread_is_undone() {
    let diary = Log::default();
    let runner = Pair::runner();
    let mut run = Box::pin(runner.run(Pair::new("it", true, &diary)).report());
    assert!(waits(run.as_mut()));
    assert_eq!(runner.handle().running()[0].done.len(), 1);
    std::thread::spawn(move || drop(run)).join().unwrap();
    runner.handle().shutdown().await;
    assert_eq!(diary.lines(), ["undo it 1"]);
    assert_eq!(runner.handle().finished()[0].status, SagaStatus::RolledBack);
}

#[tokio::test]
async fn a_report_does_not_change_when_many_later_runs_end() {
    let diary = Log::default();
    let runner = Pair::runner();
    let first = runner.run(Pair::new("first", false, &diary)).report().await;
    let mut ids = HashSet::from([first.id()]);
    let done: Vec<_> = first.done().to_vec();
    assert_eq!(done.len(), 2);
    for _ in 0..600 {
        let report = runner.run(Pair::new("next", false, &diary)).report().await;
        assert!(ids.insert(report.id()));
        assert_eq!(report.done(), done);
        assert_eq!(report.undone(), []);
    }
    assert_eq!(first.id(), *ids.get(&first.id()).unwrap());
    assert_eq!(first.done(), done);
    assert!(runner.handle().inspect(first.id()).is_none());
    let finished = runner.handle().finished();
    assert_eq!(finished.len(), 256);
    let finished: HashSet<_> = finished.iter().map(|view| view.id).collect();
    assert_eq!(finished.len(), 256);
    assert!(finished.is_subset(&ids));
    assert_eq!(diary.lines(), [""; 0]);
}

#[tokio::test]
async fn a_runner_that_is_shut_down_refuses_runs_and_waits_for_those_that_began() {
    let diary = Log::default();
    let runner = Pair::runner();
    let mut run = Box::pin(runner.run(Pair::new("it", true, &diary)).report());
    assert!(waits(run.as_mut()));
    let mut shutdown = runner.handle().shutdown().into_future();
    assert!(waits(shutdown.as_mut()));
    let refused = runner.run(Pair::new("late", false, &diary)).report().await;
    let kind = refused.error().unwrap().kind();
    assert_eq!(kind, SagaErrorKind::Run);
    assert_eq!(refused.done(), []);
    drop(run);
    shutdown.await;
    assert_eq!(diary.lines(), ["undo it 1"]);
    assert!(runner.handle().running().is_empty());
}
