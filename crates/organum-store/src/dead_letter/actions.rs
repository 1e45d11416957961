//! Operations on a letter that take more than one call.

use std::time::Duration;

use organum_base::policy;

use super::{ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterId, DeadLetters};
use crate::{ClaimId, StoreError, StoreErrorKind};

/// The length of the lease of a letter while it is changed, which takes two calls.
const LENGTH: Duration = Duration::from_secs(10);

/// The maximum delay between two attempts to claim a letter.
const MOMENT: Duration = Duration::from_millis(50);

/// Stores a letter: as a new one, or in place of the letter with its id. A repeated failure has the same
/// letter: its time stays, and `again` is added to its attempts. Returns the letter as it is stored.
///
/// If another caller has claimed the letter, this function waits until the claim ends.
///
/// # Errors
/// The store failed, or the letter is claimed and there is no tokio runtime in which to wait.
///
/// # Cancel safety
/// A letter that was claimed is free again after at most ten seconds.
///
/// ```
/// use std::time::SystemTime;
/// use organum_store::{
///     DeadLetter, DeadLetterId, DeadLetterReason, MemoryDeadLetters, StoreError, record_failure,
/// };
/// use uuid::Uuid;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StoreError> {
/// let letters = MemoryDeadLetters::new();
/// let letter = DeadLetter {
///     id: DeadLetterId(Uuid::now_v7()),
///     time: SystemTime::now(),
///     origin: "Shop".to_owned(),
///     subject: "Ordered".to_owned(),
///     place: Some("fulfilment.handle".to_owned()),
///     reason: DeadLetterReason { kind: "failed".to_owned(), messages: vec!["no stock".to_owned()] },
///     attempts: 3,
///     chain: vec!["Ordered".to_owned()],
///     correlation: Uuid::now_v7(),
///     content: None,
/// };
/// record_failure(&letters, letter.clone(), 3).await?;
/// let again = record_failure(&letters, letter, 3).await?;
/// assert_eq!((letters.len(), again.attempts), (1, 6));
/// # Ok(())
/// # }
/// ```
pub async fn record_failure(
    store: &dyn DeadLetters,
    letter: DeadLetter,
    again: u32,
) -> Result<DeadLetter, StoreError> {
    loop {
        if store.get(letter.id).await?.is_none() {
            match store.put(&letter).await {
                Ok(()) => return Ok(letter),
                Err(error) if error.kind() == StoreErrorKind::Conflict => {}
                Err(error) => return Err(error),
            }
        }
        let Some(claimed) = claim(store, letter.id).await? else {
            continue;
        };
        let next = DeadLetter {
            time: claimed.letter.time,
            attempts: claimed.letter.attempts.saturating_add(again),
            ..letter.clone()
        };
        let updated = store.update(&claimed, &next).await;
        let released = store.release(&claimed.lease).await;
        match updated {
            Ok(_) => {}
            // Another caller claimed or changed the letter in the meantime.
            Err(error) if error.is_lease_lost() || error.kind() == StoreErrorKind::Conflict => {
                continue;
            }
            Err(error) => return Err(error),
        }
        // The letter is stored. If the release fails, the lease ends by itself.
        drop(released);
        return Ok(next);
    }
}

/// Removes a letter if `is_wanted` returns true for it, and returns true if the letter was removed.
///
/// If another caller has claimed the letter, this function waits until the claim ends.
///
/// # Errors
/// The store failed, or the letter is claimed and there is no tokio runtime in which to wait.
///
/// # Cancel safety
/// A letter that was claimed is free again after at most ten seconds.
///
/// ```
/// use organum_store::{DeadLetterId, MemoryDeadLetters, StoreError, remove_if};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StoreError> {
/// let letters = MemoryDeadLetters::new();
/// let id = DeadLetterId(uuid::Uuid::now_v7());
/// assert!(!remove_if(&letters, id, |_| true).await?, "there is no such letter");
/// # Ok(())
/// # }
/// ```
pub async fn remove_if(
    store: &dyn DeadLetters,
    id: DeadLetterId,
    is_wanted: impl FnOnce(&DeadLetter) -> bool,
) -> Result<bool, StoreError> {
    let Some(claimed) = claim(store, id).await? else {
        return Ok(false);
    };
    if !is_wanted(&claimed.letter) {
        store.release(&claimed.lease).await?;
        return Ok(false);
    }
    match store.remove(&claimed).await {
        Ok(()) => Ok(true),
        Err(error) => {
            // If the release fails, the lease ends by itself.
            drop(store.release(&claimed.lease).await);
            Err(error)
        }
    }
}

/// Claims a letter as soon as no other caller has it; `None` if there is no letter with this id.
async fn claim(
    store: &dyn DeadLetters,
    id: DeadLetterId,
) -> Result<Option<ClaimedLetter>, StoreError> {
    let claim = ClaimId::new();
    loop {
        match store.claim(id, claim, LENGTH).await? {
            DeadLetterClaim::Granted(claimed) => return Ok(Some(claimed)),
            DeadLetterClaim::Absent => return Ok(None),
            DeadLetterClaim::Busy { left } => {
                let moment = left.clamp(Duration::from_millis(1), MOMENT);
                let Some(timer) = policy::timer(moment) else {
                    let kind = StoreErrorKind::Conflict;
                    let error = StoreError::new(kind, "dead letters", "claim a dead letter");
                    return Err(error.with_detail("it is being redriven"));
                };
                timer.await;
            }
        }
    }
}
