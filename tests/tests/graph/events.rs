//! Every event that observers receive, in order and with all its data. Virtual time is exact.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use organum::{
    observe::{GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, Parent, RunInfo},
    prelude::*,
    test::Replace,
};
use organum_tests::{Events, Log, block_on, eventually, yield_once};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Records all data of an event except the number of the run.
#[derive(Clone, Default)]
struct Full {
    log: Log,
    /// Records calls of `enter` and `exit` too.
    has_polls: bool,
}

impl Full {
    fn told(&self) -> Vec<String> {
        self.log.lines()
    }
}

fn took(duration: Option<Duration>) -> String {
    let duration = duration.expect("this observer asks for durations");
    format!("{} ms", duration.as_millis())
}

fn of(node: &NodeInfo<'_>) -> String {
    let replaced = if node.is_replaced() {
        " (replaced)"
    } else {
        ""
    };
    format!("{}.{}{replaced}", node.graph(), node.name())
}

impl Observer for Full {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        let graph = run.graph();
        self.log.say(match *event {
            GraphEvent::Started => format!("{graph} started"),
            GraphEvent::Ended {
                outcome, duration, ..
            } => format!("{graph} {outcome} after {}", took(duration)),
            GraphEvent::CleanedUp { duration, .. } => {
                format!("{graph} cleaned up after {}", took(duration))
            }
            _ => format!("{graph} {event:?}"),
        });
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let node = of(node);
        self.log.say(match *event {
            NodeEvent::Started => format!("{node} started"),
            NodeEvent::Ended {
                outcome,
                attempts,
                duration,
                ..
            } => format!(
                "{node} {outcome} after {}, {attempts} tried",
                took(duration)
            ),
            NodeEvent::Closed {
                outcome, duration, ..
            } => format!("{node} closed {outcome} after {}", took(duration)),
            _ => format!("{node} {event:?}"),
        });
    }

    fn enter(&self, node: &NodeInfo<'_>) {
        self.log.say(format!("> {}", node.name()));
    }

    fn exit(&self, node: &NodeInfo<'_>) {
        self.log.say(format!("< {}", node.name()));
    }

    fn wants_polls(&self) -> bool {
        self.has_polls
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Fine,
    Fails,
    Panics,
}

struct Cart;
struct Price;
struct Stock;
struct Order;

#[node]
fn cart() -> Cart {
    Cart
}

#[node]
async fn price(_: &Cart, how: &How) -> Result<Price, String> {
    sleep(ms(10)).await;
    match how {
        How::Fine => Ok(Price),
        How::Fails => Err("a secret".to_owned()),
        How::Panics => panic!("a secret"),
    }
}

#[node(spawn)]
async fn stock(_: &Cart) -> Stock {
    sleep(ms(30)).await;
    Stock
}

#[node]
fn order(_: &Price, _: &Stock) -> Order {
    Order
}

#[graph(output = Order)]
struct Shop {
    how: How,
}

/// Runs the graph, and waits until nothing of it is left.
async fn told(run: impl FnOnce(Execution) -> Execution, how: How) -> Vec<String> {
    let full = Full::default();
    let runner = Shop::runner();
    let _ = run(runner.run(how).observe(full.clone())).await;
    runner.handle().shutdown().await;
    full.told()
}

type Execution = organum::Execution<Shop>;

const BEGIN: [&str; 5] = [
    "Shop started",
    "Shop.Cart started",
    "Shop.Cart ok after 0 ms, 1 tried",
    "Shop.Price started",
    "Shop.Stock started",
];

/// The full list of events, in order, equals the expected one on success.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_on_success() {
    let told = told(|run| run, How::Fine).await;
    let rest = [
        "Shop.Price ok after 10 ms, 1 tried",
        "Shop.Stock ok after 30 ms, 1 tried",
        "Shop.Order started",
        "Shop.Order ok after 0 ms, 1 tried",
        "Shop ok after 30 ms",
    ];
    assert_eq!(told, [&BEGIN[..], &rest].concat());
}

/// The full list on failure, and on panic. The text of the error is not part of the events.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_on_failure_and_panic() {
    for (how, word) in [(How::Fails, "failed"), (How::Panics, "panicked")] {
        let told = told(|run| run, how).await;
        let rest = [
            &*format!("Shop.Price {word} after 10 ms, 1 tried"),
            "Shop.Stock cancelled after 10 ms, 1 tried",
            &*format!("Shop {word} after 10 ms"),
            "Shop cleaned up after 10 ms",
        ];
        assert_eq!(told, [&BEGIN[..], &rest].concat());
    }
}

/// The full list on replacement.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_on_replacement() {
    let told = told(|run| run.replace(Price), How::Fails).await;
    let expected = [
        "Shop started",
        "Shop.Price (replaced) started",
        "Shop.Price (replaced) ok after 0 ms, 1 tried",
        "Shop.Cart started",
        "Shop.Cart ok after 0 ms, 1 tried",
        "Shop.Stock started",
        "Shop.Stock ok after 30 ms, 1 tried",
        "Shop.Order started",
        "Shop.Order ok after 0 ms, 1 tried",
        "Shop ok after 30 ms",
    ];
    assert_eq!(told, expected);
    let told = self::told(|run| run.fail::<Order>("a secret"), How::Fine).await;
    let expected = [
        "Shop started",
        "Shop.Order (replaced) started",
        "Shop.Order (replaced) failed after 0 ms, 1 tried",
        "Shop failed after 0 ms",
    ];
    assert_eq!(told, expected);
}

/// The full list on cancellation by a token, and on drop: the nodes that run are cancelled, in reverse
/// order of the plan.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_on_cancellation_and_drop() {
    let rest = [
        "Shop.Stock cancelled after 5 ms, 1 tried",
        "Shop.Price cancelled after 5 ms, 1 tried",
        "Shop cancelled after 5 ms",
        "Shop cleaned up after 5 ms",
    ];
    let expected = [&BEGIN[..], &rest].concat();
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        sleep(ms(5)).await;
        cancel.cancel();
    });
    assert_eq!(told(|run| run.cancel_on(token), How::Fine).await, expected);

    let (full, runner) = (Full::default(), Shop::runner());
    let run = runner.run(How::Fine).observe(full.clone());
    assert!(timeout(ms(5), run).await.is_err());
    runner.handle().shutdown().await;
    assert_eq!(full.told(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_does_not_begin_notifies_no_observer() {
    let full = Full::default();
    let runner = Shop::builder().observe(full.clone()).build();
    drop(runner.run(How::Fine));
    let replaced = runner.run(How::Fine).replace(ms(1));
    assert!(replaced.await.is_err(), "no node provides a duration");
    runner.handle().shutdown().await;
    assert!(runner.run(How::Fine).await.is_err());
    assert_eq!(full.told(), Vec::<String>::new());
}

#[test]
fn a_blocking_node_that_outlives_its_run_is_reported_once_before_the_clean_up() {
    struct Slow;

    #[node(blocking)]
    fn slow(run: &Run, log: &Log) -> Slow {
        log.say("slow has begun");
        while !run.token().is_cancelled() {
            thread::sleep(ms(1));
        }
        thread::sleep(ms(20));
        log.say("slow is done");
        Slow
    }

    let runtime = tokio::runtime::Runtime::new().unwrap();
    for _ in 0..20 {
        let full = Full::default();
        runtime.block_on(async {
            let run = compose!(Slow; log: Log = full.log.clone()).observe(full.clone());
            let mut run = pin!(run);
            while full.log.count("slow has begun") == 0 {
                assert!(timeout(ms(1), run.as_mut()).await.is_err());
            }
        });
        eventually("cleaned up", || full.told().len() == 7);
        let told = full.told();
        let starts = [
            "Composed started",
            "Composed.Slow started",
            "slow has begun",
            "Composed.Slow cancelled after",
            "Composed cancelled after",
            "slow is done",
            "Composed cleaned up after",
        ];
        for (line, start) in told.iter().zip(starts) {
            assert!(line.starts_with(start), "{told:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn observers_of_a_runner_and_of_a_run_are_all_notified() {
    let [first, second, own, other] = [(); 4].map(|()| Events::new());
    let plain = Shop::runner();
    let runner = Shop::builder()
        .observe(first.clone())
        .observe(second.clone())
        .build();
    let run = runner.run(How::Fine).observe(own.clone());
    run.observe(other.clone()).await.unwrap();
    assert_eq!(own.told().len(), 10);
    for events in [&first, &second, &other] {
        assert_eq!(events.told(), own.told());
    }
    // A clone has the observers of the runner; the runner that it was cloned from is unchanged.
    assert!(runner.clone().run(How::Fails).await.is_err());
    assert!(plain.run(How::Fails).await.is_err());
    runner.handle().shutdown().await;
    assert_eq!((own.told().len(), first.told().len()), (10, 19));
    assert_eq!(first.told(), second.told());
}

/// The observed starts of runs.
#[derive(Clone, Default)]
struct Family(Arc<Mutex<Vec<Begun>>>);

/// The graph, the number of the run, and the node that started it.
type Begun = (&'static str, u64, Option<Parent>);

impl Observer for Family {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        if *event == GraphEvent::Started {
            let started = (run.graph(), run.number(), run.parent());
            self.0.lock().unwrap().push(started);
        }
    }
}

struct Item(u32);
struct Line(u32);
struct Inline(u32);
struct Elsewhere(u32);
struct Total(u32);

#[node]
async fn line(item: &Item) -> Line {
    yield_once().await;
    Line(item.0)
}

#[graph(output = Line)]
struct Nested {
    item: Item,
}

#[node]
async fn inline(nested: &Runner<Nested>) -> Result<Inline, GraphError> {
    let lines = each(2, [1, 2], |item| nested.run(Item(item))).await?;
    Ok(Inline(lines.iter().map(|line| line.0).sum()))
}

#[node(spawn)]
async fn elsewhere(nested: &Runner<Nested>, _: &Inline) -> Result<Elsewhere, GraphError> {
    Ok(Elsewhere(nested.run(Item(4)).await?.0))
}

#[node]
fn total(inline: &Inline, elsewhere: &Elsewhere) -> Total {
    Total(inline.0 + elsewhere.0)
}

#[graph(output = Total)]
struct Outer {
    #[inject]
    nested: Runner<Nested>,
}

#[tokio::test]
async fn a_nested_run_names_the_node_that_started_it() {
    let family = Family::default();
    let nested = Nested::builder().observe(family.clone()).build();
    let outer = Outer::builder(nested.clone())
        .observe(family.clone())
        .build();
    assert_eq!(outer.run(()).await.unwrap().0, 7);
    assert_eq!(nested.run(Item(1)).await.unwrap().0, 1);
    let runs = family.0.lock().unwrap().clone();
    let (graph, run, parent) = runs[0];
    assert_eq!((graph, parent), ("Outer", None));
    let by = |node| {
        let started = runs.iter().filter(|(_, _, parent)| {
            parent.is_some_and(|parent| parent.run == run && parent.node == node)
        });
        started.map(|(graph, ..)| *graph).collect::<Vec<_>>()
    };
    assert_eq!(by("Inline"), ["Nested", "Nested"]);
    assert_eq!(by("Elsewhere"), ["Nested"]);
    assert_eq!((runs.len(), runs[4].2), (5, None));
    let mut numbers: Vec<_> = runs.iter().map(|(_, number, _)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 5);
}

#[test]
fn observers_that_want_polls_are_notified_of_them() {
    let polls = Full {
        has_polls: true,
        ..Full::default()
    };
    let plain = Full::default();
    assert!(block_on(Nested { item: Item(1) }.run().observe(polls.clone())).is_ok());
    assert!(block_on(Nested { item: Item(1) }.run().observe(plain.clone())).is_ok());
    let expected = [
        "Nested started",
        "Nested.Line started",
        "> Line",
        "< Line",
        "> Line",
        "< Line",
        "Nested.Line ok after 0 ms, 1 tried",
        "Nested ok after 0 ms",
    ];
    assert_eq!(polls.told(), expected);
    assert!(!plain.told().iter().any(|line| line.contains('>')));
}

#[test]
fn the_id_of_a_run_is_the_one_that_its_nodes_see() {
    #[derive(Default)]
    struct Ids(Log);

    impl Observer for Ids {
        fn graph(&self, run: &RunInfo, _event: &GraphEvent) {
            self.0.say(run.id().to_string());
        }
    }

    struct Seen(String);
    struct Blind;

    #[node]
    fn seen(run: &Run) -> Seen {
        Seen(run.id().to_string())
    }

    #[node]
    fn blind() -> Blind {
        Blind
    }

    let ids = Arc::new(Ids::default());
    let seen = block_on(compose!(Seen).observe(Arc::clone(&ids))).unwrap();
    assert_eq!(ids.0.lines(), [seen.0.clone(), seen.0.clone()]);
    assert!(block_on(compose!(Blind).observe(Arc::clone(&ids))).is_ok());
    let lines = ids.0.lines();
    assert_eq!(lines[2], lines[3]);
    assert_ne!(lines[2], seen.0);
}

#[test]
fn durations_are_left_out_if_no_observer_wants_them() {
    struct Counts {
        nodes: AtomicU64,
        wants: bool,
        has: Log,
    }

    impl Observer for Counts {
        fn node(&self, _node: &NodeInfo<'_>, event: &NodeEvent) {
            if let NodeEvent::Ended { duration, .. } = event {
                self.nodes.fetch_add(1, Ordering::Relaxed);
                self.has.say(duration.is_some().to_string());
            }
        }

        fn wants_durations(&self) -> bool {
            self.wants
        }
    }

    for (wants, has) in [([false, false], "false"), ([false, true], "true")] {
        let counts = wants.map(|wants| {
            Arc::new(Counts {
                nodes: AtomicU64::new(0),
                wants,
                has: Log::new(),
            })
        });
        let run = Nested { item: Item(1) }.run().observe(counts[0].clone());
        assert!(block_on(run.observe(counts[1].clone())).is_ok());
        for counts in &counts {
            assert_eq!(counts.nodes.load(Ordering::Relaxed), 1);
            assert_eq!(counts.has.lines(), [has]);
        }
    }
}

#[tokio::test]
async fn observers_receive_the_dependencies_of_a_node() {
    #[derive(Default)]
    struct Needs(Log);

    impl Observer for Needs {
        fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
            if *event == NodeEvent::Started {
                let needs: Vec<_> = node.needs().collect();
                self.0.say(format!("{} {}", node.name(), needs.join(" ")));
            }
        }
    }

    let needs = Arc::new(Needs::default());
    let run = Shop { how: How::Fine }.run();
    let _ = timeout(ms(200), run.observe(Arc::clone(&needs))).await;
    let lines = needs.0.lines();
    assert_eq!(
        lines,
        ["Cart ", "Price Cart", "Stock Cart", "Order Price Stock"]
    );
}

struct Fast;
struct Slow;
struct First;

#[node]
async fn fast() -> Fast {
    sleep(ms(10)).await;
    Fast
}

#[node(spawn)]
async fn slow() -> Slow {
    sleep(ms(20)).await;
    Slow
}

#[node]
async fn first(_: Race<(&Fast, &Slow)>) -> First {
    sleep(ms(5)).await;
    First
}

/// The loser of a race is reported as cancelled when the race is decided, before its dependent begins.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_of_a_race() {
    let full = Full::default();
    let run = compose!(First).observe(full.clone());
    assert!(run.await.is_ok());
    sleep(ms(1)).await;
    let expected = [
        "Composed started",
        "Composed.Fast started",
        "Composed.Slow started",
        "Composed.Fast ok after 10 ms, 1 tried",
        "Composed.Slow cancelled after 10 ms, 1 tried",
        "Composed.First started",
        "Composed.First ok after 5 ms, 1 tried",
        "Composed ok after 15 ms",
    ];
    assert_eq!(full.told(), expected);
}

struct Shown;

#[node]
async fn shown(price: Option<&Price>) -> Shown {
    assert!(price.is_none());
    Shown
}

/// A tolerated failure is reported as a failure, and the run completes.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_of_a_tolerated_failure() {
    let full = Full::default();
    let run = compose!(Shown; how: How = How::Fails).observe(full.clone());
    assert!(run.await.is_ok());
    let expected = [
        "Composed started",
        "Composed.Cart started",
        "Composed.Cart ok after 0 ms, 1 tried",
        "Composed.Price started",
        "Composed.Price failed after 10 ms, 1 tried",
        "Composed.Shown started",
        "Composed.Shown ok after 0 ms, 1 tried",
        "Composed ok after 10 ms",
    ];
    assert_eq!(full.told(), expected);
}

#[derive(Debug, thiserror::Error)]
#[error("nobody waits for it")]
struct Late;
struct Hung;
struct Held;
struct Hanging;

#[node(retry(attempts = 2, backoff = fixed("3ms")), timeout = "10ms")]
async fn hung() -> Result<Hung, Late> {
    std::future::pending().await
}

impl Held {
    async fn close(&mut self) {
        std::future::pending::<()>().await;
    }
}

#[node(close = Held::close, close_timeout = "20ms")]
fn held() -> Held {
    Held
}

#[node]
async fn hanging(_: &Held) -> Hanging {
    std::future::pending().await
}

/// A timeout is reported as such: of a node and its run, of a run as a whole, and of a close.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_of_what_times_out() {
    let full = Full::default();
    let run = compose!(Hung).observe(full.clone());
    assert!(run.await.is_err());
    let expected = [
        "Composed started",
        "Composed.Hung started",
        "Composed.Hung Retried { attempt: 1, delay: 3ms }",
        "Composed.Hung timed out after 23 ms, 2 tried",
        "Composed timed out after 23 ms",
    ];
    assert_eq!(full.told(), expected);

    let (full, timeline) = (Full::default(), Timeline::new());
    let run = compose!(Hanging, run_timeout = "10ms").observe(full.clone());
    assert!(run.observe(timeline.clone()).await.is_err());
    sleep(ms(30)).await;
    let expected = [
        "Composed started",
        "Composed.Held started",
        "Composed.Held ok after 0 ms, 1 tried",
        "Composed.Hanging started",
        "Composed.Hanging cancelled after 10 ms, 1 tried",
        "Composed timed out after 10 ms",
        "Composed.Held closed timed out after 20 ms",
        "Composed cleaned up after 30 ms",
    ];
    assert_eq!(full.told(), expected);

    // The chart shows it too; labels are one word.
    assert!(compose!(Hung).observe(timeline.clone()).await.is_err());
    let chart = timeline.to_string();
    assert!(chart.contains("23 ms  timed out, 2 attempts"), "{chart}");
    assert_eq!(Outcome::TimedOut.as_str(), "timed_out");
}

struct Pool;
struct Connection;
struct Answer;

impl Pool {
    async fn close(&mut self) {
        sleep(ms(7)).await;
    }
}

impl Connection {
    async fn close(&mut self) -> Result<(), String> {
        sleep(ms(3)).await;
        Err("a secret".to_owned())
    }
}

#[node(close = Pool::close)]
fn pool() -> Pool {
    Pool
}

#[node(close = Connection::close)]
async fn connection(_: &Pool) -> Connection {
    sleep(ms(10)).await;
    Connection
}

#[node]
async fn answer(_: &Connection, how: &How) -> Result<Answer, String> {
    match how {
        How::Fine => Ok(Answer),
        _ => Err("a secret".to_owned()),
    }
}

#[graph(output = Answer)]
struct Ask {
    how: How,
}

const ASKED: [&str; 6] = [
    "Ask started",
    "Ask.Pool started",
    "Ask.Pool ok after 0 ms, 1 tried",
    "Ask.Connection started",
    "Ask.Connection ok after 10 ms, 1 tried",
    "Ask.Answer started",
];

const CLOSED: [&str; 2] = [
    "Ask.Connection closed failed after 3 ms",
    "Ask.Pool closed ok after 7 ms",
];

/// A completed run waits for its closes, which come before its end; a failed run does not.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_of_closes() {
    for (how, end) in [
        (
            How::Fine,
            [
                &["Ask.Answer ok after 0 ms, 1 tried"][..],
                &CLOSED,
                &["Ask ok after 20 ms"],
            ],
        ),
        (
            How::Fails,
            [
                &[
                    "Ask.Answer failed after 0 ms, 1 tried",
                    "Ask failed after 10 ms",
                ],
                &CLOSED,
                &["Ask cleaned up after 20 ms"],
            ],
        ),
    ] {
        let (full, runner) = (Full::default(), Ask::runner());
        let _ = runner.run(how).observe(full.clone()).await;
        runner.handle().shutdown().await;
        assert_eq!(full.told(), [&ASKED[..], &end.concat()].concat());
    }
}

/// A run that is dropped while its values are being closed ends then, and the remaining values are
/// closed.
#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_of_a_run_dropped_while_it_closes() {
    let (full, runner) = (Full::default(), Ask::runner());
    let run = runner.run(How::Fine).observe(full.clone());
    assert!(timeout(ms(15), run).await.is_err());
    runner.handle().shutdown().await;
    let end = [
        "Ask.Answer ok after 0 ms, 1 tried",
        CLOSED[0],
        "Ask cancelled after 15 ms",
        CLOSED[1],
        "Ask cleaned up after 20 ms",
    ];
    assert_eq!(full.told(), [&ASKED[..], &end].concat());
}

/// Without its runtime a run cannot close values any longer; that is reported too.
#[test]
fn the_full_list_of_events_of_a_run_that_outlives_its_runtime() {
    let full = Full::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let run = Ask { how: How::Fails }.run().observe(full.clone());
    assert!(runtime.block_on(run).is_err());
    drop(runtime);
    let end = [
        "Ask.Answer failed after 0 ms, 1 tried",
        "Ask failed after 10 ms",
        "Ask.Connection closed cancelled after 0 ms",
        "Ask.Pool closed cancelled after 0 ms",
        "Ask cleaned up after",
    ];
    let told = full.told();
    assert_eq!(told[..10], [&ASKED[..], &end[..4]].concat());
    assert!(told.len() == 11 && told[10].starts_with(end[4]), "{told:?}");
}

struct Flaky;

#[node(retry(attempts = 3, backoff = exponential("10ms")))]
async fn flaky(calls: &Calls) -> Result<Flaky, String> {
    sleep(ms(1)).await;
    if calls.0.fetch_add(1, Ordering::SeqCst) < calls.1 {
        return Err("what it says is nobody's business".to_owned());
    }
    Ok(Flaky)
}

/// The number of calls so far, and the number of failures.
struct Calls(AtomicU64, u64);

#[graph(output = Flaky)]
struct Trying {
    calls: Calls,
}

#[tokio::test(start_paused = true)]
async fn the_full_list_of_events_of_retries() {
    for (fails, end) in [
        (
            2,
            [
                "Trying.Flaky ok after 33 ms, 3 tried",
                "Trying ok after 33 ms",
            ],
        ),
        (
            3,
            [
                "Trying.Flaky failed after 33 ms, 3 tried",
                "Trying failed after 33 ms",
            ],
        ),
    ] {
        let full = Full::default();
        let calls = Calls(AtomicU64::new(0), fails);
        let run = Trying { calls }.run().observe(full.clone()).await;
        assert_eq!(run.is_ok(), fails == 2);
        let mut expected = vec![
            "Trying started",
            "Trying.Flaky started",
            "Trying.Flaky Retried { attempt: 1, delay: 10ms }",
            "Trying.Flaky Retried { attempt: 2, delay: 20ms }",
        ];
        expected.extend(end);
        assert_eq!(full.told(), expected);
    }
}
