//! The errors that functions may fail with.

use std::fmt;

use crate::{
    Cause,
    policy::{Attempt, accepts},
};

/// What a fallible node may fail with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a node or a handler",
    label = "not convertible into `Box<dyn Error + Send + Sync>`",
    note = "implement `std::error::Error` for it, for example with `thiserror`, or fail with a `Box<dyn std::error::Error + Send + Sync>`; what it holds must be `Send + Sync + 'static`"
)]
pub trait Error: Sized {
    /// The error itself, without what an [`Attempt`] says about it.
    type Own;

    /// The error, and whether it is worth another attempt.
    fn into_attempt(self) -> Attempt<Self::Own>;

    /// The error itself as the cause of a node's failure.
    fn cause_of(own: Self::Own) -> Cause;

    /// The error as the cause of a node's failure, and whether it is worth another attempt.
    // One for all nodes that fail in this way, and out of their way while they do not.
    #[cold]
    #[inline(never)]
    fn into_cause(self) -> Attempt<Cause> {
        self.into_attempt().map(Self::cause_of)
    }

    /// The same, where the node's own predicate decides too.
    #[cold]
    #[inline(never)]
    fn into_cause_if(self, retry_if: fn(&Self::Own) -> bool) -> Attempt<Cause> {
        let attempt = match self.into_attempt() {
            Attempt::Fail(own) if !accepts(retry_if, &own) => Attempt::Abort(own),
            attempt => attempt,
        };
        attempt.map(Self::cause_of)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Cause>> Error for E {
    type Own = E;

    fn into_attempt(self) -> Attempt<E> {
        Attempt::Fail(self)
    }

    fn cause_of(own: E) -> Cause {
        own.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Cause>> Error for Attempt<E> {
    type Own = E;

    fn into_attempt(self) -> Self {
        self
    }

    fn cause_of(own: E) -> Cause {
        own.into()
    }
}

/// Writes the text of an error, and those of its causes: what `Debug` prints of our errors.
///
/// # Errors
/// The formatter's.
pub fn write_chain(error: &dyn std::error::Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut source = error.source();
    while let Some(cause) = source {
        write!(f, ": {cause}")?;
        source = cause.source();
    }
    Ok(())
}
