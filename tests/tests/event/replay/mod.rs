//! Recordings of a spine, their replay, and the states of organs at a point of the recording.

mod changed;
mod cut;

use std::{
    error::Error as _,
    sync::{Arc, Mutex, atomic::Ordering},
    time::{Duration, SystemTime},
};

use organum::{
    Spine,
    dead_letter::{DeadLetterFilter, MemoryBounds},
    event::{
        Clock, ReplayErrorKind,
        archive::{Archive, Block, Entry, MemoryArchive, NoSuchTrace, Trace, TraceId},
        backend,
    },
    store::{StoreError, StoreErrorKind, StoreFuture},
};
use organum_tests::shop::{OrderPlaced, Shop, World};
use uuid::Uuid;

const ROOT: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);

fn id(number: u128) -> Uuid {
    Uuid::from_u128(ROOT.as_u128() + number)
}

fn clock() -> Clock {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    Clock::stepping(start, Duration::from_millis(7))
}

/// Records three orders, the second of which has no customer. Returns the trace and the stopped shop.
async fn record(world: &World, archive: MemoryArchive) -> (TraceId, Shop) {
    let mut shop = Shop::within(world)
        .builder()
        .clock(clock())
        .archive(archive)
        .build();
    world.poison.store(2, Ordering::SeqCst);
    for order in 1..=3 {
        let event = OrderPlaced { order };
        shop.run(event)
            .id(id(u128::from(order)))
            .await
            .expect("nothing stops the shop");
    }
    let trace = shop.trace().expect("the runtime is recorded");
    (trace, shop.shutdown().await.expect("hooks do not fail"))
}

async fn read(archive: &MemoryArchive, trace: TraceId) -> Trace {
    Trace::read(archive, trace)
        .await
        .expect("the trace can be read")
}

#[tokio::test]
async fn five_runs_give_five_identical_traces() {
    let mut traces = Vec::new();
    for _ in 0..5 {
        let archive = MemoryArchive::new();
        let (trace, _) = record(&World::default(), archive.clone()).await;
        traces.push(read(&archive, trace).await);
    }
    assert!(traces[0].entries().len() > 20);
    assert!(traces[0].damage().is_empty());
    for trace in &traces[1..] {
        assert_eq!(trace.bytes(), traces[0].bytes());
    }
}

#[tokio::test]
async fn another_id_or_clock_is_another_trace() {
    let archive = MemoryArchive::new();
    let mut traces = Vec::new();
    for (clock, root) in [(clock(), 1), (clock(), 2), (Clock::SYSTEM, 1)] {
        let mut shop = Shop::default()
            .builder()
            .clock(clock)
            .archive(archive.clone())
            .build();
        shop.run(OrderPlaced { order: 1 })
            .id(id(root))
            .await
            .expect("nothing stops the shop");
        traces.push(read(&archive, shop.trace().expect("the runtime is recorded")).await);
    }
    assert_ne!(traces[0].bytes(), traces[1].bytes());
    assert_ne!(traces[0].bytes(), traces[2].bytes());
}

#[tokio::test]
async fn a_trace_contains_everything_in_order() {
    let archive = MemoryArchive::new();
    let (trace, _) = record(&World::default(), archive.clone()).await;
    let trace = read(&archive, trace).await;
    let entries: Vec<String> = trace
        .entries()
        .iter()
        .map(|recorded| {
            let mut text = recorded.entry.to_string();
            for (at, _) in text.clone().rmatch_indices("0192") {
                text.replace_range(at..at + 36, "#");
            }
            text
        })
        .collect();
    // The first order, the second, whose mail fails, and the end.
    let first = [
        "spine `Shop` began",
        "event # came from outside",
        "the start hooks were called",
        "event `OrderPlaced` # was received",
        "handler `prices.ask` handled event # and emitted event #",
        "event `Priced` # was received",
        "handler `mail.send` handled event # and emitted event #",
        "handler `ledger.price` handled event # and emitted nothing",
        "event `Sent` # was received",
        "handler `ledger.count` handled event # and emitted nothing",
        "the spine was idle (phase 1)",
        "hook `ledger.close` was called and emitted event #",
        "event `Closed` # was received",
        "the spine was idle (phase 2)",
        "hook `ledger.close` was called and emitted nothing",
    ];
    let second = [
        "event # came from outside",
        "event `OrderPlaced` # was received",
        "handler `prices.ask` handled event # and emitted event #",
        "event `Priced` # was received",
        "handler `mail.send` failed at event #",
        "event # became a dead letter of `mail.send`: failed",
        "handler `ledger.price` handled event # and emitted nothing",
    ];
    assert_eq!(entries[..first.len()], first);
    assert_eq!(entries[first.len()..first.len() + second.len()], second);
    let last = ["the stop hooks were called", "the spine stopped: ok"];
    assert_eq!(entries[entries.len() - 2..], last);
}

#[tokio::test]
async fn a_replay_is_identical_and_calls_no_service() {
    let (world, archive) = (World::default(), MemoryArchive::new());
    let (trace, shop) = record(&world, archive.clone()).await;
    assert_eq!(world.asked.load(Ordering::SeqCst), 3);

    let fresh = Shop::within(&world).builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");

    assert!(report.is_identical(), "{report}");
    assert_eq!(report.followed, report.recorded);
    let text = format!("the replay is identical, in {} entries", report.recorded);
    assert_eq!(report.to_string(), text);
    assert_eq!(world.asked.load(Ordering::SeqCst), 3);
    assert_eq!(replay.spine().ledger.cents, shop.ledger.cents);
    assert_eq!(replay.spine().mail.sent, shop.mail.sent);
}

#[tokio::test(start_paused = true)]
async fn a_price_that_was_found_after_failures_is_replayed_without_them() {
    let (world, archive) = (World::default(), MemoryArchive::new());
    world.price_failures.store(2, Ordering::SeqCst);
    let (trace, _) = record(&world, archive.clone()).await;
    let attempts =
        read(&archive, trace)
            .await
            .entries()
            .iter()
            .find_map(|recorded| match &recorded.entry {
                Entry::Handled {
                    place, attempts, ..
                } if place == "prices.ask" => Some(*attempts),
                _ => None,
            });
    assert_eq!(attempts, Some(3));

    let fresh = Shop::within(&world).builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    assert!(report.is_identical(), "{report}");
    assert_eq!(world.asked.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn many_events_and_real_waits_are_replayed() {
    let archive = MemoryArchive::new();
    let mut shop = Shop::default().builder().archive(archive.clone()).build();
    let orders = (1..=500).map(|order| OrderPlaced { order });
    shop.run_all(orders).await.expect("nothing stops the shop");
    let trace = shop.trace().expect("the runtime is recorded");
    let fresh = Shop::default().builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    assert!(report.is_identical(), "{report}");
    assert_eq!(replay.spine().mail.sent, shop.spine().mail.sent);
}

#[tokio::test]
async fn redrives_are_replayed() {
    let (world, archive) = (World::default(), MemoryArchive::new());
    let mut shop = Shop::within(&world)
        .builder()
        .archive(archive.clone())
        .build();
    world.poison.store(7, Ordering::SeqCst);
    let event = OrderPlaced { order: 7 };
    shop.run(event).await.expect("nothing stops the shop");
    let all = DeadLetterFilter::all();
    // One redrive fails, and one succeeds after the cause is removed.
    shop.redrive_all(&all)
        .await
        .expect("the letter can be redriven");
    world.poison.store(0, Ordering::SeqCst);
    shop.redrive_all(&all)
        .await
        .expect("the letter can be redriven");
    assert_eq!(shop.spine().mail.sent, [7]);
    let trace = shop.trace().expect("the runtime is recorded");

    // The replay gets an equal world.
    let again = World::default();
    again.poison.store(7, Ordering::SeqCst);
    let fresh = Shop::within(&again).builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let entries = replay.trace().entries();
    let redriven = |recorded: &&organum::event::archive::Recorded| matches!(&recorded.entry, Entry::Entered { only: Some(only), .. } if only == "mail.send");
    let last = entries
        .iter()
        .rfind(redriven)
        .expect("the trace contains the redrive");
    let before = last.position;
    replay
        .until_entry(before)
        .await
        .expect("the replay reaches the entry");
    again.poison.store(0, Ordering::SeqCst);
    let report = replay.run().await.expect("all events are known");
    assert!(report.is_identical(), "{report}");
    assert_eq!(replay.spine().mail.sent, [7]);
}

#[tokio::test]
async fn the_first_difference_is_described_in_words() {
    let archive = MemoryArchive::new();
    let (trace, _) = record(&World::default(), archive.clone()).await;

    // In this world all mails can be sent.
    let fresh = Shop::default().builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");

    assert!(!report.is_identical());
    let difference = report.difference.as_ref().expect("there is a difference");
    assert!(matches!(
        &difference.recorded,
        Entry::Handled { place, outcome, .. } if place == "mail.send" && outcome == "failed"
    ));
    let event = difference
        .recorded
        .id()
        .expect("the entry is about an event");
    let text = report.to_string();
    let words = format!(
        "recorded is that handler `mail.send` failed at event {event}; now handler `mail.send` \
         handled event {event} and emitted event "
    );
    assert!(text.contains(&words), "{text}");
    let order = u64::from(difference.position == report.followed - 1);
    assert_eq!(order, 1, "the replay ended there");
}

#[tokio::test]
async fn a_replay_that_stops_early_reports_the_reason() {
    let archive = MemoryArchive::new();
    let (trace, _) = record(&World::default(), archive.clone()).await;
    let fresh = Shop::default().builder().max_phases(0);
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    let text = report.to_string();
    assert!(
        text.contains("now the spine stopped: spine `Shop` was idle 1 times"),
        "{text}"
    );
}

#[tokio::test]
async fn earlier_states_of_organs_can_be_inspected() {
    let (world, archive) = (World::default(), MemoryArchive::new());
    let (trace, shop) = record(&world, archive.clone()).await;
    let recorded = read(&archive, trace).await;
    let received: Vec<(String, Uuid)> = recorded
        .entries()
        .iter()
        .filter_map(|recorded| match &recorded.entry {
            Entry::Received { id, name, .. } => Some((name.to_string(), *id)),
            _ => None,
        })
        .collect();
    let priced: Vec<Uuid> = received
        .iter()
        .filter(|(name, _)| name == "Priced")
        .map(|(_, id)| *id)
        .collect();

    let fresh = Shop::within(&world).builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let first = replay
        .until(priced[0])
        .await
        .expect("the trace contains the event");
    assert_eq!(first.organs["ledger"]["cents"], 1000);
    assert_eq!(first.organs["ledger"]["sent"], 0);
    assert_eq!(first.organs["mail"]["sent"].to_string(), "[1]");
    assert!(
        !first.organs.contains_key("prices"),
        "the organ has no snapshot"
    );

    let third = replay
        .until(priced[2])
        .await
        .expect("the trace contains the event");
    assert_eq!(third.organs["ledger"]["cents"], 1000 + 2001 + 3002);
    assert_eq!(third.organs["ledger"]["sent"], 1);
    assert_eq!(third.organs["mail"]["sent"].to_string(), "[1,3]");

    // A replay does not go back.
    let error = replay
        .until(priced[0])
        .await
        .expect_err("the replay is past the event");
    assert_eq!(error.kind(), ReplayErrorKind::Past, "{error}");
    let error = replay
        .until(ROOT)
        .await
        .expect_err("the trace does not contain the event");
    assert_eq!(error.kind(), ReplayErrorKind::NoSuchEvent, "{error}");

    let report = replay.run().await.expect("all events are known");
    assert!(report.is_identical(), "{report}");
    assert_eq!(replay.spine().ledger.sent, shop.ledger.sent);
}

#[tokio::test]
async fn a_replay_can_stop_at_every_position() {
    let archive = MemoryArchive::new();
    let (trace, _) = record(&World::default(), archive.clone()).await;
    let length = read(&archive, trace).await.entries().len() as u64;
    for position in 1..=length {
        let world = World::default();
        world.poison.store(2, Ordering::SeqCst);
        let fresh = Shop::within(&world).builder();
        let mut replay = fresh
            .replay(&archive, trace)
            .await
            .expect("the trace exists");
        let seen = replay
            .until_entry(position)
            .await
            .expect("the replay reaches the entry");
        assert!(seen.position >= position, "{position}");
        let report = replay.run().await.expect("all events are known");
        assert!(report.is_identical(), "{position}: {report}");
    }
}

#[tokio::test]
async fn a_run_that_was_dropped_is_replayed() {
    let (world, archive) = (World::default(), MemoryArchive::new());
    world.poison.store(2, Ordering::SeqCst);
    let mut shop = Shop::within(&world)
        .builder()
        .archive(archive.clone())
        .build();
    {
        // The service of prices responds at the second poll.
        let run = shop.run(OrderPlaced { order: 1 }).id(id(1));
        let mut run = std::pin::pin!(run);
        std::future::poll_fn(|cx| {
            assert!(run.as_mut().poll(cx).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
    }
    shop.run(OrderPlaced { order: 3 })
        .id(id(3))
        .await
        .expect("nothing stops the shop");
    assert_eq!(shop.spine().mail.sent, [1, 3]);
    let trace = shop.trace().expect("the runtime is recorded");
    let fresh = Shop::default().builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    assert!(report.is_identical(), "{report}");
    assert_eq!(replay.spine().mail.sent, [1, 3]);
}

#[tokio::test]
async fn a_missing_trace_is_not_replayed() {
    let archive = MemoryArchive::new();
    record(&World::default(), archive.clone()).await;
    let fresh = Shop::default().builder();
    let error = fresh.replay(&archive, TraceId(99)).await.err();
    let error = error.expect("the trace does not exist");
    assert_eq!(error.kind(), ReplayErrorKind::NoSuchTrace);
    assert_eq!(
        error.to_string(),
        "archive `in memory` has no trace 99: replay one that its `traces()` lists"
    );
    let cause = error.source().and_then(|cause| cause.downcast_ref());
    let cause = cause.expect("the source is the error of the archive");
    assert_eq!(NoSuchTrace::of(cause), Some(&NoSuchTrace(TraceId(99))));
}

/// A full archive drops its oldest trace, counts it, and says that it does not have it.
#[tokio::test]
async fn a_trace_that_a_full_archive_has_dropped_is_not_replayed() {
    let bounds = MemoryBounds::default().records(1);
    let archive = MemoryArchive::bounded(bounds);
    let (first, _) = record(&World::default(), archive.clone()).await;
    assert_eq!(archive.dropped(), 0);
    let (second, _) = record(&World::default(), archive.clone()).await;
    assert_eq!(archive.dropped(), 1);
    let error = Shop::default().builder().replay(&archive, first).await;
    let error = error.err().expect("the trace was dropped");
    assert_eq!(error.kind(), ReplayErrorKind::NoSuchTrace, "{error}");
    let kept = Shop::default().builder().replay(&archive, second).await;
    assert!(kept.is_ok());
}

/// An archive that can fail and that returns damaged bytes.
#[derive(Clone, Default)]
struct Faulty {
    inner: MemoryArchive,
    fails: Arc<Mutex<bool>>,
}

impl Archive for Faulty {
    fn name(&self) -> &'static str {
        "faulty"
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        self.inner.begin()
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            if *self.fails.lock().expect("nobody panics") {
                let error = StoreError::new(StoreErrorKind::Refused, "faulty", "append a block");
                return Err(error.with_source("disk full"));
            }
            // Blocks of two entries, so that one of them can be damaged.
            let (mut rest, mut first) = (&block.bytes[..], block.first);
            while !rest.is_empty() {
                let mut bytes = Vec::new();
                let mut entries = 0;
                while entries < 2 && !rest.is_empty() {
                    let length: [u8; 4] = rest[..4].try_into().expect("four bytes");
                    let (one, after) = rest.split_at(u32::from_le_bytes(length) as usize + 4);
                    bytes.extend_from_slice(one);
                    rest = after;
                    entries += 1;
                }
                let part = Block {
                    first,
                    entries,
                    bytes,
                };
                first += u64::from(entries);
                self.inner.append(trace, &part).await?;
            }
            Ok(())
        })
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        self.inner.flush()
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        self.inner.traces()
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        Box::pin(async move {
            let block = self.inner.read(trace, from).await?;
            Ok(block.map(|mut block| {
                match block.first {
                    // An invalid entry, and a truncated block.
                    8 => block.bytes[4] = 0xc1,
                    12 => block.bytes.truncate(block.bytes.len() - 3),
                    _ => {}
                }
                block
            }))
        })
    }
}

#[tokio::test]
async fn the_undamaged_part_of_a_trace_is_read_and_replayed() {
    let archive = Faulty::default();
    let mut shop = Shop::default()
        .builder()
        .clock(Clock::fixed(SystemTime::UNIX_EPOCH))
        .archive(archive.clone())
        .build();
    shop.run(OrderPlaced { order: 1 })
        .await
        .expect("nothing stops the shop");
    shop.flush().await.expect("the archive can be flushed");
    let trace = shop.trace().expect("the runtime is recorded");

    let read = Trace::read(&archive, trace)
        .await
        .expect("the trace exists");
    let positions: Vec<u64> = read.entries().iter().map(|read| read.position).collect();
    assert_eq!(positions, [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14]);
    let damage: Vec<String> = read.damage().iter().map(ToString::to_string).collect();
    assert_eq!(
        damage,
        [
            "trace 1 cannot be read from entry 8 on: the entry is not one that this program knows; \
             entries from 9 on can be read",
            "trace 1 cannot be read from entry 13 on: the block is too short; entries from 14 on \
             can be read",
        ]
    );

    let fresh = Shop::default().builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    assert!(!report.is_identical());
    assert_eq!(report.difference, None);
    let text = report.to_string();
    assert!(
        text.starts_with("the replay is identical in 8 entries and ends there: trace 1 cannot"),
        "{text}"
    );
}

#[tokio::test]
async fn a_spine_does_not_continue_unrecorded() {
    let archive = Faulty::default();
    let mut shop = Shop::default().builder().archive(archive.clone()).build();
    shop.run(OrderPlaced { order: 1 })
        .await
        .expect("nothing stops the shop");
    *archive.fails.lock().expect("nobody panics") = true;
    for order in 2..=3 {
        let event = OrderPlaced { order };
        let error = shop
            .run(event)
            .await
            .expect_err("the event cannot be recorded");
        assert_eq!(
            error.to_string(),
            "spine `Shop` stops, as its archive failed and it does not continue unrecorded"
        );
    }
    assert!(!shop.spine().mail.sent.contains(&3));
}

#[tokio::test]
async fn a_runtime_that_is_not_recorded_has_no_trace() {
    let shop = Shop::default().builder().build();
    assert_eq!(shop.trace(), None);
    shop.flush().await.expect("there is nothing to flush");
}

/// Returns the number of handled events, by handler.
fn handled(trace: &Trace) -> std::collections::BTreeMap<String, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for recorded in trace.entries() {
        if let Entry::Handled { place, .. } = &recorded.entry {
            *counts.entry(place.to_string()).or_default() += 1;
        }
    }
    counts
}

#[tokio::test]
async fn events_from_a_backend_are_recorded() {
    let archive = MemoryArchive::new();
    let mut shop = Shop::default()
        .builder()
        .backend(backend::MemoryBackend::new())
        .archive(archive.clone())
        .build();
    let mut ids = Vec::new();
    for order in 1..=3 {
        let id = shop.publish(OrderPlaced { order }).await;
        ids.push(id.expect("there is room"));
    }
    shop.drain().await.expect("nothing stops the shop");
    let trace = shop.trace().expect("the runtime is recorded");
    let trace = read(&archive, trace).await;
    assert!(trace.damage().is_empty());
    let entered: Vec<Uuid> = trace
        .entries()
        .iter()
        .filter_map(|recorded| match &recorded.entry {
            Entry::Entered {
                id, event: Some(_), ..
            } => Some(*id),
            _ => None,
        })
        .collect();
    assert_eq!(entered, ids);
    let places = ["ledger.count", "ledger.price", "mail.send", "prices.ask"];
    let expected = places.map(|place| (place.to_owned(), 3)).into();
    assert_eq!(handled(&trace), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_organs_are_recorded() {
    let archive = MemoryArchive::new();
    let mut shop = Shop::default()
        .builder()
        .parallel()
        .archive(archive.clone())
        .build();
    let orders = (1..=300).map(|order| OrderPlaced { order });
    shop.run_all(orders).await.expect("nothing stops the shop");
    let trace = shop.trace().expect("the runtime is recorded");
    let trace = read(&archive, trace).await;
    assert!(trace.damage().is_empty());
    let places = ["ledger.count", "ledger.price", "mail.send", "prices.ask"];
    let expected = places.map(|place| (place.to_owned(), 300)).into();
    assert_eq!(handled(&trace), expected);
    // Every handled event was received before.
    let mut known = std::collections::HashSet::new();
    for recorded in trace.entries() {
        match &recorded.entry {
            Entry::Received { id, .. } => {
                known.insert(*id);
            }
            Entry::Handled { id, .. } => assert!(known.contains(id)),
            _ => {}
        }
    }
}
