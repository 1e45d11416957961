//! Graphs of typed functions. Users depend on the `organum` crate, which re-exports the public items.
//!
//! The modules from the bottom up; each imports only those before it, which a test checks:
//!
//! - `names`, `sync`: names of types; the synchronisation that a model checker explores.
//! - `form`, `share`: the form in which a node takes a value, the lifetime of a value, and the proof that
//!   threads may share it.
//! - `executor`: plans and runs, with all unsafe code; nodes in the form in which macros make them
//!   callable.
//! - [`table`]: the static tables that macros write, and their validation at compile time.
//! - [`persist`]: nodes whose results a store records (a feature).
//! - `link`: the conversion of the tables of a graph to a plan.
//! - `execution`, `runner`, [`each`](each()), [`test`](mod@test): the interface of a run for users.
//! - [`mod@picture`]: a graph as text, without a run.

mod each;
mod execution;
mod executor;
mod form;
mod link;
mod names;
#[cfg(feature = "persist")]
pub mod persist;
mod picture;
mod runner;
mod share;
mod sync;
pub mod table;
pub mod test;

#[cfg(feature = "persist")]
pub use self::{link::ResumableGraph, runner::ExecutionFuture};
use organum_base::{markup, observe, panics, policy};
pub use tokio_util::sync::CancellationToken;

pub use self::{
    each::each,
    execution::Execution,
    executor::{
        Alternatives, AndOthers, Around, CLOSE_LIMIT, Call, CallOf, Cause, CloseCall, CloseFuture,
        CloseOf, Closed, ClosesNothing, ConfigurableDefaults, Defaults, Dep, Deps, EffectivePolicy,
        FirstOk, GraphError, GraphErrorKind, InputSlot, Inputs, Many, Need, NeedOf, NodeError,
        NodeErrorKind, NodePanic, NodePolicy, OneOf2, OneOf3, OneOf4, OneOf5, OneOf6, OneOf7,
        OneOf8, Operations, OutputValues, Place, Plan, PlanBuilder, PlanError, Race, Returned, Run,
        Single, Source, Sources, StableName, WithDefaults, under,
    },
    link::{Graph, PlanCell},
    picture::{GraphCounts, Picture, picture},
    runner::{Runner, RunnerBuilder, RunnerHandle, RunnerShutdown},
};

/// The items that sagas, which are graphs, need in addition to the public ones. Nothing in this module is
/// stable.
#[doc(hidden)]
pub mod __for_saga {
    pub use crate::{
        executor::{AndOthers, Call, Closed, NodePolicy, NotBegun, Place, has_timed_out},
        link::PlanCell,
        picture::arrow,
        table::{
            Cond, Form, Given, GraphOf, InGraph, Link, LinkedNode, Proof, Shareable, Wired, output,
            shared,
        },
    };
}
