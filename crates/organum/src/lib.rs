//! Organum turns typed functions into systems: see the README.

pub use organum_core::{
    graph::{
        Cause, Execution, Graph, GraphError, NodeError, NodeErrorKind, NodePanic, Run, Runner, each,
        test,
    },
    observe::{self, Observer, Outcome, Timeline, TimelineEntry},
};
pub use organum_macros::{compose, graph, node};

/// What most files want: `use organum::prelude::*;`.
pub mod prelude {
    pub use crate::{GraphError, NodeError, Run, Runner, Timeline, compose, each, graph, node};
}

/// For generated code only: nothing in here is stable.
#[doc(hidden)]
pub mod __private {
    pub use organum_core::{
        graph::{
            Call, Cause, Graph, GraphError, Operations, Place, PlanCell, Single, cloned, fallible,
        },
        table::*,
    };
}
