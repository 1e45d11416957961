//! How a node needs what it depends on, and how long what it provides lives.

/// How a node needs what it depends on.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `&T`, or `T`: the node fails with what it needs.
    Strict,
    /// `Option<&T>`: none if that failed.
    Optional,
    /// `Result<&T, &NodeError>`: what happened.
    Outcome,
    /// `FirstOk<(…)>`: one after the other, until one succeeds.
    FirstOk,
    /// `Race<(…)>`: all at once, until one succeeds.
    Race,
}

/// How long the value of a node lives, and who shares it.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each run makes its own.
    Run,
    /// The runs of a runner share one: `#[node(scope = "runner")]`.
    Runner,
}

impl Scope {
    /// Do the runs of a runner share it?
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::Runner)
    }
}
