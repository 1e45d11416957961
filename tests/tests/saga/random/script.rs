//! What the steps and undos of a random saga do, and what they note.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use organum::saga::SagaError;
use tokio::{sync::Notify, time::sleep};

/// How often a step is tried that is tried again, and an undo.
pub(crate) const TRIES: u32 = 3;

/// What a try does when it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Fails,
    Panics,
    Hangs,
}

/// What a step, or an item of one, does when it is called, and what its undo does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// How long a try takes, in virtual milliseconds; 0: it is ready at once.
    pub(crate) takes: u64,
    /// How many tries do what `fate` says before one works.
    pub(crate) fails: u32,
    pub(crate) fate: Fate,
    pub(crate) undo_fails: u32,
    pub(crate) undo_fate: Fate,
}

/// A step, or an item of one, among all of a saga and of the sagas in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) step: usize,
    pub(crate) item: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// A step is being tried.
    Began(Key),
    Done(Key, u64),
    /// With the value that it had, if it was done.
    Undone(Key, Option<u64>),
    /// Its undo has failed for the last time.
    Gone(Key),
    /// A step got what the other one gave, of several.
    Won(usize, usize),
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("step {0:?}")]
pub(crate) struct No(pub(crate) Key);

/// A saga that is a step fails with what its own step did.
impl From<SagaError<No>> for No {
    fn from(error: SagaError<No>) -> Self {
        let own = error.failed().map(|no| no.0);
        // It panicked or took too long.
        Self(own.unwrap_or(Key {
            step: usize::MAX,
            item: None,
        }))
    }
}

#[derive(Default)]
struct Book {
    notes: Vec<Note>,
    tries: BTreeMap<Key, u32>,
    undo_tries: BTreeMap<Key, u32>,
    /// How many tries of undos there were.
    all_undo_tries: u32,
}

/// Says what each step does, whatever the shape of the saga, and takes notes.
#[derive(Clone)]
pub(crate) struct Script {
    seed: u64,
    /// One in so many steps is a bad one.
    one_in: u64,
    book: Arc<Mutex<Book>>,
    /// The try of an undo, counted from 1, in which `undoing` is notified.
    pub(crate) notes_try: u32,
    pub(crate) undoing: Arc<Notify>,
}

/// Numbers that follow from a seed: `SplitMix64`, from Guy Steele and others, 2014.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn fate(&mut self) -> Fate {
        match self.next(3) {
            0 => Fate::Fails,
            1 => Fate::Panics,
            _ => Fate::Hangs,
        }
    }

    fn small(&mut self, below: u64) -> u32 {
        u32::try_from(self.next(below)).expect("it is small")
    }
}

impl Script {
    /// The script of a saga of so many steps.
    pub(crate) fn of(seed: u64, steps: usize) -> Self {
        Self {
            seed,
            one_in: 40.min(2 * steps as u64 + 1),
            book: Arc::default(),
            notes_try: 0,
            undoing: Arc::default(),
        }
    }

    pub(crate) fn items(&self) -> Vec<u32> {
        (0..Seeded(self.seed).small(5)).collect()
    }

    pub(crate) fn plan(&self, key: Key) -> Plan {
        let of_item = key.item.map_or(0, |item| u64::from(item) + 1);
        let place = 1000 * of_item + key.step as u64;
        let mut random = Seeded(self.seed.rotate_left(32) ^ place);
        let is_bad = random.next(self.one_in) == 0;
        let fails = 1 + random.small(u64::from(TRIES));
        let takes = random.next(6).saturating_sub(1);
        let fate = random.fate();
        // One that hangs works when it is called again.
        let fails = if fate == Fate::Hangs { 1 } else { fails };
        Plan {
            takes,
            fails: if is_bad { fails } else { 0 },
            fate,
            undo_fails: random.small(8).saturating_sub(4),
            undo_fate: random.fate(),
        }
    }

    pub(crate) fn notes(&self) -> Vec<Note> {
        self.book
            .lock()
            .expect("nobody panics with it")
            .notes
            .clone()
    }

    fn note(&self, note: Note) {
        let mut book = self.book.lock().expect("nobody panics with it");
        book.notes.push(note);
    }

    pub(crate) fn won(&self, step: usize, other: usize) {
        self.note(Note::Won(step, other));
    }

    pub(crate) async fn act(&self, key: Key, taken: u64) -> Result<u64, No> {
        let plan = self.plan(key);
        let tries = {
            let mut book = self.book.lock().expect("nobody panics with it");
            book.notes.push(Note::Began(key));
            let tries = book.tries.entry(key).or_default();
            *tries += 1;
            *tries
        };
        if plan.takes > 0 {
            sleep(Duration::from_millis(plan.takes)).await;
        }
        if tries <= plan.fails {
            misbehave(plan.fate, key).await?;
        }
        let value = value(key, taken);
        self.note(Note::Done(key, value));
        Ok(value)
    }

    pub(crate) async fn undo(&self, key: Key, value: Option<u64>) -> Result<(), No> {
        let plan = self.plan(key);
        let tries = {
            let mut book = self.book.lock().expect("nobody panics with it");
            book.all_undo_tries += 1;
            if book.all_undo_tries == self.notes_try {
                self.undoing.notify_one();
            }
            let tries = book.undo_tries.entry(key).or_default();
            *tries += 1;
            *tries
        };
        if tries <= plan.undo_fails {
            if tries == TRIES {
                self.note(Note::Gone(key));
            }
            misbehave(plan.undo_fate, key).await?;
        }
        tokio::task::yield_now().await;
        self.note(Note::Undone(key, value));
        Ok(())
    }
}

async fn misbehave(fate: Fate, key: Key) -> Result<(), No> {
    match fate {
        Fate::Fails => Err(No(key)),
        Fate::Panics => panic!("step {key:?}"),
        Fate::Hangs => std::future::pending().await,
    }
}

/// What a step gives that takes this.
pub(crate) fn value(key: Key, taken: u64) -> u64 {
    let item = key.item.map_or(0, u64::from);
    taken
        .wrapping_mul(31)
        .wrapping_add(1 + key.step as u64)
        .wrapping_add(item << 32)
}
