//! The executor: the only module of the crate with unsafe code.
//!
//! - [`plan`]: the order of the nodes of a run, and the place of every value in its arena.
//! - [`arena`]: the one allocation of a run, and the release of everything in it. [`state`]: the progress
//!   of a run; [`extras`]: data that only some runs need.
//! - [`step`]: one call of a node. [`replace`]: a node whose value the caller of the run supplies.
//! - [`run`]: a run, polled until its outputs are written. [`first_poll`]: the first poll, in plan order,
//!   as long as every node is ready at once. [`poll`]: later polls, with the [`schedule`] and the
//!   [`wake`]-ups of single nodes.
//! - [`demand`] and [`forms`]: the set of nodes that a run still needs, where some nodes tolerate the
//!   failure of a dependency.
//! - [`detached`]: a node on another thread. [`handover`]: the last party to leave an arena releases it.
//!   [`closing`]: values that are closed before they are dropped.
//! - [`runner_core`]: the state that all runs of one runner share. [`runner_values`]: the outputs of
//!   nodes that they share. [`runs`]: the runs in flight, which a shutdown waits for.
//! - [`call`]: a node in the form in which macros make it callable. [`policed`]: the same node under its
//!   policies.
//! - [`context`]: the view that a node has of its run. [`error`]: the reason for the failure of a node.
//!   [`graph_error`]: the reason for the failure of a run. [`watch`]: the notification of the observers
//!   of a run.
//! - [`inputs`]: inputs and outputs as one value.
//!
//! Each module states its invariants; each `unsafe` block names the one that it relies on.
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

use self::policed::LastFailure;
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
    call::{
        CLOSE_LIMIT, Call, Cause, CloseCall, CloseFuture, CloseOf, Closed, ClosesNothing, Place,
        Returned, StableName,
    },
    context::Run,
    ending::NotBegun,
    error::{NodeError, NodeErrorKind, NodePanic},
    forms::{Alternatives, FirstOk, OneOf2, OneOf3, OneOf4, OneOf5, OneOf6, OneOf7, OneOf8, Race},
    graph_error::{GraphError, GraphErrorKind},
    inputs::{InputSlot, Inputs, OutputValues, Single},
    plan::{Need, Plan, PlanBuilder, PlanError, Source},
    policed::{
        Around, CallOf, ConfigurableDefaults, Defaults, EffectivePolicy, NodePolicy, has_timed_out,
        under,
    },
    step::{AndOthers, Dep, Deps, Many, NeedOf, Operations, Sources, WithDefaults},
};
#[cfg(feature = "persist")]
pub(crate) use self::{
    policed::LastFailure as AfterAttempts,
    step::RetainedDeps,
    watch::{AttemptChange, note_attempt},
};
use crate::{observe::Outcome, panics, policy::Elapsed};

/// The reason why a node did not provide its value.
pub(crate) enum Failure {
    /// The node's function returned an error.
    Error(Cause),
    /// The node panicked, with this message.
    Panic(String),
    /// The node exceeded its timeout.
    TimedOut(Elapsed),
    /// The node had to wait for the clock of a runtime that has none.
    NoClock,
    /// The runtime dropped its task.
    Stopped,
    /// A dependency of the node failed, with this error.
    Known(NodeError),
    /// Every alternative of a dependency failed.
    All(Vec<NodeError>),
    /// The node failed in its last attempt.
    AfterAttempts(Box<LastFailure>),
}

impl Failure {
    fn failed(cause: Option<Cause>) -> Self {
        let Some(cause) = cause else {
            return Self::Stopped;
        };
        match cause.downcast() {
            Ok(tried) => Self::AfterAttempts(tried),
            Err(cause) => Self::Error(cause),
        }
    }

    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        Self::Panic(panics::message(payload))
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Error(_) | Self::Known(_) | Self::All(_) | Self::NoClock => Outcome::Failed,
            Self::TimedOut(_) => Outcome::TimedOut,
            Self::AfterAttempts(tried) => tried.failure.outcome(),
            Self::Panic(_) => Outcome::Panicked,
            Self::Stopped => Outcome::Cancelled,
        }
    }
}
