//! The history of the steps of a saga, read from its entries.

use organum_saga::{RecordedSaga, SagaEntry};
use organum_store::{Content, DeadLetterId, DeadLetterReason as Reason};

/// An event in the history of a step, or of one item of a step.
pub(crate) struct Happened<'a> {
    pub(crate) step: &'a str,
    pub(crate) item: Option<u32>,
    pub(crate) what: What<'a>,
}

pub(crate) enum What<'a> {
    /// The step was called, and the result is not known: the call is in progress or was cut off.
    Started,
    Done(&'a Content),
    /// Another step won the race against this one.
    Lost,
    Failed,
    Undone,
    Parked(DeadLetterId),
    /// The step failed permanently after the pivot.
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

    /// Returns true if the event is the end of a call of the step.
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

    /// The name of the step, with the index of the item.
    pub(crate) fn name(&self) -> String {
        match self.item {
            Some(item) => format!("{}[{item}]", self.step),
            None => self.step.to_owned(),
        }
    }
}

/// The history in order. A call whose end is known is represented by its end alone.
pub(crate) fn happened(saved: &RecordedSaga) -> Vec<Happened<'_>> {
    let mut all: Vec<Happened<'_>> = Vec::new();
    for happened in saved.entries.iter().filter_map(Happened::of) {
        if happened.what.ends_call() {
            // The entry of a rollback or a stall names the step again that has failed.
            let is_failed = matches!(happened.what, What::Failed | What::Stalled(_));
            all.retain(|earlier| {
                let is_told_now = match earlier.what {
                    What::Started => true,
                    What::Failed => is_failed,
                    _ => false,
                };
                !is_told_now || (earlier.step, earlier.item) != (happened.step, happened.item)
            });
        }
        all.push(happened);
    }
    all
}

/// The reason why the saga is rolled back, or was.
pub(crate) fn reason(saved: &RecordedSaga) -> Option<&Reason> {
    saved.entries.iter().rev().find_map(|entry| match entry {
        SagaEntry::RollingBack { reason, .. } => Some(reason),
        _ => None,
    })
}
