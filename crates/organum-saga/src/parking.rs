//! Parking of steps whose undo, or who themselves, failed permanently: a dead letter from which they can be redriven.

use std::sync::Arc;

use organum_store::{
    Content, DeadLetter, DeadLetterId, DeadLetterReason, StoreError, record_failure,
};
use serde_json::value::RawValue;

use super::{
    Saga,
    completed::{At, Completed},
    letter::{Letter, raw},
    record::Record,
    run::{About, SagaRun},
    settings::Settings,
    try_again::{Here, TryAgain, UndoFailure, UndoOutcome},
    undo,
};
use crate::{graph::Cause, observe::SagaEvent, panics};
use organum_base::text::key;

/// The largest inputs, in bytes, that the letter of an item holds. The inputs contain all items, so the letters of all
/// items would hold the square of larger ones.
const MOST_INPUTS: usize = 16 * 1024;

struct ParkedUndo<S: Saga> {
    run: Arc<SagaRun<S>>,
    at: At,
    done: Option<Completed>,
}

impl<S: Saga> TryAgain for ParkedUndo<S> {
    fn goes_on(&self) -> bool {
        false
    }

    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = UndoOutcome> + Send + '_>> {
        Box::pin(async {
            let run = &self.run;
            let attempts = undo::call(run, self.at, self.done.as_ref()).await?;
            let step = run.step_ref(self.at);
            run.notify(&SagaEvent::Undone { step, attempts });
            run.record.redriven_here(step);
            Ok(())
        })
    }
}

/// Returns the id of the letter of a step, or of an item of a step, of one run. Without a journal, another run may
/// have the same id, so the letter is identified by an id that the caller cannot set.
pub(crate) fn letter_id(record: &Record, at: At) -> DeadLetterId {
    const SALT: u64 = key("dead letter of a saga");
    let run = if record.is_journalled() {
        record.id()
    } else {
        record.own_id()
    };
    let step = record.step_name(at.step);
    DeadLetterId(run.derived(key(step) ^ SALT, at.item))
}

/// Stores a failed undo as a dead letter. None if the store refuses the letter.
pub(crate) async fn park<S: Saga>(
    run: &Arc<SagaRun<S>>,
    at: At,
    done: Option<&Completed>,
    failure: &UndoFailure,
) -> Option<DeadLetterId> {
    let table = &S::TABLE.steps[at.step];
    let letter_id = letter_id(&run.record, at);
    let letter = DeadLetter {
        id: letter_id,
        time: run.settings.clock.now(),
        origin: S::TABLE.name.to_owned(),
        subject: table.name.to_owned(),
        place: table.undo.map(str::to_owned),
        reason: failure.reason.clone(),
        attempts: failure.attempts,
        chain: chain(&run.record, at),
        correlation: run.id().0,
        content: content(run, at, done, false),
    };
    let id = put(run, at, letter).await;
    if id.is_none() || !run.record.is_journalled() {
        let here = ParkedUndo {
            run: Arc::clone(run),
            at,
            done: done.cloned(),
        };
        let here = Here {
            again: Arc::new(here),
            is_stored: id.is_some(),
        };
        run.settings.park_here(letter_id, here).await;
    }
    id
}

/// Stores a step after the pivot that failed permanently as a dead letter. None if the store refuses the letter.
pub(crate) async fn stall<S: Saga>(
    run: &Arc<SagaRun<S>>,
    at: At,
    attempts: u32,
    reason: DeadLetterReason,
) -> Option<DeadLetterId> {
    let name = S::TABLE.steps[at.step].name;
    let letter = DeadLetter {
        id: letter_id(&run.record, at),
        time: run.settings.clock.now(),
        origin: S::TABLE.name.to_owned(),
        subject: name.to_owned(),
        place: None,
        reason,
        attempts,
        chain: chain(&run.record, at),
        correlation: run.id().0,
        content: content(run, at, None, true),
    };
    put(run, at, letter).await
}

async fn put(run: &About, at: At, letter: DeadLetter) -> Option<DeadLetterId> {
    let (id, attempts, kind) = (letter.id, letter.attempts, letter.reason.kind.clone());
    let stored = store(&run.settings, letter).await;
    let id = match stored {
        Ok(()) => Some(id),
        Err(error) => {
            tracing::error!(saga = run.record.saga(), %error, "a dead letter could not be stored");
            None
        }
    };
    let step = run.record.step_ref(at);
    tracing::warn!(saga = run.record.saga(), step = %step, attempts, kind, "a step was parked as a dead letter");
    run.notify(&SagaEvent::Parked {
        step,
        attempts,
        reason: &kind,
        letter: id,
    });
    id
}

/// Stores a letter. If the store has it from an earlier failure, the attempts are added to it.
async fn store(settings: &Settings, letter: DeadLetter) -> Result<(), StoreError> {
    let again = letter.attempts;
    record_failure(&*settings.letters, letter, again).await?;
    Ok(())
}

/// Returns the names of the completed steps in the order of completion, each once, followed by the parked step.
fn chain(record: &Record, at: At) -> Vec<String> {
    let own = record.step_name(at.step);
    let done = record.names_in_effect().into_iter();
    let done = done.filter(|name| *name != own).map(str::to_owned);
    done.chain([record.step_ref(at).to_string()]).collect()
}

/// Returns the inputs for the letter of a step, or None for an item of a saga with large inputs. The outer None means
/// that they have no JSON form.
#[expect(clippy::option_option, reason = "the two are different")]
fn inputs<S: Saga>(run: &SagaRun<S>, at: At) -> Option<Option<Box<RawValue>>> {
    if at.item.is_some() && run.record.has_large_inputs() {
        return Some(None);
    }
    let save = S::SAVE?;
    let inputs = panics::as_error(|| save(&run.saga)).ok()?;
    if at.item.is_some() && inputs.len() > MOST_INPUTS {
        run.record.set_large_inputs();
        return Some(None);
    }
    Some(Some(raw(inputs)?))
}

/// Returns everything that another attempt needs, if the inputs and outputs of the saga have a JSON form.
fn content<S: Saga>(
    run: &SagaRun<S>,
    at: At,
    done: Option<&Completed>,
    forward: bool,
) -> Option<Content> {
    let version = S::TABLE.version?;
    let inputs = if at.item.is_some() && run.record.has_recorded_inputs() {
        None
    } else {
        inputs(run, at)?
    };
    let value = match done {
        Some(done) => {
            let codec = S::STEPS[at.step].codec.as_ref()?;
            let given = done.value()?;
            let value: Result<Vec<u8>, Cause> = panics::as_error(|| (codec.encode)(given));
            Some(raw(value.ok()?)?)
        }
        None => None,
    };
    let letter = Letter {
        saga: run.id(),
        version,
        shape: const { S::TABLE.shape() },
        step: S::TABLE.steps[at.step].name.to_owned(),
        item: at.item,
        forward,
        inputs,
        value,
    };
    serde_json::to_vec(&letter).ok().map(Content)
}
