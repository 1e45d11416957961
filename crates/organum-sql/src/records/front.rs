//! The store that a database handle returns: the records, with batching in front of them.

use std::{any::Any, fmt, sync::Arc, time::Duration};

use organum_store::{
    BatchBounds, Batched, ClaimRequest, FinishRequest, Guarded, Lease, Leases, PutRequest,
    RecordClaim, RecordFilter, RecordLookup, RecordSeen, RecordSummary, Renewal, SingleFlight,
    Store, StoreAnswers, StoreError, StoreErrorKind, StoreFuture, StorePolicy, Unit, key::Key,
};

use super::{postgres::PostgresRecords, sqlite::SqliteRecords};
use crate::{
    Dialect,
    error::{failed, refused},
    tx::{Kind, Tx, is_open},
    watch::{Watch, changed},
};

/// The records of one dialect.
#[derive(Clone)]
pub(crate) enum Records {
    Sqlite(Arc<SqliteRecords>),
    Postgres(Arc<PostgresRecords>),
}

impl Records {
    fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) fn touched(&self, keys: Vec<Key>) {
        match self {
            Self::Sqlite(records) => records.touched(keys),
            Self::Postgres(records) => records.touched(keys),
        }
    }

    /// Returns the answers to the claims that need no write.
    async fn answers(
        &self,
        requests: &[ClaimRequest],
    ) -> Result<Vec<Option<Result<RecordClaim, StoreError>>>, StoreError> {
        match self {
            Self::Sqlite(records) => records.answers(requests).await,
            Self::Postgres(records) => records.answers(requests).await,
        }
    }

    /// Purges one slice of the records.
    pub(crate) async fn purge_slice(
        &self,
        after: Option<Key>,
        limit: usize,
    ) -> Result<(usize, Option<Key>), StoreError> {
        match self {
            Self::Sqlite(records) => records.purge_slice(after, limit).await,
            Self::Postgres(records) => records.purge_slice(after, limit).await,
        }
    }
}

/// The store of a database. Clones share the connections.
pub(crate) struct DatabaseStore {
    database: u64,
    records: Records,
    watch: Arc<Watch>,
    front: SingleFlight<Batched<Guarded<Arc<dyn Store>>>>,
}

impl DatabaseStore {
    pub(crate) fn new(
        database: u64,
        records: Records,
        watch: Arc<Watch>,
        policy: StorePolicy,
        bounds: BatchBounds,
    ) -> Self {
        let plain: Arc<dyn Store> = match &records {
            Records::Sqlite(records) => Arc::clone(records) as _,
            Records::Postgres(records) => Arc::clone(records) as _,
        };
        let guarded = Guarded::with(records.dialect().name(), plain, policy);
        let batched = Batched::new(Arc::new(guarded), bounds);
        Self {
            database,
            front: SingleFlight::new(Arc::new(batched)),
            records,
            watch,
        }
    }

    /// Makes a call, unless the caller is in a transaction of this database, which the call could wait
    /// for.
    fn outside<'a, T: Send + 'a>(
        &'a self,
        operation: &'static str,
        call: impl FnOnce(&'a SingleFlight<Batched<Guarded<Arc<dyn Store>>>>) -> StoreFuture<'a, T>
        + Send
        + 'a,
    ) -> StoreFuture<'a, T> {
        Box::pin(async move {
            if is_open(self.database) {
                let error = "a transaction of this database is open in this task: use the transaction, \
                             as with `finish_in(tx, …)`, or call the store after it";
                return Err(refused(self.records.dialect(), operation, error));
            }
            call(&self.front).await
        })
    }

    /// Returns the user's transaction, if it belongs to this database.
    fn own<'a>(
        &self,
        unit: &'a mut dyn Unit,
        operation: &'static str,
    ) -> Result<&'a mut Tx, StoreError> {
        let unit: &mut dyn Any = unit;
        let own = unit.downcast_mut::<Tx>();
        own.filter(|tx| {
            tx.database()
                .is_none_or(|database| database == self.database)
        })
        .ok_or_else(|| {
            let dialect = self.records.dialect().name();
            StoreError::new(StoreErrorKind::Unsupported, dialect, operation).with_detail(
                "the transaction belongs to another database: use the store of its handle",
            )
        })
    }
}

impl DatabaseStore {
    /// Wakes those who wait for these records when the transaction has committed.
    fn after_commit(&self, tx: &mut Tx, keys: Vec<Key>) {
        let records = self.records.clone();
        tx.after_commit(move || records.touched(keys));
    }
}

impl fmt::Debug for DatabaseStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.records.dialect())
    }
}

impl Leases<Lease<Key>> for DatabaseStore {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        self.outside("renew leases", |store| store.renew(leases))
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        self.outside("release a lease", |store| store.release(lease))
    }
}

impl Store for DatabaseStore {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        self.outside("claim records", move |store| {
            Box::pin(async move {
                // A single caller has its answer by a plain read. Concurrent callers share statements.
                if store.inner().is_idle()
                    && let Ok(answers) = self.records.answers(requests).await
                    && answers.iter().all(Option::is_some)
                {
                    return Ok(answers.into_iter().flatten().collect());
                }
                store.claim(requests).await
            })
        })
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.outside("finish records", |store| store.finish(requests))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        Box::pin(async move {
            match &self.records {
                Records::Sqlite(records) => changed(records, &self.watch, key, seen, timeout).await,
                Records::Postgres(records) => {
                    changed(records, &self.watch, key, seen, timeout).await
                }
            }
        })
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        self.outside("get records", |store| store.get(keys))
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.outside("put records", |store| store.put(requests))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.outside("invalidate records", |store| store.invalidate(keys))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.outside("remove records", |store| store.remove(keys))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        self.outside("list records", move |store| {
            store.list(filter, after, limit)
        })
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.outside("purge records", move |store| store.purge(limit))
    }

    fn finish_in<'a>(
        &'a self,
        unit: &'a mut dyn Unit,
        requests: &'a [FinishRequest],
    ) -> StoreFuture<'a, StoreAnswers<()>> {
        const OPERATION: &str = "finish records in a transaction";
        Box::pin(async move {
            let tx = self.own(unit, OPERATION)?;
            let answers = match (&self.records, &mut tx.kind) {
                (Records::Sqlite(records), Kind::Sqlite(transaction)) => {
                    let mut answers = Vec::with_capacity(requests.len());
                    for request in requests {
                        let finished = records.finish_one(&mut *transaction, request).await;
                        answers.push(
                            finished.map_err(|error| failed(Dialect::Sqlite, OPERATION, error))?,
                        );
                    }
                    answers
                }
                (Records::Postgres(records), Kind::Postgres(transaction)) => {
                    records.finish_in(&mut *transaction, requests).await?
                }
                _ => return Err(self.of_another(OPERATION)),
            };
            let keys = requests.iter().map(|request| request.lease.id());
            self.after_commit(tx, keys.collect());
            Ok(answers)
        })
    }

    fn put_in<'a>(
        &'a self,
        unit: &'a mut dyn Unit,
        requests: &'a [PutRequest],
    ) -> StoreFuture<'a, StoreAnswers<()>> {
        const OPERATION: &str = "put records in a transaction";
        Box::pin(async move {
            let tx = self.own(unit, OPERATION)?;
            let answers = match (&self.records, &mut tx.kind) {
                (Records::Sqlite(records), Kind::Sqlite(transaction)) => {
                    let mut answers = Vec::with_capacity(requests.len());
                    for request in requests {
                        let put = records.put_one(&mut *transaction, request).await;
                        answers
                            .push(put.map_err(|error| failed(Dialect::Sqlite, OPERATION, error))?);
                    }
                    answers
                }
                (Records::Postgres(records), Kind::Postgres(transaction)) => {
                    records.put_in(&mut *transaction, requests).await?
                }
                _ => return Err(self.of_another(OPERATION)),
            };
            self.after_commit(tx, requests.iter().map(|request| request.key).collect());
            Ok(answers)
        })
    }
}

impl DatabaseStore {
    fn of_another(&self, operation: &'static str) -> StoreError {
        let dialect = self.records.dialect().name();
        StoreError::new(StoreErrorKind::Unsupported, dialect, operation)
            .with_detail("the transaction belongs to another database")
    }
}
