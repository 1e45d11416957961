//! Organum turns typed functions into systems: see the README.

pub use organum_core::{
    graph::{
        Alternatives, Cause, Execution, FirstOk, Graph, GraphCounts, GraphError, NodeError,
        NodeErrorKind, NodePanic, OneOf2, OneOf3, OneOf4, OneOf5, OneOf6, OneOf7, OneOf8, Picture,
        Race, Run, Runner, each, picture, test,
    },
    observe::{self, Observer, Outcome, Timeline, TimelineEntry},
};
pub use organum_macros::{compose, graph, node};

/// What most files want: `use organum::prelude::*;`.
pub mod prelude {
    pub use crate::{
        FirstOk, GraphError, NodeError, Race, Run, Runner, Timeline, compose, each, graph, node,
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
            CLOSE_LIMIT, Call, Cause, CloseFuture, Execution, FirstOk, Graph, GraphError, Inputs,
            NodeError, Operations, Place, PlanCell, Race, Runner, Single, closing,
        },
        table::*,
    };
}
