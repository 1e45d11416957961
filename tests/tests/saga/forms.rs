//! Concurrent steps, steps with items, races, running steps of a failed saga, keys, and parked undos.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    OneOf2,
    dead_letter::{DeadLetters, MemoryDeadLetters},
    prelude::*,
    saga::{SagaRunner, SagaStatus, StepRef},
};
use organum_tests::Log;
use tokio::time::{Instant, sleep};

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
struct Refused(String);

fn texts(steps: &[StepRef]) -> Vec<String> {
    steps.iter().map(ToString::to_string).collect()
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Items that are reserved concurrently and then charged.
mod checkout {
    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    struct Reservation(u32);
    #[derive(Debug, PartialEq, Eq)]
    struct Charge(usize);

    struct Checkout {
        items: Vec<u32>,
        refused: u32,
        diary: Log,
    }

    #[saga(error = Refused, output = Charge)]
    impl Checkout {
        #[step(each = items, undo = release, concurrency = 2)]
        async fn reserve(&self, item: &u32, key: &IdempotencyKey) -> Result<Reservation, Refused> {
            self.diary.say(format!("reserve {item}"));
            // The first item takes longest, so the second one completes before it.
            sleep(ms(if *item == 1 { 20 } else { 10 })).await;
            if *item == self.refused {
                return Err(Refused(format!("no {item}")));
            }
            assert_ne!(key, &key.undo());
            Ok(Reservation(*item))
        }

        async fn release(&self, held: &Reservation) {
            self.diary.say(format!("release {}", held.0));
        }

        #[step(irrevocable)]
        async fn charge(&self, held: &[Reservation]) -> Result<Charge, Refused> {
            if self.refused == 0 {
                return Err(Refused("no money".into()));
            }
            Ok(Charge(held.len()))
        }
    }

    fn checkout(refused: u32) -> (Checkout, Log) {
        let diary = Log::default();
        let saga = Checkout {
            items: vec![1, 2, 3, 4, 5],
            refused,
            diary: diary.clone(),
        };
        (saga, diary)
    }

    #[tokio::test(start_paused = true)]
    async fn each_item_is_a_step_and_the_outputs_are_one_list() {
        let (saga, diary) = checkout(99);
        let begin = Instant::now();
        let report = saga.run().report().await;
        assert_eq!(report.result().unwrap(), &Charge(5));
        assert_eq!(
            texts(report.done()),
            [
                "reserve[1]",
                "reserve[0]",
                "reserve[2]",
                "reserve[3]",
                "reserve[4]",
                "charge"
            ]
        );
        // With a concurrency of two, items 1 and 4 run at the same time as items 2, 3 and 5.
        assert_eq!(begin.elapsed().as_millis() / 10, 3);
        assert_eq!(diary.lines().len(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn when_the_third_of_five_items_fails_the_running_ones_end_and_are_undone() {
        let (saga, diary) = checkout(3);
        let report = saga.run().report().await;
        let step = report.error().unwrap().step().unwrap();
        assert_eq!((step.name, step.index, step.item), ("reserve", 0, Some(2)));
        // The fourth item was running, and the fifth one never began.
        assert_eq!(
            texts(report.done()),
            ["reserve[1]", "reserve[0]", "reserve[3]"]
        );
        assert_eq!(
            texts(report.undone()),
            ["reserve[3]", "reserve[0]", "reserve[1]"]
        );
        let undone: Vec<_> = diary
            .lines()
            .into_iter()
            .filter(|note| note.starts_with("release"))
            .collect();
        assert_eq!(undone, ["release 4", "release 1", "release 2"]);
        assert!(report.is_rolled_back());
    }

    #[tokio::test(start_paused = true)]
    async fn items_that_were_taken_as_one_list_are_undone_one_by_one() {
        let (saga, diary) = checkout(0);
        let report = saga.run().report().await;
        assert_eq!(report.error().unwrap().failed().unwrap().0, "no money");
        let undone: Vec<_> = diary.lines().drain(5..).collect();
        assert_eq!(
            undone,
            [
                "release 5",
                "release 4",
                "release 3",
                "release 1",
                "release 2"
            ]
        );
    }

    #[tokio::test]
    async fn no_items_are_no_steps() {
        let (mut saga, _) = checkout(99);
        saga.items.clear();
        let report = saga.run().report().await;
        assert_eq!(report.result().unwrap(), &Charge(0));
        assert_eq!(texts(report.done()), ["charge"]);
    }
}

/// Branches that do not depend on each other.
mod parallel {
    use super::*;

    struct Left;
    struct Right;
    struct Slow;
    struct End;

    struct Branches {
        right_fails: bool,
        diary: Log,
    }

    #[saga(error = Refused, output = End)]
    impl Branches {
        #[step(undo = undo_left)]
        async fn left(&self) -> Left {
            sleep(ms(10)).await;
            Left
        }

        fn undo_left(&self, _left: &Left) {
            self.diary.say("undo left");
        }

        #[step(undo = undo_right)]
        async fn right(&self) -> Result<Right, Refused> {
            sleep(ms(20)).await;
            if self.right_fails {
                return Err(Refused("right".into()));
            }
            Ok(Right)
        }

        fn undo_right(&self, _right: &Right) {
            self.diary.say("undo right");
        }

        #[step(undo = undo_slow)]
        async fn slow(&self) -> Slow {
            sleep(ms(30)).await;
            self.diary.say("slow is done");
            Slow
        }

        fn undo_slow(&self, _slow: &Slow) {
            self.diary.say("undo slow");
        }

        #[step(irrevocable)]
        async fn end(&self, _left: &Left, _right: &Right, _slow: &Slow) -> End {
            End
        }
    }

    #[tokio::test(start_paused = true)]
    async fn branches_run_concurrently() {
        let begin = Instant::now();
        let diary = Log::default();
        let report = Branches {
            right_fails: false,
            diary,
        }
        .run()
        .report()
        .await;
        assert!(report.result().is_ok());
        assert_eq!(begin.elapsed(), ms(30));
    }

    #[tokio::test(start_paused = true)]
    async fn when_one_branch_fails_the_others_run_to_their_ends_and_are_undone_once() {
        let diary = Log::default();
        let report = Branches {
            right_fails: true,
            diary: diary.clone(),
        }
        .run()
        .report()
        .await;
        assert_eq!(diary.lines(), ["slow is done", "undo slow", "undo left"]);
        assert_eq!(texts(report.done()), ["left", "slow"]);
        assert_eq!(texts(report.undone()), ["slow", "left"]);
        assert!(report.is_rolled_back());
    }
}

/// Steps that run to their ends, and `cancellable` steps with `undo_on_failure`.
mod cut {
    use super::*;

    struct Sent;
    struct Asked;
    struct End;

    struct Post {
        diary: Log,
    }

    #[saga(error = Refused, output = End)]
    impl Post {
        #[step(undo = call_back)]
        async fn send(&self) -> Sent {
            sleep(ms(50)).await;
            self.diary.say("sent");
            Sent
        }

        fn call_back(&self, _sent: &Sent) {
            self.diary.say("called back");
        }

        #[step(undo = unask, undo_on_failure, cancellable)]
        async fn ask(&self) -> Asked {
            sleep(ms(50)).await;
            self.diary.say("asked");
            Asked
        }

        fn unask(&self, asked: Option<&Asked>, key: &IdempotencyKey) {
            assert!(asked.is_none());
            assert!(!key.to_string().is_empty());
            self.diary.say("unasked");
        }

        #[step(irrevocable)]
        async fn fail(&self) -> Result<(), Refused> {
            sleep(ms(10)).await;
            Err(Refused("fail".into()))
        }

        #[step(irrevocable)]
        async fn end(&self, _sent: &Sent, _asked: &Asked) -> End {
            End
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_running_step_runs_to_its_end_and_is_undone() {
        let diary = Log::default();
        let report = Post {
            diary: diary.clone(),
        }
        .run()
        .report()
        .await;
        assert_eq!(report.error().unwrap().step().unwrap().name, "fail");
        // Steps with an unknown outcome are undone first, then the completed ones in reverse order.
        assert_eq!(diary.lines(), ["sent", "unasked", "called back"]);
        assert_eq!(texts(report.undone()), ["ask", "send"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_running_step_runs_to_its_end_when_the_caller_is_gone() {
        let diary = Log::default();
        let runner = Post::runner();
        let run = runner
            .run(Post {
                diary: diary.clone(),
            })
            .report();
        assert!(tokio::time::timeout(ms(5), run).await.is_err());
        runner.handle().shutdown().await;
        assert_eq!(diary.lines(), ["sent", "unasked", "called back"]);
    }
}

/// A race of providers.
mod race {
    use super::*;

    struct Quick(u64);
    struct Steady(u64);
    #[derive(Debug, PartialEq, Eq)]
    struct Paid(&'static str);

    struct Pay {
        quick: u64,
        steady: u64,
        quick_fails: bool,
        diary: Log,
    }

    #[saga(error = Refused, output = Paid)]
    impl Pay {
        #[step(undo = undo_quick, cancellable)]
        async fn quick(&self) -> Result<Quick, Refused> {
            sleep(ms(self.quick)).await;
            if self.quick_fails {
                return Err(Refused("quick".into()));
            }
            Ok(Quick(self.quick))
        }

        fn undo_quick(&self, quick: &Quick) {
            self.diary.say(format!("undo quick {}", quick.0));
        }

        #[step(undo = undo_steady)]
        async fn steady(&self) -> Steady {
            sleep(ms(self.steady)).await;
            Steady(self.steady)
        }

        fn undo_steady(&self, steady: &Steady) {
            self.diary.say(format!("undo steady {}", steady.0));
        }

        #[step(irrevocable)]
        async fn paid(&self, first: Race<(&Quick, &Steady)>) -> Paid {
            match first.get() {
                OneOf2::First(_) => Paid("quick"),
                OneOf2::Second(_) => Paid("steady"),
            }
        }
    }

    fn pay(quick: u64, steady: u64, quick_fails: bool) -> (Pay, Log) {
        let diary = Log::default();
        let saga = Pay {
            quick,
            steady,
            quick_fails,
            diary: diary.clone(),
        };
        (saga, diary)
    }

    #[tokio::test(start_paused = true)]
    async fn one_alternative_of_a_race_is_kept_and_a_cancellable_one_is_dropped() {
        let (saga, diary) = pay(20, 10, false);
        let report = saga.run().report().await;
        assert_eq!(report.result().unwrap(), &Paid("steady"));
        assert!(diary.lines().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn an_alternative_that_completes_after_the_winner_is_undone() {
        let (saga, diary) = pay(10, 20, false);
        let report = saga.run().report().await;
        assert_eq!(report.result().unwrap(), &Paid("quick"));
        assert_eq!(diary.lines(), ["undo steady 20"]);
        assert_eq!(texts(report.undone()), ["steady"]);
        assert_eq!(report.status(), SagaStatus::Completed);
    }

    #[tokio::test(start_paused = true)]
    async fn an_alternative_that_fails_loses_the_race() {
        let (saga, diary) = pay(10, 20, true);
        let report = saga.run().report().await;
        assert_eq!(report.result().unwrap(), &Paid("steady"));
        assert!(diary.lines().is_empty());
        assert!(report.undone().is_empty());
    }
}

/// A race whose winner takes part in a second race and loses it.
mod race_in_race {
    use super::*;

    struct Left;
    struct Right;
    struct Both;
    struct Other;
    struct Settled;

    struct Bid {
        both: u64,
        diary: Log,
    }

    #[saga(output = Settled)]
    impl Bid {
        #[step(undo = undo_left)]
        async fn left(&self) -> Left {
            sleep(ms(5)).await;
            Left
        }

        fn undo_left(&self, _left: &Left) {
            self.diary.say("undo left");
        }

        #[step(undo = undo_right, cancellable)]
        async fn right(&self) -> Right {
            sleep(ms(50)).await;
            Right
        }

        fn undo_right(&self, _right: &Right) {
            self.diary.say("undo right");
        }

        #[step(undo = undo_both)]
        async fn both(&self, _first: Race<(&Left, &Right)>) -> Both {
            sleep(ms(self.both)).await;
            Both
        }

        fn undo_both(&self, _both: &Both) {
            self.diary.say("undo both");
        }

        #[step(undo = undo_other, cancellable)]
        async fn other(&self) -> Other {
            sleep(ms(20)).await;
            Other
        }

        fn undo_other(&self, _other: &Other) {
            self.diary.say("undo other");
        }

        #[step(irrevocable)]
        async fn settled(&self, _first: Race<(&Both, &Other)>) -> Settled {
            Settled
        }
    }

    async fn notes(both: u64) -> Vec<String> {
        let diary = Log::default();
        let saga = Bid {
            both,
            diary: diary.clone(),
        };
        assert_eq!(saga.run().report().await.status(), SagaStatus::Completed);
        diary.lines()
    }

    #[tokio::test(start_paused = true)]
    async fn the_alternative_that_the_loser_took_is_undone_as_well() {
        assert_eq!(notes(30).await, ["undo both", "undo left"]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_alternative_that_the_winner_took_is_kept() {
        assert!(notes(10).await.is_empty());
    }
}

/// Undos that fail at first.
mod stubborn {
    use super::*;

    #[derive(Debug)]
    struct A;
    #[derive(Debug)]
    struct B;
    struct C;

    struct Stubborn {
        /// The number of calls of `undo_b` that fail.
        fails: Arc<AtomicU32>,
        diary: Log,
    }

    #[saga(error = Refused, output = C)]
    impl Stubborn {
        #[step(undo = undo_a)]
        async fn a(&self) -> A {
            A
        }

        fn undo_a(&self, a: &A) {
            self.diary.say(format!("undo {a:?}"));
        }

        #[step(
            undo = undo_b,
            undo_retry(attempts = 3, backoff = fixed("1s"), panics),
            undo_timeout = "5s"
        )]
        async fn b(&self, _a: &A) -> B {
            B
        }

        async fn undo_b(&self, b: &B) -> Result<(), Refused> {
            match self.fails.load(Ordering::Relaxed) {
                0 => {
                    self.diary.say(format!("undo {b:?}"));
                    Ok(())
                }
                left => {
                    self.fails.store(left - 1, Ordering::Relaxed);
                    assert_ne!(left, 2, "a panic is a failure like others");
                    Err(Refused(format!("not yet, {left}")))
                }
            }
        }

        #[step(irrevocable)]
        async fn c(&self, _b: &B) -> Result<C, Refused> {
            Err(Refused("c".into()))
        }
    }

    fn stubborn(fails: u32) -> (Stubborn, Arc<AtomicU32>, Log) {
        let (fails, diary) = (Arc::new(AtomicU32::new(fails)), Log::default());
        let saga = Stubborn {
            fails: Arc::clone(&fails),
            diary: diary.clone(),
        };
        (saga, fails, diary)
    }

    #[tokio::test(start_paused = true)]
    async fn an_undo_is_retried_until_it_succeeds() {
        let (saga, _, diary) = stubborn(2);
        let begin = Instant::now();
        let report = saga.run().report().await;
        assert_eq!(begin.elapsed(), Duration::from_secs(2));
        assert_eq!(diary.lines(), ["undo B", "undo A"]);
        assert!(report.is_rolled_back());
        assert!(report.parked().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn an_undo_that_never_succeeds_is_parked_for_a_redrive_and_the_others_are_called() {
        let (saga, fails, diary) = stubborn(7);
        let letters = MemoryDeadLetters::new();
        let runner = SagaRunner::<Stubborn>::builder()
            .dead_letters(letters.clone())
            .build();
        let report = runner.run(saga).report().await;
        assert_eq!(diary.lines(), ["undo A"]);
        assert_eq!(report.status(), SagaStatus::Parked);
        assert!(!report.is_rolled_back());
        assert_eq!(texts(report.undone()), ["a"]);
        let parked = &report.parked()[0];
        assert_eq!((parked.step.name, parked.attempts), ("b", 3));
        assert_eq!(parked.error.as_ref().unwrap().to_string(), "not yet, 5");

        let letter = &letters.letters()[0];
        assert_eq!(Some(letter.id), parked.letter);
        assert_eq!((&*letter.origin, &*letter.subject), ("Stubborn", "b"));
        assert_eq!(letter.place.as_deref(), Some("undo_b"));
        assert_eq!(letter.reason.messages, ["not yet, 5"]);
        assert_eq!(letter.attempts, 3);
        assert_eq!(letter.chain, ["a", "b"]);
        assert_eq!(letter.correlation, report.id().0);

        let ended = || {
            let view = runner.handle().inspect(report.id()).unwrap();
            (view.status, texts(&view.done), texts(&view.parked))
        };
        let parked = vec!["b".to_owned()];
        assert_eq!(
            ended(),
            (SagaStatus::Parked, parked.clone(), parked.clone())
        );

        // The undo fails again, and the letter has more attempts.
        assert!(runner.redrive_here(letter.id).await.is_err());
        assert_eq!(letters.letters()[0].attempts, 6);
        assert_eq!(ended(), (SagaStatus::Parked, parked.clone(), parked));
        fails.store(0, Ordering::Relaxed);
        runner.redrive_here(letter.id).await.unwrap();
        assert_eq!(diary.lines(), ["undo A", "undo B"]);
        assert_eq!(ended(), (SagaStatus::RolledBack, Vec::new(), Vec::new()));
        assert!(letters.is_empty());
        assert!(letters.get(letter.id).await.unwrap().is_none());
    }
}

/// A pivot, and steps after it.
mod pivot {
    use super::*;

    struct Held;
    struct Order;
    #[derive(Debug, PartialEq, Eq)]
    struct Receipt(u32);

    struct Shop {
        /// The number of calls of `send` that fail.
        fails: AtomicU32,
        hangs: bool,
        keys: Arc<Mutex<HashMap<IdempotencyKey, u32>>>,
        diary: Log,
    }

    #[saga(error = Refused, output = Receipt, run_timeout = "1m")]
    impl Shop {
        #[step(undo = release)]
        async fn hold(&self) -> Held {
            Held
        }

        fn release(&self, _held: &Held) {
            self.diary.say("release");
        }

        #[step(pivot)]
        async fn order(&self, _held: &Held) -> Result<Order, Refused> {
            self.diary.say("order");
            Ok(Order)
        }

        #[step(retry(attempts = 3, backoff = fixed("1s")))]
        async fn send(&self, _order: &Order, key: &IdempotencyKey) -> Result<Receipt, Refused> {
            *self.keys.lock().unwrap().entry(*key).or_default() += 1;
            if self.hangs {
                sleep(Duration::from_mins(10)).await;
            }
            let left = self.fails.load(Ordering::Relaxed);
            if left > 0 {
                self.fails.store(left - 1, Ordering::Relaxed);
                return Err(Refused("no post today".into()));
            }
            self.diary.say("send");
            Ok(Receipt(7))
        }
    }

    fn shop(fails: u32, hangs: bool) -> (Shop, Log) {
        let diary = Log::default();
        let shop = Shop {
            fails: AtomicU32::new(fails),
            hangs,
            keys: Arc::default(),
            diary: diary.clone(),
        };
        (shop, diary)
    }

    #[tokio::test(start_paused = true)]
    async fn a_step_after_the_pivot_is_retried_with_the_same_key() {
        let (shop, diary) = shop(2, false);
        let keys = Arc::clone(&shop.keys);
        let report = shop.run().report().await;
        assert_eq!(report.result().unwrap(), &Receipt(7));
        assert_eq!(diary.lines(), ["order", "send"]);
        let keys = keys.lock().unwrap();
        assert_eq!(keys.values().copied().collect::<Vec<_>>(), [3]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_saga_that_is_dropped_after_its_pivot_is_completed() {
        let (shop, diary) = shop(0, true);
        let keys = Arc::clone(&shop.keys);
        let runner = Shop::runner();
        assert!(
            tokio::time::timeout(Duration::from_secs(1), runner.run(shop).report())
                .await
                .is_err()
        );
        // After 30 s, the run is not over, and continues.
        let left = runner.handle().shutdown().await;
        assert_eq!((left.len(), left[0].saga), (1, "Shop"));
        let hour = Duration::from_hours(1);
        assert_eq!(runner.handle().shutdown().within(hour).await, []);
        assert_eq!(diary.lines(), ["order", "send"]);
        assert_eq!(runner.handle().finished()[0].status, SagaStatus::Completed);
        assert_eq!(keys.lock().unwrap().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_saga_that_exceeds_its_run_timeout_after_its_pivot_is_completed() {
        let (shop, _) = shop(0, true);
        let report = shop.run().report().await;
        assert_eq!(report.result().unwrap(), &Receipt(7));
        assert_eq!(report.status(), SagaStatus::Completed);
    }

    #[tokio::test(start_paused = true)]
    async fn a_step_after_the_pivot_that_never_succeeds_stalls_the_saga() {
        let (shop, diary) = shop(99, false);
        let letters = MemoryDeadLetters::new();
        let report = SagaRunner::<Shop>::builder()
            .dead_letters(letters.clone())
            .build()
            .run(shop)
            .report()
            .await;
        assert_eq!(report.status(), SagaStatus::Stalled);
        assert_eq!(report.parked()[0].step.name, "send");
        assert_eq!(report.parked()[0].attempts, 3);
        assert_eq!(diary.lines(), ["order"]);
        assert_eq!(letters.letters()[0].reason.messages, ["no post today"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stalled_saga_is_completed_when_its_letter_is_redriven() {
        let (shop, diary) = shop(4, false);
        let letters = MemoryDeadLetters::new();
        let runner = SagaRunner::<Shop>::builder()
            .dead_letters(letters.clone())
            .build();
        assert_eq!(
            runner.run(shop).report().await.status(),
            SagaStatus::Stalled
        );
        let letter = letters.letters()[0].id;
        runner.redrive_here(letter).await.unwrap();
        assert_eq!(diary.lines(), ["order", "send"]);
        assert!(letters.is_empty());
        let last = runner.handle().finished().pop().unwrap();
        assert_eq!(last.status, SagaStatus::Completed);
    }
}

/// A step without a `Result` whose timeout is retried.
mod late {
    use super::*;

    struct Late;

    struct Waiting {
        waits: Mutex<Vec<u64>>,
    }

    #[saga(output = Late)]
    impl Waiting {
        #[step(irrevocable, retry(attempts = 3), timeout = "50ms")]
        async fn late(&self) -> Late {
            let wait = self.waits.lock().unwrap().pop().unwrap();
            sleep(ms(wait)).await;
            Late
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_step_without_a_result_is_retried_when_it_times_out() {
        let start = Instant::now();
        let waits = Mutex::new(vec![10, 1000, 1000]);
        assert_eq!(
            Waiting { waits }.run().report().await.status(),
            SagaStatus::Completed
        );
        assert_eq!(start.elapsed(), ms(110));
        let waits = Mutex::new(vec![1000; 3]);
        assert_eq!(
            Waiting { waits }.run().report().await.status(),
            SagaStatus::RolledBack
        );
    }
}
