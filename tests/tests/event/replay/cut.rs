//! Replays of runs that were dropped at an await, and of runs without an event.

use std::{collections::BTreeSet, future::poll_fn, pin::pin, task::Poll};

use organum::{
    Event, Runtime, Spine,
    dead_letter::MemoryDeadLetters,
    event,
    event::{
        Report, SpineBuilder,
        archive::{Entry, MemoryArchive, Trace, TraceId},
    },
    organ, spine,
};
use organum_tests::letters::{FailingOnce, Fault};
use tokio::task::yield_now;

#[event]
struct Ordered(u32);

#[event]
struct Counted(u32);

/// An organ that waits in each handler and each hook.
#[derive(Default)]
struct Desk {
    is_open: bool,
    left: u32,
    handled: Vec<u32>,
}

#[organ]
impl Desk {
    #[start]
    async fn open(&mut self) -> Counted {
        yield_now().await;
        self.is_open = true;
        self.left = 2;
        Counted(0)
    }

    #[handle]
    async fn order(&mut self, event: &Ordered) -> Counted {
        yield_now().await;
        self.handled.push(event.0);
        Counted(event.0)
    }

    #[idle]
    async fn idle(&mut self) -> Option<Counted> {
        yield_now().await;
        self.left = self.left.checked_sub(1)?;
        Some(Counted(100))
    }

    #[stop]
    async fn close(&mut self) -> Counted {
        yield_now().await;
        self.is_open = false;
        Counted(200)
    }
}

/// An organ that always fails, after a wait.
#[organ(retry(attempts = 2))]
async fn refuse(event: &Ordered) -> Result<(), std::fmt::Error> {
    assert_ne!(event.0, 0, "no order has this number");
    yield_now().await;
    Err(std::fmt::Error)
}

#[derive(Default)]
struct Counter {
    counted: Vec<u32>,
    idle: u32,
}

#[organ]
impl Counter {
    #[handle]
    fn count(&mut self, event: &Event) {
        match event {
            Counted(number) => self.counted.push(*number),
        }
    }

    #[idle]
    async fn idle(&mut self) {
        yield_now().await;
        self.idle += 1;
    }
}

#[derive(Default)]
#[spine(entry(Ordered))]
struct Shop {
    desk: Desk,
    refuse: refuse,
    counter: Counter,
}

/// The calls after the dropped run.
#[derive(Clone, Copy, Debug)]
enum Then {
    Run,
    Nothing,
    Stop,
    TwoRuns,
}

fn shop() -> SpineBuilder<Shop> {
    let letters = FailingOnce::with(MemoryDeadLetters::new(), Fault::WaitsAtPut);
    Shop::default().builder().dead_letters(letters)
}

/// Polls a future at most this number of times, and drops it. Returns true if it had completed.
async fn cut<F: Future>(future: F, polls: u32) -> bool {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        cx.waker().wake_by_ref();
        future.as_mut().poll(cx).map(|_| true)
    })
    .await
}

async fn proceed(shop: &mut Runtime<Shop>, then: Then) {
    let ended = match then {
        Then::Run => shop.run(Ordered(2)).await.map(drop),
        Then::Nothing => shop.run_all([] as [Ordered; 0]).await.map(drop),
        Then::Stop => return shop.stop().await.expect("no hook fails"),
        Then::TwoRuns => {
            shop.run(Ordered(2)).await.expect("nothing stops the shop");
            shop.run(Ordered(3)).await.map(drop)
        }
    };
    ended.expect("nothing stops the shop");
    shop.stop().await.expect("no hook fails");
}

async fn replayed(archive: &MemoryArchive, trace: TraceId) -> (Report, Shop) {
    let fresh = Shop::default().builder();
    let mut replay = fresh
        .replay(archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    (report, replay.into_inner())
}

async fn is_replayed(shop: &Runtime<Shop>, archive: &MemoryArchive, what: &dyn std::fmt::Debug) {
    let Some(trace) = shop.trace() else {
        assert_eq!(shop.stats().events, 0, "every event is recorded");
        return;
    };
    let (report, again) = replayed(archive, trace).await;
    if !report.is_identical() {
        let trace = Trace::read(archive, trace).await.expect("the trace exists");
        let entries: Vec<String> = trace
            .entries()
            .iter()
            .map(|recorded| recorded.entry.to_string())
            .collect();
        panic!("{what:?}: {report}\n{}", entries.join("\n"));
    }
    let was = shop.spine();
    assert_eq!(again.counter.counted, was.counter.counted, "{what:?}");
    assert_eq!(again.counter.idle, was.counter.idle, "{what:?}");
    assert_eq!(again.desk.handled, was.desk.handled, "{what:?}");
}

#[tokio::test]
async fn a_run_that_was_dropped_anywhere_is_replayed() {
    for then in [Then::Run, Then::Nothing, Then::Stop, Then::TwoRuns] {
        for polls in 0.. {
            let archive = MemoryArchive::new();
            let mut shop = shop().archive(archive.clone()).build();
            let is_done = cut(shop.run(Ordered(1)), polls).await;
            proceed(&mut shop, then).await;
            is_replayed(&shop, &archive, &(then, polls)).await;
            if is_done {
                assert!(polls > 10, "the run waits often");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_stop_that_was_dropped_anywhere_is_replayed() {
    for then in [Then::Run, Then::Stop] {
        for polls in 0.. {
            let archive = MemoryArchive::new();
            let mut shop = shop().archive(archive.clone()).build();
            shop.run(Ordered(1)).await.expect("nothing stops the shop");
            let is_done = cut(shop.stop(), polls).await;
            proceed(&mut shop, then).await;
            is_replayed(&shop, &archive, &(then, polls)).await;
            if is_done {
                break;
            }
        }
    }
}

#[tokio::test]
async fn runs_without_an_event_are_replayed() {
    let archive = MemoryArchive::new();
    let mut shop = shop().archive(archive.clone()).build();
    for _ in 0..2 {
        proceed(&mut shop, Then::Nothing).await;
    }
    shop.run(Ordered(1)).await.expect("nothing stops the shop");
    proceed(&mut shop, Then::Nothing).await;
    is_replayed(&shop, &archive, &()).await;
}

/// The events that hooks emit in a run without an event have new ids.
#[tokio::test]
async fn runs_without_an_event_emit_events_with_new_ids() {
    let archive = MemoryArchive::new();
    let mut shop = shop().archive(archive.clone()).build();
    shop.run(Ordered(1)).await.expect("nothing stops the shop");
    for _ in 0..2 {
        shop.spine_mut().desk.left = 1;
        run_without_an_event(&mut shop).await;
    }
    let trace = shop.trace().expect("the runtime is recorded");
    let trace = Trace::read(&archive, trace)
        .await
        .expect("the trace exists");
    let mut ids = BTreeSet::new();
    for recorded in trace.entries() {
        if let Entry::Received { id, .. } = &recorded.entry {
            assert!(ids.insert(*id), "{id} was received twice");
        }
    }
}

async fn run_without_an_event(shop: &mut Runtime<Shop>) {
    let stats = shop.run_all([] as [Ordered; 0]).await;
    assert_eq!(stats.expect("nothing stops the shop").emitted, 1);
}
