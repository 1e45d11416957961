//! The error of a run.

use std::{error::Error, fmt};

use crate::{
    EncodeError, Failure,
    dead_letter::{DeadLetterId, StoreError},
    policy::tries,
};

/// The kinds of [`SpineError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpineErrorKind {
    /// A handler with `on_failure = fail` failed permanently. The source is the [`Failure`].
    Handler,
    /// A hook of an organ failed. The source is the [`Failure`].
    Hook,
    /// Organs emit events in every idle phase.
    NeverIdle,
    /// The store of dead letters failed. The source is a [`StoreError`].
    DeadLetters,
    /// The dead letter does not exist.
    NoSuchLetter,
    /// Another process is redriving or discarding the dead letter.
    LetterBusy,
    /// The event of a dead letter cannot be decoded. The source is a [`DecodeError`](crate::DecodeError).
    Unreadable,
    /// The spine does not have the handler of a dead letter.
    NoSuchPlace,
    /// The archive of a recorded runtime failed. The source is a [`StoreError`].
    Archive,
    /// The backend failed, also after the retries. The source is a [`StoreError`].
    Backend,
    /// The runtime has been stopped, and takes no more events.
    ShutDown,
    /// An event cannot be encoded. The text is that of the [`EncodeError`].
    Encode,
    /// A handler has a `timeout` or a delay between attempts, and the run is outside of a tokio runtime with a
    /// clock. Nothing was handled.
    NoClock,
}

/// The error of a run, a serve, a publication or a redrive. That of a shutdown is in a [`SpineShutdownError`].
///
/// The text contains names only. The user's own error is in the chain of sources.
pub struct SpineError(Box<Problem>);

/// The details of a [`SpineError`].
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    /// A handler with `on_failure = fail` failed permanently.
    #[error("handler `{place}` of spine `{spine}` {} at event `{event}`, after {attempts} {}, and `on_failure = fail` stops the spine", failure.kind(), tries(*attempts))]
    Handler {
        /// The name of the spine.
        spine: &'static str,
        /// The organ's field and its handler.
        place: String,
        /// The name of the event.
        event: &'static str,
        /// The number of attempts.
        attempts: u32,
        /// The failure of the last attempt.
        #[source]
        failure: Failure,
    },
    /// A hook of an organ failed.
    #[error("the {hook} hook of organ `{organ}` of spine `{spine}` {}", failure.kind())]
    Hook {
        /// The name of the spine.
        spine: &'static str,
        /// The organ's field.
        organ: &'static str,
        /// `start`, `idle` or `stop`.
        hook: &'static str,
        /// The failure.
        #[source]
        failure: Failure,
    },
    /// Organs emit events in every idle phase.
    #[error(
        "spine `{spine}` was idle {phases} times and organs still emit when it is: let them emit only while there is something left to do, or allow more with `max_phases`"
    )]
    NeverIdle {
        /// The name of the spine.
        spine: &'static str,
        /// The number of idle phases.
        phases: u32,
    },
    /// The store of dead letters failed.
    #[error("spine `{spine}` stops, as its store of dead letters failed")]
    DeadLetters {
        /// The name of the spine.
        spine: &'static str,
        /// The error of the store.
        #[source]
        error: StoreError,
    },
    /// The dead letter does not exist.
    #[error("there is no dead letter {0}: it was redriven or discarded, or is in another store")]
    NoSuchLetter(DeadLetterId),
    /// The dead letter is claimed.
    #[error("dead letter {0} is being redriven or discarded by another process: retry later")]
    LetterBusy(DeadLetterId),
    /// The event of a dead letter cannot be decoded.
    #[error("dead letter {id} cannot be redriven")]
    Unreadable {
        /// The dead letter.
        id: DeadLetterId,
        /// The error of the decoder.
        #[source]
        error: crate::DecodeError,
    },
    /// The spine does not have the handler of a dead letter.
    #[error(
        "dead letter {id} cannot be redriven, as spine `{spine}` has no handler `{place}`: deploy one of that name, or discard the letter"
    )]
    NoSuchPlace {
        /// The dead letter.
        id: DeadLetterId,
        /// The name of the spine.
        spine: &'static str,
        /// The organ's field and its handler.
        place: String,
    },
    /// The archive failed.
    #[error("spine `{spine}` stops, as its archive failed and it does not continue unrecorded")]
    Archive {
        /// The name of the spine.
        spine: &'static str,
        /// The error of the archive.
        #[source]
        error: organum_store::StoreError,
    },
    /// A replay has reached its pause. No user sees this.
    #[error("the replay pauses")]
    Paused,
    /// The backend failed, also after the retries.
    #[error("spine `{spine}` stops, as its backend failed")]
    Backend {
        /// The name of the spine.
        spine: &'static str,
        /// The error of the backend.
        #[source]
        error: organum_store::StoreError,
    },
    /// The runtime has been stopped, and takes no more events.
    #[error("spine `{spine}` has been stopped, and takes no more events")]
    ShutDown {
        /// The name of the spine.
        spine: &'static str,
    },
    /// An event cannot be encoded.
    #[error(transparent)]
    Encode(EncodeError),
    /// There is no clock.
    #[error(
        "handler `{place}` of spine `{spine}` has a `timeout` or a `backoff`, and there is no clock: run it in a tokio runtime with `enable_time()`"
    )]
    NoClock {
        /// The name of the spine.
        spine: &'static str,
        /// The organ's field and its handler.
        place: String,
    },
}

impl From<Problem> for SpineError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl fmt::Display for SpineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Shows the kind, the error and its chain of sources.
impl fmt::Debug for SpineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpineError({:?}): ", self.kind())?;
        write_chain(self, f)
    }
}

/// Writes an error and its chain of sources.
pub(super) fn write_chain(error: &dyn Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut source = error.source();
    while let Some(error) = source {
        write!(f, "\n  because: {error}")?;
        source = error.source();
    }
    Ok(())
}

impl Error for SpineError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl SpineError {
    /// Returns the kind of the error.
    pub fn kind(&self) -> SpineErrorKind {
        match &*self.0 {
            Problem::Handler { .. } => SpineErrorKind::Handler,
            Problem::Hook { .. } => SpineErrorKind::Hook,
            Problem::NeverIdle { .. } => SpineErrorKind::NeverIdle,
            Problem::DeadLetters { .. } => SpineErrorKind::DeadLetters,
            Problem::NoSuchLetter(_) => SpineErrorKind::NoSuchLetter,
            Problem::LetterBusy(_) => SpineErrorKind::LetterBusy,
            Problem::Unreadable { .. } => SpineErrorKind::Unreadable,
            Problem::NoSuchPlace { .. } => SpineErrorKind::NoSuchPlace,
            // No user sees a pause.
            Problem::Archive { .. } | Problem::Paused => SpineErrorKind::Archive,
            Problem::Backend { .. } => SpineErrorKind::Backend,
            Problem::ShutDown { .. } => SpineErrorKind::ShutDown,
            Problem::Encode(_) => SpineErrorKind::Encode,
            Problem::NoClock { .. } => SpineErrorKind::NoClock,
        }
    }

    /// Returns the first `E` in the chain of sources: the user's own error if a handler or a hook failed, or
    /// the [`EncodeError`] of an event that cannot be encoded.
    ///
    /// ```
    /// use organum::prelude::*;
    ///
    /// #[derive(Debug, PartialEq, thiserror::Error)]
    /// #[error("there is no file")]
    /// struct NoFile;
    ///
    /// #[event]
    /// struct Begin;
    ///
    /// #[organ(on_failure = fail)]
    /// fn load(event: &Begin) -> Result<(), NoFile> {
    ///     Err(NoFile)
    /// }
    ///
    /// #[spine(entry(Begin))]
    /// #[derive(Default)]
    /// struct Import {
    ///     load: load,
    /// }
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let error = Import::default().run(Begin).await.expect_err("there is no file");
    ///     assert_eq!(error.downcast_ref(), Some(&NoFile));
    /// }
    /// ```
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        let first: Option<&(dyn Error + 'static)> = match &*self.0 {
            Problem::Encode(error) => Some(error),
            other => other.source(),
        };
        std::iter::successors(first, |&error| error.source()).find_map(|error| error.downcast_ref())
    }
}

/// The error of a [shutdown](super::Runtime::shutdown), with the organs: their stop hooks were called.
///
/// The text and the sources are those of the [`SpineError`], into which `?` converts it.
///
/// ```
/// use organum::prelude::*;
///
/// #[event]
/// struct Sold { cents: u64 }
///
/// #[derive(Default)]
/// struct Till { cents: u64 }
///
/// #[organ]
/// impl Till {
///     #[handle]
///     fn sold(&mut self, event: &Sold) {
///         self.cents += event.cents;
///     }
///
///     #[stop]
///     fn close(&mut self) -> Result<(), String> {
///         Err("the drawer is stuck".to_owned())
///     }
/// }
///
/// #[derive(Default)]
/// #[spine(entry(Sold))]
/// struct Shop { till: Till }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), SpineError> {
///     let mut shop = Shop::default().builder().build();
///     shop.run(Sold { cents: 500 }).await?;
///     let failed = shop.shutdown().await.err().expect("a hook failed");
///     assert_eq!(failed.into_spine().till.cents, 500);
///     Ok(())
/// }
/// ```
pub struct SpineShutdownError<S> {
    error: SpineError,
    spine: S,
}

impl<S> SpineShutdownError<S> {
    pub(super) fn new(error: SpineError, spine: S) -> Self {
        Self { error, spine }
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> SpineErrorKind {
        self.error.kind()
    }

    /// Returns the error.
    pub fn error(&self) -> &SpineError {
        &self.error
    }

    /// Returns the organs, with their state.
    pub fn into_spine(self) -> S {
        self.spine
    }
}

impl<S> From<SpineShutdownError<S>> for SpineError {
    fn from(failed: SpineShutdownError<S>) -> Self {
        failed.error
    }
}

impl<S> fmt::Display for SpineShutdownError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

/// Shows the error as its own `Debug` does, without the organs.
impl<S> fmt::Debug for SpineShutdownError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl<S> Error for SpineShutdownError<S> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}
