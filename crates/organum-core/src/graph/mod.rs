//! Graphs of typed functions.
//!
//! - [`call`]: what `#[node]` writes to make a function callable.
//! - [`policed`]: a node under its policies.
//! - [`link`]: from the tables of a graph to a plan.
//! - [`executor`]: plans and runs, the crate's unsafe place.
//! - [`execution`], [`runner`], [`context`], [`error`], [`each`]: what users see of a run.
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
pub mod test;
mod watch;

pub(crate) use self::picture::arrow;
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
