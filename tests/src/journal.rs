//! A journal of sagas around whose calls something happens.

use std::time::Duration;

use organum::saga::{
    SagaId,
    journal::{Entry, Head, InMemory, Journal, JournalError, JournalFuture, Lease, Saved, Summary},
};
use uuid::Uuid;

/// What a journal is asked to do, as far as tests tell it apart.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// To begin a saga.
    Begin,
    /// To record something.
    Append(&'a Entry),
    /// To find a saga that nobody drives.
    ClaimNext,
    /// To read a saga.
    Load,
}

/// What happens around the calls of a journal.
pub trait Around: Send + Sync + 'static {
    /// Before one.
    fn before<'a>(
        &'a self,
        asked: Asked<'a>,
    ) -> impl Future<Output = Result<(), JournalError>> + Send + 'a;

    /// After it. Nothing if this is not written.
    fn after(&self) -> impl Future<Output = ()> + Send + '_ {
        std::future::ready(())
    }
}

/// A journal in memory, with what happens around its calls.
#[derive(Clone)]
pub struct Surrounded<A> {
    /// What is recorded.
    pub journal: InMemory,
    /// What happens.
    pub around: A,
}

impl<A: Around> Surrounded<A> {
    async fn call<'a, T>(
        &'a self,
        asked: Asked<'a>,
        call: JournalFuture<'a, T>,
    ) -> Result<T, JournalError> {
        self.around.before(asked).await?;
        let done = call.await;
        self.around.after().await;
        done
    }
}

impl<A: Around> Journal for Surrounded<A> {
    fn begin(&self, head: Head, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>> {
        let call = Box::pin(async move { self.journal.begin(head, owner, time).await });
        Box::pin(self.call(Asked::Begin, call))
    }

    fn append<'a>(&'a self, lease: &'a Lease, entry: Entry) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            let recorded = entry.clone();
            let call = Box::pin(async move { self.journal.append(lease, recorded).await });
            self.call(Asked::Append(&entry), call).await
        })
    }

    fn renew<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()> {
        self.journal.renew(lease)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()> {
        self.journal.release(lease)
    }

    fn claim(&self, saga: SagaId, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>> {
        self.journal.claim(saga, owner, time)
    }

    fn claim_next<'a>(
        &'a self,
        name: &'a str,
        after: Option<SagaId>,
        owner: Uuid,
        time: Duration,
    ) -> JournalFuture<'a, Option<Lease>> {
        let call = Box::pin(async move { self.journal.claim_next(name, after, owner, time).await });
        Box::pin(self.call(Asked::ClaimNext, call))
    }

    fn amend(&self, saga: SagaId, entry: Entry) -> JournalFuture<'_, bool> {
        self.journal.amend(saga, entry)
    }

    fn load(&self, saga: SagaId) -> JournalFuture<'_, Option<Saved>> {
        let call = Box::pin(async move { self.journal.load(saga).await });
        Box::pin(self.call(Asked::Load, call))
    }

    fn list<'a>(
        &'a self,
        name: Option<&'a str>,
        after: Option<SagaId>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<Summary>> {
        self.journal.list(name, after, limit)
    }

    fn remove(&self, saga: SagaId) -> JournalFuture<'_, bool> {
        self.journal.remove(saga)
    }
}
