//! The rollback of a saga that fails, is dropped, panics or exceeds its time.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::time::Duration;

use organum::{
    NodePanic,
    prelude::*,
    saga::{SagaErrorKind, SagaStatus},
};
use organum_tests::Log;
use tokio::time::sleep;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} failed")]
struct StepFailed(&'static str);

#[derive(Debug, PartialEq, Eq)]
struct A(u32);
#[derive(Debug, PartialEq, Eq)]
struct B(u32);
#[derive(Debug, PartialEq, Eq)]
struct C(u32);
#[derive(Debug, PartialEq, Eq)]
struct D(u32);
#[derive(Debug, PartialEq, Eq)]
struct E(u32);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Good,
    Fails,
    Panics,
    Hangs,
}

/// A saga with five steps in sequence.
struct Five {
    diary: Log,
    fourth: Fate,
}

#[saga(error = StepFailed, output = E, run_timeout = "10s")]
impl Five {
    #[step(undo = undo_a)]
    async fn a(&self) -> Result<A, StepFailed> {
        self.diary.say("a");
        Ok(A(1))
    }

    #[step(undo = undo_b)]
    async fn b(&self, a: &A) -> Result<B, StepFailed> {
        self.diary.say("b");
        Ok(B(a.0 + 1))
    }

    #[step(undo = undo_c)]
    async fn c(&self, b: &B) -> Result<C, StepFailed> {
        self.diary.say("c");
        Ok(C(b.0 + 1))
    }

    #[step(undo = undo_d, cancellable)]
    async fn d(&self, c: &C) -> Result<D, StepFailed> {
        sleep(Duration::from_secs(1)).await;
        match self.fourth {
            Fate::Good => Ok(D(c.0 + 1)),
            Fate::Fails => Err(StepFailed("d")),
            Fate::Panics => panic!("no d"),
            Fate::Hangs => std::future::pending().await,
        }
    }

    #[step(undo = undo_e)]
    async fn e(&self, d: &D) -> Result<E, StepFailed> {
        self.diary.say("e");
        Ok(E(d.0 + 1))
    }

    async fn undo_a(&self, a: &A) {
        self.diary.say(format!("undo {a:?}"));
    }

    async fn undo_b(&self, b: &B) -> Result<(), StepFailed> {
        sleep(Duration::from_millis(1)).await;
        self.diary.say(format!("undo {b:?}"));
        Ok(())
    }

    async fn undo_c(&self, c: &C) -> Result<(), StepFailed> {
        self.diary.say(format!("undo {c:?}"));
        Ok(())
    }

    async fn undo_d(&self, d: &D) -> Result<(), StepFailed> {
        self.diary.say(format!("undo {d:?}"));
        Ok(())
    }

    async fn undo_e(&self, e: &E) -> Result<(), StepFailed> {
        self.diary.say(format!("undo {e:?}"));
        Ok(())
    }
}

fn five(fourth: Fate) -> (Five, Log) {
    let diary = Log::default();
    (
        Five {
            diary: diary.clone(),
            fourth,
        },
        diary,
    )
}

const UNDONE: [&str; 6] = ["a", "b", "c", "undo C(3)", "undo B(2)", "undo A(1)"];

fn names(steps: &[organum::saga::StepRef]) -> Vec<&'static str> {
    steps.iter().map(|step| step.name).collect()
}

#[tokio::test(start_paused = true)]
async fn a_saga_that_succeeds_undoes_nothing() {
    let (saga, diary) = five(Fate::Good);
    let report = saga.run().report().await;
    assert_eq!(report.result().unwrap(), &E(5));
    assert_eq!(report.status(), SagaStatus::Completed);
    assert_eq!(names(report.done()), ["a", "b", "c", "d", "e"]);
    assert!(report.undone().is_empty());
    assert_eq!(diary.lines(), ["a", "b", "c", "e"]);
}

#[tokio::test(start_paused = true)]
async fn five_steps_of_which_the_fourth_fails_undo_the_third_second_and_first() {
    let (saga, diary) = five(Fate::Fails);
    let report = saga.run().report().await;
    assert_eq!(diary.lines(), UNDONE);
    let error = report.error().unwrap();
    assert_eq!(error.failed(), Some(&StepFailed("d")));
    let step = error.step().unwrap();
    assert_eq!((step.name, step.index, step.item), ("d", 3, None));
    assert_eq!(names(report.done()), ["a", "b", "c"]);
    assert_eq!(names(report.undone()), ["c", "b", "a"]);
    assert!(report.is_rolled_back());
    assert_eq!(error.to_string(), "step `d` of saga `Five` failed");
}

#[tokio::test(start_paused = true)]
async fn a_step_that_panics_fails_the_saga() {
    let (saga, diary) = five(Fate::Panics);
    let report = saga.run().report().await;
    assert_eq!(diary.lines(), UNDONE);
    let error = report.error().unwrap();
    assert_eq!(error.step().unwrap().name, "d");
    assert_eq!(error.kind(), SagaErrorKind::Panicked);
    let panic = error.downcast_ref::<NodePanic>().unwrap();
    assert_eq!(panic.to_string(), "no d");
}

#[tokio::test(start_paused = true)]
async fn a_saga_that_exceeds_its_run_timeout_is_rolled_back() {
    let (saga, diary) = five(Fate::Hangs);
    let report = saga.run().report().await;
    assert_eq!(diary.lines(), UNDONE);
    let error = report.error().unwrap();
    assert_eq!(error.kind(), SagaErrorKind::TimedOut);
    assert!(report.is_rolled_back());
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_undoes_the_completed_steps() {
    let (saga, diary) = five(Fate::Hangs);
    let runner = Five::runner();
    let run = runner.run(saga).report();
    assert!(
        tokio::time::timeout(Duration::from_millis(100), run)
            .await
            .is_err()
    );
    runner.handle().shutdown().await;
    assert_eq!(diary.lines(), UNDONE);
    let view = &runner.handle().finished()[0];
    assert_eq!(view.status, SagaStatus::RolledBack);
    assert_eq!(names(&view.undone), ["c", "b", "a"]);
}

#[tokio::test(start_paused = true)]
async fn the_report_and_the_handle_agree_on_a_finished_run() {
    let runner = Five::runner();
    let failed = runner.run(five(Fate::Fails).0).report().await;
    let done = runner.run(five(Fate::Good).0).report().await;
    assert_ne!(failed.id(), done.id());
    assert_eq!(runner.handle().running(), []);
    let [of_failed, of_done] = &runner.handle().finished()[..] else {
        panic!("two runs are over");
    };
    assert_eq!(of_failed.id, failed.id());
    assert_eq!(of_failed.status, failed.status());
    assert_eq!(names(&of_failed.undone), names(failed.undone()));
    assert_eq!(of_failed.done, []);
    assert_eq!(of_done.id, done.id());
    assert_eq!(of_done.status, SagaStatus::Completed);
    assert_eq!(of_done.done, done.done());
    assert_eq!(runner.handle().inspect(done.id()).as_ref(), Some(of_done));
}

#[tokio::test(start_paused = true)]
async fn a_token_cancels_a_saga() {
    let (saga, diary) = five(Fate::Hangs);
    let token = tokio_util::sync::CancellationToken::new();
    let run = tokio::spawn(saga.run().cancel_on(token.clone()).report());
    sleep(Duration::from_millis(100)).await;
    token.cancel();
    let report = run.await.unwrap();
    assert!(report.is_rolled_back());
    assert_eq!(diary.lines(), UNDONE);
}

#[test]
fn a_saga_runs_and_is_undone_without_a_runtime() {
    struct Plain(Log);

    #[saga(error = StepFailed, output = B)]
    impl Plain {
        #[step(undo = undo_a)]
        fn a(&self) -> A {
            A(1)
        }

        fn undo_a(&self, a: &A) {
            self.0.say(format!("undo {a:?}"));
        }

        #[step(irrevocable)]
        fn b(&self, a: &A) -> Result<B, StepFailed> {
            let _ = a;
            Err(StepFailed("b"))
        }
    }

    let diary = Log::default();
    let run = Plain(diary.clone()).run().report();
    let report = poll_to_end(run);
    assert!(report.is_rolled_back());
    assert_eq!(diary.lines(), ["undo A(1)"]);
}

/// Polls a future to its end without a runtime.
fn poll_to_end<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

/// A node fails while a saga is running in the same graph.
mod sibling {
    use super::*;

    struct Order;
    struct Other;
    struct Both;

    #[node]
    async fn order(diary: &Log, run: &Run) -> Result<Order, SagaError<StepFailed>> {
        let saga = Five {
            diary: diary.clone(),
            fourth: Fate::Hangs,
        };
        saga.run().within(run).await.map(|_| Order)
    }

    #[node]
    async fn other() -> Result<Other, StepFailed> {
        sleep(Duration::from_millis(100)).await;
        Err(StepFailed("other"))
    }

    #[node]
    fn both(order: &Order, other: &Other) -> Both {
        let _ = (order, other);
        Both
    }

    #[graph(output = Both)]
    struct Shop {
        diary: Log,
    }

    #[tokio::test(start_paused = true)]
    async fn when_another_node_fails_the_saga_is_rolled_back_and_shutdown_waits_for_this() {
        let diary = Log::default();
        let shop = Shop::runner();
        let error = shop.run(diary.clone()).await.err().unwrap();
        assert_eq!(error.downcast_ref(), Some(&StepFailed("other")));
        shop.handle().shutdown().await;
        assert_eq!(diary.lines(), UNDONE);
    }
}
