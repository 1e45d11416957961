//! `Runner::shutdown`, and runtimes that shut down during a run.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use organum::{GraphErrorKind, NodeErrorKind, prelude::*};
use organum_tests::{Gate, Log, Tracked, block_on, eventually};
use tokio::{
    runtime::{Builder, Runtime},
    time::{sleep, timeout},
};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn poll_once<F: Future + Unpin>(future: &mut F) {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let polled = std::pin::Pin::new(future).poll(&mut cx);
    assert!(polled.is_pending());
}

struct Base(#[expect(dead_code, reason = "held for its drop")] Tracked);
struct Blocking(#[expect(dead_code, reason = "held for its drop")] Tracked);
struct Spawned(#[expect(dead_code, reason = "held for its drop")] Tracked);

/// Allows a blocking node to end.
#[derive(Clone, Default)]
struct Release(Arc<AtomicBool>);

impl Release {
    fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[node]
fn base(log: &Log) -> Base {
    Base(log.tracked("base"))
}

#[node(blocking)]
fn blocking(_: &Base, log: &Log, release: &Release) -> Blocking {
    let value = Blocking(log.tracked("blocking"));
    eventually("it may end", || release.0.load(Ordering::SeqCst));
    log.say("the blocking node ends");
    value
}

#[node(spawn)]
async fn spawned(_: &Base, log: &Log, gate: &Arc<Gate>) -> Spawned {
    let value = Spawned(log.tracked("spawned"));
    gate.wait().await;
    value
}

#[graph(output = Blocking)]
struct Blocks {
    #[inject]
    log: Log,
    release: Release,
}

#[graph(output = Spawned)]
struct Spawns {
    #[inject]
    log: Log,
    gate: Arc<Gate>,
}

#[tokio::test]
async fn shutdown_waits_for_the_blocking_nodes_of_dropped_runs() {
    let (log, release) = (Log::new(), Release::default());
    let runner = Blocks::runner(log.clone());
    let mut runs = [(); 3].map(|()| runner.run(release.clone()));
    runs.iter_mut().for_each(poll_once);
    eventually("all began", || log.count("made blocking") == 3);
    drop(runs);
    assert!(timeout(ms(20), runner.handle().shutdown()).await.is_err());
    assert_eq!(log.alive(), ["base", "blocking"], "they continue to run");
    release.now();
    // The first future was dropped; a clone of the runner waits as well.
    runner.clone().handle().shutdown().await;
    log.assert_balanced();
    assert_eq!(log.count("the blocking node ends"), 3);
}

#[tokio::test]
async fn runs_are_refused_after_shutdown() {
    let log = Log::new();
    let runner = Blocks::runner(log.clone());
    let clone = runner.clone();
    let prepared = runner.run(Release::default());
    runner.handle().shutdown().await;
    runner.handle().shutdown().await;
    for run in [
        prepared,
        runner.run(Release::default()),
        clone.run(Release::default()),
    ] {
        let error = run.await.err().unwrap();
        assert_eq!(error.kind(), GraphErrorKind::ShutDown);
        assert_eq!(
            error.to_string(),
            "the runner of graph `Blocks` was shut down and starts no more runs"
        );
    }
    assert_eq!(log.lines(), Vec::<String>::new());
    let release = Release::default();
    release.now();
    assert!(
        Blocks::runner(log).run(release).await.is_ok(),
        "another runner"
    );
}

#[tokio::test]
async fn shutdown_waits_for_spawned_nodes_and_a_running_run_ends_well() {
    let (log, gate) = (Log::new(), Arc::new(Gate::default()));
    let runner = Spawns::runner(log.clone());
    let run = tokio::spawn(runner.run(Arc::clone(&gate)));
    while gate.polls() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(timeout(ms(10), runner.handle().shutdown()).await.is_err());
    gate.open();
    runner.handle().shutdown().await;
    assert!(run.await.unwrap().is_ok());
    log.assert_balanced();
}

struct Later(#[expect(dead_code, reason = "held for its drop")] Tracked);

#[derive(Clone)]
struct Delay(Duration);

struct Waited;

#[node]
async fn waited(delay: &Delay) -> Waited {
    sleep(delay.0).await;
    Waited
}

#[node(blocking)]
fn later(_: &Waited, log: &Log) -> Later {
    log.say("a blocking node began");
    Later(log.tracked("later"))
}

#[graph(output = Later)]
struct Detaches {
    log: Log,
    delay: Delay,
}

#[tokio::test]
async fn no_blocking_node_of_a_running_run_begins_after_shutdown_returned() {
    let log = Log::new();
    let runner = Detaches::runner();
    let run = tokio::spawn(runner.run((log.clone(), Delay(ms(30)))));
    tokio::task::yield_now().await;
    runner.handle().shutdown().await;
    log.say("shut down");
    let _ = run.await.unwrap();
    let lines = log.lines();
    let down = lines.iter().position(|line| line == "shut down").unwrap();
    let later = &lines[down..];
    assert!(
        !later.contains(&"a blocking node began".to_owned()),
        "{later:?}"
    );
}

#[tokio::test]
async fn injected_values_live_as_long_as_a_node_borrows_them() {
    struct Pool(#[expect(dead_code, reason = "held for its drop")] Tracked);
    struct Used;

    #[node(blocking)]
    fn used(_: &Pool, log: &Log, release: &Release) -> Used {
        log.say("began");
        eventually("it may end", || release.0.load(Ordering::SeqCst));
        log.say("ended");
        Used
    }

    #[graph(output = Used)]
    struct Uses {
        #[inject]
        pool: Pool,
        log: Log,
        release: Release,
    }

    let (log, release) = (Log::new(), Release::default());
    let runner = Uses::runner(Pool(log.tracked("pool")));
    let mut run = runner.run((log.clone(), release.clone()));
    poll_once(&mut run);
    eventually("it began", || log.count("began") == 1);
    drop((run, runner));
    assert_eq!(log.alive(), ["pool"]);
    release.now();
    eventually("the last one cleans up", || log.alive().is_empty());
    assert_eq!(log.lines(), ["made pool", "began", "ended", "drop pool"]);
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_spawned_node_whose_runtime_shuts_down_fails_the_run() {
    let (log, gate) = (Log::new(), Arc::new(Gate::default()));
    let runner = Spawns::runner(log.clone());
    let runtime = runtime();
    let mut run = runner.run(Arc::clone(&gate));
    {
        let _inside = runtime.enter();
        poll_once(&mut run);
    }
    eventually("the node waits", || gate.polls() > 0);
    drop(runtime);
    assert_eq!(
        log.alive(),
        ["base"],
        "the node is dropped, and its run is not"
    );
    let error = block_on(run).err().unwrap();
    assert_eq!(error.node_error().unwrap().kind(), NodeErrorKind::Stopped);
    assert_eq!(
        error.to_string(),
        "node `Spawned` of graph `Spawns` was stopped with its runtime"
    );
    log.assert_balanced();
    block_on(runner.handle().shutdown().into_future());
}

#[test]
fn a_run_whose_runtime_shuts_down_drops_its_values() {
    for _ in 0..50 {
        let (log, gate) = (Log::new(), Arc::new(Gate::default()));
        let runner = Spawns::runner(log.clone());
        let runtime = runtime();
        for _ in 0..4 {
            runtime.spawn(runner.run(Arc::clone(&gate)));
        }
        eventually("the nodes wait", || gate.polls() >= 4);
        drop(runtime);
        log.assert_balanced();
        block_on(runner.handle().shutdown().into_future());
        gate.open();
    }
}

#[test]
fn a_blocking_node_outlives_its_runtime_and_its_run() {
    let (log, release) = (Log::new(), Release::default());
    let runner = Blocks::runner(log.clone());
    let runtime = runtime();
    runtime.spawn(runner.run(release.clone()));
    eventually("it began", || log.count("made blocking") == 1);
    runtime.shutdown_background();
    thread::sleep(ms(5));
    assert_eq!(
        log.alive(),
        ["base", "blocking"],
        "the borrowed value is alive"
    );
    release.now();
    block_on(runner.handle().shutdown().into_future());
    assert_eq!(
        log.lines(),
        [
            "made base",
            "made blocking",
            "the blocking node ends",
            "drop blocking",
            "drop base"
        ]
    );
}

#[test]
fn a_run_may_be_dropped_after_its_runtime() {
    let (log, gate) = (Log::new(), Arc::new(Gate::default()));
    let runtime = runtime();
    let mut run = Spawns::runner(log.clone()).run(Arc::clone(&gate));
    {
        let _inside = runtime.enter();
        poll_once(&mut run);
    }
    drop(runtime);
    drop(run);
    log.assert_balanced();
}

struct Opened;
struct Detached;

#[node]
async fn opened(gate: &Arc<Gate>) -> Opened {
    gate.wait().await;
    Opened
}

#[node(spawn)]
async fn detached(_: &Opened, log: &Log) -> Detached {
    log.say("began");
    Detached
}

#[graph(output = Detached)]
struct Late {
    log: Log,
    gate: Arc<Gate>,
}

#[test]
fn a_node_whose_runtime_is_gone_before_it_starts_fails_the_run() {
    let (log, gate) = (Log::new(), Arc::new(Gate::default()));
    let runtime = runtime();
    let mut run = Late {
        log: log.clone(),
        gate: Arc::clone(&gate),
    }
    .run();
    {
        let _inside = runtime.enter();
        poll_once(&mut run);
    }
    drop(runtime);
    gate.open();
    let start = Instant::now();
    let error = block_on(run).err().unwrap();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(error.node_error().unwrap().kind(), NodeErrorKind::Stopped);
    assert_eq!(log.lines(), Vec::<String>::new());
}

struct Line(Log);
struct Dialled;

impl Line {
    async fn close(&mut self) {
        sleep(ms(50)).await;
        self.0.say("closed");
    }
}

#[node(scope = "runner", close = Line::close)]
async fn line(log: &Log) -> Line {
    Line(log.clone())
}

#[node]
async fn dialled(_: &Line) -> Dialled {
    Dialled
}

#[graph(output = Dialled)]
struct Dial {
    #[inject]
    log: Log,
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_counts_the_shared_values_that_are_not_closed() {
    let log = Log::new();
    let runner = Dial::runner(log.clone());
    runner.run(()).await.unwrap();
    assert_eq!(runner.handle().shutdown().within(ms(10)).await, 1);
    assert!(log.lines().is_empty());
    assert_eq!(runner.handle().shutdown().within(ms(100)).await, 0);
    assert_eq!(log.lines(), ["closed"]);
}

#[tokio::test]
async fn a_shutdown_closes_a_shared_value_whose_runtime_is_gone_on_its_own() {
    let log = Log::new();
    let runner = Dial::runner(log.clone());
    let first = runner.run(());
    let maker = thread::spawn(|| {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(first).map(drop)
    });
    maker.join().unwrap().unwrap();
    runner.run(()).await.unwrap();
    assert_eq!(runner.handle().shutdown().await, 0);
    assert_eq!(log.lines(), ["closed"]);
}

struct Socket;
#[derive(Debug)]
struct Answered;

impl Socket {
    async fn close(&mut self) {
        tokio::task::yield_now().await;
    }
}

#[node(close = Socket::close)]
fn socket() -> Socket {
    Socket
}

#[node]
async fn answered(_: &Socket, fails: &bool) -> Result<Answered, std::fmt::Error> {
    if *fails {
        Err(std::fmt::Error)
    } else {
        Ok(Answered)
    }
}

#[graph(output = Answered)]
struct Ask {
    fails: bool,
}

/// Takes its time to record how a run ended.
#[derive(Clone, Default)]
struct SlowObserver(Log);

impl organum::observe::Observer for SlowObserver {
    fn graph(&self, _: &organum::observe::RunInfo, event: &organum::observe::GraphEvent) {
        use organum::observe::GraphEvent;
        if *event == GraphEvent::Started {
            self.0.say("started");
        }
        thread::sleep(ms(30));
        match event {
            GraphEvent::Ended { outcome, .. } => self.0.say(outcome.as_str()),
            GraphEvent::CleanedUp { .. } => self.0.say("cleaned up"),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_shutdown_returns_after_the_last_event_of_each_run() {
    for (fails, events) in [
        (true, ["started", "failed", "cleaned up"].as_slice()),
        (false, &["started", "ok"]),
    ] {
        let runner = Ask::runner();
        let observer = SlowObserver::default();
        let run = tokio::spawn(runner.run(fails).observe(observer.clone()));
        while observer.0.lines().is_empty() {
            sleep(ms(1)).await;
        }
        assert_eq!(runner.handle().shutdown().await, 0);
        assert_eq!(observer.0.lines(), events);
        assert_eq!(run.await.unwrap().is_err(), fails);
    }
}
