//! Sagas: graphs whose steps know how to undo themselves.
//!
//! Named after Hector Garcia-Molina and Kenneth Salem, *Sagas*, SIGMOD 1987.
//!
//! `#[saga]` on an `impl` block makes its `#[step]` methods the steps of a saga. What they need of each
//! other is found by types, so that those which do not need each other run side by side. When one
//! fails, those that are done are undone, the last one first.
//!
//! # Inside
//!
//! A saga is a graph: its steps are nodes, run by the one executor there is, under the policies that
//! nodes have. What is a saga's own is around that:
//!
//! - `table`: what a saga says of itself, and what is wrong with it. `definition`, `codec`: what it can do.
//! - `steps`: its graph. `step`: a step that runs. `race`: one of several.
//! - `record`: the record of a run, with its lease and its journal. `completed`: what is done in it.
//! - `run`: a run with its record. `execution`, `runner`, `report`, `registry`: what users see.
//! - `ending`: all done, or all undone. `failure`: why. `rollback`: the way back.
//!   `undo`: undoing one step. `parking`: where that fails. `offline`: where it succeeds at last.
//! - `nested`: a saga that is a step of another one.
//! - `picture`: a saga as text, without a run. `redriver`: under the commands for dead letters.
//! - [`journal`]: what is recorded. `begin`: the beginning with a journal. `recover`: going on.
//!
//! The way of an undo, from the attribute on: `definition` (the table), `step` (the call), `record` (it is
//! done), `ending` (the run fails), `rollback`, `undo` (the user's method).

mod begin;
mod codec;
mod completed;
mod definition;
mod ending;
mod execution;
mod failure;
pub mod journal;
mod nested;
mod offline;
mod parking;
mod picture;
mod race;
mod record;
mod recover;
mod redriver;
mod registry;
mod report;
mod rollback;
mod run;
mod runner;
mod settings;
mod step;
mod steps;
mod table;
mod undo;

use organum_base::{markup, messages, observe, panics, policy};
use organum_graph as graph;

/// Dead letters by the names that this crate has for them.
#[allow(unused_imports, reason = "some of them serve one of the crates only")]
mod dead_letter {
    pub(crate) use organum_store::{
        Content, DeadLetter, DeadLetterFilter as Filter, DeadLetterId, DeadLetterReason as Reason,
        DeadLetters, MemoryDeadLetters as InMemory, RedriveError, RedriveFuture, Redriver,
        StoreError, record_failure, remove_if,
    };
}

pub use organum_base::{
    ids::{IdempotencyKey, SagaId},
    messages::of as messages_of,
};

pub use self::{
    codec::{Codec, FieldCodec, Reading, Recordable, Writing},
    definition::{
        GivenAtLast, GivenBy, Journalled, Nothing, OfAttempt, Restore, Saga, Save, Step, StepError,
        UNDO_RETRY, UndoCall, UndoFn, UndoFuture, no_value, value_of,
    },
    execution::Execution,
    failure::step_failed,
    journal::{Journal, JournalError},
    nested::{NestedFuture, NestedStep, given, given_all, step_saga},
    picture::{Picture, picture},
    race::{is_only_raced, won},
    record::Phase,
    recover::{Migrate, Recovery, Refused},
    redriver::Redriver,
    registry::SagaView,
    report::{Ended, Parked, Report, SagaError, SagaErrorKind, StepRef},
    run::Active,
    runner::{RedriveError, Runner, redrive},
    settings::{LEASE, parked, settled},
    step::{step, step_each},
    steps::{Finished, Last, RUN, last_needs},
    table::{
        MOST_STEPS, Role, SagaTable, StepNeed, StepTable, check_nested, check_ordered,
        check_retriable, check_steps_acyclic, check_undo_named, check_undo_needed, check_undo_type,
    },
};
