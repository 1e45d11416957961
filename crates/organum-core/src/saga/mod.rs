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
//! - `table`: what a saga says of itself, and what is wrong with it.
//! - `step`: a step at work. `active`: its run, as it sees it. `kept`: what it gave.
//!   `walk`: the run of the graph around them.
//! - `ledger`, `log`: what is remembered of a run. `shared`: what is needed to do more than go forward.
//! - `execution`, `runner`, `report`, `registry`: what users see.
//! - `settle`: all done, or all undone. `undo`: undoing one step. `parking`: where that fails.
//!   `amend`: where it succeeds at last.
//! - `picture`: a saga as text, without a run. `redriver`: under the commands for dead letters.
//! - `nested`: a saga that is a step of another one.
//! - [`journal`]: what is recorded. `opening`: the beginning with a journal. `recover`: going on.

mod active;
mod amend;
mod execution;
pub mod journal;
mod kept;
mod ledger;
mod log;
mod nested;
mod opening;
mod parking;
mod picture;
mod recover;
mod redriver;
mod registry;
mod report;
mod runner;
mod settings;
mod settle;
mod shared;
mod step;
mod table;
mod undo;
mod walk;

pub use organum_base::{
    ids::{IdempotencyKey, SagaId},
    messages::of as messages_of,
};

pub use self::{
    active::Active,
    execution::Execution,
    journal::{Journal, JournalError},
    kept::Kept,
    nested::{NestedFuture, NestedStep, given, given_all, step_saga},
    picture::{Picture, picture},
    recover::{Migrate, Recovery, Refused},
    redriver::Redriver,
    registry::SagaView,
    report::{Ended, Parked, Report, SagaError, SagaErrorKind, StepRef},
    runner::{RedriveError, Runner, redrive},
    settings::{LEASE, parked, settled},
    shared::Phase,
    step::{
        Codec, FieldCodec, Finished, GivenAtLast, GivenBy, Journalled, Last, Nothing, OfAttempt,
        RUN, Reading, Recordable, Restore, Saga, Save, Step, StepError, UNDO_RETRY, UndoCall,
        UndoFn, UndoFuture, Writing, is_only_raced, last_needs, no_value, step, step_each,
        step_failed, value_of, won,
    },
    table::{
        MOST_STEPS, Role, SagaTable, StepNeed, StepTable, check_nested, check_ordered,
        check_retriable, check_steps_acyclic, check_undo_named, check_undo_needed, check_undo_type,
    },
};
