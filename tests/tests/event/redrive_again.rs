//! A redrive that was stopped or dropped is continued by the next one: no event is handled twice, and none is
//! lost.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::time::Duration;

use organum::{
    Spine, SpineErrorKind,
    dead_letter::{self, DeadLetterFilter, DeadLetterId},
    event,
    event::{OnFailure, SpineBuilder, archive, backend::MemoryBackend},
    organ, spine,
};
use organum_tests::letters::{FailingOnce, Fault};
use tokio::time::{sleep, timeout};

#[event]
struct Order(u32);
#[event]
struct Shipped(u32);

/// The behaviour of a handler.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Works,
    Fails,
    Hangs,
}

/// Ships orders, depending on its mode.
struct Dock {
    mode: Mode,
    calls: Vec<u32>,
}

impl Default for Dock {
    fn default() -> Self {
        Self {
            mode: Mode::Fails,
            calls: Vec::new(),
        }
    }
}

#[organ]
impl Dock {
    async fn handle(&mut self, event: &Order) -> Result<Shipped, &'static str> {
        self.calls.push(event.0);
        match self.mode {
            Mode::Works => Ok(Shipped(event.0)),
            Mode::Fails => Err("the dock is closed"),
            Mode::Hangs => {
                sleep(Duration::from_hours(1)).await;
                Err("nobody came")
            }
        }
    }
}

#[derive(Default)]
struct Book {
    shipped: Vec<u32>,
}

#[organ]
impl Book {
    fn handle(&mut self, event: &Shipped) {
        self.shipped.push(event.0);
    }
}

#[derive(Default)]
#[spine(entry(Order))]
struct Harbour {
    dock: Dock,
    book: Book,
}

/// Returns a store with the letters of two orders.
async fn two_letters() -> (dead_letter::MemoryDeadLetters, [DeadLetterId; 2]) {
    let store = dead_letter::MemoryDeadLetters::new();
    let mut harbour = Harbour::default()
        .builder()
        .dead_letters(store.clone())
        .build();
    harbour.run_all([Order(1), Order(2)]).await.unwrap();
    let letters = store.letters();
    (store, [letters[0].id, letters[1].id])
}

fn harbour(store: &dead_letter::MemoryDeadLetters, in_parallel: bool) -> SpineBuilder<Harbour> {
    let harbour = Harbour::default()
        .builder()
        .dead_letters(store.clone())
        .on_failure(OnFailure::Fail);
    if in_parallel {
        harbour.parallel()
    } else {
        harbour
    }
}

/// Reports the end of each run, whose first half fails.
#[derive(Default)]
struct Foreman {
    reports: Vec<organum::Uuid>,
}

#[event]
struct Reported;

#[organ]
impl Foreman {
    #[handle]
    fn order(&mut self, _event: &Order) -> Result<(), &'static str> {
        Err("the yard is closed")
    }

    #[idle]
    fn idle(&mut self, phase: u32) -> Option<Reported> {
        (phase == 1).then_some(Reported)
    }

    #[handle]
    fn report(&mut self, event: &organum::Event) {
        match event {
            Reported {} => self.reports.push(event.id()),
        }
    }
}

#[derive(Default)]
#[spine(entry(Order))]
struct Yard {
    foreman: Foreman,
}

/// Each redrive is a run of its own: consumers that drop events that they know have to take what its hooks emit.
#[tokio::test]
async fn the_hooks_of_each_redrive_emit_events_of_its_own() {
    for in_parallel in [false, true] {
        let archive = archive::MemoryArchive::new();
        let yard = Yard::default().builder().archive(archive.clone());
        let yard = if in_parallel { yard.parallel() } else { yard };
        let mut yard = yard.build();
        yard.run(Order(1)).await.unwrap();
        for _ in 0..3 {
            yard.redrive_all(&DeadLetterFilter::all()).await.unwrap();
        }
        let mut reports = yard.spine().foreman.reports.clone();
        assert_eq!(reports.len(), 4);
        reports.sort_unstable();
        reports.dedup();
        assert_eq!(reports.len(), 4, "ids differ");
        if in_parallel {
            continue;
        }
        // A replay derives the same ids.
        let trace = yard.trace().unwrap();
        yard.stop().await.unwrap();
        let fresh = Yard::default().builder();
        let mut replay = fresh.replay(&archive, trace).await.unwrap();
        let report = replay.run().await.unwrap();
        assert!(report.is_identical(), "{report}");
    }
}

#[tokio::test]
async fn a_redrive_that_was_stopped_is_continued() {
    for in_parallel in [false, true] {
        let (store, [first, second]) = two_letters().await;
        let mut harbour = harbour(&store, in_parallel).build();
        for id in [first, first, second] {
            let stopped = harbour.redrive(id).await.unwrap_err();
            assert!(stopped.kind() == SpineErrorKind::Handler, "{stopped}");
            let text = "handler `dock.handle` of spine `Harbour` failed at event `Order`, \
                after 1 attempt, and `on_failure = fail` stops the spine";
            assert_eq!(stopped.to_string(), text);
        }
        assert_eq!(
            store.len(),
            2,
            "letters are kept until their events are handled"
        );
        harbour.spine_mut().dock.mode = Mode::Works;
        harbour.spine_mut().dock.calls.clear();
        // Both events are in the queue, so the first of these redrives handles both.
        let stats = harbour.redrive_all(&DeadLetterFilter::all()).await.unwrap();
        assert_eq!(stats.handled, 4);
        assert!(store.is_empty());
        assert_eq!(harbour.spine().dock.calls, [1, 2]);
        assert_eq!(harbour.spine().book.shipped, [1, 2]);
        let gone = harbour.redrive(first).await.unwrap_err();
        assert!(gone.kind() == SpineErrorKind::NoSuchLetter, "{gone}");
    }
}

#[tokio::test]
async fn the_rest_of_a_stopped_redrive_is_handled_by_the_next_run() {
    for in_parallel in [false, true] {
        let (store, [first, second]) = two_letters().await;
        let mut harbour = harbour(&store, in_parallel).build();
        harbour.redrive(first).await.unwrap_err();
        harbour.spine_mut().dock.mode = Mode::Works;
        harbour.run(Order(3)).await.unwrap();
        assert_eq!(store.letters()[0].id, second, "the first letter is removed");
        harbour.redrive(second).await.unwrap();
        assert_eq!(harbour.spine().book.shipped, [1, 3, 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_redrive_that_was_dropped_is_continued() {
    let (store, [first, second]) = two_letters().await;
    let mut harbour = harbour(&store, false).build();
    harbour.spine_mut().dock.mode = Mode::Hangs;
    for id in [first, second, first] {
        let soon = Duration::from_secs(1);
        assert!(timeout(soon, harbour.redrive(id)).await.is_err());
    }
    harbour.spine_mut().dock.mode = Mode::Works;
    harbour.redrive_all(&DeadLetterFilter::all()).await.unwrap();
    assert!(store.is_empty());
    assert_eq!(harbour.spine().book.shipped, [1, 2]);
}

/// Parallel organs continue when a redrive is dropped: the letter may be removed by then.
#[tokio::test(start_paused = true)]
async fn parallel_organs_complete_a_dropped_redrive() {
    let (store, [first, _]) = two_letters().await;
    let mut harbour = harbour(&store, true).build();
    harbour.spine_mut().dock.mode = Mode::Hangs;
    let soon = Duration::from_secs(1);
    assert!(timeout(soon, harbour.redrive(first)).await.is_err());
    let stopped = harbour.redrive(first).await.unwrap_err();
    assert!(stopped.kind() == SpineErrorKind::Handler, "{stopped}");
    assert_eq!(
        harbour.spine().dock.calls,
        [1],
        "the handler was not called again"
    );
}

/// The same calls, repeated by a replay.
#[tokio::test]
async fn redrives_that_were_stopped_are_replayed() {
    let (store, [first, _]) = two_letters().await;
    let archive = archive::MemoryArchive::new();
    let mut harbour = harbour(&store, false).archive(archive.clone()).build();
    for _ in 0..3 {
        harbour.redrive(first).await.unwrap_err();
    }
    let trace = harbour.trace().unwrap();
    let replay = Harbour::default().builder().on_failure(OnFailure::Fail);
    let mut replay = replay.replay(&archive, trace).await.unwrap();
    let report = replay.run().await.unwrap();
    assert!(report.is_identical(), "{report}");
    assert_eq!(replay.spine().dock.calls, [1, 1, 1]);
}

#[event]
struct Countdown(u32);

/// Counts down, in a chain that is too long for one program and not for another.
#[derive(Default)]
struct Clock {
    counted: Vec<u32>,
}

#[organ]
impl Clock {
    fn handle(&mut self, event: &Countdown) -> Option<Countdown> {
        self.counted.push(event.0);
        (event.0 > 0).then(|| Countdown(event.0 - 1))
    }
}

/// An organ that stops the run at its first call.
#[derive(Default)]
struct Alarm {
    received: Vec<u32>,
}

#[organ(on_failure = fail)]
impl Alarm {
    fn handle(&mut self, event: &Countdown) -> Result<(), &'static str> {
        self.received.push(event.0);
        if self.received.len() == 1 {
            return Err("it is too early");
        }
        Ok(())
    }
}

mod short {
    use super::*;

    #[derive(Default)]
    #[spine(entry(Countdown), max_hops = 3)]
    pub(super) struct Launch {
        clock: Clock,
    }
}

mod long {
    use super::*;

    #[derive(Default)]
    #[spine(entry(Countdown), max_hops = 30)]
    pub(super) struct Launch {
        pub(super) clock: Clock,
        pub(super) alarm: Alarm,
    }
}

/// The letter of an event without a handler: handlers that completed before the run was stopped are not called
/// again, and the run that handles the rest removes the letter.
#[tokio::test]
async fn handlers_that_completed_before_a_redrive_was_stopped_are_not_repeated() {
    for in_parallel in [false, true] {
        for by_run in [false, true] {
            let store = dead_letter::MemoryDeadLetters::new();
            let mut launch = short::Launch::default()
                .builder()
                .dead_letters(store.clone())
                .build();
            launch.run(Countdown(5)).await.unwrap();
            let id = store.letters()[0].id;
            let launch = long::Launch::default()
                .builder()
                .dead_letters(store.clone());
            let launch = if in_parallel {
                launch.parallel()
            } else {
                launch
            };
            let mut launch = launch.build();
            launch.redrive(id).await.unwrap_err();
            assert_eq!(store.len(), 1);
            if by_run {
                launch.run(Countdown(0)).await.unwrap();
            } else {
                launch.redrive(id).await.unwrap();
            }
            assert!(store.is_empty());
            let mut counted = launch.spine().clock.counted.clone();
            counted.sort_unstable();
            assert_eq!(counted, if by_run { vec![0, 0, 1] } else { vec![0, 1] });
            let received = &launch.spine().alarm.received;
            assert_eq!(
                received.len(),
                counted.len() + 1,
                "one more call for the failure"
            );
        }
    }
}

#[event]
struct Rung(usize);

/// Emits one event in each run.
#[derive(Default)]
struct Bell {
    last: Option<u32>,
    rings: usize,
}

#[organ]
impl Bell {
    fn handle(&mut self, event: &Countdown) -> Option<Countdown> {
        self.last = Some(event.0);
        (event.0 > 0).then(|| Countdown(event.0 - 1))
    }

    #[idle]
    fn ring(&mut self) -> Option<Rung> {
        self.last.take()?;
        self.rings += 1;
        Some(Rung(self.rings))
    }
}

#[organ]
fn refuse(event: &Rung) -> Result<(), String> {
    Err(format!("ring {} is refused", event.0))
}

mod tower {
    pub(super) mod short {
        use super::super::*;

        #[derive(Default)]
        #[spine(entry(Countdown), max_hops = 3)]
        pub(crate) struct Tower {
            bell: Bell,
            refuse: refuse,
        }
    }

    pub(super) mod long {
        use super::super::*;

        #[derive(Default)]
        #[spine(entry(Countdown), max_hops = 30)]
        pub(crate) struct Tower {
            bell: Bell,
            refuse: refuse,
        }
    }
}

/// The events of hooks in the redrive of an event without a handler have new ids.
#[tokio::test]
async fn hook_events_after_a_long_chain_overwrite_no_letter() {
    let store = dead_letter::MemoryDeadLetters::new();
    let mut tower = tower::short::Tower::default()
        .builder()
        .dead_letters(store.clone())
        .build();
    tower.run(Countdown(5)).await.unwrap();
    let far = DeadLetterFilter::all().subject("Countdown");
    let mut tower = tower::long::Tower::default()
        .builder()
        .dead_letters(store.clone())
        .build();
    tower.redrive_all(&far).await.unwrap();
    let letters = store.letters();
    assert_eq!(letters.len(), 2, "one letter of each run: {letters:?}");
}

async fn stuck(in_parallel: bool) -> (SpineBuilder<Harbour>, FailingOnce, DeadLetterId) {
    let (inner, [first, second]) = two_letters().await;
    organum::dead_letter::remove_if(&inner, second, |_| true)
        .await
        .unwrap();
    let store = FailingOnce::with(inner, Fault::FailsAtRemove);
    let mut harbour = Harbour::default();
    harbour.dock.mode = Mode::Works;
    let harbour = harbour.builder().dead_letters(store.clone());
    let harbour = if in_parallel {
        harbour.parallel()
    } else {
        harbour
    };
    (harbour, store, first)
}

/// A handler that has succeeded is not called again because its letter cannot be removed, and its emitted events are
/// not lost.
#[tokio::test]
async fn a_letter_that_cannot_be_removed_repeats_no_call() {
    for in_parallel in [false, true] {
        let (harbour, store, id) = stuck(in_parallel).await;
        let mut harbour = harbour.build();
        let stopped = harbour.redrive(id).await.unwrap_err();
        assert!(stopped.kind() == SpineErrorKind::DeadLetters, "{stopped}");
        harbour.redrive(id).await.unwrap();
        assert!(store.letters.is_empty());
        assert_eq!(harbour.spine().dock.calls, [1]);
        assert_eq!(harbour.spine().book.shipped, [1]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_letter_that_cannot_be_removed_repeats_no_call_through_a_backend() {
    for in_parallel in [false, true] {
        let (harbour, store, id) = stuck(in_parallel).await;
        let mut harbour = harbour.backend(MemoryBackend::new()).build();
        harbour.redrive(id).await.unwrap();
        let stopped = harbour.drain().await.unwrap_err();
        assert!(stopped.kind() == SpineErrorKind::DeadLetters, "{stopped}");
        harbour.drain().await.unwrap();
        assert!(store.letters.is_empty(), "the letter is removed");
        assert_eq!(harbour.spine().dock.calls, [1]);
        assert_eq!(harbour.spine().book.shipped, [1]);
    }
}
