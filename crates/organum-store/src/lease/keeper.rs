//! Renewal of leases as long as they are held.

#[cfg(test)]
mod tests;
mod turn;

use std::{
    collections::BTreeMap,
    fmt,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::Poll,
    time::Duration,
};

use futures_util::{Stream, stream::FuturesUnordered};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use self::turn::{Call, Ended};
use super::{Lease, Leases, Renewable};
use crate::StoreError;

/// Renews leases as long as they are held: many in one call, each when a third of its length has passed.
///
/// A failed renewal is retried until the lease has ended by the holder's monotonic clock, counted from
/// before the last successful request was sent. Then, or when the store reports that the lease is lost,
/// the holder's token is cancelled. A record that the store skipped because another transaction has
/// locked it is neither renewed nor lost, and the renewal is soon retried.
///
/// Clones share their leases. Renewals run in one task, which starts with the first lease and ends when
/// the keeper and all its guards are dropped. The keeper takes a plain store or a
/// [`Guarded`](crate::Guarded) one; each call is limited to a third of a lease.
///
/// ```
/// use std::{sync::Arc, time::{Duration, SystemTime}};
/// use organum_store::{
///     ClaimId, Journal, JournalBegin, JournalHead, LeaseKeeper, MemoryJournal, StoreError,
/// };
/// use tokio_util::sync::CancellationToken;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), StoreError> {
/// let journal = Arc::new(MemoryJournal::new());
/// let keeper = LeaseKeeper::new(journal.clone());
/// let head = JournalHead::new(uuid::Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
/// let begun = journal.begin(&head, ClaimId::new(), Duration::from_secs(30)).await?;
/// let JournalBegin::Granted(lease) = begun else { unreachable!("the id is new") };
/// let token = CancellationToken::new();
/// let guard = keeper.hold(lease, token.clone());
///
/// tokio::time::sleep(Duration::from_secs(600)).await; // long work
/// assert!(!token.is_cancelled() && !guard.is_lost());
/// guard.release().await?;
/// # Ok(())
/// # }
/// ```
pub struct LeaseKeeper<L: Renewable = Lease> {
    inner: Arc<Inner<L>>,
}

impl<L: Renewable> Clone for LeaseKeeper<L> {
    fn clone(&self) -> Self {
        let inner = Arc::clone(&self.inner);
        Self { inner }
    }
}

struct Inner<L> {
    store: Arc<dyn Leases<L>>,
    state: Mutex<State<L>>,
    /// Notified when a lease has to be renewed earlier than the task wakes.
    changed: Arc<Notify>,
}

struct State<L> {
    held: BTreeMap<u64, Held<L>>,
    next: u64,
    /// The time at which the task's timer wakes it.
    wakes_at: Option<Instant>,
    task: Option<JoinHandle<()>>,
}

/// A lease that is held.
struct Held<L> {
    lease: L,
    token: CancellationToken,
    /// The time at which the lease is to be renewed.
    due: Instant,
    /// True while a call that renews the lease is running.
    is_asked: bool,
    /// True if the store refused a call for several leases, so that this lease is renewed in a call of
    /// its own.
    alone: bool,
}

impl<L: Renewable> LeaseKeeper<L> {
    /// Creates a keeper of leases that this store grants.
    pub fn new(store: Arc<dyn Leases<L>>) -> Self {
        let state = State {
            held: BTreeMap::new(),
            next: 0,
            wakes_at: None,
            task: None,
        };
        Self {
            inner: Arc::new(Inner {
                store,
                state: Mutex::new(state),
                changed: Arc::default(),
            }),
        }
    }

    /// Renews a lease until the guard is dropped or the lease is lost; a lost lease cancels `token`.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn hold(&self, lease: L, token: CancellationToken) -> LeaseGuard<L> {
        let mut state = self.inner.lock();
        let key = state.next;
        state.next += 1;
        let due = due(&lease);
        let held = Held {
            lease: lease.clone(),
            token: token.clone(),
            due,
            is_asked: false,
            alone: false,
        };
        state.held.insert(key, held);
        let is_running = state.task.as_ref().is_some_and(|task| !task.is_finished());
        if !is_running {
            let task = run(Arc::downgrade(&self.inner), Arc::clone(&self.inner.changed));
            state.task = Some(tokio::spawn(task));
        } else if state.wakes_at.is_none_or(|at| due < at) {
            self.inner.changed.notify_one();
        }
        drop(state);
        LeaseGuard {
            inner: Arc::clone(&self.inner),
            key,
            lease,
            token,
        }
    }

    /// Returns the number of leases that are held.
    pub fn len(&self) -> usize {
        self.inner.lock().held.len()
    }

    /// Returns true if no lease is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<L: Renewable> fmt::Debug for LeaseKeeper<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeaseKeeper({} leases)", self.len())
    }
}

/// A lease that a [`LeaseKeeper`] renews. After a drop of the guard, the lease is no longer renewed and
/// ends by itself; [`release`](Self::release) ends it at once.
#[must_use = "the lease is no longer renewed after a drop of the guard"]
pub struct LeaseGuard<L: Renewable = Lease> {
    inner: Arc<Inner<L>>,
    key: u64,
    lease: L,
    token: CancellationToken,
}

impl<L: Renewable> LeaseGuard<L> {
    /// Returns the lease with its last renewal.
    pub fn lease(&self) -> L {
        let state = self.inner.lock();
        let held = state.held.get(&self.key);
        held.map_or_else(|| self.lease.clone(), |held| held.lease.clone())
    }

    /// Returns the token that is cancelled when the lease is lost.
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Returns true if the lease is lost.
    pub fn is_lost(&self) -> bool {
        !self.inner.lock().held.contains_key(&self.key)
    }

    /// Releases the lease, so that the next claim of the record is granted at once. The lease is no
    /// longer renewed.
    ///
    /// # Errors
    /// The store failed. The lease ends by itself then.
    ///
    /// # Cancel safety
    /// A lease that is not released ends by itself.
    pub async fn release(self) -> Result<(), StoreError> {
        let (store, lease) = (Arc::clone(&self.inner.store), self.lease());
        drop(self);
        store.release(&lease).await
    }
}

impl<L: Renewable> Drop for LeaseGuard<L> {
    fn drop(&mut self) {
        let held = self.inner.lock().held.remove(&self.key);
        // The lease is dropped outside the lock.
        drop(held);
    }
}

impl<L: Renewable> fmt::Debug for LeaseGuard<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LeaseGuard").field(&self.lease()).finish()
    }
}

impl<L> Inner<L> {
    fn lock(&self) -> MutexGuard<'_, State<L>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<L> Drop for Inner<L> {
    fn drop(&mut self) {
        if let Some(task) = self.lock().task.take() {
            task.abort();
        }
    }
}

/// The time at which a lease is to be renewed: after a third of its length.
fn due(lease: &impl Renewable) -> Instant {
    let ends_at = lease.ends_at();
    let early = third(lease.length()) * 2;
    ends_at.checked_sub(early).unwrap_or_else(Instant::now)
}

fn third(length: Duration) -> Duration {
    length / 3
}

/// Renews leases when they are due, until the keeper is dropped.
async fn run<L: Renewable>(keeper: Weak<Inner<L>>, changed: Arc<Notify>) {
    let mut calls = FuturesUnordered::<Call>::new();
    loop {
        let Some(inner) = keeper.upgrade() else {
            return;
        };
        let (due, wakes_at) = inner.turn(Instant::now());
        drop(inner);
        calls.extend(due);
        let ended = wait(&mut calls, &changed, wakes_at).await;
        if let Some(ended) = ended
            && let Some(inner) = keeper.upgrade()
        {
            inner.ended(ended, Instant::now());
        }
    }
}

/// Waits until a call has ended, a lease was added, or the timer fires.
async fn wait(
    calls: &mut FuturesUnordered<Call>,
    changed: &Notify,
    wakes_at: Option<Instant>,
) -> Option<Ended> {
    let mut changed = pin!(changed.notified());
    let mut clock = pin!(wakes_at.map(sleep_until));
    let mut calls = pin!(calls);
    poll_fn(move |cx| {
        if let Poll::Ready(Some(ended)) = calls.as_mut().poll_next(cx) {
            return Poll::Ready(Some(ended));
        }
        let is_time = match clock.as_mut().as_pin_mut() {
            Some(clock) => clock.poll(cx).is_ready(),
            None => false,
        };
        if is_time || changed.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        Poll::Pending
    })
    .await
}
