//! Backends and stores whose calls never return, or whose answers are lost: every wait has an end, nothing is lost, and
//! nothing is counted twice.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    future::{pending, ready},
    num::{NonZeroU32, NonZeroUsize},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    Runtime, Spine, SpineError, SpineErrorKind,
    dead_letter::{
        ClaimId, ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor, DeadLetterFilter,
        DeadLetterId, DeadLetters, MemoryDeadLetters,
    },
    event,
    event::{
        OnBackendFailure, SpineHandle,
        backend::{Backend as _, MemoryBackend},
    },
    organ,
    policy::{Backoff, Policy, Retry},
    spine,
    store::{Lease, Leases, Renewal, StoreError, StoreErrorKind, StoreFuture},
};
use organum_tests::backend::{Change, Changed};
use tokio::time::{Instant, sleep, timeout};

#[event]
struct Order(u32);

#[event]
struct Opened;

/// Handles orders, each in a second.
#[derive(Default)]
struct Desk {
    orders: Vec<u32>,
    /// True if the start hook emits an event.
    opens: bool,
    /// The handle by which it publishes another order for each of the first ten.
    handle: Option<SpineHandle<Office>>,
    /// True if a task publishes that order.
    spawns: bool,
}

#[organ]
impl Desk {
    #[start]
    fn start(&mut self) -> Option<Opened> {
        self.opens.then_some(Opened)
    }

    #[handle]
    async fn order(&mut self, event: &Order) -> Result<(), SpineError> {
        sleep(Duration::from_secs(1)).await;
        self.orders.push(event.0);
        if let Some(handle) = &self.handle
            && event.0 < 10
        {
            let next = Order(event.0 + 10);
            if self.spawns {
                let handle = handle.clone();
                let publish = async move { handle.publish(next).await };
                tokio::spawn(publish).await.expect("it does not panic")?;
            } else {
                handle.publish(next).await?;
            }
        }
        Ok(())
    }

    #[handle]
    fn opened(&mut self, _event: &Opened) {}
}

/// Fails on request.
#[derive(Default)]
struct Clerk {
    calls: u32,
    fails: bool,
}

#[organ]
impl Clerk {
    fn handle(&mut self, _event: &Order) -> Result<(), &'static str> {
        self.calls += 1;
        if self.fails { Err("refused") } else { Ok(()) }
    }
}

#[spine(entry(Order))]
#[derive(Default)]
struct Office {
    desk: Desk,
    clerk: Clerk,
}

/// A backend of which one call never returns, until that is over.
#[derive(Clone)]
struct Silent {
    inner: MemoryBackend,
    call: Arc<Mutex<&'static str>>,
    pulls: Arc<AtomicU32>,
    is_durable: bool,
}

impl Silent {
    fn at(call: &'static str) -> Self {
        Self {
            inner: MemoryBackend::new(),
            call: Arc::new(Mutex::new(call)),
            pulls: Arc::default(),
            is_durable: false,
        }
    }
}

impl Change for Silent {
    fn inner(&self) -> &MemoryBackend {
        &self.inner
    }

    fn is_durable(&self) -> bool {
        self.is_durable
    }

    fn around<'a, T: Send + 'a>(
        &'a self,
        call: &'static str,
        answer: impl FnOnce() -> StoreFuture<'a, T> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        if call == "pull" {
            self.pulls.fetch_add(1, Ordering::Relaxed);
        }
        if *self.call.lock().unwrap() == call {
            Box::pin(pending())
        } else {
            answer()
        }
    }
}

fn build(
    office: Office,
    backend: &Silent,
    policy: OnBackendFailure,
    is_parallel: bool,
) -> Runtime<Office> {
    let builder = office.builder().backend(Changed(backend.clone()));
    let builder = builder.on_backend_failure(policy);
    if is_parallel {
        builder.parallel().build()
    } else {
        builder.build()
    }
}

/// Serves until the end that has this name, a second after the start.
async fn serve(office: &mut Runtime<Office>, end: &str) -> Result<(), SpineError> {
    let handle = office.handle();
    let second = Duration::from_secs(1);
    match end {
        "none" => office.serve(pending()).await.map(drop),
        "stop" => office.serve(sleep(second)).await.map(drop),
        "shutdown" => {
            let outside = async {
                sleep(second).await;
                let _ = handle.shutdown().within(Duration::from_secs(5)).await;
            };
            tokio::join!(office.serve(pending()), outside).0.map(drop)
        }
        _ => {
            let outside = async {
                sleep(second).await;
                handle.abort();
            };
            tokio::join!(office.serve(pending()), outside).0.map(drop)
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_never_returns_does_not_prevent_an_end() {
    for is_parallel in [false, true] {
        for policy in [OnBackendFailure::default(), OnBackendFailure::Fail] {
            for call in ["settle", "begin", "pull", "extend"] {
                for end in ["none", "stop", "shutdown", "abort"] {
                    if end == "none" && (call != "settle" || policy != OnBackendFailure::Fail) {
                        // The serve goes on until it is stopped.
                        continue;
                    }
                    let name = format!("{call}, {end}, parallel {is_parallel}, {policy:?}");
                    let backend = Silent::at(call);
                    let mut office = build(Office::default(), &backend, policy, is_parallel);
                    office.publish(Order(1)).await.unwrap();
                    let began = Instant::now();
                    let served = timeout(Duration::from_hours(1), serve(&mut office, end)).await;
                    let served = served.unwrap_or_else(|_| panic!("{name}: it never ends"));
                    if let Err(error) = served {
                        assert_eq!(error.kind(), SpineErrorKind::Backend, "{name}");
                    }
                    let limit = match end {
                        "shutdown" | "abort" => Duration::from_secs(30),
                        _ => Duration::from_mins(5),
                    };
                    assert!(began.elapsed() < limit, "{name}: {:?}", began.elapsed());
                    // Nothing is lost: once the backend answers, the next runtime handles the event.
                    *backend.call.lock().unwrap() = "none";
                    sleep(MemoryBackend::LEASE).await;
                    let mut next = build(Office::default(), &backend, policy, is_parallel);
                    next.drain().await.unwrap();
                    let orders = office.spine_mut().desk.orders.len();
                    let orders = orders + next.spine().desk.orders.len();
                    assert!(orders >= 1, "{name}");
                    assert_eq!(
                        backend.inner.metrics().await.unwrap().pending(),
                        0,
                        "{name}"
                    );
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn events_of_hooks_do_not_wait_for_ever() {
    for is_parallel in [false, true] {
        let backend = Silent::at("enqueue_unbounded");
        let mut office = Office::default();
        office.desk.opens = true;
        let mut office = build(office, &backend, OnBackendFailure::default(), is_parallel);
        let ended = timeout(Duration::from_mins(10), office.drain()).await;
        let error = ended.expect("it never ends").unwrap_err();
        assert_eq!(error.kind(), SpineErrorKind::Backend);
    }
}

/// A store of dead letters of which one call never returns, or returns an error, this number of times.
#[derive(Clone)]
struct Weak {
    inner: MemoryDeadLetters,
    fault: Fault,
    left: Arc<AtomicU32>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// `put` never returns.
    Silent,
    /// `put` does not take effect.
    Refuses,
    /// `put` takes effect, and its answer is lost.
    Loses,
}

impl Weak {
    fn of(fault: Fault, times: u32) -> Self {
        Self {
            inner: MemoryDeadLetters::new(),
            fault,
            left: Arc::new(AtomicU32::new(times)),
        }
    }
}

impl Leases for Weak {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        self.inner.renew(leases)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.inner.release(lease)
    }
}

impl DeadLetters for Weak {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        let less = |left: u32| left.checked_sub(1);
        let (set, get) = (Ordering::SeqCst, Ordering::SeqCst);
        if self.left.fetch_update(set, get, less).is_err() {
            return self.inner.put(letter);
        }
        let error = StoreError::new(StoreErrorKind::Unavailable, "weak", "put a dead letter");
        Box::pin(async move {
            match self.fault {
                Fault::Silent => pending::<()>().await,
                Fault::Refuses => {}
                Fault::Loses => self.inner.put(letter).await?,
            }
            Err(error)
        })
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        self.inner.list(filter, after, limit)
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.inner.get(id)
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        self.inner.claim(id, claim, length)
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        self.inner.update(claimed, letter)
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        self.inner.remove(claimed)
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_of_dead_letters_that_fails_is_called_again_and_counts_once() {
    for is_parallel in [false, true] {
        for fault in [Fault::Silent, Fault::Refuses, Fault::Loses] {
            // Repeated by the guard; and more often than the guard repeats a call.
            for times in [1, 4] {
                if fault == Fault::Loses && times > 1 {
                    continue;
                }
                let letters = Weak::of(fault, times);
                let mut office = Office::default();
                office.clerk.fails = true;
                let builder = office.builder().dead_letters(letters.clone());
                let builder = if is_parallel {
                    builder.parallel()
                } else {
                    builder
                };
                let mut office = builder.build();
                let ended = timeout(Duration::from_mins(10), office.run(Order(1))).await;
                let ended = ended.expect("it never ends");
                if times == 1 {
                    ended.unwrap();
                } else {
                    assert_eq!(ended.unwrap_err().kind(), SpineErrorKind::DeadLetters);
                    sleep(Duration::from_mins(1)).await;
                    office.run_all([] as [Order; 0]).await.unwrap();
                }
                let stored = letters.inner.letters();
                assert_eq!(stored.len(), 1);
                // The letter may lack a failure that was never stored. The counters do not.
                assert_eq!(office.stats().failed, u64::from(office.spine().clerk.calls));
                let (attempts, calls) = (stored[0].attempts, office.spine().clerk.calls);
                let not_counted = u32::from(times > 1);
                assert!(
                    attempts <= calls && calls <= attempts + not_counted,
                    "{fault:?}"
                );
            }
        }
    }
}

/// An attempt that has failed is counted, although neither a retry nor a dead letter follows.
#[tokio::test(start_paused = true)]
async fn failed_attempts_of_dropped_and_aborted_runs_are_counted() {
    for is_parallel in [false, true] {
        for is_dropped in [false, true] {
            let retry = Retry::new(NonZeroU32::new(2).unwrap());
            let retry = retry.backoff(Backoff::Fixed(Duration::from_hours(1)));
            let mut office = Office::default();
            office.clerk.fails = true;
            let builder = office.builder().defaults(Policy::new().retry(retry));
            let builder = if is_parallel {
                builder.parallel()
            } else {
                builder
            };
            let mut office = builder.build();
            office.publish(Order(1)).await.unwrap();
            let handle = office.handle();
            if is_dropped {
                let serve = timeout(Duration::from_secs(2), office.serve(pending()));
                serve.await.unwrap_err();
                handle.abort();
                // Waits for organs in parallel, and pulls nothing.
                office.drain().await.unwrap_err();
            } else {
                let outside = async {
                    sleep(Duration::from_secs(2)).await;
                    handle.abort();
                };
                tokio::join!(office.serve(pending()), outside).0.unwrap();
            }
            let stats = office.stats();
            let counted = (stats.failed, stats.retried, stats.dead_letters);
            assert_eq!(
                counted,
                (1, 0, 0),
                "dropped: {is_dropped}, parallel: {is_parallel}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lease_of_any_length_is_usable() {
    let lengths = [
        Duration::ZERO,
        Duration::from_nanos(1),
        Duration::from_secs(1 << 32),
        Duration::from_secs(u64::MAX / 1_000),
        Duration::MAX,
    ];
    for is_parallel in [false, true] {
        for length in lengths {
            let backend = MemoryBackend::new().with_lease(length);
            let builder = Office::default().builder().backend(backend);
            let builder = if is_parallel {
                builder.parallel()
            } else {
                builder
            };
            let mut office = builder.build();
            for order in 0..3 {
                office.publish(Order(order)).await.unwrap();
            }
            let drained = timeout(Duration::from_mins(1), office.drain()).await;
            let stats = drained.unwrap_or_else(|_| panic!("{length:?}: it never ends"));
            assert_eq!(stats.unwrap().events, 3, "{length:?}");
        }
    }
}

/// Events that a handler in flight publishes during a shutdown are accepted and handled, also by a task of the handler,
/// and while the backend is full.
#[tokio::test(start_paused = true)]
async fn a_handler_may_publish_during_a_shutdown() {
    for is_parallel in [false, true] {
        for spawns in [false, true] {
            for room in [1, 1_000] {
                let room = NonZeroUsize::new(room).unwrap();
                let builder = Office::default().builder();
                let builder = builder.backend(MemoryBackend::bounded(room));
                let builder = if is_parallel {
                    builder.parallel()
                } else {
                    builder
                };
                let mut office = builder.build();
                let handle = office.handle();
                let desk = &mut office.spine_mut().desk;
                (desk.handle, desk.spawns) = (Some(handle.clone()), spawns);
                office.publish(Order(1)).await.unwrap();
                let outside = async {
                    sleep(Duration::from_millis(500)).await;
                    let left = handle.shutdown().await.unwrap();
                    let refused = handle.publish(Order(5)).await.unwrap_err();
                    assert_eq!(refused.kind(), SpineErrorKind::ShutDown);
                    left
                };
                let served = timeout(Duration::from_mins(1), async {
                    tokio::join!(office.serve(pending()), outside)
                });
                let (served, left) = served.await.expect("it never ends");
                assert_eq!((served.unwrap().dead_letters, left), (0, 0));
                assert_eq!(office.spine().desk.orders, [1, 11]);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_that_is_ready_prevents_pulls() {
    for is_parallel in [false, true] {
        let mut backend = Silent::at("none");
        backend.is_durable = true;
        let policy = OnBackendFailure::default();
        let mut office = build(Office::default(), &backend, policy, is_parallel);
        office.publish(Order(1)).await.unwrap();
        assert_eq!(office.serve(ready(())).await.unwrap().events, 0);
        assert_eq!(backend.pulls.load(Ordering::Relaxed), 0);
        // A later serve has not been stopped.
        let served = office.serve(sleep(Duration::from_secs(5))).await;
        assert_eq!(served.unwrap().events, 1);
    }
}

/// Refused before anything is handled; the event stays in the queue for a run with a clock.
#[test]
fn a_run_without_a_clock_is_refused_if_a_handler_needs_one() {
    let retry = Retry::new(NonZeroU32::new(2).unwrap()).backoff(Backoff::Fixed(MOMENT));
    let policies = [Policy::new().retry(retry), Policy::new().timeout(MOMENT)];
    for is_parallel in [false, true] {
        for policy in policies {
            let builder = Office::default().builder().defaults(policy);
            let builder = if is_parallel {
                builder.parallel()
            } else {
                builder
            };
            let mut office = builder.build();
            let clockless = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            let refused = clockless.block_on(async { office.run(Order(1)).await.unwrap_err() });
            assert_eq!(refused.kind(), SpineErrorKind::NoClock, "{refused}");
            assert_eq!(office.stats().handled, 0);
            let timed = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap();
            let stats = timed.block_on(office.run_all([] as [Order; 0])).unwrap();
            assert_eq!(stats.events, 1);
        }
    }
}

const MOMENT: Duration = Duration::from_secs(5);
