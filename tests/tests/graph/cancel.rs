//! Runs that are cancelled: by a token, by a timeout, by being dropped.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, mpsc},
    task::Poll,
    time::Duration,
};

use organum::{GraphErrorKind, prelude::*};
use organum_tests::{Gate, Log, Tracked, block_on, eventually, yield_once};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

struct Base(#[expect(dead_code, reason = "held for its drop")] Tracked);
struct Slow;

#[node]
fn base(log: &Log) -> Base {
    Base(log.tracked("base"))
}

#[node]
async fn slow(_: &Base, log: &Log) -> Slow {
    let _local = log.tracked("local");
    sleep(ms(50)).await;
    log.say("slow is done");
    Slow
}

#[graph(output = Slow)]
struct Slowly {
    #[inject]
    log: Log,
}

#[tokio::test(start_paused = true)]
async fn a_token_ends_the_run_at_once() {
    let log = Log::new();
    let runner = Slowly::runner(log.clone());
    let token = CancellationToken::new();
    let canceller = token.clone();
    tokio::spawn(async move {
        sleep(ms(20)).await;
        canceller.cancel();
    });
    let start = Instant::now();
    let error = runner.run(()).cancel_on(token).await.err().unwrap();
    assert_eq!(start.elapsed(), ms(20));
    assert_eq!(error.kind(), GraphErrorKind::Cancelled);
    assert_eq!(error.to_string(), "the run of graph `Slowly` was cancelled");
    assert!(error.node_error().is_none());
    assert_eq!(
        log.lines(),
        ["made base", "made local", "drop local", "drop base"]
    );
    assert!(runner.run(()).await.is_ok(), "the runner still works");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_cancelled_before_starts_nothing() {
    let log = Log::new();
    let token = CancellationToken::new();
    token.cancel();
    let run = Slowly { log: log.clone() }.run().cancel_on(token);
    assert_eq!(run.await.err().unwrap().kind(), GraphErrorKind::Cancelled);
    assert_eq!(log.lines(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_not_cancelled_changes_nothing() {
    let log = Log::new();
    let token = CancellationToken::new();
    let start = Instant::now();
    let run = Slowly { log: log.clone() }.run();
    assert!(run.cancel_on(token.clone()).await.is_ok());
    assert_eq!(start.elapsed(), ms(50));
    token.cancel();
    log.assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn a_run_is_cancelled_by_a_timeout_around_it() {
    let log = Log::new();
    let start = Instant::now();
    let run = Slowly { log: log.clone() }.run();
    assert!(timeout(ms(30), run).await.is_err());
    assert_eq!(start.elapsed(), ms(30));
    assert_eq!(log.count("slow is done"), 0);
    log.assert_balanced();
}

mod every_await {
    use super::*;

    pub(super) struct One(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Two(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Three(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct Four(#[expect(dead_code, reason = "held for its drop")] Tracked);
    pub(super) struct End(#[expect(dead_code, reason = "held for its drop")] Tracked);

    #[node]
    async fn one(log: &Log) -> One {
        let local = log.tracked("local of one");
        yield_once().await;
        let value = One(log.tracked("one"));
        yield_once().await;
        drop(local);
        value
    }

    #[node]
    async fn two(_: &One, log: &Log) -> Two {
        let _local = log.tracked("local of two");
        yield_once().await;
        Two(log.tracked("two"))
    }

    #[node(spawn)]
    async fn three(_: &One, log: &Log) -> Three {
        let _local = log.tracked("local of three");
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        Three(log.tracked("three"))
    }

    #[node(blocking)]
    fn four(_: &One, log: &Log) -> Four {
        let _local = log.tracked("local of four");
        std::thread::sleep(Duration::from_micros(200));
        Four(log.tracked("four"))
    }

    #[node]
    async fn end(_: &Two, _: &Three, _: &Four, log: &Log) -> End {
        let end = End(log.tracked("end"));
        yield_once().await;
        end
    }

    #[graph(output = End)]
    pub(super) struct Every {
        #[inject]
        pub(super) log: Log,
    }
}

/// Polls a future at most `polls` times, then drops it. Returns true if it was ready.
async fn drop_after<F: Future>(polls: usize, future: F) -> bool {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

async fn drop_at_every_await_point() {
    let mut polls = 0;
    loop {
        let log = Log::new();
        let runner = every_await::Every::runner(log.clone());
        let is_done = drop_after(polls, runner.run(())).await;
        runner.handle().shutdown().await;
        log.assert_balanced();
        if is_done {
            assert_eq!(log.count("made end"), 1);
            assert!(polls > 4, "this run waits often");
            return;
        }
        polls += 1;
    }
}

#[tokio::test]
async fn a_run_can_be_dropped_at_every_await_point() {
    drop_at_every_await_point().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_run_can_be_dropped_at_every_await_point_on_many_threads() {
    for _ in 0..30 {
        drop_at_every_await_point().await;
    }
}

mod stopping {
    use super::*;

    pub(super) type Told = mpsc::SyncSender<&'static str>;

    pub(super) struct Blocked;
    pub(super) struct Fails;
    pub(super) struct Both;

    /// Ends only when its token is cancelled.
    #[node(blocking)]
    fn blocked(run: &Run, told: &Told, log: &Log) -> Blocked {
        let _local = log.tracked("blocking");
        told.send("began").unwrap();
        eventually("the token is cancelled", || run.token().is_cancelled());
        told.send("saw it").unwrap();
        Blocked
    }

    #[node]
    async fn fails(gate: &Arc<Gate>) -> Result<Fails, String> {
        gate.wait().await;
        Err("as told".to_owned())
    }

    #[node]
    fn both(_: &Blocked, _: &Fails) -> Both {
        Both
    }

    #[graph(output = Both)]
    pub(super) struct Stopping {
        #[inject]
        pub(super) log: Log,
        pub(super) told: Told,
        pub(super) gate: Arc<Gate>,
    }
}

#[tokio::test]
async fn a_blocking_node_sees_its_token_cancelled_however_the_run_ends() {
    for how in ["dropped", "failed", "cancelled"] {
        let log = Log::new();
        let runner = stopping::Stopping::runner(log.clone());
        let (told, telling) = mpsc::sync_channel(2);
        let telling = Mutex::new(telling);
        let (gate, token) = (Arc::new(Gate::default()), CancellationToken::new());
        let run = runner
            .run((told, Arc::clone(&gate)))
            .cancel_on(token.clone());
        let run = tokio::spawn(run);
        let began = tokio::task::spawn_blocking(move || {
            assert_eq!(telling.lock().unwrap().recv(), Ok("began"));
            telling
        });
        let telling = began.await.unwrap();
        match how {
            "dropped" => run.abort(),
            "failed" => gate.open(),
            _ => token.cancel(),
        }
        let ended = run.await;
        assert_eq!(ended.is_err(), how == "dropped");
        runner.handle().shutdown().await;
        assert_eq!(telling.into_inner().unwrap().try_recv(), Ok("saw it"));
        log.assert_balanced();
    }
}

mod halting {
    use super::*;

    pub(super) struct Spawned;

    #[node(spawn)]
    async fn spawned(log: &Log, release: &Arc<std::sync::Barrier>) -> Spawned {
        let _local = log.tracked("spawned");
        release.wait();
        release.wait();
        log.say("up to its await");
        tokio::task::yield_now().await;
        log.say("beyond its await");
        Spawned
    }

    #[graph(output = Spawned)]
    pub(super) struct Halting {
        #[inject]
        pub(super) log: Log,
        pub(super) release: Arc<std::sync::Barrier>,
    }
}

#[test]
fn a_spawned_node_stops_at_its_next_await() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    let log = Log::new();
    let runner = halting::Halting::runner(log.clone());
    let release = Arc::new(std::sync::Barrier::new(2));
    let _inside = runtime.enter();
    let mut run = Box::pin(runner.run(Arc::clone(&release)));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(run.as_mut().poll(&mut cx).is_pending());
    release.wait();
    drop(run);
    assert_eq!(
        log.alive(),
        ["spawned"],
        "the node is not stopped between two awaits"
    );
    release.wait();
    block_on(runner.handle().shutdown().into_future());
    assert_eq!(
        log.lines(),
        ["made spawned", "up to its await", "drop spawned"]
    );
}

mod queued {
    use super::*;

    pub(super) struct Queued;

    #[node(blocking)]
    fn queued(log: &Log, _: &Tracked) -> Queued {
        log.say("began");
        Queued
    }

    #[graph(output = Queued)]
    pub(super) struct Queue {
        #[inject]
        pub(super) log: Log,
        pub(super) input: Tracked,
    }
}

#[test]
fn a_blocking_node_that_has_not_begun_never_begins() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    let log = Log::new();
    let runner = queued::Queue::runner(log.clone());
    let (release, released) = mpsc::channel::<()>();
    runtime.spawn_blocking(move || released.recv());
    let input = log.tracked("input");
    runtime.block_on(async {
        assert!(!drop_after(1, runner.run(input)).await);
        drop(release);
        runner.handle().shutdown().await;
    });
    assert_eq!(log.lines(), ["made input", "drop input"]);
}
