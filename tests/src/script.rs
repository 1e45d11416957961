//! Nodes whose attempts follow a script.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use organum::Attempt;
use tokio::time::{Instant, sleep};

use crate::lock;

/// The error of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Failed {
    /// An error after which another attempt is worthwhile.
    #[error("later, maybe")]
    Transient,
    /// An error after which another attempt is pointless.
    #[error("never")]
    Permanent,
}

/// The behaviour of one attempt.
#[derive(Clone, Copy)]
pub enum Act {
    /// Succeeds.
    Provide,
    /// Fails.
    Fail(Failed),
    /// Fails, and prevents another attempt.
    Abort,
    /// Panics.
    Panic,
    /// Waits this number of milliseconds, then succeeds.
    Wait(u64),
}
/// The behaviour of the attempts of a node, and the start of each.
#[derive(Clone)]
pub struct Script(Arc<Inner>);

struct Inner {
    acts: Vec<Act>,
    began: Mutex<Vec<Duration>>,
    start: Instant,
}

impl Script {
    /// Makes a script whose clock starts now.
    pub fn new(acts: &[Act]) -> Self {
        Self(Arc::new(Inner {
            acts: acts.to_vec(),
            began: Mutex::new(Vec::new()),
            start: Instant::now(),
        }))
    }

    /// Returns the starts of the attempts, in milliseconds.
    pub fn began(&self) -> Vec<u128> {
        let began = lock(&self.0.began);
        began.iter().map(Duration::as_millis).collect()
    }

    /// Runs the next attempt.
    ///
    /// # Errors
    /// The error in the script.
    ///
    /// # Panics
    /// If the script says so, or has no further attempt.
    pub async fn act(&self) -> Result<(), Attempt<Failed>> {
        let number = {
            let mut began = lock(&self.0.began);
            began.push(self.0.start.elapsed());
            began.len()
        };
        match self.0.acts[number - 1] {
            Act::Provide => Ok(()),
            Act::Fail(error) => Err(error.into()),
            Act::Abort => Err(Attempt::Abort(Failed::Permanent)),
            Act::Panic => panic!("attempt {number}"),
            Act::Wait(millis) => {
                sleep(Duration::from_millis(millis)).await;
                Ok(())
            }
        }
    }

    /// Runs the next attempt of a node that does not control its retries.
    ///
    /// # Errors
    /// The error in the script.
    pub async fn fallible(&self) -> Result<(), Failed> {
        self.act().await.map_err(Attempt::into_error)
    }
}
