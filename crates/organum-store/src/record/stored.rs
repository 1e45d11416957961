//! The stored form of a record, and the serialised form of all records.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::{
    PutRequest, RecordLabels, RecordOutcome, RecordStatus, RecordSummary, StoreRecord, StoreState,
    request::LONGEST,
};
use crate::{
    ClaimId, ClaimRequest,
    bounds::OVERHEAD,
    key::Key,
    lease::grant::{Epochs, Grant},
};

/// A record as the state stores it. Times are those of the store's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) key: Key,
    /// The last lease. It has ended if the record is finished.
    pub(super) grant: Grant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<RecordOutcome>,
    pub(super) lapses: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) input: Option<Key>,
    pub(super) labels: RecordLabels,
    created: Duration,
    pub(super) changed: Duration,
    /// The time after which the record expires, counted from its end, or from the end of its lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) keep: Option<Duration>,
}

impl Stored {
    /// Creates the record of a claim.
    pub(super) fn claimed(request: &ClaimRequest, grant: Grant, now: Duration) -> Self {
        Self {
            key: request.key,
            grant,
            outcome: None,
            lapses: 0,
            input: request.input,
            labels: request.labels.clone(),
            created: now,
            changed: now,
            keep: request.keep_unfinished,
        }
    }

    /// Creates the record of a value that was put.
    pub(super) fn put(request: &PutRequest, epoch: u64, now: Duration) -> Self {
        let nobody = ClaimId::from_uuid(Uuid::nil());
        let mut grant = Grant::new(nobody, epoch, Duration::ZERO, now);
        grant.end();
        Self {
            key: request.key,
            grant,
            outcome: Some(RecordOutcome::Done(request.value.clone())),
            lapses: 0,
            input: request.input,
            labels: request.labels.clone(),
            created: now,
            changed: now,
            keep: request.ttl,
        }
    }

    pub(super) fn status(&self) -> RecordStatus {
        match &self.outcome {
            Some(outcome) => outcome.status(),
            None if self.grant.until().is_some() => RecordStatus::Running,
            None => RecordStatus::Released,
        }
    }

    /// The time from which the record counts as absent.
    pub(super) fn expires(&self) -> Option<Duration> {
        let from = self.grant.until().unwrap_or(self.changed);
        self.keep.map(|keep| from + keep.min(LONGEST))
    }

    /// The approximate size of the record in bytes.
    pub(super) fn size(&self) -> usize {
        OVERHEAD + self.labels.size() + self.outcome.as_ref().map_or(0, RecordOutcome::size)
    }

    pub(super) fn summary(&self, now: Duration) -> RecordSummary {
        let at = |time: Duration| SystemTime::UNIX_EPOCH + time;
        let (status, grant) = (self.status(), &self.grant);
        let mut summary =
            RecordSummary::new(self.key, status, grant.owner, grant.epoch, at(self.created));
        summary.left = grant.left(now);
        summary.lapses = self.lapses + u32::from(summary.has_lapsed());
        summary.input = self.input;
        summary.labels = self.labels.clone();
        if let Some(RecordOutcome::Failed(failure)) = &self.outcome {
            summary.failure = Some(failure.clone());
        }
        summary.changed = at(self.changed);
        summary.expires = self.expires().map(at);
        summary
    }

    pub(super) fn record(&self, now: Duration) -> StoreRecord {
        let value = match &self.outcome {
            Some(RecordOutcome::Done(value)) => Some(value.clone()),
            _ => None,
        };
        StoreRecord {
            summary: self.summary(now),
            value,
        }
    }
}

/// The serialised form of all records.
#[derive(Serialize, Deserialize)]
struct Written {
    format: u32,
    epoch: Epochs,
    floor: u64,
    generations: BTreeMap<Key, u64>,
    records: Vec<Stored>,
}

const FORMAT: u32 = 1;

impl Serialize for StoreState {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Written {
            format: FORMAT,
            epoch: self.epochs,
            floor: self.floor,
            generations: self.generations.clone(),
            records: self.records.values().cloned().collect(),
        }
        .serialize(to)
    }
}

impl<'de> Deserialize<'de> for StoreState {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?;
        if written.format != FORMAT {
            return Err(serde::de::Error::custom(format!(
                "the store is written in format {}, and this program reads format {FORMAT}",
                written.format
            )));
        }
        let mut state = Self::default();
        state.epochs = written.epoch;
        state.floor = written.floor;
        state.generations = written.generations;
        for record in written.records {
            state.insert(record);
        }
        Ok(state)
    }
}
