//! The content of a saga's dead letter, and the run that it describes.

use organum_store::{Content, DeadLetterId};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::{
    Saga, SagaId,
    completed::{At, Completed},
    entry::{RecordedSaga, SagaEntry},
    refusal::{Refusal, mismatch, recognise},
    run::SagaRun,
};
use crate::panics;

/// The content of a dead letter of a saga: everything that another attempt needs.
#[derive(Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) saga: SagaId,
    pub(crate) version: u32,
    pub(crate) shape: u64,
    pub(crate) step: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) item: Option<u32>,
    /// True if the step is to be called, and not its undo.
    #[serde(default)]
    pub(crate) forward: bool,
    /// Absent from the letter of an item whose saga is in a journal, where the record has the inputs, or whose inputs are
    /// large: they contain all items, so that the letters of all items would hold their square.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inputs: Option<Box<RawValue>>,
    /// Absent if the step gave none; `null` is a value.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub(crate) value: Option<Box<RawValue>>,
}

/// Reads a field that is present, even if it is `null`, which an `Option` would read as absent.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::deserialize(from).map(Some)
}

/// The step whose undo is to be called, in terms of the present version of the saga.
struct Subject {
    step: String,
    item: Option<u32>,
    inputs: Content,
    value: Option<Content>,
}

impl Letter {
    /// Takes the inputs from the record of the saga, if the letter does not hold them. Returns false if there is no
    /// such record.
    pub(crate) fn complete(&mut self, saved: Option<&RecordedSaga>) -> bool {
        if self.inputs.is_none() {
            self.inputs = saved.and_then(|saved| raw(saved.inputs.0.clone()));
        }
        self.inputs.is_some()
    }

    fn inputs(&self) -> Content {
        self.inputs.as_deref().map(content).unwrap_or_default()
    }

    /// Returns the step that is to be undone. A letter of an older version is migrated with `saved`, the record of its
    /// saga, or, without a record, with the content of the letter alone.
    fn subject<S: Saga>(
        &self,
        id: DeadLetterId,
        saved: Option<RecordedSaga>,
    ) -> Result<Subject, Refusal> {
        let Some(refusal) = mismatch(S::TABLE, self.saga, self.version, self.shape) else {
            return Ok(Subject {
                step: self.step.clone(),
                item: self.item,
                inputs: self.inputs(),
                value: self.value.as_deref().map(content),
            });
        };
        // A migration takes a record of one version. Later versions may have added entries to this record.
        let saved = saved.filter(|saved| saved.version == self.version);
        let saved = saved.filter(|saved| parked(saved, id).is_some());
        let saved = saved.unwrap_or_else(|| self.recorded::<S>(id));
        // If the saga declares no migration, the refusal names the version of the letter.
        let migrated = recognise::<S>(saved).map_err(|error| match S::MIGRATE {
            Some(_) => error,
            None => refusal,
        })?;
        let Some((step, item)) = parked(&migrated, id) else {
            let cause = "the migration left nothing of what was parked".into();
            return Err(Refusal::migration(S::TABLE, self.saga, self.version, cause));
        };
        let mut entries = migrated.entries.iter();
        let value = entries.find_map(|entry| match entry {
            SagaEntry::Done {
                step: of,
                item: number,
                value,
            } if *of == step && *number == item => Some(value.clone()),
            _ => None,
        });
        Ok(Subject {
            step,
            item,
            inputs: migrated.inputs,
            value,
        })
    }

    /// Returns the record of a saga with only the parked step.
    fn recorded<S: Saga>(&self, id: DeadLetterId) -> RecordedSaga {
        let (step, item) = (self.step.clone(), self.item);
        let mut entries = vec![SagaEntry::Started {
            step: step.clone().into(),
            item,
        }];
        if let Some(value) = &self.value {
            entries.push(SagaEntry::Done {
                step: step.clone().into(),
                item,
                value: content(value),
            });
        }
        entries.push(SagaEntry::Parked {
            step: step.into(),
            item,
            letter: id,
        });
        RecordedSaga::of_letter(
            self.saga,
            S::TABLE.name,
            (self.version, self.shape),
            self.inputs(),
            entries,
        )
    }
}

/// Returns bytes that are JSON as a part of a letter.
pub(crate) fn raw(bytes: Vec<u8>) -> Option<Box<RawValue>> {
    RawValue::from_string(String::from_utf8(bytes).ok()?).ok()
}

fn content(raw: &RawValue) -> Content {
    Content(raw.get().as_bytes().to_vec())
}

/// Returns the step that was parked as this letter.
fn parked(saved: &RecordedSaga, id: DeadLetterId) -> Option<(String, Option<u32>)> {
    saved.entries.iter().find_map(|entry| match entry {
        SagaEntry::Parked { step, item, letter } if *letter == id => {
            Some((step.clone().into_owned(), *item))
        }
        _ => None,
    })
}

/// Returns the run of a letter, the parked step, and its output. `restore` returns the run with these inputs, and
/// `saved` is the record in the journal.
pub(crate) fn unpack<S: Saga>(
    (id, letter): (DeadLetterId, &Letter),
    saved: Option<RecordedSaga>,
    restore: impl FnOnce(&Content) -> Result<SagaRun<S>, Refusal>,
) -> Result<(SagaRun<S>, At, Option<Completed>), Refusal> {
    let saga = letter.saga;
    let subject = letter.subject::<S>(id, saved)?;
    let unreadable = |cause| Refusal::value(S::TABLE, saga, &subject.step, cause);
    let step = S::TABLE
        .position(&subject.step)
        .ok_or_else(|| unreadable("there is no such step".into()))?;
    let run = restore(&subject.inputs)?;
    let at = At {
        step,
        item: subject.item,
    };
    let done = match (&subject.value, &S::STEPS[step].codec) {
        (Some(value), Some(codec)) => {
            let value = panics::as_error(|| (codec.decode)(&value.0));
            Some(Completed::new(at, value.map_err(unreadable)?))
        }
        _ => None,
    };
    Ok((run, at, done))
}
