//! A row of the table of records, and the answers that follow from it.

use std::time::{Duration, SystemTime};

use organum_store::{
    ClaimId, ClaimRequest, OnLapsed, OnRunning, RecordClaim, RecordFailure, RecordLabels,
    RecordSeen, RecordStatus, RecordSummary, RecordValue, StoreError, StoreErrorKind, StoreRecord,
    key::Key,
};
use sqlx::Row;
use uuid::Uuid;

use crate::Dialect;

/// A row. Times are in microseconds since 1970.
#[derive(Debug)]
pub(super) struct Found {
    key: Vec<u8>,
    status: String,
    owner: String,
    epoch: i64,
    lapses: i64,
    input: Option<Vec<u8>>,
    graph: Option<String>,
    node: Option<String>,
    execution: Option<String>,
    error: Option<(String, String)>,
    created: i64,
    changed: i64,
    expires: Option<i64>,
    /// The time until the lease ends; `None` if there is none, or if it has ended.
    left: Option<i64>,
    value: Option<Vec<u8>>,
    value_format: Option<i64>,
    value_fingerprint: Option<i64>,
    value_version: Option<i64>,
}

/// The columns that [`Found::read`] needs, and which each dialect computes as it has to: `owner_text`,
/// `created_us`, `changed_us`, `expires_us` and `left_us`.
macro_rules! read {
    ($row:ty) => {
        impl TryFrom<&$row> for Found {
            type Error = sqlx::Error;

            fn try_from(row: &$row) -> Result<Self, sqlx::Error> {
                let kind: Option<String> = row.try_get("error_kind")?;
                let text: Option<String> = row.try_get("error_text")?;
                Ok(Self {
                    key: row.try_get("key")?,
                    status: row.try_get("status")?,
                    owner: row.try_get("owner_text")?,
                    epoch: row.try_get("epoch")?,
                    lapses: row.try_get("lapses")?,
                    input: row.try_get("input")?,
                    graph: row.try_get("graph")?,
                    node: row.try_get("node")?,
                    execution: row.try_get("execution")?,
                    error: kind.zip(text),
                    created: row.try_get("created_us")?,
                    changed: row.try_get("changed_us")?,
                    expires: row.try_get("expires_us")?,
                    left: row.try_get("left_us")?,
                    value: row.try_get("value")?,
                    value_format: row.try_get("value_format")?,
                    value_fingerprint: row.try_get("value_fingerprint")?,
                    value_version: row.try_get("value_version")?,
                })
            }
        }
    };
}
read!(sqlx::postgres::PgRow);
read!(sqlx::sqlite::SqliteRow);

/// Returns a time of a row.
pub(super) fn micros(time: i64) -> Duration {
    Duration::from_micros(u64::try_from(time).unwrap_or_default())
}

/// Returns the number of microseconds that is written for a duration.
pub(super) fn as_micros(time: Duration) -> i64 {
    /// The longest time that is kept: a hundred years.
    const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);
    i64::try_from(time.min(LONGEST).as_micros()).unwrap_or(i64::MAX)
}

/// Returns the stored form of an epoch or a generation.
pub(super) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Returns the epoch or generation with this stored form.
pub(super) fn number(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}

pub(super) fn key(bytes: &[u8], dialect: Dialect) -> Result<Key, StoreError> {
    let bytes = <[u8; 32]>::try_from(bytes);
    bytes
        .map(Key::from_bytes)
        .map_err(|_| corrupt(dialect, "its key has not 32 bytes"))
}

/// Returns a stored number of lapses, and one more if the last lease has ended.
fn lapses(stored: i64, has_lapsed: bool) -> u32 {
    let lapses = u32::try_from(stored).unwrap_or(u32::MAX);
    lapses.saturating_add(u32::from(has_lapsed))
}

fn corrupt(dialect: Dialect, detail: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, dialect.name(), "read a record").with_detail(detail)
}

fn too_new(dialect: Dialect) -> StoreError {
    StoreError::new(StoreErrorKind::TooNew, dialect.name(), "read a record")
        .with_detail("its status is unknown to this program: update the program")
}

impl Found {
    fn status(&self, dialect: Dialect) -> Result<RecordStatus, StoreError> {
        RecordStatus::from_code(&self.status).ok_or_else(|| too_new(dialect))
    }

    fn owner(&self, dialect: Dialect) -> Result<ClaimId, StoreError> {
        let owner = self.owner.parse::<Uuid>();
        owner
            .map(ClaimId::from_uuid)
            .map_err(|_| corrupt(dialect, "its owner is no UUID"))
    }

    fn value(&self, dialect: Dialect) -> Result<RecordValue, StoreError> {
        let wrong = || corrupt(dialect, "it has no value, or a damaged one");
        let part = |part: Option<i64>| part.and_then(|part| u32::try_from(part).ok());
        let bytes = self.value.as_deref().ok_or_else(wrong)?;
        let mut value = RecordValue::new(bytes);
        value.format = part(self.value_format).ok_or_else(wrong)?;
        value.version = part(self.value_version).ok_or_else(wrong)?;
        // The bits of an unsigned number.
        value.fingerprint = self.value_fingerprint.ok_or_else(wrong)?.cast_unsigned();
        Ok(value)
    }

    fn failure(&self, dialect: Dialect) -> Result<RecordFailure, StoreError> {
        let (kind, text) = self
            .error
            .clone()
            .ok_or_else(|| corrupt(dialect, "it has no failure"))?;
        Ok(RecordFailure::new(kind, text))
    }

    fn seen(&self, status: RecordStatus) -> RecordSeen {
        RecordSeen {
            status: Some(status),
            epoch: number(self.epoch),
        }
    }

    /// Returns the bytes of the key.
    pub(super) fn key(&self) -> &[u8] {
        &self.key
    }

    /// Returns the record without its value.
    pub(super) fn summary(&self, dialect: Dialect) -> Result<RecordSummary, StoreError> {
        let at = |time| SystemTime::UNIX_EPOCH + micros(time);
        let status = self.status(dialect)?;
        let (key, owner) = (key(&self.key, dialect)?, self.owner(dialect)?);
        let epoch = number(self.epoch);
        let mut summary = RecordSummary::new(key, status, owner, epoch, at(self.created));
        summary.left = self.left.map(micros);
        summary.lapses = lapses(self.lapses, summary.has_lapsed());
        let input = self.input.as_deref();
        summary.input = input.map(|input| self::key(input, dialect)).transpose()?;
        summary.labels = self.labels();
        if status == RecordStatus::Failed {
            summary.failure = Some(self.failure(dialect)?);
        }
        summary.changed = at(self.changed);
        summary.expires = self.expires.map(at);
        Ok(summary)
    }

    fn labels(&self) -> RecordLabels {
        let mut labels = RecordLabels::default();
        labels.graph = self.graph.clone().map(Into::into);
        labels.node = self.node.clone().map(Into::into);
        labels.execution = self.execution.clone().map(Into::into);
        labels
    }

    pub(super) fn record(&self, dialect: Dialect) -> Result<StoreRecord, StoreError> {
        let summary = self.summary(dialect)?;
        let is_done = summary.status == RecordStatus::Done;
        let value = is_done.then(|| self.value(dialect)).transpose()?;
        Ok(StoreRecord { summary, value })
    }

    /// Returns the answer to a claim that is not granted this record, which has not expired. `None` if
    /// the record can be granted: then it has changed while the statement was running.
    pub(super) fn answer(
        &self,
        request: &ClaimRequest,
        dialect: Dialect,
    ) -> Result<Option<RecordClaim>, StoreError> {
        let status = self.status(dialect)?;
        let other = |input: &[u8]| request.input.is_some_and(|own| own.as_bytes() != input);
        if self.input.as_deref().is_some_and(other) {
            return Ok(Some(RecordClaim::Mismatch));
        }
        Ok(match status {
            RecordStatus::Done => Some(RecordClaim::Done(self.value(dialect)?)),
            RecordStatus::Failed => Some(RecordClaim::Failed(self.failure(dialect)?)),
            RecordStatus::Running => {
                let owner = self.owner(dialect)?;
                match self.left {
                    _ if owner == request.claim => None,
                    Some(left) if request.on_running == OnRunning::Tell => {
                        Some(RecordClaim::Running {
                            owner,
                            seen: self.seen(status),
                            left: micros(left),
                        })
                    }
                    None if request.on_lapsed == OnLapsed::Tell => Some(RecordClaim::Unknown {
                        lapses: lapses(self.lapses, true),
                    }),
                    _ => None,
                }
            }
            _ => None,
        })
    }
}
