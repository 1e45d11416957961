//! The entries of a saga in its journal, and the record of a saga as it is read from there.

use std::{borrow::Cow, collections::HashSet, time::SystemTime};

use organum_store::{
    Content, DeadLetterId, DeadLetterReason, JournalHead, JournalRecord, JournalStatus, StoreError,
    StoreErrorKind, json,
};
use serde::{Deserialize, Serialize};

use super::SagaId;
use organum_base::observe::SagaStatus;

/// The kind of the records of sagas in a journal, which may hold records of other kinds.
pub const KIND: &str = "saga";

/// The number of the format in which this version writes inputs and entries: JSON.
pub const FORMAT: u32 = 1;

/// The name of a step. Entries hold names and not positions, so that people and later versions of a saga can read
/// them.
pub type StepName = Cow<'static, str>;

/// An entry in the record of a saga.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "entry")]
#[non_exhaustive]
pub enum SagaEntry {
    /// A step, or an item of one, is about to be called.
    Started {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
    },
    /// The step, or an item of it, has completed.
    Done {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
        /// The output, as JSON.
        value: Content,
    },
    /// The step failed, was not called, or was dropped before it had an effect.
    Failed {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
    },
    /// Another step won the race against this one.
    Lost {
        /// The step.
        step: StepName,
    },
    /// The rollback has begun.
    RollingBack {
        /// The step that failed, if one did.
        step: Option<StepName>,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
        /// The reason of the rollback.
        reason: DeadLetterReason,
    },
    /// A step, or an item of one, was undone.
    Undone {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
    },
    /// The undo of a step failed permanently, and the step is parked as a dead letter.
    Parked {
        /// The step.
        step: StepName,
        /// The item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
        /// The letter.
        letter: DeadLetterId,
    },
    /// A step after the pivot failed permanently. The saga waits until the dead letter is redriven or the saga is
    /// resumed.
    Stalled {
        /// The step.
        step: StepName,
        /// The letter.
        letter: DeadLetterId,
    },
    /// The saga was stalled, and is resumed.
    Resumed,
    /// The saga has ended.
    Finished {
        /// The end: completed, rolled back, or parked.
        #[serde(with = "end")]
        end: SagaStatus,
    },
}

impl SagaEntry {
    /// Returns the entry as JSON.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode_into(&mut bytes);
        bytes
    }

    /// Appends the entry as JSON. The entries that each step writes are encoded by hand, which is several times as fast
    /// as serde.
    pub(crate) fn encode_into(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Started { step, item } => {
                bytes.extend_from_slice(br#"{"entry":"started","step":"#);
                encode_step(step, *item, bytes);
            }
            Self::Done { step, item, value } => {
                bytes.extend_from_slice(br#"{"entry":"done","step":"#);
                encode_step(step, *item, bytes);
                bytes.extend_from_slice(br#","value":"#);
                encode_json(value, bytes);
            }
            Self::Finished { end } => {
                bytes.extend_from_slice(br#"{"entry":"finished","end":"#);
                encode_json(end.as_str(), bytes);
            }
            other => return encode_json(other, bytes),
        }
        bytes.push(b'}');
    }

    /// Returns the status of a saga after this entry, if the entry changes it.
    pub(crate) fn status(&self) -> Option<JournalStatus> {
        match self {
            Self::RollingBack { .. } => Some(JournalStatus::RollingBack),
            Self::Stalled { .. } => Some(JournalStatus::Stalled),
            Self::Resumed => Some(JournalStatus::Running),
            Self::Finished { end } => Some(JournalStatus::finished(end.as_str())),
            _ => None,
        }
    }
}

fn encode_step(step: &str, item: Option<u32>, bytes: &mut Vec<u8>) {
    if step
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        bytes.push(b'"');
        bytes.extend_from_slice(step.as_bytes());
        bytes.push(b'"');
    } else {
        encode_json(step, bytes);
    }
    if let Some(item) = item {
        bytes.extend_from_slice(br#","item":"#);
        encode_json(&item, bytes);
    }
}

fn encode_json(value: &(impl Serialize + ?Sized), bytes: &mut Vec<u8>) {
    serde_json::to_writer(bytes, value).expect("names, numbers and bytes have a form in JSON");
}

/// Returns the status of a saga in a journal. An end that this version does not know is
/// [`Unknown`](SagaStatus::Unknown).
pub fn status_of(status: &JournalStatus) -> SagaStatus {
    const ENDS: [SagaStatus; 3] = [
        SagaStatus::Completed,
        SagaStatus::RolledBack,
        SagaStatus::Parked,
    ];
    match status {
        JournalStatus::Running => SagaStatus::Running,
        JournalStatus::RollingBack => SagaStatus::RollingBack,
        JournalStatus::Stalled => SagaStatus::Stalled,
        JournalStatus::Finished(outcome) => {
            let end = ENDS.into_iter().find(|end| end.as_str() == outcome);
            end.unwrap_or(SagaStatus::Unknown)
        }
        _ => SagaStatus::Unknown,
    }
}

mod end {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{JournalStatus, SagaStatus, status_of};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it with a reference"
    )]
    pub(super) fn serialize<S: Serializer>(
        end: &SagaStatus,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(end.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<SagaStatus, D::Error> {
        let text = String::deserialize(deserializer)?;
        match status_of(&JournalStatus::finished(text)) {
            SagaStatus::Unknown => Err(D::Error::custom("not the end of a saga")),
            end => Ok(end),
        }
    }
}

/// The record of a saga, as its journal holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedSaga {
    /// The id.
    pub id: SagaId,
    /// The name of the saga: that of its type.
    pub saga: Cow<'static, str>,
    /// The version: `#[saga(version = …)]`.
    pub version: u32,
    /// A hash of the steps, the values that they take, and their undos.
    pub shape: u64,
    /// The outer saga, of which this one is a step.
    pub parent: Option<SagaId>,
    /// The time at which the saga began.
    pub time: SystemTime,
    /// The inputs without the injected fields, as JSON.
    pub inputs: Content,
    /// The entries, in order.
    pub entries: Vec<SagaEntry>,
    status: JournalStatus,
    /// The number of the next entry.
    next_number: u64,
    /// An older version recorded the inputs.
    is_migrated: bool,
}

impl RecordedSaga {
    /// Reads the record of a saga in a journal.
    ///
    /// # Errors
    /// The record has a newer format, belongs to no saga, or is damaged.
    pub fn read(record: JournalRecord) -> Result<Self, StoreError> {
        let error = |kind| StoreError::new(kind, "journal", "read a saga");
        if record.head.kind != KIND {
            return Err(
                error(StoreErrorKind::Corrupt).with_detail("it is not the record of a saga")
            );
        }
        if record.head.format > FORMAT {
            let format = record.head.format;
            return Err(error(StoreErrorKind::TooNew).with_detail(format!(
                "it is written in format {format}, and this program reads format {FORMAT}"
            )));
        }
        let entries = record.entries.iter();
        let entries = entries.map(|entry| json::from_slice(entry));
        let entries = entries.collect::<Result<Vec<SagaEntry>, _>>();
        let entries = entries.map_err(|cause| error(StoreErrorKind::Corrupt).with_source(cause))?;
        Ok(Self {
            next_number: record.next_number(),
            is_migrated: false,
            status: record.status,
            id: SagaId(record.head.id),
            saga: record.head.name,
            version: record.head.version,
            shape: record.head.shape,
            parent: record.head.parent.map(SagaId),
            time: record.head.time,
            inputs: record.head.content,
            entries,
        })
    }

    /// Returns the record of a parked saga of which only a dead letter is left.
    pub(crate) fn of_letter(
        id: SagaId,
        saga: &'static str,
        (version, shape): (u32, u64),
        inputs: Content,
        entries: Vec<SagaEntry>,
    ) -> Self {
        Self {
            id,
            saga: saga.into(),
            version,
            shape,
            parent: None,
            time: SystemTime::UNIX_EPOCH,
            inputs,
            next_number: entries.len() as u64,
            is_migrated: false,
            entries,
            status: JournalStatus::finished(SagaStatus::Parked.as_str()),
        }
    }

    /// Returns the status of the saga.
    pub fn status(&self) -> SagaStatus {
        status_of(&self.status)
    }

    pub(crate) fn journal_status(&self) -> JournalStatus {
        self.status.clone()
    }

    /// Returns the dead letters of the parked steps that were not undone since, the oldest first.
    pub fn parked(&self) -> Vec<DeadLetterId> {
        let parked = self.parked_steps().into_iter();
        parked.map(|(_, _, letter)| letter).collect()
    }

    /// Returns the items of a step that are parked, each with its letter: all of them, or the one with this number.
    pub(crate) fn parked_of(
        &self,
        step: &str,
        only: Option<u32>,
    ) -> Vec<(Option<u32>, DeadLetterId)> {
        let parked = self.parked_steps().into_iter();
        let of_step = parked.filter(|(of, item, _)| {
            let is_it = only.is_none() || *item == only;
            *of == step && is_it
        });
        of_step.map(|(_, item, letter)| (item, letter)).collect()
    }

    /// True if a step, or this item of one, has begun.
    pub(crate) fn has_begun(&self, step: &str, number: Option<u32>) -> bool {
        self.entries.iter().any(|entry| match entry {
            SagaEntry::Started { step: of, item } => of == step && *item == number,
            _ => false,
        })
    }

    fn parked_steps(&self) -> Vec<(&str, Option<u32>, DeadLetterId)> {
        let undone = self.entries.iter().filter_map(|entry| match entry {
            SagaEntry::Undone { step, item } => Some((&**step, *item)),
            _ => None,
        });
        let undone: HashSet<_> = undone.collect();
        let parked = self.entries.iter().filter_map(|entry| match entry {
            SagaEntry::Parked { step, item, letter } => Some((&**step, *item, *letter)),
            _ => None,
        });
        parked
            .filter(|(step, item, _)| !undone.contains(&(*step, *item)))
            .collect()
    }

    pub(crate) fn is_migrated(&self) -> bool {
        self.is_migrated
    }

    /// The saga has the form of this version from now on.
    pub(crate) fn migrated_to(&mut self, version: u32, shape: u64) {
        self.version = version;
        self.shape = shape;
        self.is_migrated = true;
    }

    pub(crate) fn next_number(&self) -> u64 {
        self.next_number
    }
}

/// Returns the head of the record of a saga.
pub(crate) fn head(
    id: SagaId,
    table: &super::table::SagaTable,
    shape: u64,
    parent: Option<SagaId>,
    time: SystemTime,
    inputs: Vec<u8>,
) -> JournalHead {
    let mut head = JournalHead::new(id.0, KIND, table.name, time);
    head.version = table.version.unwrap_or_default();
    head.shape = shape;
    head.parent = parent.map(|parent| parent.0);
    head.format = FORMAT;
    head.content = Content(inputs);
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_by_hand_is_what_serde_writes() {
        let mut entries = vec![SagaEntry::Resumed];
        for end in [SagaStatus::Completed, SagaStatus::RolledBack] {
            entries.push(SagaEntry::Finished { end });
        }
        for step in ["charge", "größe", "a\"b\\c\n"] {
            for item in [None, Some(0), Some(u32::MAX)] {
                let step = StepName::from(step);
                let value = |bytes: &[u8]| Content(bytes.to_vec());
                entries.push(SagaEntry::Started {
                    step: step.clone(),
                    item,
                });
                for value in [value(b""), value(br#"{"a":"\u0007\n"}"#), value(&[0xff, 1])] {
                    let step = step.clone();
                    entries.push(SagaEntry::Done { step, item, value });
                }
            }
        }
        for entry in entries {
            let by_serde = serde_json::to_string(&entry).expect("it has a form");
            let by_hand = String::from_utf8(entry.encode()).expect("JSON is UTF-8");
            assert_eq!(by_hand, by_serde);
        }
    }
}
