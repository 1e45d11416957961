//! Sagas in many shapes, which the build script has written.
#![allow(
    clippy::all,
    clippy::pedantic,
    reason = "it is written by a program, for no reader"
)]

use std::{future::Future, pin::Pin};

use organum::{
    OneOf2, OneOf3,
    dead_letter::{self, DeadLetterId},
    prelude::*,
    saga::{Journalled, Restore, SagaRedriveError, SagaRunner, SagaRunnerBuilder, picture},
    store::MemoryJournal,
};
use serde::{Deserialize, Serialize};

use super::script::{Key, No, Script};

/// A saga that a script says what to do.
pub(crate) trait Shaped: Journalled<Error = No> + Restore<Injected = Script> {
    fn of(script: &Script) -> Self;

    fn number(given: &Self::Output) -> u64;

    /// What it says of itself, and what the sagas in it do, with the number of the first step of each.
    fn tables() -> Vec<(usize, String)>;

    /// What redrives its letters, and those of the sagas in it.
    fn redrivers(with: &With) -> Vec<Redriving>;
}

/// Where sagas are recorded, and what is parked of them.
#[derive(Clone, Default)]
pub(crate) struct With {
    pub(crate) journal: MemoryJournal,
    pub(crate) letters: dead_letter::MemoryDeadLetters,
}

type Redrive = Box<
    dyn Fn(DeadLetterId, Script) -> Pin<Box<dyn Future<Output = Result<(), SagaRedriveError>>>>,
>;

/// Redrives the letters of one saga.
pub(crate) struct Redriving {
    pub(crate) origin: String,
    pub(crate) redrive: Redrive,
}

impl With {
    pub(crate) fn runner<S: Shaped>(&self, script: &Script) -> SagaRunner<S, Script> {
        SagaRunnerBuilder::new(script.clone())
            .journal(self.journal.clone())
            .dead_letters(self.letters.clone())
            .build()
    }

    fn redriving<S: Shaped>(&self, first: usize) -> Redriving {
        let with = self.clone();
        Redriving {
            origin: format!("Saga{first}"),
            redrive: Box::new(move |letter, script| {
                let runner = with.runner::<S>(&script);
                Box::pin(async move { runner.redrive(letter).await })
            }),
        }
    }
}

/// The number in what a step gives, or in all that it gives for its items.
trait Number {
    fn number(&self) -> u64;
}

impl<T: Number> Number for [T] {
    fn number(&self) -> u64 {
        self.iter().fold(0, |sum, value| sum ^ value.number())
    }
}

macro_rules! value {
    ($T:ident) => {
        #[derive(Debug, Serialize, Deserialize)]
        pub(crate) struct $T(u64, Option<u32>);

        impl Number for $T {
            fn number(&self) -> u64 {
                self.0
            }
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/sagas.rs"));

pub(crate) use for_each_shape;
