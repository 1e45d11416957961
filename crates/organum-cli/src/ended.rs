//! The result of a command.

use std::{error::Error, io, process::ExitCode};

use organum_store::StoreError;

use crate::write::plain;

/// The result of a command.
// Exhaustive: a program makes an exit code of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The command succeeded.
    Well,
    /// Something failed and was reported.
    Failed,
    /// Nothing was done because the request was not clear.
    NotDone,
}

impl From<Ended> for ExitCode {
    /// Converts to the exit codes 0, 1 and 2.
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Well => Self::SUCCESS,
            Ended::Failed => Self::FAILURE,
            Ended::NotDone => Self::from(2),
        }
    }
}

/// The error of a command that could not continue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The store of dead letters, the backend of events or the journal of sagas failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output could not be written.
    #[error("the output cannot be written")]
    Output(#[from] io::Error),
}

/// Returns the exit code of a command that wrote to the standard output, and prints its error.
pub(crate) fn end(ended: Result<Ended, CommandError>) -> ExitCode {
    match ended {
        Ok(ended) => ended.into(),
        // The reader of the output may have closed it early.
        Err(CommandError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}", plain(&all(&error)));
            ExitCode::FAILURE
        }
    }
}

/// The texts of an error and of its causes.
pub(crate) fn all(error: &(dyn Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| (*error).source());
    let texts: Vec<String> = chain.map(ToString::to_string).collect();
    texts.join(": ")
}
