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
    event::{Entry, SpineBuilder, backend::MemoryBackend},
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

/// An organ that fails at its first call.
#[derive(Default)]
struct Line {
    calls: u32,
}

#[organ]
impl Line {
    async fn handle(&mut self, _event: &Call) -> Result<(), &'static str> {
        self.calls += 1;
        if self.calls == 1 {
            Err("engaged")
        } else {
            Ok(())
        }
    }
}

/// An organ that leaves its event to the backend at its first call.
#[derive(Default)]
struct Postponing {
    calls: u32,
}

#[organ(on_failure = nack, retry = none)]
impl Postponing {
    async fn handle(&mut self, _event: &Call) -> Result<(), &'static str> {
        self.calls += 1;
        if self.calls == 1 {
            Err("later")
        } else {
            Ok(())
        }
    }
}

#[spine(entry(Call))]
#[derive(Default)]
struct Retried {
    line: Line,
}

#[spine(entry(Call))]
#[derive(Default)]
struct GivenBack {
    postponing: Postponing,
}

/// The end of a runtime whose event waits for a retry.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// The serve is stopped, and then the runtime is shut down.
    Stop,
    /// The future of the serve is dropped, and then the runtime is shut down.
    Drop,
    /// The runtime is shut down by its handle while it serves, and has no limit that matters.
    Handle,
}

/// Publishes an event, and ends the runtime while the event waits for a retry. Returns the kinds of the dead letters.
async fn ended<S: Spine>(mut runtime: Runtime<S>, end: End) -> Vec<String>
where
    Call: Entry<S>,
{
    runtime.publish(Call(1)).await.unwrap();
    let (letters, second) = (runtime.dead_letters(), Duration::from_secs(1));
    match end {
        End::Stop => {
            runtime.serve(sleep(second)).await.unwrap();
        }
        End::Drop => {
            timeout(second, runtime.serve(pending())).await.unwrap_err();
        }
        End::Handle => {
            let handle = runtime.handle();
            let outside = async {
                sleep(second).await;
                handle.shutdown().within(Duration::from_secs(30)).await
            };
            let (served, left) = tokio::join!(runtime.serve(pending()), outside);
            served.unwrap();
            left.unwrap();
        }
    }
    runtime.shutdown().await.unwrap();
    let letters = letters.list(&DeadLetterFilter::all()).await.unwrap();
    letters
        .into_iter()
        .map(|letter| letter.reason.kind)
        .collect()
}

/// If the retry is due before the deadline of the shutdown, the event is handled; otherwise it becomes a dead letter.
#[tokio::test(start_paused = true)]
async fn a_shutdown_handles_the_events_that_wait_for_a_retry() {
    for is_parallel in [false, true] {
        for end in [End::Stop, End::Drop, End::Handle] {
            for (seconds, expected) in [(10, &[][..]), (3600, &["shut down"])] {
                let delay = Backoff::Fixed(Duration::from_secs(seconds));
                let often = Retry::new(NonZeroU32::new(3).unwrap()).backoff(delay);
                let case = format!("{end:?} after {seconds} s, parallel: {is_parallel}");

                // The event of a dropped serve is given back, and its handler called again at once.
                if end != End::Drop || seconds == 10 {
                    let retried = Retried::default().builder();
                    let retried = retried.defaults(Policy::new().retry(often));
                    let kinds = ended(build(retried, is_parallel), end).await;
                    assert_eq!(kinds, expected, "a failed attempt, {case}");
                }
                // A serve that is stopped handles what it has given back itself.
                if end != End::Stop || seconds == 10 {
                    let given_back = GivenBack::default().builder().redelivery(delay);
                    let kinds = ended(build(given_back, is_parallel), end).await;
                    assert_eq!(kinds, expected, "given back, {case}");
                }
            }
        }
    }
}

/// A handler that fails after the last attempt of a shutdown has a dead letter with its own failure.
#[tokio::test(start_paused = true)]
async fn a_retry_that_fails_in_a_shutdown_is_a_dead_letter_of_its_handler() {
    for is_parallel in [false, true] {
        let delay = Backoff::Fixed(Duration::from_secs(2));
        let often = Retry::new(NonZeroU32::new(3).unwrap()).backoff(delay);
        let mut desk = Desk::default();
        desk.phone.bad = vec![1];
        let desk = desk.builder().defaults(Policy::new().retry(often));
        let kinds = ended(build(desk, is_parallel), End::Stop).await;
        assert_eq!(kinds, ["failed"]);
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
