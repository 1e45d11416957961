//! What is recorded.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::SagaId;
use crate::dead_letter::{Content, DeadLetterId, Reason};

/// The name of a step. Names, not positions, are recorded, so that a journal can be read by people
/// and by later versions of a saga.
pub type StepName = Cow<'static, str>;

/// What is known of a saga from its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its id.
    pub id: SagaId,
    /// The name of the saga: that of its type.
    pub saga: String,
    /// Its version: `#[saga(version = …)]`.
    pub version: u32,
    /// A hash over its steps, what they need and what undoes them.
    pub shape: u64,
    /// The saga of which it is a step.
    pub parent: Option<SagaId>,
    /// When it began, in nanoseconds since 1970.
    pub time: u64,
    /// Its inputs, without what is injected.
    pub inputs: Content,
}

/// Something that happened in a saga.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "entry")]
#[non_exhaustive]
pub enum Entry {
    /// A step, or an item of one, is about to be called.
    Started {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
    },
    /// It succeeded.
    Done {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
        /// What it gave.
        value: Content,
    },
    /// Another step won a race against it.
    Lost {
        /// The step.
        step: StepName,
    },
    /// The saga failed, and what was done is being undone from now on.
    RollingBack {
        /// The step that failed, if one did.
        step: Option<StepName>,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
        /// Why.
        reason: Reason,
    },
    /// A step, or an item of one, was undone.
    Undone {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
    },
    /// Undoing it failed for good: it is a dead letter now.
    Parked {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
        /// The letter.
        letter: DeadLetterId,
    },
    /// A step after the pivot failed for good: it is a dead letter, and the saga waits until that is
    /// redriven.
    Stalled {
        /// The step.
        step: StepName,
        /// The letter.
        letter: DeadLetterId,
    },
    /// The dead letter of a stalled saga is redriven.
    Resumed,
    /// The saga is over.
    Finished {
        /// How.
        end: End,
    },
}

/// How a saga ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum End {
    /// Every step is done.
    Completed,
    /// Every step that was done is undone.
    RolledBack,
    /// The same, but for what is parked as dead letters.
    Parked,
}

/// A saga as a journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its beginning.
    pub head: Head,
    /// What happened since, in order.
    pub entries: Vec<Entry>,
}

/// How far a saga is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// It goes forward.
    Running,
    /// It is being undone.
    RollingBack,
    /// It waits for its dead letter to be redriven.
    Stalled,
    /// It is over.
    Finished(End),
}

impl Saved {
    /// How far the saga is.
    pub fn status(&self) -> Status {
        let entries = self.entries.iter();
        entries.fold(Status::Running, |status, entry| entry.status(status))
    }

    /// The dead letters of what is parked, and was not undone since, the oldest first.
    pub fn parked(&self) -> Vec<DeadLetterId> {
        let mut parked = Vec::new();
        for entry in &self.entries {
            match entry {
                Entry::Parked { step, item, letter } => parked.push((step, item, *letter)),
                Entry::Undone { step, item } => {
                    parked.retain(|other| (other.0, other.1) != (step, item));
                }
                _ => {}
            }
        }
        parked.into_iter().map(|(_, _, letter)| letter).collect()
    }
}

impl Entry {
    /// The status of a saga after this entry, if it was `before`.
    pub fn status(&self, before: Status) -> Status {
        match self {
            Self::RollingBack { .. } => Status::RollingBack,
            Self::Stalled { .. } => Status::Stalled,
            Self::Resumed => Status::Running,
            Self::Finished { end } => Status::Finished(*end),
            _ => before,
        }
    }
}

/// A saga in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Its id.
    pub id: SagaId,
    /// Its name.
    pub saga: String,
    /// Its version.
    pub version: u32,
    /// When it began, in nanoseconds since 1970.
    pub time: u64,
    /// How far it is.
    pub status: Status,
}

impl Summary {
    /// Of a saga with this beginning and status.
    pub fn new(head: &Head, status: Status) -> Self {
        Self {
            id: head.id,
            saga: head.saga.clone(),
            version: head.version,
            time: head.time,
            status,
        }
    }
}
