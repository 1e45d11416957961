//! The behaviour of the steps and undos of a random saga, and their notes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use organum::saga::SagaError;
use tokio::{sync::Notify, time::sleep};

/// The number of attempts of a step with retries, and of an undo.
pub(crate) const ATTEMPTS: u32 = 3;

/// The failure of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Fails,
    Panics,
    Hangs,
}

/// The behaviour of a step, or an item of one, and of its undo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// The duration of an attempt in virtual milliseconds. With 0, the attempt is ready at once.
    pub(crate) takes: u64,
    /// The number of attempts that fail with `fate` before one succeeds.
    pub(crate) fails: u32,
    pub(crate) fate: Fate,
    pub(crate) undo_fails: u32,
    pub(crate) undo_fate: Fate,
}

/// A step, or an item of one, among all steps of a saga and its nested sagas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) step: usize,
    pub(crate) item: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// An attempt of a step began.
    Began(Key),
    Done(Key, u64),
    /// The step was undone, with its value if it had completed.
    Undone(Key, Option<u64>),
    /// The undo of the step failed in its last attempt.
    Parked(Key),
    /// A step took the output of the other one, of several alternatives.
    Won(usize, usize),
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("step {0:?}")]
pub(crate) struct No(pub(crate) Key);

/// A nested saga fails with the error of its own step.
impl From<SagaError<No>> for No {
    fn from(error: SagaError<No>) -> Self {
        let own = error.failed().map(|no| no.0);
        // The step panicked or timed out.
        Self(own.unwrap_or(Key {
            step: usize::MAX,
            item: None,
        }))
    }
}

#[derive(Default)]
struct State {
    notes: Vec<Note>,
    attempts: BTreeMap<Key, u32>,
    undo_attempts: BTreeMap<Key, u32>,
    /// The number of attempts of all undos.
    all_undo_attempts: u32,
}

/// The script of a saga, which determines the behaviour of each step and takes notes.
#[derive(Clone)]
pub(crate) struct Script {
    seed: u64,
    /// The number of steps of which one misbehaves on average.
    one_in: u64,
    state: Arc<Mutex<State>>,
    /// The attempt of an undo, counted from 1, in which `undoing` is notified.
    pub(crate) notify_at: u32,
    pub(crate) undoing: Arc<Notify>,
}

/// Pseudo-random numbers from a seed: `SplitMix64`, from Guy Steele and others, 2014.
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
    /// Makes the script of a saga with this number of steps.
    pub(crate) fn of(seed: u64, steps: usize) -> Self {
        Self {
            seed,
            one_in: 40.min(2 * steps as u64 + 1),
            state: Arc::default(),
            notify_at: 0,
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
        let fails = 1 + random.small(u64::from(ATTEMPTS));
        let takes = random.next(6).saturating_sub(1);
        let fate = random.fate();
        // A step that hangs succeeds when it is called again.
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
        self.state
            .lock()
            .expect("no holder of the lock panics")
            .notes
            .clone()
    }

    fn note(&self, note: Note) {
        let mut state = self.state.lock().expect("no holder of the lock panics");
        state.notes.push(note);
    }

    pub(crate) fn won(&self, step: usize, other: usize) {
        self.note(Note::Won(step, other));
    }

    pub(crate) async fn act(&self, key: Key, taken: u64) -> Result<u64, No> {
        let plan = self.plan(key);
        let attempts = {
            let mut state = self.state.lock().expect("no holder of the lock panics");
            state.notes.push(Note::Began(key));
            let attempts = state.attempts.entry(key).or_default();
            *attempts += 1;
            *attempts
        };
        if plan.takes > 0 {
            sleep(Duration::from_millis(plan.takes)).await;
        }
        if attempts <= plan.fails {
            misbehave(plan.fate, key).await?;
        }
        let value = value(key, taken);
        self.note(Note::Done(key, value));
        Ok(value)
    }

    pub(crate) async fn undo(&self, key: Key, value: Option<u64>) -> Result<(), No> {
        let plan = self.plan(key);
        let attempts = {
            let mut state = self.state.lock().expect("no holder of the lock panics");
            state.all_undo_attempts += 1;
            if state.all_undo_attempts == self.notify_at {
                self.undoing.notify_one();
            }
            let attempts = state.undo_attempts.entry(key).or_default();
            *attempts += 1;
            *attempts
        };
        if attempts <= plan.undo_fails {
            if attempts == ATTEMPTS {
                self.note(Note::Parked(key));
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

/// Returns the output of a step that takes this value.
pub(crate) fn value(key: Key, taken: u64) -> u64 {
    let item = key.item.map_or(0, u64::from);
    taken
        .wrapping_mul(31)
        .wrapping_add(1 + key.step as u64)
        .wrapping_add(item << 32)
}
