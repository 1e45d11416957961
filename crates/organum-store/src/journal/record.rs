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
    /// The kind of execution, such as `saga`.
    pub kind: Cow<'static, str>,
    /// The name of the executed item, such as the saga's name.
    pub name: Cow<'static, str>,
    /// The version of the executed item; 0 if it has none.
    pub version: u32,
    /// A hash of the structure of the executed item, which distinguishes two programs with the same version.
    pub shape: u64,
    /// The record whose execution drives this one and resumes it after a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// The format of the content and of the entries: a number chosen by the kind of execution.
    pub format: u32,
    /// The time at which the execution began. Stores keep at least microseconds.
    #[serde(with = "time")]
    pub time: SystemTime,
    /// The inputs of the execution.
    pub content: Content,
}

impl JournalHead {
    /// Creates the head of an execution without version, shape, parent and content, in format 1.
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
/// assert_eq!(JournalStatus::from_code("paused", None), None); // a status of a newer version
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "outcome")]
#[non_exhaustive]
pub enum JournalStatus {
    /// The execution runs forward.
    Running,
    /// The execution is being rolled back.
    RollingBack,
    /// The execution waits until a caller claims it by its id.
    Stalled,
    /// The execution is over, with this outcome: one or two words chosen by the kind of execution, such
    /// as `completed`.
    Finished(Cow<'static, str>),
}

impl JournalStatus {
    /// Creates the status of an execution that is over, with this outcome.
    pub fn finished(outcome: impl Into<Cow<'static, str>>) -> Self {
        Self::Finished(outcome.into())
    }

    /// Returns true if the execution is over.
    pub const fn is_finished(&self) -> bool {
        matches!(self, Self::Finished(_))
    }

    /// Returns true if the execution waits until a caller claims it by its id.
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

    /// Parses a status; `None` if a newer version has written it. A missing outcome is read as an empty one.
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

/// Writes the status in words, such as `rolling back` or `finished: completed`.
impl fmt::Display for JournalStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RollingBack => f.write_str("rolling back"),
            Self::Finished(outcome) if !outcome.is_empty() => write!(f, "finished: {outcome}"),
            other => f.write_str(other.code()),
        }
    }
}

/// An execution with all its entries, as a journal returns it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalRecord {
    /// The head of the record.
    pub head: JournalHead,
    /// The status of the execution.
    pub status: JournalStatus,
    /// All entries, in order: the entry with number `n` is at index `n`.
    pub entries: Vec<Vec<u8>>,
}

impl JournalRecord {
    /// Creates a record with this content. This function is for stores.
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

/// Prints the entries by their number only, since they are the user's.
impl fmt::Debug for JournalRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalRecord")
            .field("head", &self.head)
            .field("status", &self.status)
            .field("entries", &self.entries.len())
            .finish()
    }
}

/// The summary of an execution, as lists contain it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalSummary {
    /// The id of the record.
    pub id: Uuid,
    /// The kind of execution.
    pub kind: Cow<'static, str>,
    /// The name of the executed item.
    pub name: Cow<'static, str>,
    /// The version of the executed item.
    pub version: u32,
    /// A hash of the structure of the executed item.
    pub shape: u64,
    /// The record whose execution drives this one.
    pub parent: Option<Uuid>,
    /// The time at which the execution began.
    pub time: SystemTime,
    /// The status of the execution.
    pub status: JournalStatus,
}

impl JournalSummary {
    /// Creates the summary of a record with this head and status.
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
