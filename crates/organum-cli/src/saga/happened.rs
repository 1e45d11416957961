//! What happened to the steps of a saga, read from its entries.

use organum_saga::{RecordedSaga, SagaEntry};
use organum_store::{Content, DeadLetterId, DeadLetterReason as Reason};

/// Something that happened to a step, or to an item of one.
pub(crate) struct Happened<'a> {
    pub(crate) step: &'a str,
    pub(crate) item: Option<u32>,
    pub(crate) what: What<'a>,
}

pub(crate) enum What<'a> {
    /// It was called, and no more is known of that call: it is at work, or was cut.
    Started,
    Done(&'a Content),
    /// Another step won the race against it.
    Lost,
    Failed,
    Undone,
    Parked(DeadLetterId),
    /// It failed for good after the pivot.
    Stalled(DeadLetterId),
}

impl What<'_> {
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Done(_) => "done",
            Self::Lost => "lost",
            Self::Failed => "failed",
            Self::Undone => "undone",
            Self::Parked(_) => "parked",
            Self::Stalled(_) => "stalled",
        }
    }

    pub(crate) fn letter(&self) -> Option<DeadLetterId> {
        match self {
            Self::Parked(letter) | Self::Stalled(letter) => Some(*letter),
            _ => None,
        }
    }

    pub(crate) fn value(&self) -> Option<&Content> {
        match self {
            Self::Done(value) => Some(value),
            _ => None,
        }
    }

    /// Does this say how a call of the step ended?
    fn ends_call(&self) -> bool {
        !matches!(self, Self::Undone | Self::Parked(_))
    }
}

impl<'a> Happened<'a> {
    fn of(entry: &'a SagaEntry) -> Option<Self> {
        let (step, item, what) = match entry {
            SagaEntry::Started { step, item } => (step, *item, What::Started),
            SagaEntry::Failed { step, item } => (step, *item, What::Failed),
            SagaEntry::Done { step, item, value } => (step, *item, What::Done(value)),
            SagaEntry::Lost { step } => (step, None, What::Lost),
            SagaEntry::RollingBack {
                step: Some(step),
                item,
                ..
            } => (step, *item, What::Failed),
            SagaEntry::Undone { step, item } => (step, *item, What::Undone),
            SagaEntry::Parked { step, item, letter } => (step, *item, What::Parked(*letter)),
            SagaEntry::Stalled { step, letter } => (step, None, What::Stalled(*letter)),
            _ => return None,
        };
        Some(Self { step, item, what })
    }

    /// The step, and which of its items.
    pub(crate) fn name(&self) -> String {
        match self.item {
            Some(item) => format!("{}[{item}]", self.step),
            None => self.step.to_owned(),
        }
    }
}

/// What happened, in order. A call whose end is known is told of by that alone.
pub(crate) fn happened(saved: &RecordedSaga) -> Vec<Happened<'_>> {
    let mut all: Vec<Happened<'_>> = Vec::new();
    for happened in saved.entries.iter().filter_map(Happened::of) {
        if happened.what.ends_call() {
            all.retain(|earlier| {
                !matches!(earlier.what, What::Started)
                    || (earlier.step, earlier.item) != (happened.step, happened.item)
            });
        }
        all.push(happened);
    }
    all
}

/// Why it is, or was, undone.
pub(crate) fn reason(saved: &RecordedSaga) -> Option<&Reason> {
    saved.entries.iter().rev().find_map(|entry| match entry {
        SagaEntry::RollingBack { reason, .. } => Some(reason),
        _ => None,
    })
}
