//! Sagas: graphs whose steps have undos.
//!
//! Named after Hector Garcia-Molina and Kenneth Salem, *Sagas*, SIGMOD 1987.
//!
//! `#[saga]` on an `impl` block makes its `#[step]` methods the steps of a saga. A step takes the outputs of other
//! steps by their types, and steps that do not depend on each other run concurrently. When a step fails, the
//! completed steps are undone in reverse order of completion.
//!
//! # Structure
//!
//! A saga is a graph: its steps are nodes, which the executor of graphs runs under the policies of nodes. The modules
//! of this crate add the rest. From the bottom up:
//!
//! - `table`: the definition of a saga as data, and the compile-time checks of it. `codec`, `entry`: the contents of
//!   a journal; `written`: the journal of one run, under its lease.
//! - `record`: the record of a run; `completed`: its completed steps; `facts`: the facts in reports and errors;
//!   `registry`: all runs of a runner.
//! - `settings`, `run`: the state that the parts of a run share. `definition`: the functions of a saga; `levels`: the
//!   depth of nested sagas.
//! - `steps`: the graph of a saga. `step`: a running step. `race`: races of steps. `interrupt`: the events that end a
//!   run from outside. `forward`: the run of the graph, and the writes to the journal.
//! - `failure`, `error`, `report`: the failure of a run, and its outcome for users. `refusal`: the reason for which a
//!   program cannot resume a run.
//! - `ending`: the end of a run. `rollback`: the rollback; `undo`: the undo of one step; `letter`, `parking`: undos
//!   that fail permanently; `try_again`, `offline`: undos that are redriven.
//! - `begin`: the beginning with a journal. `nested`: a saga that is a step of another one. `recover`, `redrive`:
//!   resuming runs and dead letters.
//! - `resumer`: resuming of runs whose type is erased, also in the background.
//! - `execution`, `runner`, `builder`, `handle`, `operator`, `redriver`, `picture`: the API for users.
//!
//! A module uses only those before it. To follow an undo through the code, read `definition` (the table), `step` (the
//! call), `record::progress` (the completion), `forward` (the failure of the run), `ending`, `rollback`, `undo` (the
//! call of the user's method), and `record::reversal` (the record of the undo).

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
mod resumer;
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
    codec::{
        Codec, FieldCodec, NotRecorded, Reading, RecordCheck, Recordable, RecordableField,
        RecordedBySerde, RecordedProbe, Writing, check_recorded,
    },
    definition::{
        AsError, AttemptProbe, DeclaredFields, ErrorOfSaga, FieldsOf, InjectedOf, ItemsOf,
        Journalled, Lent, Migrate, NestedFuture, NestedStep, NotAttempt, Nothing, NothingInjected,
        OtherError, Recoverable, Restore, Returning, Saga, SagaInput, Save, SharedError, Step,
        StepError, ThreadsShare, Trying, UNDO_RETRY, UNDO_TIMEOUT, UndeclaredFields, UndoCall,
        UndoFn, UndoFuture, Versioned, check_shared, item_of, no_item, no_value, value_of,
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
