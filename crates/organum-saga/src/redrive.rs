//! Redriving of dead letters of a saga.

use std::{
    error::Error,
    fmt::{self, Display},
    sync::Arc,
};

use organum_store::{
    ClaimId, ClaimedLetter, Content, DeadLetter, DeadLetterClaim, DeadLetterId, Journal,
    JournalClaim, Lease, LeaseGuard, LeaseKeeper, Leases, StoreError, remove_if,
};
use tokio_util::sync::CancellationToken;

use super::{
    SagaId,
    begin::{revisit, take_over_values},
    completed::{At, Completed},
    definition::{Journalled, LetterInside, Restore, has_nested},
    entry::{RecordedSaga, SagaEntry},
    letter::{self, Letter},
    nested::redrive_inside,
    offline,
    recover::{self, Driven},
    refusal::{Refusal, recognise, restored},
    rollback::undo_parked,
    run::SagaRun,
    runtime::{has_clock, require_clock},
    settings::Settings,
    try_again::UndoFailure,
};
use crate::{graph::Cause, policy::tries};
use organum_base::{error::write_chain, observe::SagaStatus};

/// The error of a dead letter of a saga that was not redriven.
pub struct SagaRedriveError(Box<Inner>);

struct Inner {
    kind: SagaRedriveErrorKind,
    letter: DeadLetterId,
    attempts: u32,
    /// The saga of the letter, if this runner is that of another one.
    origin: Option<String>,
    source: Option<Cause>,
}

/// The kind of a [`SagaRedriveError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SagaRedriveErrorKind {
    /// There is no such letter, or this runner cannot redrive it: it belongs to a saga that is neither that of the runner
    /// nor nested in it. The text names that saga.
    NotHere,
    /// The letter has no content that this process can use: the saga is not journalled, and another process parked the
    /// step.
    NoContent,
    /// The letter is that of an item, and the record of its saga, which holds the inputs, was removed from the
    /// journal.
    NoRecord,
    /// The outcome of the step is unknown, its undo takes a value, and the step cannot be called again to get one:
    /// there is no record of its saga, or the step takes the value of a nested saga. Find out by the key of the step
    /// if it has had an effect, undo that by hand, and [skip](super::SagaOperator::skip) the step.
    NoValue,
    /// The undo or the step failed again, and is a dead letter still.
    Failed,
    /// Another process redrives the letter or drives its saga. A later attempt may succeed.
    Busy,
    /// The letter belongs to another version of the saga. The source is a [`Refusal`].
    Refused,
    /// The store of dead letters or the journal failed. The source is its error.
    Store,
}

impl SagaRedriveError {
    fn new(kind: SagaRedriveErrorKind, letter: DeadLetterId) -> Self {
        Self(Box::new(Inner {
            kind,
            letter,
            attempts: 0,
            origin: None,
            source: None,
        }))
    }

    fn with_source(mut self, source: Cause) -> Self {
        self.0.source = Some(source);
        self
    }

    pub(crate) fn not_here(letter: DeadLetterId) -> Self {
        Self::new(SagaRedriveErrorKind::NotHere, letter)
    }

    /// Returns the error for a letter of another saga, which the text names.
    fn elsewhere(letter: &DeadLetter) -> Self {
        let mut error = Self::not_here(letter.id);
        error.0.origin = Some(letter.origin.clone());
        error
    }

    /// Returns the error for a saga without a letter, which names the id of the saga instead.
    pub(crate) fn not_stalled(saga: SagaId) -> Self {
        Self::not_here(DeadLetterId(saga.0))
    }

    fn failed(letter: DeadLetterId, attempts: u32) -> Self {
        let mut error = Self::new(SagaRedriveErrorKind::Failed, letter);
        error.0.attempts = attempts;
        error
    }

    fn left(letter: DeadLetterId) -> Self {
        let cause = "the saga was left before its end, and recovery resumes it";
        Self::new(SagaRedriveErrorKind::Store, letter).with_source(cause.into())
    }

    fn not_resumed(letter: DeadLetterId) -> Self {
        let cause = "the journal failed, and the saga is still stalled";
        Self::new(SagaRedriveErrorKind::Store, letter).with_source(cause.into())
    }

    fn refused(letter: DeadLetterId) -> impl Fn(Refusal) -> Self {
        move |refusal| Self::new(SagaRedriveErrorKind::Refused, letter).with_source(refusal.into())
    }

    fn store(letter: DeadLetterId) -> impl Fn(StoreError) -> Self {
        move |error| Self::new(SagaRedriveErrorKind::Store, letter).with_source(error.into())
    }

    /// Returns the kind.
    pub fn kind(&self) -> SagaRedriveErrorKind {
        self.0.kind
    }

    /// Returns the id of the letter.
    pub fn letter(&self) -> DeadLetterId {
        self.0.letter
    }

    /// Returns the number of attempts of this redrive.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

impl Display for SagaRedriveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (letter, attempts) = (self.0.letter, self.0.attempts);
        match self.0.kind {
            SagaRedriveErrorKind::NotHere => match &self.0.origin {
                Some(origin) => write!(
                    f,
                    "dead letter {letter} belongs to `{origin}`: redrive it with the runner of `{origin}`, or of a saga that contains it"
                ),
                None => write!(
                    f,
                    "there is no dead letter {letter} that this runner can redrive"
                ),
            },
            SagaRedriveErrorKind::NoContent => write!(
                f,
                "dead letter {letter} has no content: redrive it in the process that parked it, or give the saga a version"
            ),
            SagaRedriveErrorKind::NoRecord => write!(
                f,
                "dead letter {letter} cannot be redriven: the journal has no record of its saga, which holds the inputs: undo the item by hand, and discard the letter"
            ),
            SagaRedriveErrorKind::NoValue => write!(
                f,
                "dead letter {letter} cannot be redriven: the outcome of its step is unknown, and the undo takes the value of the step: undo the step by hand, then skip it in its saga, or discard the letter if there is no journal"
            ),
            SagaRedriveErrorKind::Failed => write!(
                f,
                "dead letter {letter} failed again, after {attempts} more {}",
                tries(attempts)
            ),
            SagaRedriveErrorKind::Busy => write!(
                f,
                "another process redrives dead letter {letter} or drives its saga: retry later"
            ),
            SagaRedriveErrorKind::Refused => {
                write!(f, "this program cannot redrive dead letter {letter}")
            }
            SagaRedriveErrorKind::Store => {
                write!(f, "dead letter {letter} cannot be redriven now")
            }
        }
    }
}

/// Writes the text and those of its sources.
impl fmt::Debug for SagaRedriveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for SagaRedriveError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

/// A claimed dead letter, which no other process redrives or discards meanwhile.
struct Claimed<'a> {
    settings: &'a Settings,
    letter: ClaimedLetter,
    /// The guard that renews the claim. None without a clock.
    _guard: Option<LeaseGuard>,
}

impl<'a> Claimed<'a> {
    /// Claims a letter. None if there is no such letter.
    async fn claim(
        settings: &'a Settings,
        id: DeadLetterId,
    ) -> Result<Option<Self>, SagaRedriveError> {
        let claim = settings.letters.claim(id, ClaimId::new(), settings.lease);
        let claimed = match claim.await.map_err(SagaRedriveError::store(id))? {
            DeadLetterClaim::Granted(claimed) => claimed,
            DeadLetterClaim::Busy { .. } => {
                return Err(SagaRedriveError::new(SagaRedriveErrorKind::Busy, id));
            }
            DeadLetterClaim::Absent => return Ok(None),
        };
        let guard = has_clock().then(|| {
            let keeper = LeaseKeeper::new(Arc::clone(&settings.letters) as Arc<dyn Leases>);
            keeper.hold(claimed.lease.clone(), CancellationToken::new())
        });
        Ok(Some(Self {
            settings,
            letter: claimed,
            _guard: guard,
        }))
    }

    fn id(&self) -> DeadLetterId {
        self.letter.letter.id
    }

    /// Removes the letter, because its undo has succeeded.
    async fn remove(self) -> Result<(), SagaRedriveError> {
        match self.settings.letters.remove(&self.letter).await {
            Ok(()) => Ok(()),
            Err(error) => {
                let error = SagaRedriveError::store(self.id())(error);
                Err(self.give_back(error).await)
            }
        }
    }

    /// Releases the letter because of this error, so that it can be redriven again at once.
    async fn give_back(self, error: SagaRedriveError) -> SagaRedriveError {
        self.release().await;
        error
    }

    /// Adds the failure of another attempt to the letter.
    async fn failed(self, failure: UndoFailure) -> SagaRedriveError {
        let before = &self.letter.letter;
        let letter = DeadLetter {
            attempts: before.attempts.saturating_add(failure.attempts),
            reason: failure.reason,
            ..before.clone()
        };
        let (id, attempts) = (letter.id, failure.attempts);
        let updated = self.settings.letters.update(&self.letter, &letter).await;
        self.release().await;
        match updated {
            Ok(_) => SagaRedriveError::failed(id, attempts),
            Err(error) => SagaRedriveError::store(id)(error),
        }
    }

    /// Releases the letter for other processes.
    async fn release(self) {
        // If the release fails, the claim expires.
        let _ = self.settings.letters.release(&self.letter.lease).await;
    }
}

/// Redrives a step that this process parked without a journal. None if this process parked no such step.
pub(crate) async fn here(
    settings: &Settings,
    letter: DeadLetterId,
) -> Result<Option<()>, SagaRedriveError> {
    if settings.parked_here(letter).is_none() {
        return Ok(None);
    }
    // The store has no letter if it refused it.
    let claimed = Claimed::claim(settings, letter).await?;
    let Some(here) = settings.take_parked_here(letter) else {
        // Somebody else was faster.
        if let Some(claimed) = claimed {
            claimed.release().await;
        }
        return Err(SagaRedriveError::new(SagaRedriveErrorKind::Busy, letter));
    };
    let parked = &here.again;
    if parked.goes_on() {
        // The run stores its letter itself if it is stalled again.
        if let Some(claimed) = claimed {
            claimed.release().await;
        }
        if let Err(failure) = parked.try_again().await {
            if settings.parked_here(letter).is_none() {
                settings.park_here(letter, here).await;
            }
            return Err(SagaRedriveError::failed(letter, failure.attempts));
        }
        let removed = remove_if(&*settings.letters, letter, |_| true).await;
        return removed
            .map(|_| Some(()))
            .map_err(SagaRedriveError::store(letter));
    }
    let tried = parked.try_again().await;
    let Err(failure) = tried else {
        if let Some(claimed) = claimed {
            claimed.remove().await?;
        }
        return Ok(Some(()));
    };
    settings.park_here(letter, here).await;
    Err(match claimed {
        Some(claimed) if failure.has_no_value() => {
            let kind = SagaRedriveErrorKind::NoValue;
            claimed.give_back(SagaRedriveError::new(kind, letter)).await
        }
        Some(claimed) => claimed.failed(failure).await,
        None => SagaRedriveError::failed(letter, failure.attempts),
    })
}

/// Redrives a step that was parked by a run without a runner.
///
/// # Errors
/// The same as for [`SagaRunner::redrive_here`](super::SagaRunner::redrive_here).
pub async fn redrive(letter: DeadLetterId) -> Result<(), SagaRedriveError> {
    let redriven = here(&Settings::alone(), letter).await?;
    redriven.ok_or_else(|| SagaRedriveError::not_here(letter))
}

/// Redrives a letter, whichever process parked its step.
pub(crate) async fn with<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    id: DeadLetterId,
    injected: &Arc<S::Injected>,
) -> Result<(), SagaRedriveError> {
    if let Some(()) = here(settings, id).await? {
        return Ok(());
    }
    let claimed = Claimed::claim(settings, id).await?;
    let claimed = claimed.ok_or_else(|| SagaRedriveError::not_here(id))?;
    let letter = &claimed.letter.letter;
    if has_nested::<S>(&letter.origin) && letter.origin != S::TABLE.name {
        return redrive_nested::<S>(settings, claimed, injected).await;
    }
    let content = letter.content.as_ref();
    let parked = content.and_then(|content| serde_json::from_slice::<Letter>(&content.0).ok());
    let error = match parked {
        _ if letter.origin != S::TABLE.name => SagaRedriveError::elsewhere(letter),
        None => SagaRedriveError::new(SagaRedriveErrorKind::NoContent, id),
        Some(parked) if parked.forward => {
            // The lease of the saga excludes other processes, and the saga stores its letter if it is stalled again.
            claimed.release().await;
            let end = go_on::<S>(settings, id, parked.saga, injected).await?;
            return if end == SagaStatus::Left {
                Err(SagaRedriveError::left(id))
            } else {
                Ok(())
            };
        }
        Some(parked) => match prepare::<S>(settings, id, parked, injected).await {
            Ok(prepared) => return undo_again(settings, claimed, prepared).await,
            Err(error) => error,
        },
    };
    Err(claimed.give_back(error).await)
}

/// Resumes a saga that is stalled after its pivot, whether its letter is stored or was discarded. Returns its
/// status then.
pub(crate) async fn resume<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    id: SagaId,
    injected: &Arc<S::Injected>,
) -> Result<SagaStatus, SagaRedriveError> {
    let letter = letter_of_stalled(settings, id).await?;
    go_on::<S>(settings, letter, id, injected).await
}

/// Returns the letter of a saga that is stalled after its pivot.
async fn letter_of_stalled(
    settings: &Settings,
    id: SagaId,
) -> Result<DeadLetterId, SagaRedriveError> {
    // The id that an error names if there is no letter.
    let none = DeadLetterId(id.0);
    let Some(journal) = settings.journal() else {
        return Err(SagaRedriveError::not_stalled(id));
    };
    let saved = offline::load(&**journal, id).await;
    let saved = saved.map_err(SagaRedriveError::store(none))?;
    let saved = saved.filter(|saved| saved.status() == SagaStatus::Stalled);
    let letter = saved.and_then(|saved| {
        let mut entries = saved.entries.iter().rev();
        entries.find_map(|entry| match entry {
            SagaEntry::Stalled { letter, .. } => Some(*letter),
            _ => None,
        })
    });
    letter.ok_or_else(|| SagaRedriveError::not_stalled(id))
}

/// The run, the step and the output of a letter.
struct Prepared<S> {
    run: SagaRun<S>,
    at: At,
    done: Option<Completed>,
    /// The step and the item as the journal names them; an older version may have recorded them.
    recorded: (String, Option<u32>),
    /// True if the journal says that the step was undone, so that an earlier redrive failed after the undo.
    is_undone: bool,
    /// A run in which a step without a value can be called again.
    again: Option<Arc<SagaRun<S>>>,
}

/// Returns the subject of a letter, unless its saga is still being driven.
async fn prepare<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    id: DeadLetterId,
    mut parked: Letter,
    injected: &S::Injected,
) -> Result<Prepared<S>, SagaRedriveError> {
    let saved = match settings.journal() {
        Some(journal) => offline::load(&**journal, parked.saga).await,
        None => Ok(None),
    };
    let saved = saved.map_err(SagaRedriveError::store(id))?;
    let is_finished = |saved: &RecordedSaga| saved.status().is_finished();
    if !saved.as_ref().is_none_or(is_finished) {
        return Err(SagaRedriveError::new(SagaRedriveErrorKind::Busy, id));
    }
    if !parked.complete(saved.as_ref()) {
        return Err(SagaRedriveError::new(SagaRedriveErrorKind::NoRecord, id));
    }
    let is_undone = saved
        .as_ref()
        .is_some_and(|saved| offline::is_undone(saved, &parked.step, parked.item));
    let recorded = saved.clone().filter(|_| parked.value.is_none());
    let restore = |inputs: &Content| restored::<S>(settings, parked.saga, inputs, injected);
    let unpacked = letter::unpack::<S>((id, &parked), saved, restore);
    let (run, at, done) = unpacked.map_err(SagaRedriveError::refused(id))?;
    let again = recorded.and_then(|saved| {
        let saved = recognise::<S>(saved).ok()?;
        let run = restored::<S>(settings, saved.id, &saved.inputs, injected).ok()?;
        revisit(run, &saved, at)
    });
    Ok(Prepared {
        again,
        run,
        at,
        done,
        recorded: (parked.step, parked.item),
        is_undone,
    })
}

/// Calls an undo again, unless the journal says that it has succeeded.
async fn undo_again<S: Journalled + Restore>(
    settings: &Settings,
    claimed: Claimed<'_>,
    prepared: Prepared<S>,
) -> Result<(), SagaRedriveError> {
    let Prepared {
        run,
        at,
        done,
        recorded,
        is_undone,
        again,
    } = prepared;
    let undone = if is_undone {
        Ok(0)
    } else {
        undo_parked(&run, at, done.as_ref(), again).await
    };
    let (claimed, attempts) =
        record_undone(settings, claimed, (run.id(), recorded), undone).await?;
    run.undone_at_last(at, attempts);
    claimed.remove().await
}

/// Records that a step of this saga was undone, or adds the failure to the letter. Returns the number of attempts.
async fn record_undone<'a>(
    settings: &Settings,
    claimed: Claimed<'a>,
    (saga, (step, item)): (SagaId, (String, Option<u32>)),
    undone: Result<u32, UndoFailure>,
) -> Result<(Claimed<'a>, u32), SagaRedriveError> {
    let id = claimed.id();
    let attempts = match undone {
        Ok(attempts) => attempts,
        Err(failure) if failure.has_no_value() => {
            let kind = SagaRedriveErrorKind::NoValue;
            return Err(claimed.give_back(SagaRedriveError::new(kind, id)).await);
        }
        Err(failure) => return Err(claimed.failed(failure).await),
    };
    let Some(journal) = settings.journal() else {
        return Ok((claimed, attempts));
    };
    match offline::undone(&**journal, saga, step.into(), item).await {
        Ok(rolled_back) => {
            if let Some(registry) = &settings.registry {
                for id in rolled_back {
                    registry.rolled_back(id);
                }
            }
            Ok((claimed, attempts))
        }
        Err(error) => Err(claimed.give_back(SagaRedriveError::store(id)(error)).await),
    }
}

/// Redrives a letter of a nested saga of `S`, which is made again from the values of `S` in the journal.
async fn redrive_nested<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    claimed: Claimed<'_>,
    injected: &S::Injected,
) -> Result<(), SagaRedriveError> {
    let (run, inside) = match find_nested::<S>(settings, &claimed.letter.letter, injected).await {
        Ok(found) => found,
        Err(error) => return Err(claimed.give_back(error).await),
    };
    let id = claimed.id();
    let NestedLetter {
        records,
        saga,
        recorded,
        is_undone,
    } = inside;
    let undone = if is_undone {
        Some(Ok(Ok(0)))
    } else {
        let letter = &claimed.letter.letter;
        let records = &records;
        redrive_inside(&run, LetterInside { letter, records }).await
    };
    let error = match undone {
        Some(Ok(undone)) => {
            let recorded = (saga, recorded);
            let (claimed, _) = record_undone(settings, claimed, recorded, undone).await?;
            return claimed.remove().await;
        }
        Some(Err(cause)) => {
            SagaRedriveError::new(SagaRedriveErrorKind::Refused, id).with_source(cause)
        }
        None => SagaRedriveError::elsewhere(&claimed.letter.letter),
    };
    Err(claimed.give_back(error).await)
}

/// A dead letter of a nested saga.
struct NestedLetter {
    /// The records of the nested sagas, from the outermost one to that of the letter.
    records: Vec<RecordedSaga>,
    saga: SagaId,
    /// The step and the item as the journal names them.
    recorded: (String, Option<u32>),
    is_undone: bool,
}

/// Returns the run of `S` whose nested saga has this letter, with the values in the journal.
async fn find_nested<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    letter: &DeadLetter,
    injected: &S::Injected,
) -> Result<(Arc<SagaRun<S>>, NestedLetter), SagaRedriveError> {
    let id = letter.id;
    let content = letter.content.as_ref();
    let parked = content.and_then(|content| serde_json::from_slice::<Letter>(&content.0).ok());
    let parked =
        parked.ok_or_else(|| SagaRedriveError::new(SagaRedriveErrorKind::NoContent, id))?;
    let Some(journal) = settings.journal() else {
        return Err(SagaRedriveError::elsewhere(letter));
    };
    let mut records = Vec::new();
    let mut next = Some(parked.saga);
    let outer = loop {
        let saved = match next {
            Some(saga) => offline::load(&**journal, saga).await,
            None => Ok(None),
        };
        let saved = saved.map_err(SagaRedriveError::store(id))?;
        let saved = saved.ok_or_else(|| SagaRedriveError::elsewhere(letter))?;
        if !saved.status().is_finished() {
            return Err(SagaRedriveError::new(SagaRedriveErrorKind::Busy, id));
        }
        if saved.saga == S::TABLE.name {
            break saved;
        }
        next = saved.parent;
        records.push(saved);
    };
    let is_undone = records
        .first()
        .is_some_and(|saved| offline::is_undone(saved, &parked.step, parked.item));
    records.reverse();
    let refused = SagaRedriveError::refused(id);
    let outer = recognise::<S>(outer).map_err(&refused)?;
    let run = restored::<S>(settings, outer.id, &outer.inputs, injected).map_err(&refused)?;
    take_over_values(&run, &outer).map_err(&refused)?;
    let nested = NestedLetter {
        records,
        saga: parked.saga,
        recorded: (parked.step, parked.item),
        is_undone,
    };
    Ok((Arc::new(run), nested))
}

/// Resumes a saga that is stalled after its pivot, and removes its letter when it has ended. Returns its status
/// then: an end, or [`Left`](SagaStatus::Left).
async fn go_on<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    letter: DeadLetterId,
    saga: SagaId,
    injected: &Arc<S::Injected>,
) -> Result<SagaStatus, SagaRedriveError> {
    let store = SagaRedriveError::store(letter);
    let journal = settings.journal();
    let journal = journal.ok_or_else(|| SagaRedriveError::not_here(letter))?;
    require_clock("resume a saga").map_err(&store)?;
    let claimed = journal.claim(saga.0, ClaimId::new(), settings.lease).await;
    let status = match claimed.map_err(&store)? {
        JournalClaim::Granted(lease) => {
            drive_stalled::<S>(settings, letter, (journal, lease), injected).await?
        }
        // Another process resumed it.
        JournalClaim::Finished => {
            let saved = offline::load(&**journal, saga).await.map_err(&store)?;
            saved.map_or(SagaStatus::Unknown, |saved| saved.status())
        }
        JournalClaim::Absent => return Err(SagaRedriveError::not_here(letter)),
        JournalClaim::Running { .. } => {
            return Err(SagaRedriveError::new(SagaRedriveErrorKind::Busy, letter));
        }
    };
    let status = match status {
        // The journal may have the end nevertheless.
        SagaStatus::Left | SagaStatus::Unknown => {
            let saved = offline::load(&**journal, saga).await.map_err(&store)?;
            saved.map_or(SagaStatus::Unknown, |saved| saved.status())
        }
        status => status,
    };
    match status {
        SagaStatus::Stalled => return Err(SagaRedriveError::not_resumed(letter)),
        SagaStatus::Running | SagaStatus::RollingBack => return Ok(SagaStatus::Left),
        _ => {}
    }
    let removed = remove_if(&*settings.letters, letter, |_| true).await;
    removed.map(|_| status).map_err(store)
}

/// Drives a stalled saga under this lease. Returns its status then.
///
/// # Errors
/// The saga is stalled again, or the program refuses it.
async fn drive_stalled<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    letter: DeadLetterId,
    (journal, lease): (&Arc<dyn Journal>, Lease),
    injected: &Arc<S::Injected>,
) -> Result<SagaStatus, SagaRedriveError> {
    // A task, so that nobody stops it by dropping this.
    let driven = tokio::spawn(recover::drive::<S>(settings, journal, lease, injected));
    match driven.await {
        Err(_) => Ok(SagaStatus::Left),
        Ok(Err(error)) if error.is_lease_lost() => Ok(SagaStatus::Left),
        Ok(Err(error)) => Err(SagaRedriveError::store(letter)(error)),
        Ok(Ok(Driven::Refused(refusal))) => Err(SagaRedriveError::refused(letter)(refusal)),
        Ok(Ok(Driven::Ended(SagaStatus::Stalled, attempts))) => {
            Err(SagaRedriveError::failed(letter, attempts))
        }
        Ok(Ok(Driven::Ended(status, _))) => Ok(status),
    }
}
