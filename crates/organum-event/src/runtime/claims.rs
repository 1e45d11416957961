//! The dead letters that a runtime redrives: each is claimed for the duration of its redrive, so that no
//! other process redrives it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::FutureExt as _;
use organum_store::{
    ClaimId, ClaimedLetter, DeadLetterClaim, LeaseGuard, LeaseKeeper, StoreErrorKind,
};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use crate::dead_letter::{
    DeadLetter, DeadLetterId, DeadLetters, StoreError, record_failure, remove_if,
};

/// The duration of a claim. It is renewed while it is held.
const LENGTH: Duration = Duration::from_secs(30);

/// The result of a claim.
pub(super) enum Claim {
    Granted(DeadLetter),
    /// Another process, or another runtime of this process, is redriving or discarding the letter.
    Busy,
    Absent,
}

/// The claimed letters, and their store.
pub(super) struct Claims {
    store: Arc<dyn DeadLetters>,
    keeper: LeaseKeeper,
    held: Mutex<HashMap<DeadLetterId, Held>>,
    /// Claims whose response is pending: after a lost response, the claim is repeated with the same id.
    asked: Mutex<HashMap<DeadLetterId, ClaimId>>,
}

#[derive(Clone)]
struct Held {
    letter: ClaimedLetter,
    /// Absent outside of a tokio runtime, where nothing can renew the claim.
    guard: Option<Arc<LeaseGuard>>,
    /// True if the letter was written again and has to be kept.
    has_failed_again: bool,
}

impl Held {
    fn is_lost(&self) -> bool {
        match &self.guard {
            Some(guard) => guard.is_lost(),
            None => self.letter.lease.has_ended(),
        }
    }
}

/// Returns true if another claim has the letter.
fn is_taken(error: &StoreError) -> bool {
    error.is_lease_lost() || error.kind() == StoreErrorKind::Conflict
}

impl Claims {
    pub(super) fn of(store: &Arc<dyn DeadLetters>) -> Self {
        Self {
            store: Arc::clone(store),
            keeper: LeaseKeeper::new(Arc::clone(store) as _),
            held: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    fn asked(&self) -> MutexGuard<'_, HashMap<DeadLetterId, ClaimId>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeadLetterId, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self, id: DeadLetterId) -> Option<Held> {
        self.lock().get(&id).cloned()
    }

    /// Claims a letter, unless this runtime has claimed it.
    pub(super) async fn claim(&self, id: DeadLetterId) -> Result<Claim, StoreError> {
        if let Some(held) = self.held(id)
            && !held.is_lost()
        {
            return Ok(Claim::Granted(held.letter.letter));
        }
        let claim = *self.asked().entry(id).or_insert_with(ClaimId::new);
        let answer = self.store.claim(id, claim, LENGTH).await?;
        self.asked().remove(&id);
        let letter = match answer {
            DeadLetterClaim::Granted(letter) => letter,
            DeadLetterClaim::Busy { .. } => return Ok(Claim::Busy),
            DeadLetterClaim::Absent => return Ok(Claim::Absent),
        };
        let keep = |_| {
            let lease = letter.lease.clone();
            Arc::new(self.keeper.hold(lease, CancellationToken::new()))
        };
        let held = Held {
            guard: Handle::try_current().ok().map(keep),
            letter: letter.clone(),
            has_failed_again: false,
        };
        self.lock().insert(id, held);
        Ok(Claim::Granted(letter.letter))
    }

    /// Returns true if this runtime does not hold a claim of the letter.
    pub(super) fn is_lost(&self, id: DeadLetterId) -> bool {
        self.lock().get(&id).is_none_or(Held::is_lost)
    }

    /// Writes a letter. If it is being redriven, it is kept, with more attempts.
    ///
    /// # Cancel safety
    /// The letter is written or not. While it is claimed, writing it twice has the effect of writing it once.
    pub(super) async fn record_failure(
        &self,
        letter: DeadLetter,
        again: u32,
    ) -> Result<(), StoreError> {
        if let Some(held) = self.held(letter.id) {
            let before = &held.letter.letter;
            let next = DeadLetter {
                time: before.time,
                attempts: before.attempts.saturating_add(again),
                ..letter.clone()
            };
            match self.store.update(&held.letter, &next).await {
                Ok(revision) => {
                    if let Some(held) = self.lock().get_mut(&letter.id) {
                        held.letter.letter = next;
                        held.letter.revision = revision;
                        held.has_failed_again = true;
                    }
                    return Ok(());
                }
                // The holder of the other claim sees one more attempt.
                Err(error) if is_taken(&error) => {
                    self.lock().remove(&letter.id);
                }
                Err(error) => return Err(error),
            }
        }
        record_failure(&*self.store, letter, again).await.map(drop)
    }

    /// Ends the redrive of a letter: removes the letter, unless it was written again. A letter whose claim
    /// has expired is kept too, since another process may be redriving it.
    ///
    /// # Cancel safety
    /// The letter stays claimed until the call completes.
    pub(super) async fn conclude(&self, id: DeadLetterId) -> Result<(), StoreError> {
        match self.held(id) {
            Some(held) if held.has_failed_again => self.release(id).await,
            Some(_) => self.remove(id).await,
            None => Ok(()),
        }
    }

    async fn remove(&self, id: DeadLetterId) -> Result<(), StoreError> {
        let Some(held) = self.held(id) else {
            return Ok(());
        };
        match self.store.remove(&held.letter).await {
            Ok(()) => {}
            Err(error) if is_taken(&error) => {
                tracing::warn!(
                    letter = %id,
                    "a dead letter is kept, as its claim expired during its redrive: {error}"
                );
            }
            Err(error) => return Err(error),
        }
        self.lock().remove(&id);
        Ok(())
    }

    /// Releases a claim, and keeps the letter.
    pub(super) async fn release(&self, id: DeadLetterId) -> Result<(), StoreError> {
        if let Some(held) = self.held(id) {
            self.store.release(&held.letter.lease).await?;
            self.lock().remove(&id);
        }
        Ok(())
    }

    /// Removes a letter that this runtime has not claimed. Returns true if it existed.
    pub(super) async fn discard(&self, id: DeadLetterId) -> Result<bool, StoreError> {
        remove_if(&*self.store, id, |_| true).await
    }
}

impl Drop for Claims {
    /// Releases the remaining claims, so that they do not last until they expire.
    fn drop(&mut self) {
        let held = std::mem::take(&mut *self.lock());
        if held.is_empty() {
            return;
        }
        let store = Arc::clone(&self.store);
        let mut released = Box::pin(async move {
            for held in held.into_values() {
                if let Err(error) = store.release(&held.letter.lease).await {
                    tracing::debug!(
                        "the claim of a dead letter is not released, and expires: {error}"
                    );
                }
            }
        });
        // The release of most stores in memory completes at once.
        if released.as_mut().now_or_never().is_none()
            && let Ok(tokio) = Handle::try_current()
        {
            tokio.spawn(released);
        }
    }
}
