//! The errors that functions may fail with.

use std::fmt;

use crate::{
    Cause,
    policy::{Attempt, accepts},
};

/// The requirements on the error of a fallible node or handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a node or a handler",
    label = "not convertible into `Box<dyn Error + Send + Sync>`",
    note = "implement `std::error::Error` for it, for example with `thiserror`, or fail with a `Box<dyn std::error::Error + Send + Sync>`; what it holds must be `Send + Sync + 'static`"
)]
pub trait Error: Sized {
    /// The error itself, without what an [`Attempt`] says about it.
    type Own;

    /// Returns the error, with a statement about another attempt.
    fn into_attempt(self) -> Attempt<Self::Own>;

    /// Converts the error itself into the cause of a node's failure.
    fn cause_of(own: Self::Own) -> Cause;

    /// Converts the error into the cause of a node's failure, with a statement about another attempt.
    // One function for all nodes with this error, and not inlined: the code of a node that succeeds stays
    // small.
    #[cold]
    #[inline(never)]
    fn into_cause(self) -> Attempt<Cause> {
        self.into_attempt().map(Self::cause_of)
    }

    /// Converts the error as [`into_cause`](Self::into_cause) does, where the node's own predicate decides
    /// about a retry too.
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

/// Writes the text of an error and the texts of its causes, as `Debug` prints the errors of this library.
///
/// # Errors
/// The error of the formatter.
pub fn write_chain(error: &dyn std::error::Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut source = error.source();
    while let Some(cause) = source {
        write!(f, ": {cause}")?;
        source = cause.source();
    }
    Ok(())
}
