//! The content of a journal.

use std::{borrow::Cow, fmt, time::SystemTime};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Content, time};

/// The beginning of an execution.
///
/// ```
/// use std::time::SystemTime;
/// use organum_store::JournalHead;
///
/// let mut head = JournalHead::new(uuid::Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
/// head.version = 3;
/// head.content = br#"{"items":[1,2]}"#.to_vec().into();
/// assert_eq!(head.format, 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JournalHead {
    /// The id of the record.
    pub id: Uuid,
    /// The construct that is executed, such as `saga`.
    pub kind: Cow<'static, str>,
    /// The name of what is executed, such as the saga's.
    pub name: Cow<'static, str>,
    /// The version of what is executed. 0 if it has none.
    pub version: u32,
    /// A hash over the shape of what is executed, which tells two programs with the same version apart.
    pub shape: u64,
    /// The record whose execution drives this one, and goes on with it after a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// The format of the content and of the entries: a number of the construct.
    pub format: u32,
    /// The time at which the execution began. Stores keep microseconds at least.
    #[serde(with = "time")]
    pub time: SystemTime,
    /// The inputs.
    pub content: Content,
}

impl JournalHead {
    /// The head of an execution without version, shape, parent and content, in format 1.
    pub fn new(
        id: Uuid,
        kind: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
        time: SystemTime,
    ) -> Self {
        Self {
            id,
            kind: kind.into(),
            name: name.into(),
            version: 0,
            shape: 0,
            parent: None,
            format: 1,
            time,
            content: Content::default(),
        }
    }
}

/// The progress of an execution.
///
/// Stores write it as two texts, a [code](Self::code) and an [outcome](Self::outcome):
///
/// ```
/// use organum_store::JournalStatus;
///
/// let status = JournalStatus::finished("rolled back");
/// assert_eq!((status.code(), status.outcome()), ("finished", Some("rolled back")));
/// assert_eq!(JournalStatus::from_code("finished", Some("rolled back")), Some(status));
/// assert_eq!(JournalStatus::from_code("paused", None), None); // of a newer version
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "outcome")]
#[non_exhaustive]
pub enum JournalStatus {
    /// The execution goes forward.
    Running,
    /// The execution is being undone.
    RollingBack,
    /// The execution waits until somebody claims it by its id.
    Stalled,
    /// The execution is over, with this outcome: a word or two of the construct, such as `completed`.
    Finished(Cow<'static, str>),
}

impl JournalStatus {
    /// The status of an execution that is over, with this outcome.
    pub fn finished(outcome: impl Into<Cow<'static, str>>) -> Self {
        Self::Finished(outcome.into())
    }

    /// True if the execution is over.
    pub const fn is_finished(&self) -> bool {
        matches!(self, Self::Finished(_))
    }

    /// True if the execution waits until somebody claims it by its id.
    pub const fn is_stalled(&self) -> bool {
        matches!(self, Self::Stalled)
    }

    /// Returns the text that stores write: `running`, `rolling_back`, `stalled` or `finished`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::RollingBack => "rolling_back",
            Self::Stalled => "stalled",
            Self::Finished(_) => "finished",
        }
    }

    /// Returns the outcome, if the execution is over.
    pub fn outcome(&self) -> Option<&str> {
        match self {
            Self::Finished(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// Reads a status. None if a newer version has written it; a missing outcome is an empty one.
    pub fn from_code(code: &str, outcome: Option<&str>) -> Option<Self> {
        Some(match code {
            "running" => Self::Running,
            "rolling_back" => Self::RollingBack,
            "stalled" => Self::Stalled,
            "finished" => Self::finished(outcome.unwrap_or_default().to_owned()),
            _ => return None,
        })
    }
}

/// Such as `rolling back`, or `finished: completed`.
impl fmt::Display for JournalStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RollingBack => f.write_str("rolling back"),
            Self::Finished(outcome) if !outcome.is_empty() => write!(f, "finished: {outcome}"),
            other => f.write_str(other.code()),
        }
    }
}

/// An execution as a journal has it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalRecord {
    /// The beginning.
    pub head: JournalHead,
    /// The status.
    pub status: JournalStatus,
    /// All entries, in order: the one with number `n` is at index `n`.
    pub entries: Vec<Vec<u8>>,
}

impl JournalRecord {
    /// The record with this content: for stores.
    pub fn new(head: JournalHead, status: JournalStatus, entries: Vec<Vec<u8>>) -> Self {
        Self {
            head,
            status,
            entries,
        }
    }

    /// Returns the number of the next entry.
    pub fn next_number(&self) -> u64 {
        self.entries.len() as u64
    }
}

/// The entries by their count only: they are the user's.
impl fmt::Debug for JournalRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalRecord")
            .field("head", &self.head)
            .field("status", &self.status)
            .field("entries", &self.entries.len())
            .finish()
    }
}

/// An execution in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalSummary {
    /// The id of the record.
    pub id: Uuid,
    /// The construct that is executed.
    pub kind: Cow<'static, str>,
    /// The name of what is executed.
    pub name: Cow<'static, str>,
    /// The version of what is executed.
    pub version: u32,
    /// A hash over the shape of what is executed.
    pub shape: u64,
    /// The record whose execution drives this one.
    pub parent: Option<Uuid>,
    /// The time at which the execution began.
    pub time: SystemTime,
    /// The status.
    pub status: JournalStatus,
}

impl JournalSummary {
    /// The summary of a record with this head and status.
    pub fn new(head: &JournalHead, status: JournalStatus) -> Self {
        Self {
            id: head.id,
            kind: head.kind.clone(),
            name: head.name.clone(),
            version: head.version,
            shape: head.shape,
            parent: head.parent,
            time: head.time,
            status,
        }
    }
}
