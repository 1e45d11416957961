//! Tests of parallel organs. Virtual time is exact, except in tests on several threads.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

use crate::Spine as _;

use super::{
    super::{SpineBuilder, SpineErrorKind},
    stage::{Behaviour, End, Invocation, Sign, Stage, Trace, sign},
};
use crate::{
    backend::MemoryBackend,
    policy::{Backoff, Policy, Retry},
    table::OnFailure,
};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn parallel(
    behave: impl Fn(&Invocation) -> Option<Behaviour> + Send + Sync + 'static,
) -> (SpineBuilder<Stage>, Trace) {
    let trace = Trace::default();
    let runtime = Stage::of(behave)
        .named_in(&trace)
        .builder()
        .parallel()
        .observe(trace.clone());
    (runtime, trace)
}

fn in_lane(label: &str, lane: &str) -> Sign<0> {
    Sign {
        label: label.to_owned(),
        lane: Some(lane.into()),
    }
}

/// 100 000 events on eight threads: an organ with `&mut self` is never called twice at once, and no event is
/// lost.
#[test]
fn an_organ_that_takes_mut_self_handles_one_event_at_a_time() {
    const EVENTS: u64 = 100_000;
    let threads = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(8)
        .enable_time()
        .build();
    let threads = threads.expect("threads");
    let handled = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&handled);
    let mut runtime = Stage::of(move |invocation| {
        if invocation.handler == 1 {
            return None;
        }
        count.fetch_add(1, Ordering::Relaxed);
        Some(Behaviour::emitting(&[]))
    })
    .builder()
    .parallel()
    .build();
    let run = async move {
        let signs = (0..EVENTS).map(|number| sign(number.to_string()));
        let stats = runtime.run_all(signs).await.expect("nothing stops it");
        (stats, runtime)
    };
    let (stats, runtime) = threads.block_on(async { tokio::spawn(run).await.expect("no panic") });
    assert_eq!((stats.events, stats.handled), (EVENTS, 3 * EVENTS));
    let most = runtime.spine().most_at_once();
    assert_eq!(most[..2], [1, 1]);
    assert!(
        most[2] <= 4,
        "{} at once in an organ with `concurrency = 4`",
        most[2]
    );
    assert_eq!(runtime.spine().organs[0].calls, EVENTS);
    // Each handler was asked whether it wants the event, and called.
    assert_eq!(u64::from(handled.load(Ordering::Relaxed)), 2 * 3 * EVENTS);
}

#[tokio::test(start_paused = true)]
async fn organs_run_in_parallel_and_a_shared_one_handles_several_events() {
    let (runtime, _) = parallel(|invocation| {
        (invocation.handler == 0).then(|| Behaviour::emitting(&[]).takes(ms(100)))
    });
    let mut runtime = runtime.build();
    let began = Instant::now();
    let signs = (0..8).map(|number| sign(number.to_string()));
    runtime.run_all(signs).await.expect("nothing stops it");
    // Eight one after the other in the first two organs, four at once in the last one.
    assert_eq!(began.elapsed(), ms(800));
    assert_eq!(runtime.spine().most_at_once(), [1, 1, 4]);
    let (shared, _) = parallel(|invocation| {
        (invocation.handler == 0 && invocation.organ == 2)
            .then(|| Behaviour::emitting(&[]).takes(ms(100)))
    });
    let mut shared = shared.build();
    let began = Instant::now();
    let signs = (0..8).map(|number| sign(number.to_string()));
    shared.run_all(signs).await.expect("nothing stops it");
    assert_eq!(began.elapsed(), ms(200));
}

/// Events with one key are handled in their order, one after the other, while others overtake them, also if
/// one is retried.
#[tokio::test(start_paused = true)]
async fn the_order_of_a_key_is_kept() {
    let (runtime, trace) = parallel(|invocation| {
        let fails = invocation.label == "a0" && invocation.attempt < 3;
        let end = if fails { End::Fails } else { End::Succeeds };
        (invocation.handler == 0 && invocation.organ == 2)
            .then(|| Behaviour::emitting(&[]).takes(ms(100)).ends(end))
    });
    let retry = Retry::new(NonZeroU32::new(3).expect("three"));
    let mut runtime = runtime
        .defaults(Policy::new().retry(retry.backoff(Backoff::Fixed(ms(1000)))))
        .build();
    let signs = [
        in_lane("a0", "a"),
        in_lane("a1", "a"),
        in_lane("b0", "b"),
        in_lane("a2", "a"),
        in_lane("b1", "b"),
        sign("c"),
    ];
    let began = Instant::now();
    runtime.run_all(signs).await.expect("nothing stops it");
    assert_eq!(
        trace.lines(),
        [
            "b0 c.dead_letters ok",
            "c c.dead_letters ok",
            "b1 c.dead_letters ok",
            "a0 c.dead_letters ok",
            "a1 c.dead_letters ok",
            "a2 c.dead_letters ok",
        ]
    );
    assert_eq!(began.elapsed(), ms(2500));
}

/// A retried handler delays its own organ, and no other.
#[tokio::test(start_paused = true)]
async fn a_retry_delays_only_its_organ() {
    let (runtime, trace) = parallel(|invocation| {
        let fails = invocation.organ == 0 && invocation.label == "x" && invocation.attempt < 2;
        let end = if fails { End::Fails } else { End::Succeeds };
        (invocation.handler == 0 && invocation.organ < 2)
            .then(|| Behaviour::emitting(&[]).ends(end))
    });
    let retry = Retry::new(NonZeroU32::new(2).expect("two"));
    let mut runtime = runtime
        .defaults(Policy::new().retry(retry.backoff(Backoff::Fixed(ms(1000)))))
        .build();
    let began = Instant::now();
    runtime
        .run_all([sign("x"), sign("y")])
        .await
        .expect("nothing stops it");
    assert_eq!(
        trace.lines(),
        [
            "x b.dead_letters ok",
            "y b.dead_letters ok",
            "x a.dead_letters ok",
            "y a.dead_letters ok",
        ]
    );
    assert_eq!(began.elapsed(), ms(1000));
}

/// The future of a run is dropped: the organs complete the events that they have, return with their state, and
/// the next run handles the rest.
#[tokio::test(start_paused = true)]
async fn a_dropped_run_loses_neither_organs_nor_events() {
    let (runtime, trace) = parallel(|invocation| {
        let emits: &[u8] = if invocation.kind == 0 { &[1] } else { &[] };
        (invocation.handler == 0 && invocation.organ < 2)
            .then(|| Behaviour::emitting(emits).takes(ms(100)))
    });
    let mut runtime = runtime.build();
    let signs = (0..5).map(|number| sign(number.to_string()));
    assert!(timeout(ms(250), runtime.run_all(signs)).await.is_err());
    runtime.join().await.expect("nothing stops it");
    assert_eq!(runtime.spine().organs[0].calls, 5 + 4);
    runtime.run(sign("last")).await.expect("nothing stops it");
    // Five, the last one, and the events that each organ emitted for each of these, at both.
    assert_eq!(runtime.spine().organs[0].calls, 6 + 2 * 6);
    assert_eq!(runtime.spine().organs[1].calls, 6 + 2 * 6);
    let mut lines = trace.lines();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), 2 * (6 + 2 * 6));
}

/// The tokio runtime is dropped as well: the interrupted call is made again, and the waiting events are handled.
#[test]
fn organs_survive_a_dropped_tokio_runtime() {
    let paused = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        runtime.expect("a runtime")
    };
    let (runtime, trace) = parallel(|invocation| {
        (invocation.handler == 0 && invocation.organ == 0)
            .then(|| Behaviour::emitting(&[]).takes(ms(100)))
    });
    let mut runtime = runtime.build();
    let signs = (0..5).map(|number| sign(number.to_string()));
    let dropped = paused().block_on(async { timeout(ms(150), runtime.run_all(signs)).await });
    assert!(dropped.is_err());
    let ended = paused().block_on(runtime.run(sign("last")));
    ended.expect("nothing stops it");
    let last = "last a.dead_letters ok";
    assert_eq!(
        trace.lines(),
        [
            "0 a.dead_letters ok",
            "1 a.dead_letters ok",
            "2 a.dead_letters ok",
            "3 a.dead_letters ok",
            "4 a.dead_letters ok",
            last
        ]
    );
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "await `join` first")]
async fn running_organs_cannot_be_accessed() {
    let (runtime, _) = parallel(|invocation| {
        (invocation.handler == 0).then(|| Behaviour::emitting(&[]).takes(ms(100)))
    });
    let mut runtime = runtime.build();
    assert!(timeout(ms(50), runtime.run(sign("r"))).await.is_err());
    runtime.spine();
}

/// A failure that stops the run: running calls complete, and the rest waits for the next run.
#[tokio::test(start_paused = true)]
async fn a_failure_that_stops_the_run_loses_nothing() {
    let is_well = Arc::new(AtomicU32::new(0));
    let well = Arc::clone(&is_well);
    let (runtime, trace) = parallel(move |invocation| {
        let fails =
            invocation.label == "1" && invocation.organ == 0 && well.load(Ordering::Relaxed) == 0;
        let end = if fails { End::Fails } else { End::Succeeds };
        let takes = if invocation.organ == 1 {
            ms(1000)
        } else {
            ms(10)
        };
        (invocation.handler == 0 && invocation.organ < 2)
            .then(|| Behaviour::emitting(&[]).takes(takes).ends(end))
    });
    let mut runtime = runtime.on_failure(OnFailure::Fail).build();
    let signs = (0..4).map(|number| sign(number.to_string()));
    let stopped = runtime.run_all(signs).await.expect_err("it stops");
    assert!(stopped.kind() == SpineErrorKind::Handler, "{stopped}");
    assert_eq!(
        trace.lines(),
        [
            "0 a.dead_letters ok",
            "1 a.dead_letters failed",
            "0 b.dead_letters ok"
        ]
    );
    is_well.store(1, Ordering::Relaxed);
    let stats = runtime.run(sign("4")).await.expect("no handler fails");
    assert_eq!(stats.handled, 3 + 3 + 2);
    assert_eq!(trace.lines().len(), 3 + 3 + 3 + 2);
    let at_a = trace.lines().into_iter();
    let at_a: Vec<_> = at_a
        .filter(|line| line.ends_with("a.dead_letters ok"))
        .collect();
    let numbers = ["0", "1", "2", "3", "4"].map(|number| format!("{number} a.dead_letters ok"));
    assert_eq!(
        at_a, numbers,
        "events that were put back are in their order"
    );
}

#[tokio::test(start_paused = true)]
async fn parallel_organs_serve_until_a_stop() {
    let backend = MemoryBackend::new().with_lease(ms(300));
    let (runtime, trace) = parallel(|invocation| {
        let emits: &[u8] = if invocation.kind == 0 { &[1] } else { &[] };
        (invocation.handler == 0 && invocation.organ < 2)
            .then(|| Behaviour::emitting(emits).takes(ms(1000)))
    });
    let mut runtime = runtime.backend(backend.clone()).build();
    let publisher = runtime.handle();
    let stop = Notify::new();
    let serve = runtime.serve(stop.notified());
    let outside = async {
        sleep(ms(5000)).await;
        publisher.publish(sign("r")).await.expect("there is room");
        sleep(ms(500)).await;
        stop.notify_one();
    };
    let began = Instant::now();
    let (stats, ()) = tokio::join!(serve, outside);
    let stats = stats.expect("nothing stops it");
    assert_eq!((stats.handled, stats.lapsed), (6, 0));
    assert_eq!(trace.lines().len(), 6);
    // One second for the first event, two for the events that both organs emitted.
    let took = began.elapsed();
    assert!((ms(8000)..=ms(8100)).contains(&took), "{took:?}");
}

/// The events that organs were handling when the future was dropped are settled.
#[tokio::test(start_paused = true)]
async fn a_dropped_serve_settles_the_events_in_flight() {
    let backend = MemoryBackend::new();
    let (runtime, trace) = parallel(|invocation| {
        (invocation.handler == 0 && invocation.organ == 0)
            .then(|| Behaviour::emitting(&[]).takes(ms(1000)))
    });
    let mut runtime = runtime.backend(backend.clone()).build();
    for label in ["r", "s"] {
        runtime.publish(sign(label)).await.expect("there is room");
    }
    assert!(timeout(ms(500), runtime.drain()).await.is_err());
    let stats = runtime.drain().await.expect("nothing stops it");
    assert_eq!(stats.handled, 2);
    assert_eq!(
        trace.lines(),
        ["r a.dead_letters ok", "s a.dead_letters ok"]
    );
}
