//! Graphs of typed functions. Users name the `organum` crate, which re-exports what is theirs.
//!
//! From the ground up, each standing on those before it (a test holds it to that):
//!
//! - `names`, `sync`: names of types; the synchronisation that a model checker explores.
//! - `form`, `share`: how a node needs a value, how long that lives, and that threads may share it.
//! - `executor`: plans and runs, the crate's unsafe place; nodes as macros make them callable.
//! - [`table`]: the static tables that macros write, and their validation at compile time.
//! - `link`: from the tables of a graph to a plan.
//! - `execution`, `runner`, [`each`](each()), [`test`](mod@test): what users see of a run.
//! - [`mod@picture`]: a graph as text, without a run.

mod each;
mod execution;
mod executor;
mod form;
mod link;
mod names;
mod picture;
mod runner;
mod share;
mod sync;
pub mod table;
pub mod test;

use organum_base::{markup, observe, panics, policy};
pub use tokio_util::sync::CancellationToken;

pub use self::{
    each::each,
    execution::Execution,
    executor::{
        Alternatives, AndOthers, CLOSE_LIMIT, Call, Cause, CloseCall, CloseFuture, Closed,
        ConfigurableDefaults, Defaults, Dep, Deps, EffectivePolicy, FirstOk, GraphError,
        GraphErrorKind, InputSlot, Inputs, Many, Need, NeedOf, NodeError, NodeErrorKind, NodePanic,
        NodePolicy, OneOf2, OneOf3, OneOf4, OneOf5, OneOf6, OneOf7, OneOf8, Operations,
        OutputValues, Place, Plan, PlanBuilder, PlanError, Race, Returned, Run, Single, Source,
        Sources, WithDefaults, under,
    },
    link::{Graph, PlanCell},
    picture::{GraphCounts, Picture, picture},
    runner::{Runner, RunnerBuilder, RunnerHandle, RunnerShutdown},
};

/// What sagas, which are graphs, need of a graph beyond what is public. Nothing in here is stable.
#[doc(hidden)]
pub mod __for_saga {
    pub use crate::{
        executor::{AndOthers, Call, Closed, NodePolicy, Place},
        link::PlanCell,
        picture::arrow,
        table::{
            Cond, Form, Given, GraphOf, InGraph, Link, LinkedNode, Proof, Shareable, Wired, output,
            shared,
        },
    };
}
