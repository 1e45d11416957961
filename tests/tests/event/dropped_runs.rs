//! A dropped run loses no event: wherever its future is dropped, the next run continues.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    collections::BTreeSet,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::{Duration, Instant},
};

use organum::{
    Event, Runtime, Spine,
    dead_letter::DeadLetterFilter,
    event,
    event::{SpineBuilder, Stats, backend::MemoryBackend},
    observe::{Observer, Outcome, SpineEvent},
    organ, spine,
};

#[event(key = 0)]
struct Placed(u32);

#[event]
struct Packed(u32);

/// Handles orders, and waits for some of them.
#[derive(Default)]
struct Desk;

#[organ]
impl Desk {
    async fn handle(&mut self, event: &Event) -> Packed {
        match event {
            Placed(number) => {
                if number % 3 == 0 {
                    tokio::task::yield_now().await;
                }
                Packed(*number)
            }
        }
    }
}

/// An organ that never waits.
#[derive(Default)]
struct Register {
    placed: BTreeSet<u32>,
    packed: BTreeSet<u32>,
}

#[organ]
impl Register {
    fn handle(&mut self, event: &Event) {
        match event {
            Placed(number) => drop(self.placed.insert(*number)),
            Packed(number) => drop(self.packed.insert(*number)),
        }
    }
}

/// An organ that handles several events at once.
#[derive(Default)]
struct Mail;

#[organ(concurrency = 3)]
impl Mail {
    async fn handle(&self, event: &Event) {
        match event {
            Packed(number) if number % 2 == 0 => tokio::task::yield_now().await,
            Packed(_) => {}
        }
    }
}

#[derive(Default)]
#[spine(entry(Placed))]
struct Shop {
    desk: Desk,
    register: Register,
    mail: Mail,
}

/// Polls a future at most this number of times, and drops it.
async fn cut<F: Future>(future: F, polls: u32) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        let polled = future.as_mut().poll(cx).map(Some);
        // The cut wakes the task if nothing else does.
        cx.waker().wake_by_ref();
        polled
    })
    .await
}

const ORDERS: u32 = 200;

fn all() -> BTreeSet<u32> {
    (0..ORDERS).collect()
}

fn shop() -> SpineBuilder<Shop> {
    Shop::default().builder().parallel()
}

/// Checks that all events were handled by every handler, and that each emitted event came once.
async fn nothing_is_lost(shop: &mut Runtime<Shop>, rest: Stats) {
    let stats = shop.stats();
    assert!(
        shop.dead_letters()
            .list(&DeadLetterFilter::all())
            .await
            .unwrap()
            .is_empty()
    );
    let register = &shop.spine().register;
    assert_eq!((&register.placed, &register.packed), (&all(), &all()));
    assert_eq!(stats.emitted, u64::from(ORDERS), "{rest:?}");
    assert_eq!(stats.handled, 4 * u64::from(ORDERS), "{rest:?}");
}

async fn runs_are_cut(seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut shop = shop().build();
    let first = shop.run_all((0..ORDERS).map(Placed));
    if cut(first, random.u32(1..20)).await.is_none() {
        for _ in 0..random.u32(0..10) {
            let polls = random.u32(1..20);
            cut(shop.run_all(Vec::<Placed>::new()), polls).await;
        }
    }
    let rest = shop.run_all(Vec::<Placed>::new()).await.unwrap();
    nothing_is_lost(&mut shop, rest).await;
}

async fn drains_are_cut(seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut shop = shop().backend(MemoryBackend::new()).prefetch(7).build();
    for order in 0..ORDERS {
        shop.publish(Placed(order)).await.unwrap();
    }
    for _ in 0..random.u32(1..10) {
        cut(shop.drain(), random.u32(1..20)).await;
    }
    let began = Instant::now();
    let rest = shop.drain().await.unwrap();
    // The events in flight at the drop do not wait for the end of their leases.
    assert!(began.elapsed() < Duration::from_secs(10));
    nothing_is_lost(&mut shop, rest).await;
}

/// A unit test of the runtime drops futures at each poll, in virtual time; here threads race.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_dropped_anywhere_loses_nothing() {
    for seed in 0..100 {
        runs_are_cut(seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_that_is_dropped_anywhere_can_continue() {
    for seed in 0..50 {
        Box::pin(drains_are_cut(seed)).await;
    }
}

/// The outcomes of spines that have ended.
#[derive(Clone, Default)]
struct Ends(Arc<Mutex<Vec<Outcome>>>);

impl Observer for Ends {
    fn spine(&self, _: &'static str, event: &SpineEvent<'_>) {
        if let SpineEvent::Ended { outcome } = event {
            self.0.lock().unwrap().push(*outcome);
        }
    }
}

/// The end of a runtime, and the outcomes that its observers are notified of.
#[tokio::test(start_paused = true)]
async fn observers_are_notified_once_of_the_end_of_a_runtime() {
    for is_parallel in [false, true] {
        let started = || async {
            let ends = Ends::default();
            let works = Works::default().builder().observe(ends.clone());
            let works = if is_parallel { works.parallel() } else { works };
            let mut works = works.build();
            works.run(Placed(0)).await.unwrap();
            (works, ends)
        };
        let expect = |ends: &Ends, expected: &[Outcome]| {
            assert_eq!(*ends.0.lock().unwrap(), expected, "parallel: {is_parallel}");
        };

        let (works, ends) = started().await;
        expect(&ends, &[]);
        drop(works);
        expect(&ends, &[Outcome::Cancelled]);

        let (works, ends) = started().await;
        works.into_inner();
        expect(&ends, &[Outcome::Cancelled]);

        let (mut works, ends) = started().await;
        works.stop().await.unwrap();
        drop(works);
        expect(&ends, &[Outcome::Ok]);

        let (mut works, ends) = started().await;
        let run = works.run(Placed(1));
        tokio::time::timeout(Duration::from_millis(500), run)
            .await
            .unwrap_err();
        drop(works);
        expect(&ends, &[Outcome::Cancelled]);

        let ends = Ends::default();
        drop(Works::default().builder().observe(ends.clone()).build());
        expect(&ends, &[]);
    }
}

/// An organ that takes a second for each event.
#[derive(Default)]
struct Slow {
    done: u32,
}

#[organ]
impl Slow {
    async fn handle(&mut self, event: &Event) {
        match event {
            Placed(_) => {
                tokio::time::sleep(Duration::from_secs(1)).await;
                self.done += 1;
            }
        }
    }
}

#[derive(Default)]
#[spine(entry(Placed))]
struct Works {
    slow: Slow,
}

/// A shutdown completes the queued events, gives back those that take longer than its limit, and takes no new ones.
#[tokio::test(start_paused = true)]
async fn a_shutdown_has_a_limit_and_returns_the_number_of_remaining_events() {
    for is_parallel in [false, true] {
        for (within, left) in [(30, 0), (2, 2)] {
            let works = Works::default().builder();
            let works = if is_parallel { works.parallel() } else { works };
            let mut works = works.build();
            let handle = works.handle();
            for order in 0..4 {
                handle.publish(Placed(order)).await.unwrap();
            }
            let outside = async {
                tokio::time::sleep(Duration::from_millis(500)).await;
                let shutdown = handle.shutdown().within(Duration::from_secs(within));
                let left = shutdown.await.unwrap();
                let refused = handle.publish(Placed(9)).await.unwrap_err();
                assert!(
                    refused.to_string().contains("has been stopped"),
                    "{refused}"
                );
                left
            };
            let (stats, found) = tokio::join!(works.serve(std::future::pending()), outside);
            assert_eq!(found, left);
            assert_eq!(stats.unwrap().handled, 4 - left);
            assert_eq!(u64::from(works.spine().slow.done), 4 - left);
        }
    }
}

/// An abort drops the current calls, and gives their events back to the backend.
#[tokio::test(start_paused = true)]
async fn an_abort_gives_back_the_events_in_flight() {
    for is_parallel in [false, true] {
        let backend = Arc::new(MemoryBackend::new());
        let works = Works::default().builder().backend(backend.clone());
        let works = if is_parallel { works.parallel() } else { works };
        let mut works = works.build();
        let handle = works.handle();
        handle.publish(Placed(0)).await.unwrap();
        let outside = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            handle.abort();
        };
        let (stats, ()) = tokio::join!(works.serve(std::future::pending()), outside);
        assert_eq!(stats.unwrap().handled, 0);
        assert_eq!(works.spine().slow.done, 0);
        // Other consumers need not wait for the end of a lease.
        let mut others = Works::default().builder().backend(backend).build();
        assert_eq!(others.drain().await.unwrap().handled, 1);
    }
}
