//! The call of a node whose results a store records, around all its attempts.

use std::{future::Future, marker::PhantomData, num::NonZeroU32, time::Duration};

use organum_store::{RecordFailure, RecordOutcome, RecordValue, StoreError, StoreErrorKind};
use tokio::{runtime::Handle, time::Instant};

use super::{
    Persist, PersistError, RecordedFailure,
    asked::{Answer, Asked},
    claimed::Claimed,
    codec::JSON,
    error::Unreadable,
    key,
};
use crate::{
    executor::{
        AfterAttempts, Around, AttemptChange, Call, CallOf, Cause, CloseFuture, Deps, Failure,
        Operations, Place, RetainedDeps, StableName, note_attempt,
    },
    form::Scope,
    observe::{MissReason, UnrecordedReason},
    policy::Attempt,
    share::Proof,
    table::NodeIn,
};

/// The wrapper of nodes whose results are recorded, in graph `G`.
pub struct Recorded<G>(PhantomData<fn() -> G>);

impl<N: Persist + NodeIn<G>, G: 'static> Around<N> for Recorded<G> {
    fn operations<I: CallOf<N>>() -> Operations {
        Operations::of::<Persisted<N, I, G>>()
    }
}

/// Node `N` in graph `G`, called as `I`, whose results are recorded.
struct Persisted<N, I, G>(PhantomData<(N, I, G)>);

impl<N: Persist + NodeIn<G>, I: CallOf<N>, G: 'static> Call for Persisted<N, I, G> {
    type Deps<'a> = I::Deps<'a>;
    type Return = Result<N::Out, Cause>;
    type Out = N::Out;
    const SHAREABLE: Proof<N::Out> = N::SHAREABLE;
    const PLACE: Place = N::PLACE;
    const SCOPE: Scope = N::SCOPE;
    const CONCURRENCY: Option<NonZeroU32> = N::CONCURRENCY;
    const STABLE_NAME: Option<StableName> = Some(N::PERSISTENCE.name);
    const RETRIES: bool = I::RETRIES;
    const CLOSE_LIMIT: Option<Duration> = N::CLOSE_LIMIT;

    fn call<'a>(deps: I::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
        let asked = ask::<N, I, G>(&deps);
        let deps = RetainedDeps(deps);
        async move {
            let deps = deps;
            note_attempt(AttemptChange::Waits);
            match asked {
                Ok(asked) => result::<N, I>(deps, &asked).await,
                Err(error) => Err(error.into_cause()),
            }
        }
    }

    fn finish(returned: Self::Return) -> Result<N::Out, Attempt<Cause>> {
        returned.map_err(Attempt::Fail)
    }

    fn close<'a>(value: &'a mut N::Out) -> CloseFuture<'a> {
        N::close(value)
    }
}

/// Makes the question to the store.
fn ask<'a, N: Persist + NodeIn<G>, I: CallOf<N>, G>(
    deps: &I::Deps<'a>,
) -> Result<Asked<'a>, PersistError> {
    let runtime = Handle::try_current().map_err(|_| PersistError::no_runtime())?;
    let run = deps
        .run()
        .expect("a node whose results are recorded takes a `Run`");
    let deps = I::deps(deps);
    Ok(Asked {
        store: N::store(&deps),
        run,
        about: &N::PERSISTENCE,
        key: key::of::<N, G>(&deps, run).map_err(PersistError::key)?,
        runtime,
        since: Instant::now(),
    })
}

/// Returns the recorded result of a node, or runs the node and records its result.
async fn result<'a, N: Persist, I: CallOf<N>>(
    deps: RetainedDeps<I::Deps<'a>>,
    asked: &Asked<'a>,
) -> Result<N::Out, Cause> {
    let mut reason = MissReason::Absent;
    loop {
        match asked.answer().await.map_err(PersistError::into_cause)? {
            Answer::Done(record) => match read::<N>(&record) {
                Ok(value) => {
                    asked.hit();
                    return Ok(value);
                }
                Err(unreadable) if !asked.about.runs_without_store => {
                    return Err(PersistError::unreadable(unreadable).into_cause());
                }
                // Another process writes records that this one cannot read.
                Err(_) if reason == MissReason::Unreadable => {
                    asked.miss(reason, None);
                    return alone::<N, I>(deps).await;
                }
                Err(_) => {
                    reason = MissReason::Unreadable;
                    if let Err(error) = asked.remove(&record).await {
                        asked.miss(reason, Some(error));
                        return alone::<N, I>(deps).await;
                    }
                }
            },
            Answer::Failed(failure) => {
                asked.hit();
                return Err(Box::new(RecordedFailure::new(failure)));
            }
            Answer::OtherInput => unreachable!("no fingerprint was sent"),
            Answer::StoreFailed(error) if asked.about.runs_without_store => {
                asked.miss(MissReason::StoreFailed, Some(error));
                return alone::<N, I>(deps).await;
            }
            Answer::StoreFailed(error) => return Err(PersistError::store(error).into_cause()),
            Answer::Granted(claimed) => {
                asked.miss(reason, None);
                asked.run.set_epoch(claimed.epoch());
                return under_lease::<N, I>(deps, asked, claimed).await;
            }
        }
    }
}

/// Runs the node without a lease.
async fn alone<'a, N: Persist, I: CallOf<N>>(
    deps: RetainedDeps<I::Deps<'a>>,
) -> Result<N::Out, Cause> {
    note_attempt(AttemptChange::Begins);
    let returned = I::call(deps.0).await;
    I::finish(returned).map_err(Attempt::into_error)
}

/// Runs the node, and records its result.
async fn under_lease<'a, N: Persist, I: CallOf<N>>(
    deps: RetainedDeps<I::Deps<'a>>,
    asked: &Asked<'a>,
    claimed: Claimed,
) -> Result<N::Out, Cause> {
    let value = match alone::<N, I>(deps).await {
        Ok(value) => value,
        Err(cause) => {
            fail(asked, claimed, &cause).await;
            return Err(cause);
        }
    };
    let record = match write::<N>(&value) {
        Ok(record) => record,
        Err(error) => {
            claimed.release().await;
            asked.not_recorded(UnrecordedReason::Unwritable, None);
            return kept(asked, value, error);
        }
    };
    let outcome = RecordOutcome::Done(record);
    match claimed.finish(outcome, asked.about.ttl).await {
        Ok(()) => Ok(value),
        Err(error) if error.kind() == StoreErrorKind::LeaseLost => {
            asked.not_recorded(UnrecordedReason::LeaseLost, Some(error));
            of_other_owner::<N>(asked, value).await
        }
        Err(error) => {
            asked.not_recorded(UnrecordedReason::StoreFailed, Some(error.clone()));
            kept(asked, value, PersistError::not_recorded(error))
        }
    }
}

/// Returns the value that is not recorded, if the node may do without.
fn kept<T>(asked: &Asked<'_>, value: T, error: PersistError) -> Result<T, Cause> {
    if asked.about.runs_without_store {
        Ok(value)
    } else {
        Err(error.into_cause())
    }
}

/// Records a failure if failures are recorded, and otherwise releases the lease.
async fn fail(asked: &Asked<'_>, claimed: Claimed, cause: &Cause) {
    let recorded = asked.about.failures.zip(failure_of(cause));
    let Some((ttl, failure)) = recorded else {
        claimed.release().await;
        return;
    };
    let outcome = RecordOutcome::Failed(failure);
    if let Err(error) = claimed.finish(outcome, Some(ttl)).await {
        asked.not_recorded(reason_of(&error), Some(error));
    }
}

fn reason_of(error: &StoreError) -> UnrecordedReason {
    match error.kind() {
        StoreErrorKind::LeaseLost => UnrecordedReason::LeaseLost,
        _ => UnrecordedReason::StoreFailed,
    }
}

/// Returns the failure to record: an error of the user or a timeout.
fn failure_of(cause: &Cause) -> Option<RecordFailure> {
    let failed = |cause: &Cause| RecordFailure::new("failed", cause.to_string());
    match cause.downcast_ref::<AfterAttempts>() {
        None => Some(failed(cause)),
        Some(tried) => match &tried.failure {
            Failure::Error(cause) => Some(failed(cause)),
            Failure::TimedOut(elapsed) => {
                Some(RecordFailure::new("timed out", elapsed.to_string()))
            }
            _ => None,
        },
    }
}

/// Returns the result of the owner that has the record now; the own value if there is none, since the
/// record was removed or the other owner failed, too.
async fn of_other_owner<N: Persist>(asked: &Asked<'_>, own: N::Out) -> Result<N::Out, Cause> {
    match asked.answer().await.map_err(PersistError::into_cause)? {
        Answer::Done(record) => match read::<N>(&record) {
            Ok(value) => {
                note_attempt(AttemptChange::Cached);
                Ok(value)
            }
            Err(unreadable) => kept(asked, own, PersistError::unreadable(unreadable)),
        },
        Answer::Failed(failure) => Err(Box::new(RecordedFailure::new(failure))),
        Answer::OtherInput => unreachable!("no fingerprint was sent"),
        Answer::StoreFailed(error) => kept(asked, own, PersistError::not_recorded(error)),
        Answer::Granted(claimed) => {
            claimed.release().await;
            Ok(own)
        }
    }
}

fn write<N: Persist>(value: &N::Out) -> Result<RecordValue, PersistError> {
    let codec = N::CODEC.expect("the program does not compile otherwise");
    let bytes = (codec.write)(value).map_err(PersistError::unwritable)?;
    let mut record = RecordValue::new(bytes);
    record.format = JSON;
    record.fingerprint = N::PERSISTENCE.fingerprint;
    record.version = N::PERSISTENCE.version;
    Ok(record)
}

fn read<N: Persist>(record: &RecordValue) -> Result<N::Out, Unreadable> {
    if record.format != JSON {
        return Err(Unreadable::Format);
    }
    if record.fingerprint != N::PERSISTENCE.fingerprint {
        return Err(Unreadable::Type);
    }
    if record.version != N::PERSISTENCE.version {
        return Err(Unreadable::Version);
    }
    let codec = N::CODEC.expect("the program does not compile otherwise");
    (codec.read)(&record.bytes).map_err(|_| Unreadable::Value)
}
