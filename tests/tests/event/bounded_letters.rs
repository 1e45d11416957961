//! The default store of dead letters is bounded by the number and the bytes of its letters.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use organum::{
    Spine, Uuid,
    dead_letter::{
        Content, DeadLetter, DeadLetterFilter, DeadLetterId, DeadLetterReason, DeadLetters as _,
        MemoryBounds, MemoryDeadLetters, WhenFull,
    },
    event,
    observe::{Observer, SpineEvent, SpineLog},
    organ, spine,
};
use tracing_subscriber::fmt::format::FmtSpan;

use super::observe::Output;

#[event]
struct Refused {
    number: u32,
}

#[organ]
fn refuse(event: &Refused) -> Result<(), String> {
    Err(format!("number {} is refused", event.number))
}

#[derive(Default)]
#[spine(entry(Refused))]
struct Desk {
    refuse: refuse,
}

/// Adds up the letters that are reported as dropped.
#[derive(Clone, Default)]
struct Dropped(Arc<AtomicU64>);

impl Observer for Dropped {
    fn spine(&self, _: &'static str, event: &SpineEvent<'_>) {
        if let SpineEvent::LettersDropped { count } = event {
            self.0.fetch_add(*count, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn the_oldest_letters_are_dropped_with_a_warning() {
    let (output, _guard) = Output::collect(FmtSpan::NONE);
    let dropped = Dropped::default();
    let mut desk = Desk::default().builder().observe(dropped.clone()).build();
    let events = (0..10_500).map(|number| Refused { number });
    desk.run_all(events).await.unwrap();

    let all = DeadLetterFilter::all();
    let letters = desk.dead_letters().list(&all).await.unwrap();
    assert_eq!(letters.len(), 10_000);
    assert_eq!(letters[0].reason.messages, ["number 500 is refused"]);
    // A dropped letter was counted before.
    assert_eq!(desk.stats().dead_letters, 10_500);
    assert_eq!(dropped.0.load(Ordering::Relaxed), 500);
    let warnings = output.objects();
    let is_logged = warnings.iter().any(|line| {
        let message = line["message"].as_str().unwrap_or_default();
        message.contains("the store of dead letters in memory is full")
    });
    assert!(is_logged, "{warnings:?}");

    large_letters_are_bounded_by_their_bytes().await;
}

/// Each way to run a spine reports the letters that a full store has dropped.
#[tokio::test(start_paused = true)]
async fn dropped_letters_are_reported_by_runs_and_serves() {
    for is_parallel in [false, true] {
        for is_served in [false, true] {
            let bounds = MemoryBounds::default().records(2);
            let (store, log) = (
                MemoryDeadLetters::bounded(bounds, WhenFull::DropOldest),
                SpineLog::new(),
            );
            let desk = Desk::default().builder().dead_letters(store.clone());
            let desk = desk.observe(log.clone());
            let desk = if is_parallel { desk.parallel() } else { desk };
            let mut desk = desk.build();
            for number in 0..5 {
                let event = Refused { number };
                if is_served {
                    desk.publish(event).await.unwrap();
                    desk.drain().await.unwrap();
                } else {
                    desk.run(event).await.unwrap();
                }
            }
            let lines = log.lines();
            let reports = lines
                .iter()
                .filter(|line| *line == "dead letters dropped: 1");
            assert_eq!(reports.count(), 3, "{lines:?}");
            assert_eq!((store.len(), store.dropped()), (2, 3));
        }
    }
}

async fn large_letters_are_bounded_by_their_bytes() {
    const MEBIBYTE: usize = 1 << 20;
    let store = MemoryDeadLetters::new();
    for number in 1..=80 {
        let id = Uuid::from_u128(number);
        let letter = DeadLetter {
            id: DeadLetterId(id),
            time: SystemTime::UNIX_EPOCH,
            origin: "Desk".to_owned(),
            subject: "Refused".to_owned(),
            place: None,
            reason: DeadLetterReason {
                kind: "failed".to_owned(),
                messages: Vec::new(),
            },
            attempts: 1,
            chain: Vec::new(),
            correlation: id,
            content: Some(Content(vec![b' '; MEBIBYTE])),
        };
        store.put(&letter).await.unwrap();
    }
    // The limit includes the size of the letters without their contents.
    assert_eq!(store.len(), 63);
    assert_eq!(store.dropped(), 80 - 63);
}
