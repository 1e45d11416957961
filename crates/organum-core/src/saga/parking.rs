//! What cannot be undone, or done, is parked: as a dead letter, from which it is tried again.

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Saga, SagaId,
    log::{At, Done, Value},
    recover::Refused,
    report::Ended,
    settings::Settings,
    settle::{How, settle},
    shared::{About, Shared},
    step::{Journalled, Restore},
    undo::{self, UndoFailure},
};
use crate::{
    dead_letter::{Content, DeadLetter, DeadLetterId, Reason, StoreError},
    graph::Cause,
    observe::SagaEvent,
    panics,
};
use organum_base::text::key;

/// What a dead letter of a saga holds: all that is needed to try again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) saga: SagaId,
    pub(crate) version: u32,
    pub(crate) shape: u64,
    pub(crate) step: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) item: Option<u32>,
    /// It is to be done, not to be undone.
    #[serde(default)]
    pub(crate) forward: bool,
    pub(crate) inputs: Box<RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<Box<RawValue>>,
}

/// What is parked by this process: it can be tried again without a journal.
pub(crate) type ParkedHere = HashMap<DeadLetterId, Arc<dyn TryAgain>>;

pub(crate) type Tried = Result<(), UndoFailure>;

/// A parked undo, with its value.
pub(crate) trait TryAgain: Send + Sync {
    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = Tried> + Send + '_>>;
}

struct ParkedUndo<S: Saga> {
    shared: Arc<Shared<S>>,
    at: At,
    done: Option<Done>,
}

impl<S: Saga> TryAgain for ParkedUndo<S> {
    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = Tried> + Send + '_>> {
        Box::pin(async {
            let shared = &self.shared;
            let attempts = undo::attempt(shared, self.at, self.done.as_ref()).await?;
            let is_last = !shared.log().has_parked;
            shared.undone_at_last(self.at, attempts, is_last);
            Ok(())
        })
    }
}

/// A step after the pivot, in a run that goes on from there.
struct ParkedRun<S: Saga> {
    shared: Arc<Shared<S>>,
}

impl<S: Saga> TryAgain for ParkedRun<S> {
    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = Tried> + Send + '_>> {
        Box::pin(async {
            let settling = settle(Arc::clone(&self.shared), How::Forward);
            // A task, if there is a runtime: it goes on when nobody waits for it any more.
            let report = match tokio::runtime::Handle::try_current() {
                Ok(runtime) => match runtime.spawn(settling).await {
                    Ok(report) => report,
                    Err(_) => return Err(stopped()),
                },
                Err(_) => settling.await,
            };
            match (
                report.end,
                report.told.and_then(|told| told.parked.into_iter().next()),
            ) {
                (Ended::Completed, _) => Ok(()),
                (_, Some(parked)) => Err(UndoFailure {
                    // `stall` counted them in the letter.
                    attempts: 0,
                    reason: parked.reason,
                    error: None,
                }),
                _ => Err(stopped()),
            }
        })
    }
}

fn stopped() -> UndoFailure {
    UndoFailure {
        attempts: 0,
        reason: Reason {
            kind: "stopped".to_owned(),
            messages: Vec::new(),
        },
        error: None,
    }
}

/// One letter for one step, or one item of a step, of one run.
pub(crate) fn letter_id(saga: SagaId, step: &str, item: Option<u32>) -> DeadLetterId {
    const SALT: u64 = key("dead letter of a saga");
    DeadLetterId(saga.derived(key(step) ^ SALT, item))
}

/// Keeps an undo that failed as a dead letter. None if the store refuses it.
pub(crate) async fn park<S: Saga>(
    shared: &Arc<Shared<S>>,
    at: At,
    done: Option<&Done>,
    failure: &UndoFailure,
) -> Option<DeadLetterId> {
    let table = &S::TABLE.steps[at.step];
    let letter = DeadLetter {
        id: letter_id(shared.id(), table.name, at.item),
        time: shared.settings.clock.read(),
        origin: S::TABLE.name.to_owned(),
        subject: table.name.to_owned(),
        place: table.undo.map(str::to_owned),
        reason: failure.reason.clone(),
        attempts: failure.attempts,
        chain: chain(shared, at),
        correlation: shared.id().0,
        content: content(shared, at, done, false),
    };
    let id = put(shared, at, letter).await;
    if id.is_none() || shared.record.is_none() {
        let here = ParkedUndo {
            shared: Arc::clone(shared),
            at,
            done: done.cloned(),
        };
        let id = letter_id(shared.id(), table.name, at.item);
        shared.settings.park_here(id, Arc::new(here));
    }
    id
}

/// What a letter is about: a run with its inputs, and what is to be undone of it.
pub(crate) fn unpack<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    letter: &Letter,
    injected: &S::Injected,
) -> Result<(Shared<S>, At, Option<Done>), Refused> {
    let (saga, id) = (S::TABLE.name, letter.saga);
    let version = S::TABLE.version.unwrap_or_default();
    if letter.version != version {
        return Err(Refused::Version {
            saga,
            id,
            found: letter.version,
            version,
        });
    }
    let unreadable = |cause| Refused::Unreadable {
        saga,
        id,
        step: letter.step.clone(),
        cause,
    };
    let step = S::TABLE
        .position(&letter.step)
        .ok_or_else(|| unreadable("there is no such step".into()))?;
    let inputs = panics::as_error(|| S::restore(letter.inputs.get().as_bytes(), injected))
        .map_err(|cause| Refused::Inputs { saga, id, cause })?;
    let at = At {
        step,
        item: letter.item,
    };
    let done = match (&letter.value, &S::STEPS[step].codec) {
        (Some(value), Some(codec)) => {
            let value = panics::as_error(|| (codec.decode)(value.get().as_bytes()));
            Some(Done {
                number: 0,
                step,
                item: letter.item,
                value: Value::One(value.map_err(unreadable)?),
                is_recorded: true,
            })
        }
        _ => None,
    };
    let about = About::new(S::TABLE, Arc::clone(settings)).with_id(id);
    let shared = Shared::new(inputs, about);
    Ok((shared, at, done))
}

/// Keeps a step after the pivot that failed for good as a dead letter.
pub(crate) async fn stall<S: Saga>(
    shared: &Arc<Shared<S>>,
    at: At,
    attempts: u32,
    reason: Reason,
) -> Option<DeadLetterId> {
    let name = S::TABLE.steps[at.step].name;
    let letter = DeadLetter {
        id: letter_id(shared.id(), name, at.item),
        time: shared.settings.clock.read(),
        origin: S::TABLE.name.to_owned(),
        subject: name.to_owned(),
        place: None,
        reason,
        attempts,
        chain: chain(shared, at),
        correlation: shared.id().0,
        content: content(shared, at, None, true),
    };
    let id = letter.id;
    let kept = put(shared, at, letter).await;
    if shared.record.is_none() {
        let here = ParkedRun {
            shared: Arc::clone(shared),
        };
        shared.settings.park_here(id, Arc::new(here));
    }
    kept
}

async fn put<S: Saga>(shared: &Shared<S>, at: At, letter: DeadLetter) -> Option<DeadLetterId> {
    let (id, attempts, kind) = (letter.id, letter.attempts, letter.reason.kind.clone());
    let kept = keep(&shared.settings, letter).await;
    let id = match kept {
        Ok(()) => Some(id),
        Err(error) => {
            tracing::error!(saga = S::TABLE.name, %error, "what failed for good could not be kept");
            None
        }
    };
    let step = Shared::<S>::step_ref(at);
    tracing::warn!(saga = S::TABLE.name, step = %step, attempts, kind, "parked as a dead letter");
    shared.tell(&SagaEvent::Parked {
        step,
        attempts,
        reason: &kind,
        letter: id,
    });
    id
}

/// Puts a letter into the store: what fails again is the same letter, with more attempts.
pub(crate) async fn keep(settings: &Settings, letter: DeadLetter) -> Result<(), StoreError> {
    let store = &settings.letters;
    let before = store.get(letter.id).await?;
    let letter = DeadLetter {
        time: before.as_ref().map_or(letter.time, |before| before.time),
        attempts: letter.attempts + before.map_or(0, |before| before.attempts),
        ..letter
    };
    store.put(letter).await
}

/// The steps that were done, the oldest first, and the one that is parked.
fn chain<S: Saga>(shared: &Shared<S>, at: At) -> Vec<String> {
    let log = shared.log();
    let done = log.done.iter().map(Done::at).filter(|done| *done != at);
    done.chain([at])
        .map(|at| Shared::<S>::step_ref(at).to_string())
        .collect()
}

/// All that is needed to try again, where the saga can be written.
fn content<S: Saga>(
    shared: &Shared<S>,
    at: At,
    done: Option<&Done>,
    forward: bool,
) -> Option<Content> {
    let version = S::TABLE.version?;
    let raw = |bytes: Vec<u8>| RawValue::from_string(String::from_utf8(bytes).ok()?).ok();
    let inputs = S::SAVE?(&shared.saga).ok()?;
    let value = match done {
        Some(done) => {
            let codec = S::STEPS[at.step].codec.as_ref()?;
            let value: Result<Vec<u8>, Cause> = (codec.encode)(done.value()?);
            Some(raw(value.ok()?)?)
        }
        None => None,
    };
    let letter = Letter {
        saga: shared.id(),
        version,
        shape: const { S::TABLE.shape() },
        step: S::TABLE.steps[at.step].name.to_owned(),
        item: at.item,
        forward,
        inputs: raw(inputs)?,
        value,
    };
    serde_json::to_vec(&letter).ok().map(Content)
}
