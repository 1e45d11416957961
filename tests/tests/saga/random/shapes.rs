//! Sagas in many shapes, which the build script generates.
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
    store::{Journal, MemoryJournal},
};
use serde::{Deserialize, Serialize};

use super::script::{Key, No, Script};

/// A saga whose behaviour a script determines.
pub(crate) trait Shaped: Journalled<Error = No> + Restore<Injected = Script> {
    fn of(script: &Script) -> Self;

    fn number(given: &Self::Output) -> u64;

    /// Returns the pictures of the saga and its nested sagas as JSON, with the number of the first step of each.
    fn tables() -> Vec<(usize, String)>;

    /// Returns the redrivers of the letters of the saga and its nested sagas.
    fn redrivers(with: &With) -> Vec<Redriving>;
}

/// The journal and the dead letters of the sagas.
#[derive(Clone, Default)]
pub(crate) struct With {
    pub(crate) journal: MemoryJournal,
    pub(crate) letters: dead_letter::MemoryDeadLetters,
}

type Redrive = Box<
    dyn Fn(DeadLetterId, Script) -> Pin<Box<dyn Future<Output = Result<(), SagaRedriveError>>>>,
>;

/// A redriver of the letters of one saga.
pub(crate) struct Redriving {
    pub(crate) origin: String,
    pub(crate) redrive: Redrive,
}

impl With {
    pub(crate) fn runner<S: Shaped>(&self, script: &Script) -> SagaRunner<S, Script> {
        self.runner_with(script, self.journal.clone())
    }

    /// Makes a runner with another journal.
    pub(crate) fn runner_with<S: Shaped>(
        &self,
        script: &Script,
        journal: impl Journal,
    ) -> SagaRunner<S, Script> {
        SagaRunnerBuilder::new(script.clone())
            .journal(journal)
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

/// The number in the output of a step, or in all outputs of its items.
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
