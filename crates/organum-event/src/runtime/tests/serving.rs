//! Tests of serving from a backend. Virtual time is exact.

use std::{
    future::pending,
    num::{NonZeroU32, NonZeroUsize},
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
    super::{OnBackendFailure, Runtime, SpineBuilder, SpineErrorKind},
    stage::{Behaviour, End, Invocation, Stage, Trace, root_id, sign},
};
use crate::{
    DecodeError,
    backend::{Backend, MemoryBackend},
    conformance::{Hostile, Hostility, Wire},
    dead_letter::{self, DeadLetterFilter},
    policy::{Backoff, Breaker, Policy, Retry},
    table::OnFailure,
};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn times(times: u32) -> NonZeroU32 {
    NonZeroU32::new(times).expect("not zero")
}

fn fixed(attempts: u32, delay: Duration) -> Retry {
    Retry::new(times(attempts)).backoff(Backoff::Fixed(delay))
}

/// Returns a runtime with a backend, and its trace.
fn over(
    backend: impl Backend,
    behave: impl Fn(&Invocation) -> Option<Behaviour> + Send + Sync + 'static,
) -> (SpineBuilder<Stage>, Trace) {
    let trace = Trace::default();
    let runtime = Stage::of(behave)
        .named_in(&trace)
        .builder()
        .backend(backend)
        .redelivery(Backoff::Fixed(ms(100)))
        // Longer than any handler takes: handlers with a timeout may take time in a script.
        .defaults(Policy::new().timeout(ms(86_400_000)))
        .observe(trace.clone());
    (runtime, trace)
}

/// Returns true if this is the handler of this organ, with an event of this kind.
fn is_at(invocation: &Invocation, organ: u16, handler: u16, kind: u8) -> bool {
    (invocation.organ, invocation.handler, invocation.kind) == (organ, handler, kind)
}

async fn letters(runtime: &Runtime<Stage>) -> Vec<dead_letter::DeadLetter> {
    let letters = runtime.dead_letters().list(&DeadLetterFilter::all()).await;
    letters.expect("they are in memory")
}

/// The first handler succeeds and emits, the second fails twice and leaves the event to the backend: the first
/// is called once, and its events are delivered once.
#[tokio::test(start_paused = true)]
async fn redelivery_calls_only_the_handlers_that_have_not_completed() {
    let (runtime, trace) = over(MemoryBackend::new(), |invocation| {
        if is_at(invocation, 0, 0, 0) {
            return Some(Behaviour::emitting(&[1]));
        }
        if is_at(invocation, 1, 1, 0) {
            let end = if invocation.delivery < 3 {
                End::Fails
            } else {
                End::Succeeds
            };
            return Some(Behaviour::emitting(&[2]).ends(end));
        }
        (is_at(invocation, 2, 0, 1) || is_at(invocation, 2, 0, 2)).then(|| Behaviour::emitting(&[]))
    });
    let mut runtime = runtime.build();
    runtime.publish(sign("r")).await.expect("there is room");
    let began = Instant::now();
    let stats = runtime.drain().await.expect("nothing stops the spine");
    assert_eq!(
        trace.lines(),
        [
            "r a.dead_letters ok",
            "r b.nacks failed",
            "r/000 c.dead_letters ok",
            "r b.nacks failed",
            "r b.nacks ok",
            "r/110 c.dead_letters ok",
        ]
    );
    assert_eq!((stats.handled, stats.nacked, stats.emitted), (4, 2, 2));
    assert_eq!(began.elapsed().as_millis() / 100, 2);
    assert_eq!(stats.dead_letters, 0);
}

/// The futures of runs, serves and publications can be spawned.
#[test]
fn futures_can_go_to_other_threads() {
    fn is_send<T: Send>(_: T) {}
    let (runtime, _) = over(MemoryBackend::new(), nobody);
    let mut runtime = runtime.build();
    is_send(runtime.run(sign("r")));
    is_send(runtime.serve(pending()));
    is_send(runtime.drain());
    is_send(runtime.handle());
    is_send(runtime.handle().publish(sign("r")));
    is_send(runtime);
}

#[tokio::test(start_paused = true)]
async fn a_serve_handles_the_rest_of_a_volatile_backend_after_its_stop() {
    let (runtime, trace) = over(MemoryBackend::new(), |invocation| {
        is_at(invocation, 0, 0, 0).then(|| Behaviour::emitting(&[]).takes(ms(1000)))
    });
    let mut runtime = runtime.build();
    let publisher = runtime.handle();
    let stop = Notify::new();
    let serve = runtime.serve(stop.notified());
    let outside = async {
        sleep(ms(5000)).await;
        for label in ["a", "b", "c"] {
            publisher.publish(sign(label)).await.expect("there is room");
        }
        sleep(ms(1500)).await;
        stop.notify_one();
        Instant::now()
    };
    let (stats, stopped) = tokio::join!(serve, outside);
    assert_eq!(stats.expect("nothing stops the spine").handled, 3);
    assert_eq!(trace.lines().len(), 3);
    assert_eq!(stopped.elapsed(), ms(1500));
}

/// A handler that takes ten leases keeps its event: no other consumer gets it.
#[tokio::test(start_paused = true)]
async fn leases_are_renewed_while_a_handler_runs() {
    let backend = MemoryBackend::new().with_lease(ms(300));
    let (runtime, trace) = over(backend.clone(), |invocation| {
        is_at(invocation, 0, 0, 0).then(|| Behaviour::emitting(&[]).takes(ms(3000)))
    });
    let mut runtime = runtime.build();
    runtime.publish(sign("slow")).await.expect("there is room");
    runtime
        .publish(sign("waits behind it"))
        .await
        .expect("there is room");
    let thief = async {
        sleep(ms(1)).await;
        backend.pull(1, ms(5000)).await
    };
    let (stats, stolen) = tokio::join!(runtime.drain(), thief);
    assert!(
        stolen.expect("memory does not fail").is_empty(),
        "the event of a running handler was delivered again"
    );
    let stats = stats.expect("nothing stops the spine");
    assert_eq!((stats.handled, stats.lapsed), (2, 0));
    assert_eq!(trace.lines().len(), 2);
}

/// As after the death of a process: the event is redelivered after its lease has expired, to the handlers that
/// have not completed.
#[tokio::test(start_paused = true)]
async fn the_event_of_a_dropped_serve_is_redelivered() {
    let backend = MemoryBackend::new().with_lease(ms(300));
    let behave = |invocation: &Invocation| {
        let takes = if invocation.organ == 1 && invocation.delivery == 1 {
            ms(100_000)
        } else {
            ms(0)
        };
        (invocation.kind == 0 && invocation.handler == 0)
            .then(|| Behaviour::emitting(&[]).takes(takes))
    };
    let (dies, before) = over(backend.clone(), behave);
    let mut dies = dies.build();
    let (lives, after) = over(backend.clone(), behave);
    let mut lives = lives.build();
    dies.publish(sign("r")).await.expect("there is room");
    assert!(timeout(ms(1000), dies.serve(pending())).await.is_err());
    drop(dies);
    assert_eq!(before.lines(), ["r a.dead_letters ok"]);
    // A drain does not wait for deliveries of other consumers.
    sleep(ms(300)).await;
    let stats = lives.drain().await.expect("nothing stops the spine");
    assert_eq!(
        after.lines(),
        ["r b.dead_letters ok", "r c.dead_letters ok"]
    );
    assert_eq!(stats.events, 1);
}

/// A handler that kills its process each time is not called without end.
#[tokio::test(start_paused = true)]
async fn an_event_that_is_never_settled_becomes_a_dead_letter() {
    let backend = MemoryBackend::new().with_lease(ms(300));
    let store = dead_letter::MemoryDeadLetters::new();
    let behave = |invocation: &Invocation| {
        let end = if invocation.organ == 1 {
            End::Hangs
        } else {
            End::Succeeds
        };
        (invocation.handler == 0).then(|| Behaviour::emitting(&[]).ends(end))
    };
    let make = || {
        let (runtime, trace) = over(backend.clone(), behave);
        (
            runtime
                .max_deliveries(2)
                .dead_letters(store.clone())
                .build(),
            trace,
        )
    };
    let (first, _) = make();
    first.publish(sign("r")).await.expect("there is room");
    for _ in 0..2 {
        let (mut dies, _) = make();
        assert!(timeout(ms(1000), dies.serve(pending())).await.is_err());
    }
    sleep(ms(300)).await;
    let (mut lives, trace) = make();
    lives.drain().await.expect("nothing stops the spine");
    let letters = store.letters();
    assert_eq!(letters.len(), 2);
    for (letter, place) in letters.iter().zip(["b.dead_letters", "c.dead_letters"]) {
        assert_eq!(letter.place.as_deref(), Some(place));
        assert_eq!(letter.reason.kind, "too many deliveries");
    }
    assert_eq!(trace.lines(), [""; 0]);
}

/// Two runtimes over one backend share the events.
#[tokio::test(start_paused = true)]
async fn two_runtimes_share_a_backend() {
    let backend = MemoryBackend::new();
    let behave = |invocation: &Invocation| {
        let emits: &[u8] = if invocation.kind == 0 { &[1] } else { &[] };
        (invocation.handler == 0 && invocation.organ == 0)
            .then(|| Behaviour::emitting(emits).takes(ms(10)))
    };
    let (one, a) = over(backend.clone(), behave);
    let mut one = one.build();
    let (two, b) = over(backend.clone(), behave);
    let mut two = two.build();
    for number in 0..50 {
        one.publish(sign(format!("r{number}")))
            .await
            .expect("there is room");
    }
    let (one, two) = tokio::join!(one.drain(), two.drain());
    let (one, two) = (one.expect("all is well"), two.expect("all is well"));
    assert_eq!(one.handled + two.handled, 100);
    assert!(one.handled > 0 && two.handled > 0);
    let mut lines = [a.lines(), b.lines()].concat();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), 100);
}

/// A redelivered event stays in front of later ones with its key.
#[tokio::test(start_paused = true)]
async fn the_order_of_a_key_is_kept_across_redeliveries() {
    let (runtime, trace) = over(MemoryBackend::new(), |invocation| {
        if is_at(invocation, 0, 0, 0) {
            return Some(Behaviour::emitting(&[1, 1, 2]).in_lane("same"));
        }
        let fails = invocation.label == "r/000" && invocation.delivery < 3;
        let end = if fails { End::Fails } else { End::Succeeds };
        is_at(invocation, 1, 1, invocation.kind).then(|| Behaviour::emitting(&[]).ends(end))
    });
    let mut runtime = runtime.build();
    runtime.publish(sign("r")).await.expect("there is room");
    runtime.drain().await.expect("nothing stops the spine");
    let at_b = trace
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("r/"));
    assert_eq!(
        at_b.collect::<Vec<_>>(),
        [
            "r/000 b.nacks failed",
            "r/000 b.nacks failed",
            "r/000 b.nacks ok",
            "r/001 b.nacks ok",
            "r/002 b.nacks ok",
        ]
    );
}

/// A failure that stops the run leaves the event in the backend.
#[tokio::test(start_paused = true)]
async fn a_failure_that_stops_the_run_loses_nothing() {
    let is_well = Arc::new(AtomicU32::new(0));
    let well = Arc::clone(&is_well);
    let (runtime, trace) = over(MemoryBackend::new(), move |invocation| {
        let fails = invocation.organ == 1 && well.load(Ordering::Relaxed) == 0;
        let end = if fails { End::Fails } else { End::Succeeds };
        (invocation.handler == 0).then(|| Behaviour::emitting(&[]).ends(end))
    });
    let mut runtime = runtime.on_failure(OnFailure::Fail).build();
    for label in ["r", "s"] {
        runtime.publish(sign(label)).await.expect("there is room");
    }
    let stopped = runtime.serve(pending()).await.expect_err("it stops");
    assert!(stopped.kind() == SpineErrorKind::Handler, "{stopped}");
    assert_eq!(
        trace.lines(),
        ["r a.dead_letters ok", "r b.dead_letters failed"]
    );
    is_well.store(1, Ordering::Relaxed);
    let began = Instant::now();
    runtime.drain().await.expect("no handler fails");
    assert!(
        began.elapsed() < MemoryBackend::LEASE,
        "both events were given back"
    );
    assert_eq!(
        trace.lines()[2..],
        [
            "r b.dead_letters ok",
            "r c.dead_letters ok",
            "s a.dead_letters ok",
            "s b.dead_letters ok",
            "s c.dead_letters ok",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn publishers_wait_while_the_backend_is_full() {
    let two = NonZeroUsize::new(2).expect("two");
    let (runtime, _) = over(MemoryBackend::bounded(two), |invocation| {
        let emits: &[u8] = if invocation.kind == 0 {
            &[1, 1, 1]
        } else {
            &[]
        };
        (invocation.organ == 0 && invocation.handler == 0)
            .then(|| Behaviour::emitting(emits).takes(ms(100)))
    });
    let mut runtime = runtime.build();
    let publisher = runtime.handle();
    publisher.publish(sign("a")).await.expect("there is room");
    publisher.publish(sign("b")).await.expect("there is room");
    let third = publisher.publish(sign("c"));
    tokio::pin!(third);
    assert!(
        timeout(ms(1000), &mut third).await.is_err(),
        "the backend is full"
    );
    let stop = Notify::new();
    let serve = runtime.serve(stop.notified());
    let began = Instant::now();
    let outside = async {
        third.await.expect("there is room");
        stop.notify_one();
        began.elapsed()
    };
    let (stats, waited) = tokio::join!(serve, outside);
    // Two events, and five of their six emitted events.
    assert_eq!(waited, ms(700));
    assert_eq!(stats.expect("nothing stops it").handled, 12);
}

/// Emitted events are encoded for the backend: a handler that emits an event which is too long has failed.
#[tokio::test(start_paused = true)]
async fn an_event_that_is_too_long_is_a_failure_of_its_emitter() {
    let (runtime, _) = over(MemoryBackend::new(), |invocation| {
        let long = "x".repeat(1_000_001);
        is_at(invocation, 0, 0, 0).then(|| Behaviour::emitting(&[1]).in_lane(&long))
    });
    let mut runtime = runtime.build();
    runtime.publish(sign("r")).await.expect("there is room");
    let stats = runtime.drain().await.expect("nothing stops it");
    assert_eq!(
        (stats.handled, stats.emitted, stats.dead_letters),
        (0, 0, 1)
    );
    let letters = letters(&runtime).await;
    assert_eq!(letters[0].place.as_deref(), Some("a.dead_letters"));
    assert!(letters[0].reason.messages[0].contains("longer than 1000000 bytes"));
}

/// A message that cannot be decoded becomes a dead letter, with its bytes, and the next event is handled.
#[tokio::test(start_paused = true)]
async fn an_unreadable_message_becomes_a_dead_letter() {
    let wire = Wire {
        inner: MemoryBackend::new(),
        spoil: |bytes| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = text
                .replace("\"label\":\"bad\"", "\"label\":7")
                .into_bytes();
        },
    };
    let (runtime, trace) = over(wire, |invocation| {
        is_at(invocation, 0, 0, 0).then(|| Behaviour::emitting(&[]))
    });
    let mut runtime = runtime.build();
    runtime.publish(sign("bad")).await.expect("there is room");
    runtime.publish(sign("good")).await.expect("there is room");
    let stats = runtime.drain().await.expect("nothing stops it");
    assert_eq!(stats.dead_letters, 1);
    assert_eq!(trace.lines(), ["good a.dead_letters ok"]);
    let letters = letters(&runtime).await;
    let letter = &letters[0];
    assert_eq!(
        (&*letter.subject, &*letter.reason.kind),
        ("Sign0", "unreadable")
    );
    let bytes = &letter.content.as_ref().expect("a letter with its bytes").0;
    assert!(String::from_utf8_lossy(bytes).contains("\"label\":7"));
    let refused = runtime
        .redrive(letter.id)
        .await
        .expect_err("the event cannot be decoded");
    assert_eq!(refused.kind(), SpineErrorKind::Unreadable);
    let cause = refused.downcast_ref();
    assert!(matches!(cause, Some(DecodeError::Payload { .. })));
    assert_eq!(self::letters(&runtime).await.len(), 1);
}

/// A redrive enqueues the event in the backend, for the handler that failed and for no other. The letter is
/// removed after the handler has succeeded, and counts its attempts until then.
#[tokio::test(start_paused = true)]
async fn a_redrive_goes_through_the_backend() {
    let wire = Wire {
        inner: MemoryBackend::new(),
        spoil: |_| {},
    };
    let is_well = Arc::new(AtomicU32::new(0));
    let well = Arc::clone(&is_well);
    let (runtime, trace) = over(wire, move |invocation| {
        let fails = invocation.organ == 1 && well.load(Ordering::Relaxed) == 0;
        let end = if fails { End::Fails } else { End::Succeeds };
        (invocation.handler == 0 && invocation.kind == 0)
            .then(|| Behaviour::emitting(&[]).ends(end))
    });
    let mut runtime = runtime.build();
    runtime.publish(sign("r")).await.expect("there is room");
    runtime.drain().await.expect("nothing stops it");
    let id = letters(&runtime).await[0].id;
    for attempts in 2..4 {
        runtime.redrive(id).await.expect("the event is enqueued");
        runtime
            .redrive(id)
            .await
            .expect("the second redrive has no effect");
        assert_eq!(letters(&runtime).await[0].attempts, attempts - 1);
        runtime.drain().await.expect("nothing stops it");
        assert_eq!(letters(&runtime).await[0].attempts, attempts);
    }
    is_well.store(1, Ordering::Relaxed);
    runtime
        .redrive_all(&DeadLetterFilter::all())
        .await
        .expect("the event is enqueued");
    runtime.drain().await.expect("nothing stops it");
    assert!(letters(&runtime).await.is_empty());
    assert_eq!(
        trace.lines(),
        [
            "r a.dead_letters ok",
            "r b.dead_letters failed",
            "r c.dead_letters ok",
            "r b.dead_letters failed",
            "r b.dead_letters failed",
            "r b.dead_letters ok",
        ]
    );
}

fn failing(calls: u32) -> Arc<Hostile> {
    let hostile = Hostile::new(0, Hostility::NONE);
    hostile.fail(calls);
    Arc::new(hostile)
}

fn nobody(_: &Invocation) -> Option<Behaviour> {
    None
}

#[tokio::test(start_paused = true)]
async fn a_failed_call_of_the_backend_is_not_retried_with_fail() {
    let (runtime, _) = over(failing(1), nobody);
    let runtime = runtime.on_backend_failure(OnBackendFailure::Fail).build();
    let failed = runtime
        .publish(sign("r"))
        .await
        .expect_err("the backend fails");
    assert!(failed.kind() == SpineErrorKind::Backend);
    assert_eq!(
        failed.to_string(),
        "spine `Stage` stops, as its backend failed"
    );
    runtime
        .publish(sign("r"))
        .await
        .expect("the backend works again");
    let (runtime, _) = over(failing(1), nobody);
    let mut serves = runtime.on_backend_failure(OnBackendFailure::Fail).build();
    assert!(serves.serve(pending()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_failed_call_of_the_backend_is_retried() {
    let (runtime, _) = over(failing(2), nobody);
    let runtime = runtime
        .on_backend_failure(OnBackendFailure::Retry(fixed(3, ms(100))))
        .build();
    let began = Instant::now();
    runtime
        .publish(sign("r"))
        .await
        .expect("the third attempt succeeds");
    assert_eq!(began.elapsed(), ms(200));
    let (runtime, _) = over(failing(3), nobody);
    let runtime = runtime
        .on_backend_failure(OnBackendFailure::Retry(fixed(3, ms(100))))
        .build();
    assert!(
        runtime.publish(sign("r")).await.is_err(),
        "there is no fourth attempt"
    );
}

/// An event that cannot be published becomes a dead letter, and is published by a redrive.
#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_published_becomes_a_dead_letter() {
    let (runtime, trace) = over(failing(3), |invocation| {
        is_at(invocation, 0, 0, 0).then(|| Behaviour::emitting(&[]))
    });
    let mut runtime = runtime
        .on_backend_failure(OnBackendFailure::Store(fixed(3, ms(100))))
        .build();
    let publisher = runtime.handle();
    let published = publisher.publish(sign("r")).id(root_id(1)).await;
    published.expect("the event is stored");
    let stored = letters(&runtime).await;
    assert_eq!((stored.len(), &*stored[0].reason.kind), (1, "not enqueued"));
    assert_eq!(
        stored[0].reason.messages[0],
        "store `hostile` failed to enqueue messages: the store is unavailable"
    );
    runtime.drain().await.expect("the backend is empty");
    assert_eq!(trace.lines(), [""; 0]);
    runtime
        .redrive(stored[0].id)
        .await
        .expect("the backend works again");
    assert!(letters(&runtime).await.is_empty());
    runtime.drain().await.expect("nothing stops it");
    assert_eq!(trace.lines(), ["r a.dead_letters ok"]);
}

/// While the breaker is open, the backend is not called; after the backoff it is called once, and when that
/// succeeds, the serve continues.
#[tokio::test(start_paused = true)]
async fn an_open_breaker_protects_the_backend() {
    let backend = failing(0);
    let (runtime, trace) = over(Arc::clone(&backend), |invocation| {
        is_at(invocation, 0, 0, 0).then(|| Behaviour::emitting(&[]))
    });
    let mut runtime = runtime
        .on_backend_failure(OnBackendFailure::Retry(fixed(u32::MAX, ms(10))))
        .breaker(Breaker::new(
            times(3),
            Backoff::exponential(Duration::from_secs(1)),
        ))
        .build();
    runtime.publish(sign("r")).await.expect("the backend works");
    // Three pulls open the breaker, and two probes fail.
    backend.fail(5);
    let began = Instant::now();
    let stop = async {
        while trace.lines().is_empty() {
            sleep(ms(1)).await;
        }
    };
    runtime.serve(stop).await.expect("the backend works again");
    // Two attempts 10 ms apart, then 1 s, 2 s and 4 s.
    let (from, to) = (ms(7020), ms(7060));
    let took = began.elapsed();
    assert!((from..=to).contains(&took), "{took:?}");
    assert_eq!(trace.lines(), ["r a.dead_letters ok"]);
}

/// A failed settlement is retried, without another call of the handler.
#[tokio::test(start_paused = true)]
async fn a_failed_settlement_is_retried() {
    let backend = failing(0);
    let fails = Arc::clone(&backend);
    let (runtime, trace) = over(backend, move |invocation| {
        if !is_at(invocation, 0, 0, 0) {
            return None;
        }
        Some(Behaviour::emitting(&[1]).takes(ms(1)))
    });
    let mut runtime = runtime
        .on_backend_failure(OnBackendFailure::Retry(fixed(4, ms(100))))
        .build();
    runtime.publish(sign("r")).await.expect("the backend works");
    let outside = async {
        sleep(ms(0)).await;
        tokio::task::yield_now().await;
        fails.fail(3);
    };
    let (stats, ()) = tokio::join!(runtime.serve(sleep(ms(500))), outside);
    assert_eq!(stats.expect("the settlement succeeds").handled, 1);
    assert_eq!(trace.lines(), ["r a.dead_letters ok"]);
}
