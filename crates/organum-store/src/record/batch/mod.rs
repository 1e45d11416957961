//! Combines concurrent calls to a store into few.

mod call;
mod queue;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::FutureExt;
use organum_base::panics::forget;
use tokio::runtime::Handle;

pub(super) use self::call::whole;
use self::{
    call::{Answer, Call, Reply, renewal, send, unanswered},
    queue::{Queue, Queued, Slot},
};
use super::{
    ClaimRequest, FinishRequest, PutRequest, RecordClaim, RecordFilter, RecordLookup, RecordSeen,
    RecordSummary, Store, StoreAnswers,
};
use crate::{Lease, Leases, Renewal, StoreError, StoreFuture, key::Key};

/// The limits of a [`Batched`] store.
///
/// By default a call to the store has at most 128 items and 4 MiB, and there is one call at a time.
///
/// ```
/// use organum_store::BatchBounds;
///
/// let bounds = BatchBounds::default().rows(64).bytes(1 << 20).concurrent(4);
/// assert_ne!(bounds, BatchBounds::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchBounds {
    rows: usize,
    bytes: usize,
    concurrent: usize,
}

impl Default for BatchBounds {
    fn default() -> Self {
        Self {
            rows: 128,
            bytes: 4 << 20,
            concurrent: 1,
        }
    }
}

impl BatchBounds {
    /// Limits the items of a call to the store; at least one.
    #[must_use]
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// Limits the approximate bytes of a call to the store. A larger item is sent alone.
    #[must_use]
    pub fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Limits the calls to the store that are made at once, such as the number of its connections; at least
    /// one.
    #[must_use]
    pub fn concurrent(mut self, calls: usize) -> Self {
        self.concurrent = calls.max(1);
        self
    }
}

/// A store in front of another one, which combines concurrent calls into few: group commit. A call is sent
/// at once if the store is idle. Calls that arrive in the meantime wait until the store has answered, and
/// are sent together. Clones share the queue.
///
/// - The calls for one key keep their order.
/// - A call whose future is dropped before it was sent is not made. A result and a release are sent
///   nevertheless, and a grant that nobody waits for is released.
/// - If the store refuses a batch for its content, the batch is divided until the bad item fails alone.
///
/// [`changed`](Store::changed), [`list`](Store::list) and [`purge`](Store::purge) are passed on at once.
///
/// ```
/// use std::{sync::Arc, time::Duration};
/// use organum_store::{
///     BatchBounds, Batched, ClaimId, ClaimRequest, MemoryStore, RecordClaim, Store, StoreError, key::Key,
/// };
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StoreError> {
/// let store = Batched::new(Arc::new(MemoryStore::new()), BatchBounds::default());
/// let key = Key::from_bytes([7; 32]);
/// let request = ClaimRequest::new(key, ClaimId::new(), Duration::from_secs(30));
/// let claimed = store.claim(&[request]).await?.remove(0)?;
/// assert!(matches!(claimed, RecordClaim::Granted { .. }));
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// Calls panic outside of a tokio runtime.
pub struct Batched<S: ?Sized> {
    inner: Arc<Inner<S>>,
}

impl<S: ?Sized> Clone for Batched<S> {
    fn clone(&self) -> Self {
        let inner = Arc::clone(&self.inner);
        Self { inner }
    }
}

struct Inner<S: ?Sized> {
    bounds: BatchBounds,
    queue: Mutex<Queue>,
    store: Arc<S>,
}

impl<S: Store + ?Sized> Batched<S> {
    /// Wraps a store with these bounds. Retries belong between the two: wrap a
    /// [`Guarded`](crate::Guarded) store.
    pub fn new(store: Arc<S>, bounds: BatchBounds) -> Self {
        let inner = Inner {
            bounds,
            queue: Mutex::default(),
            store,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Returns the wrapped store.
    pub fn inner(&self) -> &S {
        &self.inner.store
    }

    /// Returns true if no call is queued or being sent. A read that begins then sees the effects of all
    /// earlier calls.
    pub fn is_idle(&self) -> bool {
        let queue = self.inner.lock();
        queue.is_empty() && queue.senders == 0
    }

    /// Adds calls to the queue.
    fn submit(&self, calls: impl Iterator<Item = Call>) -> Waiting<S> {
        let runtime = Handle::current();
        let mut queue = self.inner.lock();
        let slots = calls.map(|call| queue.push(call)).collect();
        self.inner.start(&mut queue, &runtime);
        let inner = Arc::clone(&self.inner);
        Waiting { inner, slots }
    }

    async fn each<T>(
        &self,
        calls: impl Iterator<Item = Call>,
        read: impl Fn(Reply) -> Option<T>,
    ) -> Result<StoreAnswers<T>, StoreError> {
        let read = |reply| read(reply).ok_or_else(|| unanswered("the answer is of another kind"));
        let answers = self.submit(calls).answers().await.into_iter();
        whole(answers.map(|answer| answer.and_then(read)).collect())
    }

    async fn all(&self, calls: impl Iterator<Item = Call>) -> Result<(), StoreError> {
        let mut answers = self.submit(calls).answers().await.into_iter();
        answers.try_for_each(|answer| answer.map(drop))
    }
}

impl<S: ?Sized> Inner<S> {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Store + ?Sized> Inner<S> {
    /// Starts a task that sends calls, if there may be work for it.
    fn start(self: &Arc<Self>, queue: &mut Queue, runtime: &Handle) {
        if !queue.is_empty() && queue.senders < self.bounds.concurrent {
            queue.senders += 1;
            let sender = Sender {
                inner: Arc::clone(self),
                keys: Vec::new(),
                is_counted: true,
            };
            runtime.spawn(sender.run());
        }
    }
}

/// A task that sends calls until none is left that may be sent.
struct Sender<S: Store + ?Sized> {
    inner: Arc<Inner<S>>,
    /// The keys of the batch that was sent.
    keys: Vec<Key>,
    is_counted: bool,
}

impl<S: Store + ?Sized> Sender<S> {
    async fn run(mut self) {
        while let Some(batch) = self.next() {
            self.send(batch).await;
        }
    }

    fn next(&mut self) -> Option<Vec<Queued>> {
        let inner = Arc::clone(&self.inner);
        let mut queue = inner.lock();
        queue.answered(self.keys.drain(..));
        let batch = queue.take(&inner.bounds);
        if batch.is_empty() {
            // Under the lock, so that a caller who adds a call starts another task.
            queue.senders -= 1;
            self.is_counted = false;
            return None;
        }
        self.keys
            .extend(batch.iter().map(|queued| queued.call.key()));
        inner.start(&mut queue, &Handle::current());
        Some(batch)
    }

    /// Sends a batch and answers its callers. A batch that the store refuses is divided.
    async fn send(&self, batch: Vec<Queued>) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            let calls: Vec<Call> = part.iter().map(|queued| queued.call.clone()).collect();
            let sent = AssertUnwindSafe(send(&*self.inner.store, &calls))
                .catch_unwind()
                .await;
            let sent = sent.unwrap_or_else(|payload| {
                // The message may hold a part of a value.
                forget(payload);
                Err(unanswered("the code of the store panicked"))
            });
            match sent {
                Ok(answers) => self.deliver(part, answers),
                Err(error) if part.len() > 1 && !error.is_transient() => {
                    let second = part.split_off(part.len() / 2);
                    parts.extend([second, part]);
                }
                Err(error) => {
                    let answers = vec![Err(error); part.len()];
                    self.deliver(part, answers);
                }
            }
        }
    }

    fn deliver(&self, part: Vec<Queued>, answers: Vec<Answer>) {
        let missing = || Err(unanswered("the store has not answered for each item"));
        let answers = answers.into_iter().chain(std::iter::repeat_with(missing));
        let mut queue = self.inner.lock();
        for (queued, answer) in part.into_iter().zip(answers) {
            queue.deliver(queued, answer);
        }
    }
}

impl<S: Store + ?Sized> Drop for Sender<S> {
    fn drop(&mut self) {
        if self.is_counted {
            // The task was aborted with its runtime.
            let mut queue = self.inner.lock();
            queue.senders -= 1;
            queue.answered(self.keys.drain(..));
        }
    }
}

/// A caller that waits for the answers to its calls.
struct Waiting<S: Store + ?Sized> {
    inner: Arc<Inner<S>>,
    slots: Vec<Slot>,
}

impl<S: Store + ?Sized> Waiting<S> {
    async fn answers(mut self) -> Vec<Answer> {
        for slot in &mut self.slots {
            let answer = (&mut slot.receiver).await;
            let ended = |_| Err(unanswered("the runtime of the call has ended"));
            slot.answer = Some(answer.unwrap_or_else(ended));
        }
        let slots = std::mem::take(&mut self.slots).into_iter();
        slots.filter_map(|slot| slot.answer).collect()
    }
}

impl<S: Store + ?Sized> Drop for Waiting<S> {
    fn drop(&mut self) {
        if self.slots.is_empty() {
            return;
        }
        let mut queue = self.inner.lock();
        for slot in self.slots.drain(..) {
            queue.forget(slot);
        }
        if let Ok(runtime) = Handle::try_current() {
            self.inner.start(&mut queue, &runtime);
        }
    }
}

impl<S: ?Sized> fmt::Debug for Batched<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batched")
            .field("bounds", &self.inner.bounds)
            .finish_non_exhaustive()
    }
}

impl<S: Store + ?Sized> Leases<Lease<Key>> for Batched<S> {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            let read = |reply| match reply {
                Reply::Renewed(renewal) => Some(renewal),
                _ => None,
            };
            let answers = self
                .each(leases.iter().cloned().map(Call::Renew), read)
                .await?;
            Ok(answers.into_iter().map(renewal).collect())
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        Box::pin(self.all(std::iter::once(Call::Release(lease.clone()))))
    }
}

impl<S: Store + ?Sized> Store for Batched<S> {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        let read = |reply| match reply {
            Reply::Claimed(claim) => Some(claim),
            _ => None,
        };
        Box::pin(self.each(requests.iter().cloned().map(Call::Claim), read))
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let read = |reply| matches!(reply, Reply::Done).then_some(());
        Box::pin(self.each(requests.iter().cloned().map(Call::Finish), read))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        self.inner.store.changed(key, seen, timeout)
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        let read = |reply| match reply {
            Reply::Found(found) => Some(found),
            _ => None,
        };
        Box::pin(self.each(keys.iter().copied().map(Call::Get), read))
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let read = |reply| matches!(reply, Reply::Done).then_some(());
        Box::pin(self.each(requests.iter().cloned().map(Call::Put), read))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        Box::pin(self.all(keys.iter().copied().map(Call::Invalidate)))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        Box::pin(self.all(keys.iter().copied().map(Call::Remove)))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        self.inner.store.list(filter, after, limit)
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.inner.store.purge(limit)
    }
}
