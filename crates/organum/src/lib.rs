//! Organum turns typed functions into systems: see the README.

pub use organum_core::{
    graph::{
        Cause, Execution, Graph, GraphError, NodeError, NodeErrorKind, NodePanic, Run, Runner,
        each, test,
    },
    observe::{self, Observer, Outcome, Timeline, TimelineEntry},
    policy::{self, Attempt},
};
pub use organum_macros::{compose, graph, node};

/// What most files want: `use organum::prelude::*;`.
pub mod prelude {
    pub use crate::{
        Attempt, GraphError, NodeError, Run, Runner, Timeline, compose, each, graph, node,
    };
}

/// What the errors of the compiler mention: how it knows that a graph is wired.
///
/// A node is a [`Provider`](wiring::Provider) of its type in every graph that
/// [`Provides`](wiring::Provides) what it needs. An input is a provider in its graph. So a node that
/// needs what nothing provides is a trait that is not implemented, and rustc says where it was
/// needed. These traits are implemented by macros only.
pub mod wiring {
    pub use organum_core::table::{
        Clonable, ClonableField, Dependency, Error, InGraph, ListedNode, NodeIn, OutputOf, Outputs,
        Provider, Provides, Shareable,
    };
}

/// For generated code only: nothing in here is stable.
#[doc(hidden)]
pub mod __private {
    pub use organum_core::{
        graph::{
            Call, Cause, Execution, Graph, GraphError, Inputs, Operations, Place, PlanCell, Policy,
            Returned, Run, Runner, Single, any_error, policed,
        },
        policy::{Backoff, Retry},
        table::*,
    };
}
