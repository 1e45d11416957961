//! Graphs of typed functions. Users name the `organum` crate, which re-exports what is theirs.
//!
//! - [`table`]: the static tables that macros write, and their validation at compile time.
//! - `call`: what `#[node]` writes to make a function callable.
//! - `policed`: a node under its policies.
//! - `link`: from the tables of a graph to a plan.
//! - `executor`: plans and runs, the crate's unsafe place.
//! - `execution`, `runner`, `context`, `error`, [`each`](each()): what users see of a run.
//! - `watch`: what watches an observed run.
//! - [`mod@picture`]: a graph as text, without a run.

mod call;
mod context;
mod each;
mod error;
mod execution;
mod executor;
mod link;
mod names;
mod picture;
mod policed;
mod runner;
mod sync;
pub mod table;
pub mod test;
mod watch;

use organum_base::{markup, observe, panics, policy};

pub use self::{
    call::{CLOSE_LIMIT, Call, Cause, CloseCall, CloseFuture, Closed, Place, Returned},
    context::Run,
    each::each,
    error::{GraphError, NodeError, NodeErrorKind, NodePanic},
    execution::{Execution, Graph},
    executor::{
        Alternatives, AndOthers, Dep, Deps, FirstOk, InputSlot, Inputs, Many, Need, NeedOf, OneOf2,
        OneOf3, OneOf4, OneOf5, OneOf6, OneOf7, OneOf8, Operations, OutputValues, Plan,
        PlanBuilder, PlanError, Race, Single, Source, Sources,
    },
    link::PlanCell,
    picture::{GraphCounts, Picture, picture},
    policed::{Defaults, NodePolicy, Policy, under},
    runner::Runner,
};

/// What sagas, which are graphs, need of a graph beyond what is public. Nothing in here is stable.
#[doc(hidden)]
pub mod __for_saga {
    pub use crate::{
        call::{Call, Closed, Place},
        executor::AndOthers,
        link::PlanCell,
        picture::arrow,
        table::{
            Form, Given, GraphOf, InGraph, Link, LinkedNode, Proof, Shareable, Wired, output,
            shared,
        },
    };
}
