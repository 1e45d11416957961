//! The executor: the crate's one unsafe place.
//!
//! - [`plan`]: what a run does in which order, and where in its arena everything lies.
//! - [`arena`]: the one allocation of a run, and who drops what is in it. [`state`]: how far the run is;
//!   [`extras`]: what few runs need.
//! - [`step`]: one node at work. [`replace`]: a node whose work the run brings along.
//! - [`run`]: a run, polled until its outputs are there. [`first_poll`]: as long as every node is ready at
//!   once. [`poll`]: later ones, with the [`schedule`] and [`wake`]-ups of single nodes.
//! - [`demand`] and [`forms`]: which nodes are wanted, where some tolerate that what they need fails.
//! - [`detached`]: a node on another thread. [`handover`]: who is last cleans up. [`closing`]: values that
//!   are closed first.
//! - [`runner_core`]: what the runs of one runner share. [`runner_values`]: the values among it that nodes
//!   make. [`runs`]: those in flight, for its shutdown.
//! - [`call`]: a node, as macros make it callable. [`policed`]: the same under its policies.
//! - [`context`]: what a node can know of its run. [`error`]: why a node failed. [`graph_error`]: why a run did. [`watch`]: what watches
//!   one.
//! - [`inputs`]: inputs and outputs as one value.
//!
//! Each module says its invariants; each `unsafe` block names the one it rests on.
#![allow(unsafe_code)]
#![allow(
    clippy::cast_ptr_alignment,
    reason = "the plan places every value at the alignment of its type"
)]

mod arena;
mod call;
mod closing;
mod context;
mod demand;
mod detached;
mod ending;
mod error;
mod extras;
mod first_poll;
mod forms;
mod graph_error;
mod handover;
mod inputs;
mod plan;
mod policed;
mod poll;
mod replace;
mod run;
mod runner_core;
mod runner_values;
mod runs;
mod schedule;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod wake;
mod watch;

use std::any::Any;

use self::policed::Tried;
pub(crate) use self::{
    arena::{PlanRef, Retained, contain},
    context::RunContext,
    extras::Extras,
    replace::ReplacementFuture,
    run::ActiveRun,
    runner_core::RunnerCore,
    runs::CountedRunner,
    watch::Watch,
};
pub use self::{
    call::{CLOSE_LIMIT, Call, Cause, CloseCall, CloseFuture, Closed, Place, Returned},
    context::Run,
    ending::NotBegun,
    error::{NodeError, NodeErrorKind, NodePanic},
    forms::{Alternatives, FirstOk, OneOf2, OneOf3, OneOf4, OneOf5, OneOf6, OneOf7, OneOf8, Race},
    graph_error::{GraphError, GraphErrorKind},
    inputs::{InputSlot, Inputs, OutputValues, Single},
    plan::{Need, Plan, PlanBuilder, PlanError, Source},
    policed::{ConfigurableDefaults, Defaults, EffectivePolicy, NodePolicy, has_timed_out, under},
    step::{AndOthers, Dep, Deps, Many, NeedOf, Operations, Sources, WithDefaults},
};
use crate::{observe::Outcome, panics, policy::Elapsed};

/// Why a node did not provide its value.
pub(crate) enum Failure {
    /// Its function failed.
    Error(Cause),
    /// It panicked, with this message.
    Panic(String),
    /// It took longer than it was given.
    TimedOut(Elapsed),
    /// The runtime dropped its task.
    Stopped,
    /// What it needs failed: with this error, or with several.
    Known(NodeError),
    /// Each of its alternatives failed.
    All(Vec<NodeError>),
    /// It failed in the last of its attempts.
    Tried(Box<Tried>),
}

impl Failure {
    fn failed(cause: Option<Cause>) -> Self {
        let Some(cause) = cause else {
            return Self::Stopped;
        };
        match cause.downcast() {
            Ok(tried) => Self::Tried(tried),
            Err(cause) => Self::Error(cause),
        }
    }

    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        Self::Panic(panics::message(payload))
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Error(_) | Self::Known(_) | Self::All(_) => Outcome::Failed,
            Self::TimedOut(_) => Outcome::TimedOut,
            Self::Tried(tried) => tried.failure.outcome(),
            Self::Panic(_) => Outcome::Panicked,
            Self::Stopped => Outcome::Cancelled,
        }
    }
}
