//! Why a spine stopped.

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
    /// A handler failed for good, and its failures are to stop the spine: `on_failure = fail`. The source
    /// is the [`Failure`].
    Handler,
    /// A hook of an organ failed. The source is the [`Failure`].
    Hook,
    /// Organs emit whenever they are told that the spine is idle.
    NeverIdle,
    /// Dead letters cannot be kept. The source is a [`StoreError`].
    DeadLetters,
    /// There is no such dead letter.
    NoSuchLetter,
    /// A dead letter is being redriven or discarded by somebody else.
    LetterBusy,
    /// A dead letter cannot be read. The source is a [`DecodeError`](crate::DecodeError).
    Unreadable,
    /// A dead letter has no place to go back to.
    NoSuchPlace,
    /// What happens cannot be recorded any more. The source is a [`StoreError`].
    Archive,
    /// The backend failed, and was tried as often as it should. The source is a [`StoreError`].
    Backend,
    /// The runtime was told to stop, and takes no more events.
    ShutDown,
    /// An event cannot be written, as an [`EncodeError`] says, whose text it has.
    Encode,
}

/// Why a spine stopped.
///
/// The text carries names only. The user's own error is in the chain of sources.
pub struct SpineError(Box<Problem>);

/// Why a spine stopped, in detail.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    /// A handler failed for good, and its failures are to stop the spine: `on_failure = fail`.
    #[error("handler `{place}` of spine `{spine}` {} at event `{event}`, after {attempts} {}, and `on_failure = fail` stops the spine", failure.kind(), tries(*attempts))]
    Handler {
        /// The spine.
        spine: &'static str,
        /// The organ's field and its handler.
        place: String,
        /// The event.
        event: &'static str,
        /// How often it was tried.
        attempts: u32,
        /// How it failed the last time.
        #[source]
        failure: Failure,
    },
    /// A hook of an organ failed.
    #[error("the {hook} hook of organ `{organ}` of spine `{spine}` {}", failure.kind())]
    Hook {
        /// The spine.
        spine: &'static str,
        /// The organ's field.
        organ: &'static str,
        /// `start`, `idle` or `stop`.
        hook: &'static str,
        /// How it failed.
        #[source]
        failure: Failure,
    },
    /// Organs emit whenever they are told that the spine is idle.
    #[error(
        "spine `{spine}` was idle {phases} times and organs still emit when it is: let them emit only while there is something left to do, or allow more with `max_phases`"
    )]
    NeverIdle {
        /// The spine.
        spine: &'static str,
        /// How often.
        phases: u32,
    },
    /// Dead letters cannot be kept.
    #[error("spine `{spine}` stops, as a dead letter cannot be kept")]
    DeadLetters {
        /// The spine.
        spine: &'static str,
        /// Why.
        #[source]
        error: StoreError,
    },
    /// There is no such dead letter.
    #[error("there is no dead letter {0}: it was redriven or discarded, or is in another store")]
    NoSuchLetter(DeadLetterId),
    /// A dead letter is claimed.
    #[error("dead letter {0} is being redriven or discarded by somebody else: look again later")]
    LetterBusy(DeadLetterId),
    /// A dead letter cannot be read.
    #[error("dead letter {id} cannot be redriven")]
    Unreadable {
        /// Which one.
        id: DeadLetterId,
        /// Why.
        #[source]
        error: crate::DecodeError,
    },
    /// A dead letter has no place to go back to.
    #[error(
        "dead letter {id} cannot be redriven, as spine `{spine}` has no handler `{place}`: deploy one of that name, or discard the letter"
    )]
    NoSuchPlace {
        /// Which one.
        id: DeadLetterId,
        /// The spine.
        spine: &'static str,
        /// The organ's field and its handler.
        place: String,
    },
    /// What happens cannot be recorded any more.
    #[error("spine `{spine}` stops, as its archive fails and it does not go on unrecorded")]
    Archive {
        /// The spine.
        spine: &'static str,
        /// Why.
        #[source]
        error: organum_store::StoreError,
    },
    /// A replay has come as far as it was to come; it is told to no user.
    #[error("the replay pauses")]
    Paused,
    /// The backend failed, and was tried as often as it should.
    #[error("spine `{spine}` cannot go on, as its backend failed")]
    Backend {
        /// The spine.
        spine: &'static str,
        /// Why.
        #[source]
        error: organum_store::StoreError,
    },
    /// The runtime was told to stop, and takes no more events.
    #[error("spine `{spine}` was told to stop, and takes no more events")]
    ShutDown {
        /// The spine.
        spine: &'static str,
    },
    /// An event cannot be written.
    #[error(transparent)]
    Encode(EncodeError),
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

/// The chain of sources, each in its own words.
impl fmt::Debug for SpineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpineError({:?}): ", self.kind())?;
        write_chain(self, f)
    }
}

/// Writes an error and its sources, each in its own words.
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
    /// What kind of failure it is.
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
            // A pause is told to no user.
            Problem::Archive { .. } | Problem::Paused => SpineErrorKind::Archive,
            Problem::Backend { .. } => SpineErrorKind::Backend,
            Problem::ShutDown { .. } => SpineErrorKind::ShutDown,
            Problem::Encode(_) => SpineErrorKind::Encode,
        }
    }

    /// The root cause, if there is an `E` in the chain of sources: the user's own error, where a
    /// handler or a hook failed, or the [`EncodeError`] of an event that cannot be written.
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
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let error = Import::default().run(Begin).await.expect_err("there is no file");
    /// assert_eq!(error.downcast_ref(), Some(&NoFile));
    /// # }
    /// ```
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        let first: Option<&(dyn Error + 'static)> = match &*self.0 {
            Problem::Encode(error) => Some(error),
            other => other.source(),
        };
        std::iter::successors(first, |&error| error.source()).find_map(|error| error.downcast_ref())
    }
}
