//! Combines the claims of one key in one process.

#[cfg(test)]
mod tests;
mod watch;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::watch::{Receiver, Sender, channel},
};

use self::watch::Watches;
use super::{
    ClaimRequest, FinishRequest, OnRunning, PutRequest, RecordClaim, RecordFilter, RecordLookup,
    RecordSeen, RecordStatus, RecordSummary, Store, StoreAnswers, batch::whole,
};
use crate::{Lease, Leases, Renewal, StoreError, StoreFuture, key::Key};

/// A store in front of another one, which makes one claim for a key at a time: concurrent claims of the
/// process wait for its answer and share it. If it is granted, the others get the answer that the record is
/// running. Waiting callers share one call of [`changed`](Store::changed), and learn at once of the
/// changes that are made through this value. Clones share the claims.
///
/// A claim that asks for something else, such as other inputs, is sent by itself after the first one. If
/// the future of the first one is dropped, the next one is sent.
///
/// ```
/// use std::{sync::Arc, time::Duration};
/// use organum_store::{
///     ClaimId, ClaimRequest, MemoryStore, RecordClaim, SingleFlight, Store, StoreError, key::Key,
/// };
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StoreError> {
/// let store = SingleFlight::new(Arc::new(MemoryStore::new()));
/// let key = Key::from_bytes([7; 32]);
/// let claim = async || {
///     let request = ClaimRequest::new(key, ClaimId::new(), Duration::from_secs(30));
///     store.claim(&[request]).await?.remove(0)
/// };
/// let (first, second) = tokio::join!(claim(), claim());
/// assert!(matches!(first?, RecordClaim::Granted { .. }));
/// assert!(matches!(second?, RecordClaim::Running { .. }));
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// Calls of [`changed`](Store::changed) panic outside of a tokio runtime.
pub struct SingleFlight<S: ?Sized> {
    inner: Arc<Inner<S>>,
}

impl<S: ?Sized> Clone for SingleFlight<S> {
    fn clone(&self) -> Self {
        let inner = Arc::clone(&self.inner);
        Self { inner }
    }
}

struct Inner<S: ?Sized> {
    flights: Flights,
    watches: Arc<Watches>,
    store: Arc<S>,
}

/// The claims whose answers are awaited, by their keys.
#[derive(Default)]
struct Flights(Mutex<HashMap<Key, Flight>>);

struct Flight {
    request: ClaimRequest,
    answer: Receiver<Option<Answer>>,
}

type Answer = Result<RecordClaim, StoreError>;

impl<S: Store + ?Sized> SingleFlight<S> {
    /// Wraps a store.
    pub fn new(store: Arc<S>) -> Self {
        let inner = Inner {
            flights: Flights::default(),
            watches: Arc::default(),
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

    async fn claim_all(
        &self,
        requests: &[ClaimRequest],
    ) -> Result<StoreAnswers<RecordClaim>, StoreError> {
        let mut granted = Granted::new(&self.inner.store);
        let mut answers: Vec<Option<Answer>> = vec![None; requests.len()];
        while answers.iter().any(Option::is_none) {
            let (mut leaders, mut followers) = (Vec::new(), Vec::new());
            let open = answers.iter().enumerate();
            for (at, _) in open.filter(|(_, answer)| answer.is_none()) {
                match self.inner.flights.join(&requests[at]) {
                    Joined::Leads(leader) => leaders.push((at, leader)),
                    Joined::Follows(flight) => followers.push((at, flight)),
                }
            }
            // The claims that this call leads are answered first, so no two calls wait for each other.
            let led = leaders.iter().map(|(at, _)| requests[*at].clone());
            let mut led = self.lead(&led.collect::<Vec<_>>()).await.into_iter();
            for (at, leader) in leaders {
                answers[at] = led.next();
                granted.add(answers[at].as_ref());
                leader.ends(answers[at].clone());
            }
            for (at, flight) in followers {
                answers[at] = flight.answer(&requests[at]).await;
            }
        }
        granted.leases.clear();
        whole(answers.into_iter().flatten().collect())
    }

    /// Claims records, and returns an answer for each.
    async fn lead(&self, requests: &[ClaimRequest]) -> Vec<Answer> {
        if requests.is_empty() {
            return Vec::new();
        }
        match self.inner.store.claim(requests).await {
            Ok(answers) => answers,
            Err(error) => vec![Err(error); requests.len()],
        }
    }

    /// Makes a call, and notifies the callers that wait for changes of these keys.
    async fn notifying<T>(
        &self,
        keys: impl Iterator<Item = Key>,
        call: StoreFuture<'_, T>,
    ) -> Result<T, StoreError> {
        let answer = call.await;
        self.inner.watches.look_again(keys);
        answer
    }
}

/// The leases that were granted to a call that still waits for other answers. They are released if its
/// future is dropped.
struct Granted<S: Store + ?Sized> {
    store: Arc<S>,
    leases: Vec<Lease<Key>>,
}

impl<S: Store + ?Sized> Granted<S> {
    fn new(store: &Arc<S>) -> Self {
        Self {
            store: Arc::clone(store),
            leases: Vec::new(),
        }
    }

    fn add(&mut self, answer: Option<&Answer>) {
        if let Some(Ok(RecordClaim::Granted { lease, .. })) = answer {
            self.leases.push(lease.clone());
        }
    }
}

impl<S: Store + ?Sized> Drop for Granted<S> {
    fn drop(&mut self) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        for lease in self.leases.drain(..) {
            let store = Arc::clone(&self.store);
            runtime.spawn(async move {
                // A lease that is not released ends by itself.
                let _ = store.release(&lease).await;
            });
        }
    }
}

/// The part of a caller in a flight.
enum Joined<'a> {
    Leads(Leader<'a>),
    Follows(Flight),
}

/// The caller whose claim is sent. If it is dropped, the flight ends without an answer.
struct Leader<'a> {
    flights: &'a Flights,
    key: Key,
    answer: Sender<Option<Answer>>,
}

impl Flights {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Flight>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, request: &ClaimRequest) -> Joined<'_> {
        let mut flights = self.lock();
        if let Some(flight) = flights.get(&request.key) {
            return Joined::Follows(Flight {
                request: flight.request.clone(),
                answer: flight.answer.clone(),
            });
        }
        let (sender, answer) = channel(None);
        let request = request.clone();
        let key = request.key;
        flights.insert(key, Flight { request, answer });
        Joined::Leads(Leader {
            flights: self,
            key,
            answer: sender,
        })
    }
}

impl Leader<'_> {
    /// Ends the flight with this answer.
    fn ends(self, answer: Option<Answer>) {
        self.answer.send_replace(answer);
    }
}

impl Drop for Leader<'_> {
    fn drop(&mut self) {
        self.flights.lock().remove(&self.key);
    }
}

impl Flight {
    /// Waits for the end of the flight; `None` if its answer does not apply to this request.
    async fn answer(mut self, request: &ClaimRequest) -> Option<Answer> {
        let answer = self.answer.wait_for(Option::is_some).await.ok()?.clone()?;
        let other = &self.request;
        let tells = |request: &ClaimRequest| request.on_running == OnRunning::Tell;
        let is_alike = other.claim != request.claim
            && other.input == request.input
            && other.on_lapsed == request.on_lapsed
            && tells(other)
            && tells(request);
        if !is_alike {
            return None;
        }
        match answer {
            Ok(RecordClaim::Granted { lease, .. }) if lease.has_ended() => None,
            Ok(RecordClaim::Granted { lease, .. }) => {
                let seen = RecordSeen {
                    status: Some(RecordStatus::Running),
                    epoch: lease.epoch(),
                };
                Some(Ok(RecordClaim::Running {
                    owner: lease.owner(),
                    seen,
                    left: lease.remaining(),
                }))
            }
            // The claim has the record already, and asks again since an answer was lost.
            Ok(RecordClaim::Running { owner, .. }) if owner == request.claim => None,
            // The lease may have been that of the claim.
            Ok(RecordClaim::Unknown { .. }) => None,
            other => Some(other),
        }
    }
}

impl<S: ?Sized> fmt::Debug for SingleFlight<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claims = self.inner.flights.lock().len();
        f.debug_struct("SingleFlight")
            .field("claims", &claims)
            .finish_non_exhaustive()
    }
}

impl<S: Store + ?Sized> Leases<Lease<Key>> for SingleFlight<S> {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        self.inner.store.renew(leases)
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        let call = self.inner.store.release(lease);
        Box::pin(self.notifying([lease.id()].into_iter(), call))
    }
}

impl<S: Store + ?Sized> Store for SingleFlight<S> {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        Box::pin(self.claim_all(requests))
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let keys = requests.iter().map(|request| request.lease.id());
        let call = self.inner.store.finish(requests);
        Box::pin(self.notifying(keys, call))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        let store = &self.inner.store;
        Box::pin(self.inner.watches.changed(store, key, seen, timeout))
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        self.inner.store.get(keys)
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let keys = requests.iter().map(|request| request.key);
        let call = self.inner.store.put(requests);
        Box::pin(self.notifying(keys, call))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        let call = self.inner.store.invalidate(keys);
        Box::pin(self.notifying(keys.iter().copied(), call))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        let call = self.inner.store.remove(keys);
        Box::pin(self.notifying(keys.iter().copied(), call))
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
