//! Why a handler failed.

use std::{any::Any, error, fmt};

use organum_base::{Cause, error::Error};

use super::EncodeError;
use crate::{
    messages,
    observe::Outcome,
    panics::{self, NodePanic},
    policy::{Attempt, Elapsed},
};

/// How a handler failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// It returned an error, which is the [`source`](error::Error::source).
    Failed,
    /// It panicked; the source is a [`NodePanic`].
    Panicked,
    /// It took longer than its `timeout`; the source is an [`Elapsed`].
    TimedOut,
    /// A layer refused to call it.
    Refused,
}

impl FailureKind {
    /// In one word, as labels and logs have it.
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

/// A try of a handler failed.
///
/// Its text says how, and nothing of the user's, whose error is the [`source`](error::Error::source).
pub struct Failure(Box<Details>);

/// Behind a pointer, so that what a handler returns fits into a register.
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

    /// What a handler returned.
    #[cold]
    pub fn of<E: Error>(error: E) -> Self {
        let (own, is_final) = match error.into_attempt() {
            Attempt::Fail(own) => (own, false),
            Attempt::Abort(own) => (own, true),
        };
        Self::new(FailureKind::Failed, is_final, E::cause_of(own))
    }

    /// A layer does not let the handler be called. It is not tried again.
    pub fn refused(reason: impl Into<Cause>) -> Self {
        Self::new(FailureKind::Refused, true, reason.into())
    }

    /// What a handler emitted can be carried by no backend.
    #[cold]
    pub(crate) fn unsendable(error: EncodeError) -> Self {
        Self::new(FailureKind::Failed, true, Box::new(error))
    }

    /// A layer does not let the handler be called now. It is tried again, as after any other failure.
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

    /// How it failed.
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// The same for observers, which know fewer kinds.
    pub(crate) fn outcome(&self) -> Outcome {
        match self.0.kind {
            FailureKind::Panicked => Outcome::Panicked,
            FailureKind::TimedOut => Outcome::TimedOut,
            _ => Outcome::Failed,
        }
    }

    /// Is it said that another try is no use? So it is of an [`Attempt::Abort`].
    pub fn is_final(&self) -> bool {
        self.0.is_final
    }

    /// The texts of the user's error and of its sources, for a dead letter.
    pub fn messages(&self) -> Vec<String> {
        self.0.cause.get().map(messages::of).unwrap_or_default()
    }
}

/// A user's error. That it panics when it is dropped ends with it.
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
