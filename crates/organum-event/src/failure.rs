//! The failure of an attempt.

use std::{any::Any, error, fmt};

use organum_base::{Cause, error::Error};

use super::EncodeError;
use crate::{
    messages,
    observe::Outcome,
    panics::{self, NodePanic},
    policy::{Attempt, Elapsed},
};

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The handler returned an error, which is the [`source`](error::Error::source).
    Failed,
    /// The handler panicked; the source is a [`NodePanic`].
    Panicked,
    /// The handler took longer than its `timeout`; the source is an [`Elapsed`].
    TimedOut,
    /// A layer refused the call.
    Refused,
}

impl FailureKind {
    /// Returns the kind as text, for labels and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::TimedOut => "timed out",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The failure of one attempt of a handler.
///
/// The text names the kind. The user's error is the [`source`](error::Error::source), and its text is
/// not repeated.
pub struct Failure(Box<Details>);

/// The content of a [`Failure`], behind a pointer: so the result of a handler fits into a register.
struct Details {
    kind: FailureKind,
    is_final: bool,
    cause: HeldCause,
}

impl Failure {
    #[cold]
    fn new(kind: FailureKind, is_final: bool, cause: Cause) -> Self {
        Self(Box::new(Details {
            kind,
            is_final,
            cause: HeldCause(Some(cause)),
        }))
    }

    /// Returns the failure of a handler that returned this error.
    #[cold]
    pub fn of<E: Error>(error: E) -> Self {
        let (own, is_final) = match error.into_attempt() {
            Attempt::Fail(own) => (own, false),
            Attempt::Abort(own) => (own, true),
        };
        Self::new(FailureKind::Failed, is_final, E::cause_of(own))
    }

    /// Returns the failure of a layer that refuses the call. The handler is not retried.
    pub fn refused(reason: impl Into<Cause>) -> Self {
        Self::new(FailureKind::Refused, true, reason.into())
    }

    /// Returns the failure of a handler that emitted an event which cannot be encoded.
    #[cold]
    pub(crate) fn unsendable(error: EncodeError) -> Self {
        Self::new(FailureKind::Failed, true, Box::new(error))
    }

    /// Returns the failure of a layer that refuses the call for now. The handler is retried, as after any
    /// other failure.
    pub fn refused_for_now(reason: impl Into<Cause>) -> Self {
        Self::new(FailureKind::Refused, false, reason.into())
    }

    #[cold]
    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        let cause = Box::new(NodePanic(panics::message(payload)));
        Self::new(FailureKind::Panicked, false, cause)
    }

    #[cold]
    pub(crate) fn timed_out(elapsed: Elapsed) -> Self {
        Self::new(FailureKind::TimedOut, false, Box::new(elapsed))
    }

    /// Returns the kind of the failure.
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// Returns the kind as observers see it: they distinguish fewer kinds.
    pub(crate) fn outcome(&self) -> Outcome {
        match self.0.kind {
            FailureKind::Panicked => Outcome::Panicked,
            FailureKind::TimedOut => Outcome::TimedOut,
            _ => Outcome::Failed,
        }
    }

    /// Returns true if the handler must not be retried: the error was an [`Attempt::Abort`], or a layer
    /// [refused](Self::refused) the call.
    pub fn is_final(&self) -> bool {
        self.0.is_final
    }

    /// Returns the texts of the user's error and of its sources, for a dead letter.
    pub fn messages(&self) -> Vec<String> {
        self.0.cause.get().map(messages::of).unwrap_or_default()
    }
}

/// An error of the user's. A panic of its drop is contained.
struct HeldCause(Option<Cause>);

impl HeldCause {
    fn get(&self) -> Option<&(dyn error::Error + 'static)> {
        let cause: &(dyn error::Error + 'static) = &**self.0.as_ref()?;
        Some(cause)
    }
}

impl fmt::Debug for HeldCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |cause| cause.fmt(f))
    }
}

impl Drop for HeldCause {
    fn drop(&mut self) {
        if let Some(cause) = self.0.take() {
            panics::contain("the drop of an error", || drop(cause));
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details {
            kind,
            is_final,
            cause,
        } = &*self.0;
        f.debug_struct("Failure")
            .field("kind", kind)
            .field("is_final", is_final)
            .field("cause", cause)
            .finish()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the handler {}", self.0.kind)
    }
}

impl error::Error for Failure {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.cause.get()
    }
}
