//! The history of the steps of a saga, read from its entries.

use organum_saga::{RecordedSaga, SagaEntry};
use organum_store::{Content, DeadLetterId, DeadLetterReason as Reason};

/// An event in the history of a step, or of one item of a step.
pub(crate) struct StepEvent<'a> {
    pub(crate) step: &'a str,
    pub(crate) item: Option<u32>,
    pub(crate) kind: StepEventKind<'a>,
}

pub(crate) enum StepEventKind<'a> {
    /// The step was called, and the result is not known: the call is running, or was interrupted.
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

impl StepEventKind<'_> {
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

impl<'a> StepEvent<'a> {
    fn of(entry: &'a SagaEntry) -> Option<Self> {
        let (step, item, kind) = match entry {
            SagaEntry::Started { step, item } => (step, *item, StepEventKind::Started),
            SagaEntry::Failed { step, item }
            | SagaEntry::RollingBack {
                step: Some(step),
                item,
                ..
            } => (step, *item, StepEventKind::Failed),
            SagaEntry::Done { step, item, value } => (step, *item, StepEventKind::Done(value)),
            SagaEntry::Lost { step } => (step, None, StepEventKind::Lost),
            SagaEntry::Undone { step, item } => (step, *item, StepEventKind::Undone),
            SagaEntry::Parked { step, item, letter } => {
                (step, *item, StepEventKind::Parked(*letter))
            }
            SagaEntry::Stalled { step, letter } => (step, None, StepEventKind::Stalled(*letter)),
            _ => return None,
        };
        Some(Self { step, item, kind })
    }

    /// Returns the name of the step, with the number of the item.
    pub(crate) fn name(&self) -> String {
        match self.item {
            Some(item) => format!("{}[{item}]", self.step),
            None => self.step.to_owned(),
        }
    }
}

/// Returns the events in order. A call whose end is known is represented by its end alone.
pub(crate) fn history(saved: &RecordedSaga) -> Vec<StepEvent<'_>> {
    let mut all: Vec<StepEvent<'_>> = Vec::new();
    for event in saved.entries.iter().filter_map(StepEvent::of) {
        if event.kind.ends_call() {
            // The entry of a rollback or of a stalled saga names the failed step a second time.
            let is_failed = matches!(
                event.kind,
                StepEventKind::Failed | StepEventKind::Stalled(_)
            );
            all.retain(|earlier| {
                let is_superseded = match earlier.kind {
                    StepEventKind::Started => true,
                    StepEventKind::Failed => is_failed,
                    _ => false,
                };
                !is_superseded || (earlier.step, earlier.item) != (event.step, event.item)
            });
        }
        all.push(event);
    }
    all
}

/// Returns the reason of the rollback, if there is one.
pub(crate) fn reason(saved: &RecordedSaga) -> Option<&Reason> {
    saved.entries.iter().rev().find_map(|entry| match entry {
        SagaEntry::RollingBack { reason, .. } => Some(reason),
        _ => None,
    })
}
