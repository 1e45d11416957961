//! A call for one key, and its answer.

use crate::{
    ClaimRequest, FinishRequest, Lease, PutRequest, RecordClaim, RecordLookup, Renewal, Store,
    StoreAnswers, StoreError, StoreErrorKind, key::Key,
};

/// A call for one key.
#[derive(Clone, Debug)]
pub(super) enum Call {
    Claim(ClaimRequest),
    Finish(FinishRequest),
    Get(Key),
    Put(PutRequest),
    Invalidate(Key),
    Remove(Key),
    Renew(Lease<Key>),
    Release(Lease<Key>),
}

impl Call {
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Claim(request) => request.key,
            Self::Finish(request) => request.lease.id(),
            Self::Put(request) => request.key,
            Self::Get(key) | Self::Invalidate(key) | Self::Remove(key) => *key,
            Self::Renew(lease) | Self::Release(lease) => lease.id(),
        }
    }

    /// The approximate size of the request in bytes.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Claim(request) => request.size(),
            Self::Finish(request) => request.size(),
            Self::Put(request) => request.size(),
            _ => crate::bounds::OVERHEAD,
        }
    }

    /// Returns true if the call is made although nobody waits for its answer any more: it completes work
    /// that was begun.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self, Self::Finish(_) | Self::Release(_))
    }
}

/// The answer to a call. Its variant follows from that of the call.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Claimed(RecordClaim),
    Found(RecordLookup),
    Renewed(Renewal),
    Done,
}

pub(super) type Answer = Result<Reply, StoreError>;

/// The requests of these calls, which are all of one kind.
macro_rules! requests {
    ($calls:ident, $kind:ident) => {
        $calls
            .iter()
            .filter_map(|call| match call {
                Call::$kind(request) => Some(request.clone()),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
}

fn replies<T>(answers: StoreAnswers<T>, reply: impl Fn(T) -> Reply) -> Vec<Answer> {
    let answers = answers.into_iter();
    answers.map(|answer| answer.map(&reply)).collect()
}

/// Makes calls of one kind in one call of the store.
pub(super) async fn send<S: Store + ?Sized>(
    store: &S,
    calls: &[Call],
) -> Result<Vec<Answer>, StoreError> {
    let done = || vec![Ok(Reply::Done); calls.len()];
    Ok(match calls.first() {
        None => Vec::new(),
        Some(Call::Claim(_)) => {
            replies(store.claim(&requests!(calls, Claim)).await?, Reply::Claimed)
        }
        Some(Call::Finish(_)) => {
            let answers = store.finish(&requests!(calls, Finish)).await?;
            replies(answers, |()| Reply::Done)
        }
        Some(Call::Get(_)) => replies(store.get(&requests!(calls, Get)).await?, Reply::Found),
        Some(Call::Put(_)) => {
            let answers = store.put(&requests!(calls, Put)).await?;
            replies(answers, |()| Reply::Done)
        }
        Some(Call::Invalidate(_)) => {
            store.invalidate(&requests!(calls, Invalidate)).await?;
            done()
        }
        Some(Call::Remove(_)) => {
            store.remove(&requests!(calls, Remove)).await?;
            done()
        }
        Some(Call::Renew(_)) => {
            let answers = store.renew(&requests!(calls, Renew)).await?;
            answers
                .into_iter()
                .map(|answer| Ok(Reply::Renewed(answer)))
                .collect()
        }
        Some(Call::Release(_)) => {
            let mut answers = Vec::with_capacity(calls.len());
            for lease in requests!(calls, Release) {
                answers.push(store.release(&lease).await.map(|()| Reply::Done));
            }
            answers
        }
    })
}

/// The answers as those of one call: if the store has processed none of the items, the call has failed.
pub(crate) fn whole<T>(answers: StoreAnswers<T>) -> Result<StoreAnswers<T>, StoreError> {
    let has_failed =
        |answer: &Result<T, StoreError>| answer.as_ref().is_err_and(StoreError::is_ambiguous);
    if answers.iter().all(has_failed)
        && let Some(Err(error)) = answers.first()
    {
        return Err(error.clone());
    }
    Ok(answers)
}

/// The answer to a renewal that failed alone.
pub(super) fn renewal(answer: Result<Renewal, StoreError>) -> Renewal {
    match answer {
        Ok(renewal) => renewal,
        Err(error) if error.is_lease_lost() => Renewal::Lost,
        Err(_) => Renewal::Skipped,
    }
}

/// The error of a call without an answer.
pub(super) fn unanswered(detail: &'static str) -> StoreError {
    let kind = StoreErrorKind::Unavailable;
    StoreError::new(kind, "batched", "call the store").with_detail(detail)
}
