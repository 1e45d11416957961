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
//!   `written`: its journal. `entry`: what is written there.
//! - `run`: a run with its record. `builder`, `runner`, `execution`, `report`, `handle`, `registry`: what users
//!   see.
//! - `ending`: all done, or all undone. `failure`: why. `rollback`: the way back.
//!   `undo`: undoing one step. `parking`: where that fails. `offline`: where it succeeds at last.
//! - `nested`: a saga that is a step of another one.
//! - `picture`: a saga as text, without a run. `redrive`: what is parked is tried again; `redriver`: under
//!   the commands for dead letters.
//! - `begin`: the beginning with a journal. `recover`: going on. `refusal`: why not.
//!
//! The way of an undo, from the attribute on: `definition` (the table), `step` (the call), `record` (it is
//! done), `ending` (the run fails), `rollback`, `undo` (the user's method).

mod begin;
mod builder;
mod codec;
mod completed;
mod definition;
mod ending;
mod entry;
mod error;
mod execution;
mod failure;
mod forward;
mod handle;
mod nested;
mod offline;
mod parking;
mod picture;
mod race;
mod record;
mod recover;
mod redrive;
mod redriver;
mod refusal;
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
mod written;

use organum_base::{markup, messages, observe, panics, policy};
use organum_graph as graph;

pub use organum_base::ids::{IdempotencyKey, SagaId};

pub use self::{
    builder::SagaRunnerBuilder,
    codec::{Codec, FieldCodec, Reading, Recordable, Writing},
    definition::{
        AsError, ErrorOfSaga, GivenAtLast, GivenBy, Journalled, Nothing, OfAttempt, OtherError,
        Restore, Saga, SagaInput, Save, SharedError, Step, StepError, UNDO_RETRY, UndoCall, UndoFn,
        UndoFuture, no_value, own_policy, value_of,
    },
    entry::{FORMAT, KIND, RecordedSaga, SagaEntry, StepName, status_of},
    error::{SagaError, SagaErrorKind},
    execution::{SagaExecution, SagaReporting},
    failure::step_failed,
    handle::{SagaHandle, SagaShutdown},
    nested::{NestedFuture, NestedStep, given, given_all, step_saga},
    picture::{SagaPicture, picture},
    race::{is_only_raced, won},
    recover::{Migrate, Recovery},
    redrive::{SagaRedriveError, SagaRedriveErrorKind, redrive},
    redriver::SagaRedriver,
    refusal::{Refusal, RefusalKind},
    registry::SagaView,
    report::{Parked, SagaReport, SagaStatus, StepRef},
    run::Active,
    runner::SagaRunner,
    settings::{LEASE, parked, settled},
    step::{step, step_each},
    steps::{Finished, Last, RUN, last_needs},
    table::{
        MOST_STEPS, Role, SagaTable, StepNeed, StepTable, check_nested, check_ordered,
        check_retriable, check_steps_acyclic, check_undo_named, check_undo_needed, check_undo_type,
    },
};
