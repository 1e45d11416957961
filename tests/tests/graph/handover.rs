//! The nodes and values that outlive a run: the order in which values are dropped, nodes that outlive
//! their run, and `shutdown`.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    clippy::trivially_copy_pass_by_ref,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    sync::{Arc, Barrier},
    time::Duration,
};

use organum::prelude::*;
use organum_tests::{Gate, Log, Tracked, block_on, eventually};
use tokio::{
    runtime::Handle,
    time::{sleep, timeout},
};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

mod order {
    use super::*;

    pub(super) struct Base(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Slow(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Fast(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Spawned(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct End(#[expect(dead_code, reason = "held for its drop")] Tracked);

    #[node]
    fn base(log: &Log) -> Base {
        Base(log.tracked("base"))
    }

    #[node]
    async fn slow(_: &Base, log: &Log) -> Slow {
        sleep(ms(30)).await;
        Slow(log.tracked("slow"))
    }

    #[node]
    async fn fast(_: &Base, log: &Log) -> Fast {
        sleep(ms(10)).await;
        Fast(log.tracked("fast"))
    }

    #[node(spawn)]
    async fn spawned(_: &Base, log: &Log) -> Spawned {
        sleep(ms(20)).await;
        Spawned(log.tracked("spawned"))
    }

    #[node]
    fn end(_: &Slow, _: &Fast, _: &Spawned, log: &Log) -> End {
        End(log.tracked("end"))
    }

    pub(super) struct Used;

    #[node]
    fn used(_: &Tracked) -> Used {
        Used
    }

    #[graph(output = (End, Used))]
    pub(super) struct WithInput {
        #[inject]
        pub(super) log: Log,
        pub(super) input: Tracked,
    }
}

#[tokio::test(start_paused = true)]
async fn values_are_dropped_in_reverse_order_of_their_creation() {
    let log = Log::new();
    let runner = order::WithInput::runner(log.clone());
    for _ in 0..2 {
        let from = log.lines().len();
        let (end, _) = runner.run(log.tracked("input")).await.unwrap();
        let lines = log.lines().split_off(from);
        let made = [
            "made input",
            "made base",
            "made fast",
            "made spawned",
            "made slow",
            "made end",
        ];
        assert_eq!(lines[..6], made);
        let dropped = [
            "drop slow",
            "drop spawned",
            "drop fast",
            "drop base",
            "drop input",
        ];
        assert_eq!(lines[6..], dropped, "the output belongs to the caller");
        drop(end);
        log.assert_balanced();
    }
}

mod ready {
    use super::*;

    pub(super) struct One(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Two(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Three(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Checked;

    #[node]
    fn one(log: &Log) -> One {
        One(log.tracked("one"))
    }

    #[node]
    async fn two(_: &One, log: &Log) -> Two {
        Two(log.tracked("two"))
    }

    #[node]
    fn three(_: &Two, _: &One, log: &Log) -> Three {
        Three(log.tracked("three"))
    }

    #[node]
    async fn checked(_: &Three, is_fine: &bool) -> Result<Checked, String> {
        if *is_fine {
            Ok(Checked)
        } else {
            Err("as told".to_owned())
        }
    }

    #[graph(output = Checked)]
    pub(super) struct Ready {
        #[inject]
        pub(super) log: Log,
        pub(super) is_fine: bool,
    }
}

#[test]
fn values_of_nodes_that_never_wait_are_dropped_in_reverse_order_too() {
    let log = Log::new();
    let runner = ready::Ready::runner(log.clone());
    for is_fine in [true, false, true] {
        let from = log.lines().len();
        assert_eq!(block_on(runner.run(is_fine)).is_ok(), is_fine);
        let dropped = log.lines().split_off(from + 3);
        assert_eq!(dropped, ["drop three", "drop two", "drop one"]);
    }
}

mod case_10 {
    use super::*;

    pub(super) struct Pool(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Connection(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Transaction(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Failing;
    pub(super) struct Report(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Order;

    #[derive(Clone)]
    pub(super) struct AtWork {
        pub(super) began: Arc<Gate>,
        pub(super) may_end: Arc<Barrier>,
    }

    #[node]
    fn pool(log: &Log) -> Pool {
        Pool(log.tracked("pool"))
    }

    #[node]
    async fn connection(_: &Pool, log: &Log) -> Connection {
        tokio::task::yield_now().await;
        Connection(log.tracked("connection"))
    }

    #[node]
    async fn transaction(_: &Connection, log: &Log) -> Transaction {
        Transaction(log.tracked("transaction"))
    }

    #[node(blocking)]
    fn report(_: &Connection, log: &Log, at_work: &AtWork) -> Report {
        let report = Report(log.tracked("report"));
        at_work.began.open();
        at_work.may_end.wait();
        log.say("the blocking node ends");
        report
    }

    #[node]
    async fn failing(_: &Transaction, at_work: &AtWork) -> Result<Failing, String> {
        at_work.began.wait().await;
        Err("as told".to_owned())
    }

    #[node]
    fn order(_: &Failing, _: &Report) -> Order {
        Order
    }

    #[graph(output = Order)]
    pub(super) struct Orders {
        #[inject]
        pub(super) log: Log,
        pub(super) at_work: AtWork,
    }
}

#[tokio::test]
async fn values_that_a_blocking_sibling_borrows_are_dropped_after_it_in_reverse_order() {
    let log = Log::new();
    let runner = case_10::Orders::runner(log.clone());
    for _ in 0..20 {
        let from = log.lines().len();
        let at_work = case_10::AtWork {
            began: Arc::default(),
            may_end: Arc::new(Barrier::new(2)),
        };
        let error = runner.run(at_work.clone()).await.err().unwrap();
        assert_eq!(error.node_error().unwrap().node(), "Failing");
        let alive = log.alive();
        assert!(
            alive.contains(&"connection".to_owned()),
            "borrowed: {alive:?}"
        );
        at_work.may_end.wait();
        eventually("all is dropped", || log.alive().is_empty());
        let lines = log.lines().split_off(from);
        let end = lines
            .iter()
            .position(|line| line == "the blocking node ends")
            .unwrap();
        assert_eq!(
            lines[end + 1..],
            [
                "drop report",
                "drop transaction",
                "drop connection",
                "drop pool"
            ]
        );
    }
}

mod cancelled {
    use super::*;

    pub(super) struct Base(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Inline;
    pub(super) struct Spawned;
    pub(super) struct Blocking(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct All;

    #[node]
    fn base(log: &Log) -> Base {
        Base(log.tracked("base"))
    }

    #[node]
    async fn inline(_: &Base, log: &Log) -> Inline {
        let _local = log.tracked("inline");
        sleep(ms(10_000)).await;
        Inline
    }

    #[node(spawn)]
    async fn spawned(_: &Base, log: &Log) -> Spawned {
        let _local = log.tracked("spawned");
        sleep(ms(10_000)).await;
        Spawned
    }

    #[node(blocking)]
    fn blocking(_: &Base, log: &Log, run: &Run) -> Blocking {
        let blocking = Blocking(log.tracked("blocking"));
        eventually("the token is cancelled", || run.token().is_cancelled());
        blocking
    }

    #[node]
    fn all(_: &Inline, _: &Spawned, _: &Blocking) -> All {
        All
    }

    #[node]
    fn used(_: &Tracked) -> Used {
        Used
    }

    pub(super) struct Used;

    #[graph(output = (All, Used))]
    pub(super) struct WithInput {
        #[inject]
        pub(super) log: Log,
        pub(super) input: Tracked,
    }
}

async fn cancel_1_000_runs() {
    let metrics = Handle::current().metrics();
    let log = Log::new();
    let runner = cancelled::WithInput::runner(log.clone());
    let live = metrics.num_alive_tasks();
    for number in 0..1_000_u64 {
        let run = runner.run(log.tracked("input"));
        let token = tokio_util::sync::CancellationToken::new();
        match number % 4 {
            // Not started; dropped at once; dropped while it runs; cancelled by a token.
            0 => drop(run),
            1 => assert!(timeout(Duration::ZERO, run).await.is_err()),
            2 => assert!(timeout(Duration::from_micros(number), run).await.is_err()),
            _ => {
                let run = tokio::spawn(run.cancel_on(token.clone()));
                tokio::task::yield_now().await;
                token.cancel();
                assert!(run.await.unwrap().is_err());
            }
        }
    }
    runner.handle().shutdown().await;
    log.assert_balanced();
    assert_eq!(log.count("made input"), 1_000);
    assert!(log.count("made spawned") > 10 && log.count("made blocking") > 10);
    eventually("the tasks are gone", || metrics.num_alive_tasks() == live);
}

#[tokio::test]
async fn after_1_000_cancelled_runs_nothing_is_left() {
    cancel_1_000_runs().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_1_000_cancelled_runs_nothing_is_left_on_many_threads() {
    cancel_1_000_runs().await;
}
