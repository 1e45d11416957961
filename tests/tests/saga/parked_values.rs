//! Parked undos of values that are written as `null`, and of runs that share an id.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    clippy::ref_option,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use organum::{dead_letter::MemoryDeadLetters, prelude::*, saga::SagaId, store::MemoryJournal};
use serde::{Deserialize, Serialize};

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct No(&'static str);

#[derive(Clone, Default)]
struct World {
    calls: Arc<Mutex<Vec<String>>>,
    undo_works: Arc<AtomicBool>,
}

impl World {
    fn say(&self, text: impl Into<String>) {
        self.calls.lock().unwrap().push(text.into());
    }

    fn undo(&self, text: impl Into<String>) -> Result<(), No> {
        if !self.undo_works.load(Ordering::Relaxed) {
            return Err(No("not yet"));
        }
        self.say(text);
        Ok(())
    }

    /// Takes the calls since the last time.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Held;
#[derive(Debug, Serialize, Deserialize)]
struct Seat(Option<u8>);
#[derive(Debug, Serialize, Deserialize)]
struct Never;

#[saga]
struct Booking {
    amount: u32,
    #[inject]
    world: World,
}

#[saga(error = No, output = Never, version = 1)]
impl Booking {
    #[step(undo = release)]
    async fn hold(&self) -> Held {
        Held
    }

    async fn release(&self, _held: &Held) -> Result<(), No> {
        self.world.undo(format!("release {}", self.amount))
    }

    #[step(undo = free)]
    async fn seat(&self, _held: &Held) -> Seat {
        Seat(None)
    }

    async fn free(&self, seat: &Seat) -> Result<(), No> {
        self.world.undo(format!("free {:?}", seat.0))
    }

    #[step(undo = unlist, undo_on_failure)]
    async fn list(&self, _seat: &Seat) -> Result<Option<u32>, No> {
        Ok(None)
    }

    async fn unlist(&self, listed: Option<&Option<u32>>) -> Result<(), No> {
        self.world.undo(format!("unlist {listed:?}"))
    }

    #[step(irrevocable)]
    async fn charge(&self, _listed: &Option<u32>) -> Result<Never, No> {
        Err(No("declined"))
    }
}

/// A value that is `null` in JSON is a value: the undo gets it in a redrive, as in the first call.
#[tokio::test(start_paused = true)]
async fn a_value_that_is_null_is_redriven() {
    let (world, letters) = (World::default(), MemoryDeadLetters::new());
    let runner = Booking::builder(world.clone())
        .journal(MemoryJournal::new())
        .dead_letters(letters.clone())
        .build();
    let error = runner.run(BookingInput { amount: 5 }).await.unwrap_err();
    assert_eq!(error.parked().len(), 3, "{error:?}");
    world.undo_works.store(true, Ordering::Relaxed);
    for letter in letters.letters() {
        runner.redrive(letter.id).await.unwrap();
    }
    let mut undone = world.take();
    undone.sort();
    assert_eq!(undone, ["free None", "release 5", "unlist Some(None)"]);
    assert!(letters.is_empty());
}

/// Without a journal, two runs may have the same id. Their letters are separate, and both can be redriven.
#[tokio::test(start_paused = true)]
async fn runs_of_one_id_park_letters_of_their_own() {
    let (world, letters) = (World::default(), MemoryDeadLetters::new());
    let runner = Booking::builder(world.clone())
        .dead_letters(letters.clone())
        .build();
    let id = SagaId::new();
    for amount in [5, 9] {
        runner
            .run(BookingInput { amount })
            .id(id)
            .await
            .unwrap_err();
    }
    world.undo_works.store(true, Ordering::Relaxed);
    for letter in letters.letters() {
        runner.redrive(letter.id).await.unwrap();
    }
    let mut undone = world.take();
    undone.retain(|text| text.starts_with("release"));
    undone.sort();
    assert_eq!(undone, ["release 5", "release 9"]);
}

/// The `Debug` texts of letters and refusals contain no payload.
#[tokio::test(start_paused = true)]
async fn debug_shows_no_message() {
    let letters = MemoryDeadLetters::new();
    let runner = Booking::builder(World::default())
        .dead_letters(letters.clone())
        .build();
    runner.run(BookingInput { amount: 5 }).await.unwrap_err();
    let letter = &letters.letters()[0];
    assert_eq!(letter.reason.messages, ["not yet"]);
    assert!(!format!("{letter:?}").contains("not yet"));
}
