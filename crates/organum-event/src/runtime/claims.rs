//! The dead letters that a runtime redrives: each is claimed until it is done with, so that no other
//! process redrives it meanwhile.

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

/// The length of a claim. It is renewed as long as it is held.
const LENGTH: Duration = Duration::from_secs(30);

/// The answer to a claim.
pub(super) enum Claim {
    Granted(DeadLetter),
    /// Another process, or another runtime of this one, redrives or discards it.
    Busy,
    Absent,
}

/// The letters that are claimed, with the store that has them.
pub(super) struct Claims {
    store: Arc<dyn DeadLetters>,
    keeper: LeaseKeeper,
    held: Mutex<HashMap<DeadLetterId, Held>>,
    /// Claims that were asked for and not answered: one whose answer was lost is asked for again.
    asked: Mutex<HashMap<DeadLetterId, ClaimId>>,
}

#[derive(Clone)]
struct Held {
    letter: ClaimedLetter,
    /// None outside of a tokio runtime, where nothing can renew it.
    guard: Option<Arc<LeaseGuard>>,
    /// It was written again, and stays.
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

/// Does another claim have the letter now?
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

    /// Claims a letter, unless it is claimed here already.
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

    /// Is the letter not claimed here, or not any more?
    pub(super) fn is_lost(&self, id: DeadLetterId) -> bool {
        self.lock().get(&id).is_none_or(Held::is_lost)
    }

    /// Writes a letter, which may be one that is redriven: then it stays, with more attempts.
    ///
    /// # Cancel safety
    /// It is written or not. To write it again is to write it once, where it is claimed.
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
                // Whoever has it now has another attempt counted.
                Err(error) if is_taken(&error) => {
                    self.lock().remove(&letter.id);
                }
                Err(error) => return Err(error),
            }
        }
        record_failure(&*self.store, letter, again).await.map(drop)
    }

    /// The redrive of a letter has ended. The letter is gone, unless it was written again. Where the
    /// claim has ended meanwhile it stays too, as another one may be redriving it.
    ///
    /// # Cancel safety
    /// The letter is claimed until all is done.
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
                    "a dead letter is kept, as its claim ended before its redrive did: {error}"
                );
            }
            Err(error) => return Err(error),
        }
        self.lock().remove(&id);
        Ok(())
    }

    /// Gives a claim back, and keeps the letter.
    pub(super) async fn release(&self, id: DeadLetterId) -> Result<(), StoreError> {
        if let Some(held) = self.held(id) {
            self.store.release(&held.letter.lease).await?;
            self.lock().remove(&id);
        }
        Ok(())
    }

    /// Removes a letter that is not claimed here, and says whether there was one.
    pub(super) async fn discard(&self, id: DeadLetterId) -> Result<bool, StoreError> {
        remove_if(&*self.store, id, |_| true).await
    }
}

impl Drop for Claims {
    /// What is left is free at once, not when the claim ends.
    fn drop(&mut self) {
        let held = std::mem::take(&mut *self.lock());
        if held.is_empty() {
            return;
        }
        let store = Arc::clone(&self.store);
        let mut released = Box::pin(async move {
            for held in held.into_values() {
                if let Err(error) = store.release(&held.letter.lease).await {
                    tracing::debug!("the claim of a dead letter ends by itself: {error}");
                }
            }
        });
        // Most stores in memory need not be waited for.
        if released.as_mut().now_or_never().is_none()
            && let Ok(tokio) = Handle::try_current()
        {
            tokio.spawn(released);
        }
    }
}
