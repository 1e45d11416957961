//! The error of every store.

use std::{error::Error, fmt, sync::Arc};

use organum_base::error::write_chain;

use organum_base::Cause;

/// The error of a store that did not complete an operation.
///
/// The text names the store and the operation, and never contains an address, a password or a payload.
/// The error of the driver, if there is one, is the [`source`](Error::source).
#[derive(Clone)]
pub struct StoreError {
    // Boxed to keep results with this error small.
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    kind: StoreErrorKind,
    store: &'static str,
    operation: &'static str,
    detail: Option<String>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// The kind of a [`StoreError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// The store cannot be reached or is too busy. The operation may have taken effect.
    Unavailable,
    /// The store did not answer in time. The operation may have taken effect.
    Timeout,
    /// The lease has ended, or another owner has been granted one with a later epoch. Nothing was
    /// changed.
    LeaseLost,
    /// The record differs from the caller's expectation: other content under the same number, another
    /// revision, another fingerprint. Nothing was changed.
    Conflict,
    /// A record cannot be read.
    Corrupt,
    /// The store does not support the operation.
    Unsupported,
    /// The value exceeds a limit of the store. Nothing was changed.
    TooLarge,
    /// The store is full. Nothing was changed.
    Full,
    /// The record or the schema was written by a newer version of the program.
    TooNew,
    /// The store refused the request: repeating it does not help.
    Refused,
}

impl StoreErrorKind {
    /// Returns true if repeating the operation may succeed.
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Unavailable | Self::Timeout | Self::Full)
    }

    /// Returns true if the operation may have taken effect although it failed: the answer may have been lost.
    pub const fn is_ambiguous(self) -> bool {
        matches!(self, Self::Unavailable | Self::Timeout)
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Unavailable => "the store is unavailable",
            Self::Timeout => "the store did not answer in time",
            Self::LeaseLost => "the lease is lost",
            Self::Conflict => "the record has changed",
            Self::Corrupt => "the record cannot be read",
            Self::Unsupported => "the store does not support this",
            Self::TooLarge => "the value is too large",
            Self::Full => "the store is full",
            Self::TooNew => "the record was written by a newer version",
            Self::Refused => "the store refused",
        }
    }
}

/// Writes the kind in a few words, such as `the lease is lost`.
impl fmt::Display for StoreErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl StoreError {
    /// Creates an error of the store named `store` in `operation`: a verb and its object, such as `append
    /// to the journal`.
    pub fn new(kind: StoreErrorKind, store: &'static str, operation: &'static str) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                store,
                operation,
                detail: None,
                source: None,
            }),
        }
    }

    /// Adds a detail to the text. The detail must not contain an address, a password or a payload.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.inner.detail = Some(detail.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Cause>) -> Self {
        self.inner.source = Some(Arc::from(source.into()));
        self
    }

    /// Returns the kind.
    pub fn kind(&self) -> StoreErrorKind {
        self.inner.kind
    }

    /// Returns the name of the store, such as `in memory`.
    pub fn store(&self) -> &'static str {
        self.inner.store
    }

    /// Returns the operation that failed, such as `append to the journal`.
    pub fn operation(&self) -> &'static str {
        self.inner.operation
    }

    /// Returns true if repeating the operation may succeed.
    pub fn is_transient(&self) -> bool {
        self.kind().is_transient()
    }

    /// Returns true if the operation may have taken effect although it failed.
    pub fn is_ambiguous(&self) -> bool {
        self.kind().is_ambiguous()
    }

    /// Returns true if the caller's lease is lost.
    pub fn is_lease_lost(&self) -> bool {
        self.kind() == StoreErrorKind::LeaseLost
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            store,
            operation,
            detail,
            ..
        } = &*self.inner;
        write!(f, "store `{store}` failed to {operation}: {kind}")?;
        match detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

/// Prints the text and the texts of the causes.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_store_operation_and_kind_and_debug_the_causes() {
        let source = std::io::Error::other("broken pipe");
        let error = StoreError::new(StoreErrorKind::Unavailable, "in memory", "renew a lease")
            .with_source(source);
        assert_eq!(
            error.to_string(),
            "store `in memory` failed to renew a lease: the store is unavailable"
        );
        assert!(format!("{error:?}").ends_with("the store is unavailable: broken pipe"));
        assert!(error.is_transient() && error.is_ambiguous() && !error.is_lease_lost());
    }
}
