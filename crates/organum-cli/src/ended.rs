//! How a command ended.

use std::{error::Error, io, process::ExitCode};

use organum_store::StoreError;

/// How a command ended.
// Exhaustive: a program makes an exit code of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All went well.
    Well,
    /// Something failed, and was told.
    Failed,
    /// Nothing was done, as it was not said clearly what to do.
    NotDone,
}

impl From<Ended> for ExitCode {
    /// 0, 1 and 2.
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Well => Self::SUCCESS,
            Ended::Failed => Self::FAILURE,
            Ended::NotDone => Self::from(2),
        }
    }
}

/// A command could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The store of dead letters, the backend of events or the journal of sagas failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was found cannot be shown.
    #[error("the output cannot be written")]
    Output(#[from] io::Error),
}

/// The exit code of a command that wrote to the standard output. What went wrong is told.
pub(crate) fn end(ended: Result<Ended, CommandError>) -> ExitCode {
    match ended {
        Ok(ended) => ended.into(),
        // Whoever reads the output may have seen enough.
        Err(CommandError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}", all(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error and what it comes from.
pub(crate) fn all(error: &(dyn Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| (*error).source());
    let texts: Vec<String> = chain.map(ToString::to_string).collect();
    texts.join(": ")
}
