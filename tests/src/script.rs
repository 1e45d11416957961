//! Nodes whose attempts do what a script says.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use organum::Attempt;
use tokio::time::{Instant, sleep};

use crate::lock;

/// What an attempt fails with.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Failed {
    /// Worth another attempt.
    #[error("later, maybe")]
    Transient,
    /// Not worth one.
    #[error("never")]
    Permanent,
}

/// What one attempt does.
#[derive(Clone, Copy)]
pub enum Act {
    /// Succeeds.
    Provide,
    /// Fails.
    Fail(Failed),
    /// Fails, and wants no other attempt.
    Abort,
    /// Panics.
    Panic,
    /// First waits so many milliseconds, then provides.
    Wait(u64),
}
/// What the attempts of a node do, and when each began.
#[derive(Clone)]
pub struct Script(Arc<Inner>);

struct Inner {
    acts: Vec<Act>,
    began: Mutex<Vec<Duration>>,
    start: Instant,
}

impl Script {
    /// A script that starts now.
    pub fn new(acts: &[Act]) -> Self {
        Self(Arc::new(Inner {
            acts: acts.to_vec(),
            began: Mutex::new(Vec::new()),
            start: Instant::now(),
        }))
    }

    /// When the attempts began, in milliseconds.
    pub fn began(&self) -> Vec<u128> {
        let began = lock(&self.0.began);
        began.iter().map(Duration::as_millis).collect()
    }

    /// The next attempt.
    ///
    /// # Errors
    /// As the script says.
    ///
    /// # Panics
    /// As the script says, and if there is no such attempt in it.
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

    /// The next attempt of a node that says nothing of others.
    ///
    /// # Errors
    /// As the script says.
    pub async fn fallible(&self) -> Result<(), Failed> {
        self.act().await.map_err(Attempt::into_error)
    }
}
