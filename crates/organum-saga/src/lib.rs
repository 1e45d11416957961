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
//! nodes have. What is a saga's own is around that, from the ground up:
//!
//! - `table`: what a saga says of itself, and what is wrong with it. `codec`, `entry`: what is written into
//!   a journal; `written`: the journal of one run, under its lease.
//! - `record`: the record of a run; `completed`: what is done in it; `facts`: what reports and errors have of
//!   it; `registry`: all runs of a runner.
//! - `settings`, `run`: what the parts of a run share. `definition`: what a saga can do; `levels`:
//!   how deep sagas contain sagas.
//! - `steps`: its graph. `step`: a step that runs. `race`: one of several. `interrupt`: what ends it from outside.
//!   `forward`: the graph's run with the journal beside it.
//! - `failure`, `error`, `report`: why it fails, and what users see of that. `refusal`: why it does not go on.
//! - `ending`: all done, or all undone. `rollback`: the way back; `undo`: undoing one step; `letter`, `parking`:
//!   where that fails; `try_again`, `offline`: where it succeeds at last.
//! - `begin`: the beginning with a journal. `nested`: a saga that is a step of another one. `recover`,
//!   `redrive`: going on.
//! - `revive`: the same where types are erased, and by itself.
//! - `execution`, `runner`, `builder`, `handle`, `redriver`, `picture`: what users call.
//!
//! A module uses only those before it. The way of an undo, from the attribute on: `definition` (the table),
//! `step` (the call), `record::progress` (it is done), `forward` (the run fails), `ending`, `rollback`, `undo`
//! (the user's method), `record::reversal` (it is undone).

mod begin;
mod builder;
mod codec;
mod completed;
mod definition;
mod ending;
mod entry;
mod error;
mod execution;
mod facts;
mod failure;
mod forward;
mod halt;
mod handle;
mod interrupt;
mod letter;
mod levels;
mod nested;
mod offline;
mod operator;
mod parked_step;
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
mod revive;
mod rollback;
mod run;
mod runner;
mod runtime;
mod settings;
mod stand_in;
mod step;
mod steps;
mod table;
mod try_again;
mod undo;
mod written;

use organum_base::{markup, messages, observe, panics, policy};
use organum_graph as graph;

pub use organum_base::{
    ids::{IdempotencyKey, SagaId},
    observe::{SagaStatus, StepRef},
};

pub use self::{
    builder::SagaRunnerBuilder,
    codec::{Codec, FieldCodec, Reading, Recordable, Writing},
    definition::{
        AsError, ErrorOfSaga, InjectedOf, ItemsOf, Journalled, Lent, Migrate, NestedFuture,
        NestedStep, NotAttempt, Nothing, NothingInjected, OtherError, Recoverable, Restore,
        Returning, Saga, SagaInput, Save, SharedError, Step, StepError, Tried, Trying, UNDO_RETRY,
        UNDO_TIMEOUT, UndoCall, UndoFn, UndoFuture, item_of, no_item, no_value, value_of,
    },
    entry::{FORMAT, KIND, RecordedSaga, SagaEntry, StepName, status_of},
    error::{SagaError, SagaErrorKind},
    execution::{SagaExecution, SagaReporting},
    failure::step_failed,
    handle::{SagaHandle, SagaShutdown},
    levels::{Level, Levels, MostLevels, NoLevel, check_levels},
    nested::{given, given_all},
    operator::{SagaAnswer, SagaOperation, SagaOperator, SagaOperatorError, SagaOperatorErrorKind},
    parked_step::Parked,
    picture::{SagaPicture, picture},
    race::won,
    record::SagaView,
    recover::Recovery,
    redrive::{SagaRedriveError, SagaRedriveErrorKind, redrive},
    redriver::SagaRedriver,
    refusal::{Refusal, RefusalKind},
    report::SagaReport,
    run::Active,
    runner::SagaRunner,
    settings::{LEASE, parked, settled},
    stand_in::{Nesting, Nests, NotASaga, SagaProbe},
    step::{step, step_each},
    steps::{Finished, Last, RUN, last_needs},
    table::{
        MOST_STEPS, OnUnknown, Role, SagaTable, StepNeed, StepTable, check_given, check_given_once,
        check_items_recorded, check_nested, check_ordered, check_retriable, check_steps_acyclic,
        check_undo_named, check_undo_needed, check_undo_type, is_given, position,
    },
};
