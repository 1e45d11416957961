//! The stored form of a record, and the serialised form of all records.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{JournalHead, JournalRecord, JournalState, JournalStatus};
use crate::{
    ClaimId, Content, StoreError, StoreErrorKind,
    bounds::OVERHEAD,
    lease::grant::{Epochs, Grant},
};

/// A record as the state stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) head: JournalHead,
    pub(super) status: JournalStatus,
    pub(super) grant: Option<Grant>,
    /// The bytes of all entries, one after the other.
    bytes: Vec<u8>,
    /// The end of each entry.
    ends: Vec<usize>,
}

/// The result of an append.
pub(super) struct Written {
    /// The number of bytes by which the record grew.
    pub(super) bytes: usize,
    /// True if the record ended.
    pub(super) is_over: bool,
}

/// The reason why entries cannot be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Empty,
    Gap { next: u64 },
    Other { number: u64 },
    Status,
}

impl Wrong {
    pub(super) fn error(self, store: &'static str, operation: &'static str) -> StoreError {
        let (kind, detail) = match self {
            Self::Empty => (StoreErrorKind::Refused, "there is no entry".to_owned()),
            Self::Gap { next } => (
                StoreErrorKind::Refused,
                format!("the next entry has number {next}"),
            ),
            Self::Other { number } => (
                StoreErrorKind::Conflict,
                format!("entry {number} has another content"),
            ),
            Self::Status => (
                StoreErrorKind::Conflict,
                "the entries are there with another status".to_owned(),
            ),
        };
        StoreError::new(kind, store, operation).with_detail(detail)
    }
}

impl Stored {
    pub(super) fn new(head: JournalHead, grant: Grant) -> Self {
        Self {
            head,
            status: JournalStatus::Running,
            grant: Some(grant),
            // Room for a few entries, so that the buffer seldom grows.
            bytes: Vec::with_capacity(256),
            ends: Vec::with_capacity(16),
        }
    }

    pub(super) fn size(&self) -> usize {
        let texts = self.head.kind.len() + self.head.name.len();
        let entries = self.bytes.len() + self.ends.len() * size_of::<usize>();
        OVERHEAD + texts + self.head.content.0.len() + entries
    }

    fn entries(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends);
        ranges.map(|(start, end)| &self.bytes[start..*end])
    }

    pub(super) fn record(&self) -> JournalRecord {
        let entries = self.entries().map(<[u8]>::to_vec).collect();
        JournalRecord::new(self.head.clone(), self.status.clone(), entries)
    }

    pub(super) fn push(&mut self, entries: &[&[u8]]) {
        for entry in entries {
            self.bytes.extend_from_slice(entry);
            self.ends.push(self.bytes.len());
        }
    }

    /// Adds entries and sets the status. The lease ends with the record.
    pub(super) fn write(&mut self, entries: &[&[u8]], status: JournalStatus) -> Written {
        let (before, was_finished) = (self.size(), self.status.is_finished());
        self.push(entries);
        self.status = status;
        let is_finished = self.status.is_finished();
        if let Some(grant) = self.grant.as_mut().filter(|_| is_finished) {
            grant.end();
        }
        Written {
            bytes: self.size() - before,
            is_over: is_finished && !was_finished,
        }
    }

    /// Returns the number of the entries that exist already; `number` is that of the first one.
    pub(super) fn find(
        &self,
        number: u64,
        entries: &[&[u8]],
        status: &JournalStatus,
    ) -> Result<usize, Wrong> {
        if entries.is_empty() {
            return Err(Wrong::Empty);
        }
        let next = self.ends.len();
        let start = usize::try_from(number).unwrap_or(usize::MAX);
        if start == next {
            return Ok(0);
        }
        if start > next {
            return Err(Wrong::Gap { next: next as u64 });
        }
        let there = self.entries().skip(start).zip(entries);
        let mut found = 0;
        for (there, entry) in there {
            if there != *entry {
                let number = number + found as u64;
                return Err(Wrong::Other { number });
            }
            found += 1;
        }
        let are_last = start + found == next;
        if found == entries.len() && are_last && self.status != *status {
            return Err(Wrong::Status);
        }
        Ok(found)
    }

    /// The time until the lease of the record ends.
    pub(super) fn left(&self, now: Duration) -> Option<Duration> {
        self.grant.as_ref().and_then(|grant| grant.left(now))
    }

    /// Returns true if the claim has the lease of the record.
    pub(super) fn is_of(&self, claim: ClaimId) -> bool {
        let grant = self.grant.as_ref();
        grant.is_some_and(|grant| grant.is_of(claim))
    }

    /// Returns true if a process that can run the record may claim it once it is free.
    pub(super) fn goes_on_by_itself(&self) -> bool {
        let goes_on = !self.status.is_finished() && !self.status.is_stalled();
        goes_on && self.head.parent.is_none()
    }
}

/// The serialised form of all records.
#[derive(Serialize, Deserialize)]
struct WrittenAll<R> {
    format: u32,
    epoch: Epochs,
    records: Vec<R>,
}

/// The serialised form of a record.
#[derive(Serialize, Deserialize)]
struct Record {
    head: JournalHead,
    #[serde(flatten)]
    status: JournalStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grant: Option<Grant>,
    entries: Vec<Content>,
}

const FORMAT: u32 = 1;

impl From<&Stored> for Record {
    fn from(stored: &Stored) -> Self {
        let entries = stored.entries().map(|entry| Content(entry.to_vec()));
        Self {
            head: stored.head.clone(),
            status: stored.status.clone(),
            grant: stored.grant.clone(),
            entries: entries.collect(),
        }
    }
}

impl From<Record> for Stored {
    fn from(record: Record) -> Self {
        let mut stored = Self {
            head: record.head,
            status: record.status,
            grant: record.grant,
            bytes: Vec::new(),
            ends: Vec::new(),
        };
        for entry in record.entries {
            stored.push(&[&entry.0]);
        }
        stored
    }
}

impl Serialize for JournalState {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        WrittenAll {
            format: FORMAT,
            epoch: self.epochs,
            records: self.records.values().map(Record::from).collect(),
        }
        .serialize(to)
    }
}

impl<'de> Deserialize<'de> for JournalState {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = WrittenAll::<Record>::deserialize(from)?;
        if written.format != FORMAT {
            return Err(serde::de::Error::custom(format!(
                "the journal is written in format {}, and this program reads format {FORMAT}",
                written.format
            )));
        }
        let mut state = Self::default();
        state.epochs = written.epoch;
        for record in written.records {
            state.insert(record.into());
        }
        Ok(state)
    }
}
