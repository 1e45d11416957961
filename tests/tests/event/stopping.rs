//! Tests of stops: nothing is published afterwards, handlers that wait for an attempt are not awaited, and long runs
//! can be dropped.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    future::{Future, pending},
    num::{NonZeroU32, NonZeroUsize},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use organum::{
    Runtime, Spine, SpineErrorKind,
    dead_letter::DeadLetterFilter,
    event,
    event::{SpineBuilder, backend::MemoryBackend},
    organ,
    policy::{Backoff, Policy, Retry},
    spine,
};
use tokio::time::{Instant, sleep, timeout};

#[event]
struct Call(u32);

#[derive(Default)]
struct Phone {
    calls: Vec<(u32, u32)>,
    /// The calls that fail.
    bad: Vec<u32>,
}

#[organ]
impl Phone {
    async fn handle(&mut self, event: &organum::Event) -> Result<(), &'static str> {
        match event {
            Call(number) => {
                self.calls.push((*number, event.attempt()));
                if self.bad.contains(number) {
                    Err("engaged")
                } else {
                    Ok(())
                }
            }
        }
    }
}

#[spine(entry(Call))]
#[derive(Default)]
struct Desk {
    phone: Phone,
}

const ONE: NonZeroUsize = NonZeroUsize::new(1).expect("one");

fn build<S: Spine>(builder: SpineBuilder<S>, is_parallel: bool) -> Runtime<S> {
    if is_parallel {
        builder.parallel().build()
    } else {
        builder.build()
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_published_after_a_shutdown() {
    for is_parallel in [false, true] {
        for backend in [MemoryBackend::new(), MemoryBackend::bounded(ONE)] {
            let desk = Desk::default().builder().backend(backend.clone());
            let mut desk = build(desk, is_parallel);
            let handle = desk.handle();
            handle.publish(Call(1)).await.unwrap();
            desk.drain().await.unwrap();
            desk.shutdown().await.unwrap();
            for number in 2..6 {
                let published = timeout(Duration::from_secs(1), handle.publish(Call(number)));
                let refused = published
                    .await
                    .expect("the publication is refused at once")
                    .unwrap_err();
                assert_eq!(refused.kind(), SpineErrorKind::ShutDown);
            }
            // Other runtimes can serve the backend.
            let mut other = Desk::default().builder().backend(backend).build();
            assert_eq!(other.drain().await.unwrap().events, 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_ends_the_wait_of_a_publisher() {
    for is_aborted in [false, true] {
        let backend = MemoryBackend::bounded(ONE);
        let desk = Desk::default().builder().backend(backend).build();
        let handle = desk.handle();
        handle.publish(Call(1)).await.unwrap();
        let waits = handle.clone();
        let waiting = tokio::spawn(async move { waits.publish(Call(2)).await });
        sleep(Duration::from_secs(1)).await;
        assert!(!waiting.is_finished());
        if is_aborted {
            handle.abort();
        } else {
            assert_eq!(handle.shutdown().await.unwrap(), 1);
        }
        let published = timeout(Duration::from_secs(1), waiting).await;
        let refused = published
            .expect("the wait ends at once")
            .unwrap()
            .unwrap_err();
        assert_eq!(refused.kind(), SpineErrorKind::ShutDown);
        let queue = handle.queue().list(10).await.unwrap();
        let letters = handle.dead_letters();
        let letters = letters.list(&DeadLetterFilter::all()).await.unwrap();
        assert_eq!(queue.len(), usize::from(is_aborted));
        // The backend has no other owner, so the event would be lost.
        assert_eq!(letters.len(), usize::from(!is_aborted));
    }
}

/// The events that wait for a retry when a serve is stopped are handled by the shutdown, or become dead letters.
#[tokio::test(start_paused = true)]
async fn a_shutdown_loses_no_event_that_waits_for_a_retry() {
    for is_parallel in [false, true] {
        for (is_well, hours) in [(false, 0), (false, 1)] {
            let delay = Duration::from_secs(3600 * hours + 10);
            let often = Retry::new(NonZeroU32::new(3).unwrap()).backoff(Backoff::Fixed(delay));
            let mut desk = Desk::default();
            desk.phone.bad = vec![1];
            let desk = desk.builder().defaults(Policy::new().retry(often));
            let mut desk = build(desk.backend(MemoryBackend::new()), is_parallel);
            desk.publish(Call(1)).await.unwrap();
            let stats = desk.serve(sleep(Duration::from_secs(1))).await.unwrap();
            assert_eq!((stats.dead_letters, stats.handled), (0, 0));
            if is_well {
                desk.spine_mut().phone.bad.clear();
            }
            let letters = desk.dead_letters();
            desk.shutdown().await.unwrap();
            let letters = letters.list(&DeadLetterFilter::all()).await.unwrap();
            assert_eq!(letters.len(), usize::from(!is_well));
            if hours > 0 {
                assert_eq!(letters[0].reason.kind, "shut down");
            }
        }
    }
}

/// An event that no runtime can serve is refused.
#[tokio::test(start_paused = true)]
async fn nothing_is_published_to_a_dropped_runtime() {
    let desk = Desk::default().builder().build();
    let handle = desk.handle();
    drop(desk);
    let refused = handle.publish(Call(1)).await.unwrap_err();
    assert_eq!(refused.kind(), SpineErrorKind::ShutDown);
    // A backend that the user has set may be served by other runtimes.
    let backend = MemoryBackend::new();
    let handle = Desk::default()
        .builder()
        .backend(backend.clone())
        .build()
        .handle();
    handle.publish(Call(1)).await.unwrap();
    let mut other = Desk::default().builder().backend(backend).build();
    assert_eq!(other.drain().await.unwrap().handled, 1);
}

/// The event stays in the backend, without a dead letter, and other events are handled.
#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_a_retry() {
    for is_parallel in [false, true] {
        for is_shutdown in [false, true] {
            let backend = MemoryBackend::new();
            let often = Retry::new(NonZeroU32::new(20).unwrap());
            let often = often.backoff(Backoff::Fixed(Duration::from_millis(500)));
            let mut desk = Desk::default();
            desk.phone.bad = vec![1];
            let desk = desk
                .builder()
                .backend(backend.clone())
                .defaults(Policy::new().retry(often));
            let mut desk = build(desk, is_parallel);
            for number in [1, 2] {
                desk.publish(Call(number)).await.unwrap();
            }
            let (handle, began) = (desk.handle(), Instant::now());
            let stop = async {
                sleep(Duration::from_millis(100)).await;
                if is_shutdown {
                    handle.shutdown().await.unwrap();
                    pending::<()>().await;
                }
            };
            let stats = desk.serve(stop).await.unwrap();
            assert!(
                began.elapsed() < Duration::from_millis(200),
                "{:?}",
                began.elapsed()
            );
            assert_eq!((stats.dead_letters, stats.handled), (0, 1));
            let left = desk.handle().queue().list(10).await.unwrap();
            assert_eq!(left.len(), 1);
            let mut other = Desk::default().builder().backend(backend).build();
            sleep(Duration::from_secs(1)).await;
            assert_eq!(other.drain().await.unwrap().handled, 1);
            assert_eq!(other.spine().phone.calls[0].0, 1);
        }
    }
}

#[event]
struct Tick(u64);

/// An organ whose chain of events does not end during a test.
#[organ]
fn next(event: &Tick) -> Option<Tick> {
    (event.0 > 0).then(|| Tick(event.0 - 1))
}

#[spine(entry(Tick), max_hops = 4_000_000_000)]
#[derive(Default)]
struct Clockwork {
    next: next,
}

#[organ]
fn count(event: &Call) {
    std::hint::black_box(event.0);
}

#[spine(entry(Call))]
#[derive(Default)]
struct Counter {
    count: count,
}

/// Runs a future, and returns the longest time between two polls of a task on the same thread, in milliseconds.
async fn beating<T>(future: impl Future<Output = T>) -> (T, u64) {
    let worst = Arc::new(AtomicU64::new(0));
    let kept = Arc::clone(&worst);
    let beat = tokio::spawn(async move {
        loop {
            let last = std::time::Instant::now();
            tokio::task::yield_now().await;
            let gap = u64::try_from(last.elapsed().as_millis()).unwrap();
            kept.fetch_max(gap, Ordering::Relaxed);
        }
    });
    tokio::task::yield_now().await;
    let done = future.await;
    beat.abort();
    (done, worst.load(Ordering::Relaxed))
}

/// The run is dropped after 50 ms, and other tasks are polled. The limit is ten times the expected value.
#[tokio::test]
async fn a_run_that_never_waits_can_be_dropped_and_yields() {
    const SHORT: Duration = Duration::from_millis(50);
    const GAP: u64 = 500;
    for is_parallel in [false, true] {
        let mut clockwork = build(Clockwork::default().builder(), is_parallel);
        let run = timeout(SHORT, clockwork.run(Tick(u64::MAX)));
        let (cut, gap) = beating(run).await;
        println!("parallel: {is_parallel}: run: others waited for at most {gap} ms");
        assert!(cut.is_err() && gap < GAP, "{gap}");
        drop(clockwork);

        let mut counter = build(Counter::default().builder(), is_parallel);
        let run = async {
            let mut all = pin!(counter.run_all((0..500_000).map(Call)));
            timeout(SHORT, &mut all).await.is_err()
        };
        let (cut, gap) = beating(run).await;
        println!("parallel: {is_parallel}: run_all: cut: {cut}, others waited for {gap} ms");
        assert!(gap < 10 * GAP, "{gap}");
        drop(counter);

        let mut served = build(Counter::default().builder(), is_parallel);
        for number in 0..50_000 {
            served.publish(Call(number)).await.unwrap();
        }
        let (cut, gap) = beating(timeout(SHORT, served.drain())).await;
        println!("parallel: {is_parallel}: drain: others waited for at most {gap} ms");
        assert!(cut.is_err() && gap < GAP, "{gap}");
    }
}
