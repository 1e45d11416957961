//! The form in which a node takes a dependency, and the lifetime of the value that a node provides.

/// The form in which a node takes a dependency.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `&T`, or `T`: the node fails if the dependency fails.
    Strict,
    /// `Option<&T>`: `None` if the dependency failed.
    Optional,
    /// `Result<&T, &NodeError>`: the value or the error of the dependency.
    Outcome,
    /// `FirstOk<(…)>`: the alternatives are tried one after another until one succeeds.
    FirstOk,
    /// `Race<(…)>`: the alternatives start all at once, until one succeeds.
    Race,
}

/// The lifetime of the value of a node.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each run makes its own value.
    Run,
    /// The runs of a runner share one value: `#[node(scope = "runner")]`.
    Runner,
}

impl Scope {
    /// Returns true if the runs of a runner share the value.
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::Runner)
    }
}
