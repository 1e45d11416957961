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
#[derive(Debug)]
pub struct Failure {
    kind: FailureKind,
    is_final: bool,
    cause: Kept,
}

impl Failure {
    /// What a handler returned.
    #[cold]
    pub fn of<E: Error>(error: E) -> Self {
        let (own, is_final) = match error.into_attempt() {
            Attempt::Fail(own) => (own, false),
            Attempt::Abort(own) => (own, true),
        };
        Self {
            kind: FailureKind::Failed,
            is_final,
            cause: Kept::of(E::cause_of(own)),
        }
    }

    /// A layer does not let the handler be called. It is not tried again.
    pub fn refused(reason: impl Into<Cause>) -> Self {
        Self {
            kind: FailureKind::Refused,
            is_final: true,
            cause: Kept::of(reason.into()),
        }
    }

    /// What a handler emitted can be carried by no backend.
    #[cold]
    pub(crate) fn unsendable(error: EncodeError) -> Self {
        Self {
            kind: FailureKind::Failed,
            is_final: true,
            cause: Kept::of(Box::new(error)),
        }
    }

    /// A layer does not let the handler be called now. It is tried again, as after any other failure.
    pub fn refused_for_now(reason: impl Into<Cause>) -> Self {
        Self {
            is_final: false,
            ..Self::refused(reason)
        }
    }

    #[cold]
    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        Self {
            kind: FailureKind::Panicked,
            is_final: false,
            cause: Kept::of(Box::new(NodePanic(panics::message(payload)))),
        }
    }

    #[cold]
    pub(crate) fn timed_out(elapsed: Elapsed) -> Self {
        Self {
            kind: FailureKind::TimedOut,
            is_final: false,
            cause: Kept::of(Box::new(elapsed)),
        }
    }

    /// How it failed.
    pub fn kind(&self) -> FailureKind {
        self.kind
    }

    /// The same for observers, which know fewer kinds.
    pub(crate) fn outcome(&self) -> Outcome {
        match self.kind {
            FailureKind::Panicked => Outcome::Panicked,
            _ => Outcome::Failed,
        }
    }

    /// Is it said that another try is no use? So it is of an [`Attempt::Abort`].
    pub fn is_final(&self) -> bool {
        self.is_final
    }

    /// The texts of the user's error and of its sources, for a dead letter.
    pub fn messages(&self) -> Vec<String> {
        self.cause.get().map(messages::of).unwrap_or_default()
    }
}

/// A user's error. That it panics when it is dropped ends with it.
struct Kept(Option<Cause>);

impl Kept {
    fn of(cause: Cause) -> Self {
        Self(Some(cause))
    }

    fn get(&self) -> Option<&(dyn error::Error + 'static)> {
        let cause: &(dyn error::Error + 'static) = &**self.0.as_ref()?;
        Some(cause)
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |cause| cause.fmt(f))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(cause) = self.0.take() {
            panics::contain("the drop of an error", || drop(cause));
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the handler {}", self.kind)
    }
}

impl error::Error for Failure {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.cause.get()
    }
}
