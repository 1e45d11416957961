//! The content of a leased record.

use std::{
    borrow::Cow,
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

use crate::{ClaimId, key::Key};

/// The status of a leased record.
///
/// Stores write it as a [code](Self::code):
///
/// ```
/// use organum_store::RecordStatus;
///
/// assert_eq!(RecordStatus::Done.code(), "done");
/// assert_eq!(RecordStatus::from_code("done"), Some(RecordStatus::Done));
/// assert_eq!(RecordStatus::from_code("paused"), None); // a status of a newer version
/// assert!(!RecordStatus::Released.is_finished());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordStatus {
    /// A claim was granted. Its lease may have ended without a result: then it has lapsed.
    Running,
    /// The lease was released without a result, and nothing that was begun is still running.
    Released,
    /// The record has a value.
    Done,
    /// The record has a failure.
    Failed,
}

impl RecordStatus {
    /// Returns true if the record has a value or a failure.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }

    /// Returns the text that stores write: `running`, `released`, `done` or `failed`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Released => "released",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Parses a status; `None` if a newer version has written it.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::Running, Self::Released, Self::Done, Self::Failed];
        all.into_iter().find(|status| status.code() == code)
    }
}

/// Writes the code, such as `running`.
impl fmt::Display for RecordStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The value of a record, which the store does not read. Clones share the bytes.
///
/// ```
/// use organum_store::RecordValue;
///
/// let mut value = RecordValue::new(br#"{"total":12}"#.to_vec());
/// value.version = 2;
/// assert_eq!((value.format, value.fingerprint), (1, 0));
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordValue {
    /// The bytes, in the format of the caller.
    #[serde(with = "shared")]
    pub bytes: Arc<[u8]>,
    /// The format of the bytes: a number chosen by the caller.
    pub format: u32,
    /// A hash of the type of the value, which distinguishes two types with the same version; 0 if there
    /// is none.
    pub fingerprint: u64,
    /// The version of the item that computed the value; 0 if it has none.
    pub version: u32,
}

impl RecordValue {
    /// Creates a value with these bytes in format 1, without type fingerprint and version.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            bytes: bytes.into(),
            format: 1,
            fingerprint: 0,
            version: 0,
        }
    }
}

/// Prints only the length of the bytes, since they are the user's.
impl fmt::Debug for RecordValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordValue")
            .field("bytes", &self.bytes.len())
            .field("format", &self.format)
            .field("fingerprint", &self.fingerprint)
            .field("version", &self.version)
            .finish()
    }
}

mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::Content;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        Content(bytes.to_vec()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[u8]>, D::Error> {
        Content::deserialize(from).map(|content| content.0.into())
    }
}

/// The failure of a record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordFailure {
    /// The reason in one or two words, such as `failed` or `timed out`.
    pub kind: Cow<'static, str>,
    /// The text of the error. It may contain parts of the user's values.
    pub text: String,
}

impl RecordFailure {
    /// Creates a failure with this kind and text.
    ///
    /// ```
    /// use organum_store::RecordFailure;
    ///
    /// let failure = RecordFailure::new("timed out", "no answer within 5 s");
    /// assert_eq!(failure.kind, "timed out");
    /// ```
    pub fn new(kind: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            text: text.into(),
        }
    }
}

/// Prints only the kind, since the text may contain the user's values.
impl fmt::Debug for RecordFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordFailure")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The result of a record.
// Exhaustive: a record is done or has failed; stores have to write both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordOutcome {
    /// The record has a value.
    Done(RecordValue),
    /// The record has a failure.
    Failed(RecordFailure),
}

impl RecordOutcome {
    /// Returns the status of a record with this result.
    pub const fn status(&self) -> RecordStatus {
        match self {
            Self::Done(_) => RecordStatus::Done,
            Self::Failed(_) => RecordStatus::Failed,
        }
    }

    /// Returns the size of the content in bytes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Done(value) => value.bytes.len(),
            Self::Failed(failure) => failure.kind.len() + failure.text.len(),
        }
    }
}

/// The names of the item and the execution that a record belongs to: for lists, and for people who read
/// the store. They are not part of the key.
///
/// ```
/// use organum_store::RecordLabels;
///
/// let labels = RecordLabels::default().graph("Checkout").node("shop::tax").execution("order-7");
/// assert_eq!(labels.node.as_deref(), Some("shop::tax"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordLabels {
    /// The name of the graph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graph: Option<Cow<'static, str>>,
    /// The name of the node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<Cow<'static, str>>,
    /// The id of the execution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<Cow<'static, str>>,
}

impl RecordLabels {
    /// Sets the name of the graph.
    #[must_use]
    pub fn graph(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.graph = Some(name.into());
        self
    }

    /// Sets the name of the node.
    #[must_use]
    pub fn node(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.node = Some(name.into());
        self
    }

    /// Sets the id of the execution.
    #[must_use]
    pub fn execution(mut self, id: impl Into<Cow<'static, str>>) -> Self {
        self.execution = Some(id.into());
        self
    }

    /// Returns the size of the texts in bytes.
    pub(crate) fn size(&self) -> usize {
        let all = [&self.graph, &self.node, &self.execution];
        all.into_iter().flatten().map(|text| text.len()).sum()
    }
}

/// A record without its value, as lists contain it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordSummary {
    /// The key of the record.
    pub key: Key,
    /// The status of the record.
    pub status: RecordStatus,
    /// The claim to which the last lease was granted; the nil id if the value was put without a claim.
    pub owner: ClaimId,
    /// The epoch of the last lease or put.
    pub epoch: u64,
    /// The time until the lease ends, unless it is renewed; `None` if there is none, or if it has ended.
    pub left: Option<Duration>,
    /// The number of leases that ended without a result and were not released.
    pub lapses: u32,
    /// The fingerprint of the inputs.
    pub input: Option<Key>,
    /// The names of the item and the execution.
    pub labels: RecordLabels,
    /// The failure, if the record has failed.
    pub failure: Option<RecordFailure>,
    /// The time at which the record was created. Stores keep at least microseconds.
    pub created: SystemTime,
    /// The time of the last claim, release, result or put.
    pub changed: SystemTime,
    /// The time from which the record counts as absent; `None` for never. That of an unfinished record
    /// is later with each renewal.
    pub expires: Option<SystemTime>,
}

impl RecordSummary {
    /// Creates the summary of a record that was created and changed at `time`, without lapses,
    /// fingerprint, labels and expiry. This function is for stores, which set the other fields.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use organum_store::{ClaimId, RecordStatus, RecordSummary, key::Key};
    ///
    /// let key = Key::from_bytes([7; 32]);
    /// let now = SystemTime::now();
    /// let mut summary = RecordSummary::new(key, RecordStatus::Done, ClaimId::new(), 1, now);
    /// summary.lapses = 1;
    /// assert_eq!(summary.expires, None);
    /// ```
    pub fn new(
        key: Key,
        status: RecordStatus,
        owner: ClaimId,
        epoch: u64,
        time: SystemTime,
    ) -> Self {
        Self {
            key,
            status,
            owner,
            epoch,
            left: None,
            lapses: 0,
            input: None,
            labels: RecordLabels::default(),
            failure: None,
            created: time,
            changed: time,
            expires: None,
        }
    }

    /// Returns true if the lease has ended without a result and was not released.
    pub fn has_lapsed(&self) -> bool {
        self.status == RecordStatus::Running && self.left.is_none()
    }

    /// Returns the state of the record, for [`Store::changed`](super::Store::changed).
    pub fn seen(&self) -> RecordSeen {
        RecordSeen {
            status: Some(self.status),
            epoch: self.epoch,
        }
    }
}

/// A record with its value.
// Public fields: stores construct it, and it is a summary and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreRecord {
    /// The record without its value.
    pub summary: RecordSummary,
    /// The value, if the record is done.
    pub value: Option<RecordValue>,
}

/// The answer of [`Store::get`](super::Store::get) for one key.
// Public fields: stores construct it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLookup {
    /// The record; `None` if it is absent or has expired.
    pub record: Option<StoreRecord>,
    /// The generation of the key, for [`PutRequest::if_generation`](super::PutRequest::if_generation).
    /// Absent records have one, too.
    pub generation: u64,
}

impl RecordLookup {
    /// Returns the value, if the record is done.
    pub fn value(&self) -> Option<&RecordValue> {
        self.record.as_ref()?.value.as_ref()
    }

    /// Returns the state of the record, for [`Store::changed`](super::Store::changed).
    pub fn seen(&self) -> RecordSeen {
        let record = self.record.as_ref();
        record.map_or(RecordSeen::ABSENT, |record| record.summary.seen())
    }
}

/// The state of a record that a caller has seen: it waits with
/// [`Store::changed`](super::Store::changed) for another one. Renewals do not change it.
// Public fields: stores construct it, and compare both fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecordSeen {
    /// The status; `None` if the record is absent.
    pub status: Option<RecordStatus>,
    /// The epoch of the last lease or put; 0 if the record is absent.
    pub epoch: u64,
}

impl RecordSeen {
    /// The state of an absent record.
    pub const ABSENT: Self = Self {
        status: None,
        epoch: 0,
    };
}
