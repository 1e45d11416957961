//! Leased records in `SQLite`. One connection writes; the others read.

use std::{
    sync::{Arc, PoisonError},
    time::{Duration, SystemTime},
};

use organum_store::{
    ClaimRequest, FinishRequest, Lease, Leases, PutRequest, RecordClaim, RecordFilter,
    RecordLookup, RecordOutcome, RecordSeen, RecordSummary, Renewal, Store, StoreAnswers,
    StoreError, StoreErrorKind, StoreFuture, key::Key,
};
use sqlx::{
    Connection, QueryBuilder, Row, SqlStr, Sqlite, SqliteConnection,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use super::{
    Checks, bytes,
    found::{Found, as_micros, micros, number, stored},
    sqlite_texts as texts, text,
};
use crate::{
    Dialect,
    error::failed,
    lanes::Lanes,
    text::Prefix,
    watch::{Read, ReadStates, Watch},
};

const DIALECT: Dialect = Dialect::Sqlite;

/// The interval at which changes by other processes are looked for.
const POLL: Duration = Duration::from_millis(10);

/// The records of one slice of a purge.
const SLICE: i64 = 1_000;

struct Texts {
    answer: SqlStr,
    claim: SqlStr,
    finish: SqlStr,
    finished: SqlStr,
    renew: SqlStr,
    release: SqlStr,
    get: SqlStr,
    generation: SqlStr,
    seen: SqlStr,
    put: SqlStr,
    invalidate: SqlStr,
    raise: SqlStr,
    delete: SqlStr,
    clear: SqlStr,
    slice: SqlStr,
    has_expired: SqlStr,
    raise_both: SqlStr,
    forget: SqlStr,
    /// The beginning of the statement for lists.
    list: String,
}

impl Texts {
    fn new(prefix: &Prefix) -> Self {
        let text = |template| prefix.statement(template, texts::PARTS);
        Self {
            answer: text(texts::ANSWER),
            claim: text(texts::CLAIM),
            finish: text(texts::FINISH),
            finished: text(texts::FINISHED),
            renew: text(texts::RENEW),
            release: text(texts::RELEASE),
            get: text(texts::GET),
            generation: text(texts::GENERATION),
            seen: text(texts::SEEN),
            put: text(texts::PUT),
            invalidate: text(texts::INVALIDATE),
            raise: text(texts::RAISE),
            delete: text(texts::DELETE),
            clear: text(texts::CLEAR),
            slice: text(texts::SLICE),
            has_expired: text(texts::HAS_EXPIRED),
            raise_both: text(texts::RAISE_BOTH),
            forget: text(texts::FORGET),
            list: prefix.fill(texts::LIST, texts::PARTS),
        }
    }
}

/// The connections of one file.
pub(crate) struct SqliteLanes {
    pub(crate) writer: Lanes<Sqlite>,
    pub(crate) readers: Lanes<Sqlite>,
    /// The connection that looks for changes by other processes.
    pub(crate) watcher: Lanes<Sqlite>,
    /// Held by the writer and by transactions of this process, which get the write lock of the file in
    /// turn.
    pub(crate) write: Mutex<()>,
}

/// The store of leased records, without the parts in front of it.
pub(crate) struct SqliteRecords {
    lanes: Arc<SqliteLanes>,
    texts: Texts,
    watch: Arc<Watch>,
    checks: Checks,
    /// The version of the file that the watcher has read last.
    version: std::sync::Mutex<Option<i64>>,
}

type Bound = Query<'static, Sqlite, SqliteArguments>;

/// The time of the machine in microseconds since 1970.
fn clock() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    as_micros(now.unwrap_or_default())
}

/// Begins a statement for one record: `?1` is the time, and `?2` the key.
fn of_key(statement: &SqlStr, now: i64, key: Key) -> Bound {
    sqlx::query(statement.clone())
        .bind(now)
        .bind(key.as_bytes().to_vec())
}

/// The answer to an item that `SQLite` has refused for its content.
fn of_item<T>(
    answer: Result<T, sqlx::Error>,
    operation: &'static str,
) -> Result<Result<T, StoreError>, sqlx::Error> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) => {
            let code = error.as_database_error().map(crate::error::code);
            // A text or blob that is too large, and a violated constraint.
            match code.as_deref() {
                Some("18" | "19" | "275") => Ok(Err(failed(DIALECT, operation, error))),
                _ => Err(error),
            }
        }
    }
}

impl SqliteRecords {
    pub(crate) fn new(
        lanes: Arc<SqliteLanes>,
        prefix: &Prefix,
        watch: Arc<Watch>,
        checks: Checks,
    ) -> Self {
        Self {
            lanes,
            texts: Texts::new(prefix),
            watch,
            checks,
            version: std::sync::Mutex::default(),
        }
    }

    /// Tells callers of this process that wait. Those of others look for changes themselves.
    pub(crate) fn touched(&self, keys: impl IntoIterator<Item = Key>) {
        self.watch.touch(keys);
    }

    /// Writes in one transaction.
    async fn write<T>(
        &self,
        operation: &'static str,
        write: impl AsyncFnOnce(&mut SqliteConnection, i64) -> Result<T, sqlx::Error>,
    ) -> Result<T, StoreError> {
        let turn = self.lanes.write.lock().await;
        let lane = self.lanes.writer.take().await;
        let mut lane = lane.map_err(|error| failed(DIALECT, operation, error))?;
        let written = async {
            let mut transaction = lane.begin_with("begin immediate").await?;
            let written = write(&mut transaction, clock()).await?;
            transaction.commit().await?;
            Ok(written)
        }
        .await;
        let written = match written {
            Ok(written) => lane.settle(Ok(written)).await,
            Err(error) => {
                // A transaction may be open: the connection is closed, which ends it.
                drop(lane);
                Err(error)
            }
        };
        drop(turn);
        written.map_err(|error| failed(DIALECT, operation, error))
    }

    /// Reads without the write lock.
    async fn read<T>(
        &self,
        operation: &'static str,
        read: impl AsyncFnOnce(&mut SqliteConnection, i64) -> Result<T, sqlx::Error>,
    ) -> Result<T, StoreError> {
        let lane = self.lanes.readers.take().await;
        let mut lane = lane.map_err(|error| failed(DIALECT, operation, error))?;
        let found = read(&mut lane, clock()).await;
        let found = lane.settle(found).await;
        found.map_err(|error| failed(DIALECT, operation, error))
    }

    /// Returns a record that has not expired, and the generation of its key if it has a row.
    async fn find(
        &self,
        connection: &mut SqliteConnection,
        key: Key,
        now: i64,
    ) -> Result<(Option<Found>, Option<i64>), sqlx::Error> {
        let row = of_key(&self.texts.get, now, key);
        let Some(row) = row.fetch_optional(connection).await? else {
            return Ok((None, None));
        };
        let generation = row.try_get("generation")?;
        if row.try_get("absent")? {
            return Ok((None, Some(generation)));
        }
        Ok((Some(Found::try_from(&row)?), Some(generation)))
    }

    /// Returns the answers to the claims that need no write.
    pub(crate) async fn answers(
        &self,
        requests: &[ClaimRequest],
    ) -> Result<Vec<Option<Result<RecordClaim, StoreError>>>, StoreError> {
        const OPERATION: &str = "claim records";
        let keys: Vec<String> = requests
            .iter()
            .map(|request| format!("\"{}\"", request.key))
            .collect();
        let keys = format!("[{}]", keys.join(","));
        let found = self.read(OPERATION, async |connection, now| {
            let rows = sqlx::query(self.texts.answer.clone()).bind(now).bind(keys);
            let rows = rows.fetch_all(connection).await?;
            rows.iter()
                .map(Found::try_from)
                .collect::<Result<Vec<_>, _>>()
        });
        let found = found.await?;
        Ok(super::answers(&found, requests, &self.checks))
    }

    async fn claim_one(
        &self,
        connection: &mut SqliteConnection,
        request: &ClaimRequest,
        now: i64,
        sent: Instant,
    ) -> Result<Result<RecordClaim, StoreError>, sqlx::Error> {
        let row = of_key(&self.texts.claim, now, request.key)
            .bind(request.claim.to_string())
            .bind(as_micros(request.length))
            .bind(bytes(request.input))
            .bind(Checks::takes_running(request))
            .bind(Checks::tells_lapsed(request))
            .bind(text(request.labels.graph.as_ref()))
            .bind(text(request.labels.node.as_ref()))
            .bind(text(request.labels.execution.as_ref()))
            .bind(request.keep_unfinished.map(as_micros))
            .fetch_optional(&mut *connection)
            .await;
        let row = match of_item(row, "claim a record")? {
            Ok(row) => row,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(row) = row {
            let (owner, epoch) = (request.claim, number(row.try_get("epoch")?));
            let lease = Lease::new(request.key, owner, epoch, request.length, sent);
            let lapses = u32::try_from(row.try_get::<i64, _>("lapses")?).unwrap_or(u32::MAX);
            return Ok(Ok(RecordClaim::Granted { lease, lapses }));
        }
        let (found, _) = self.find(connection, request.key, now).await?;
        // Nobody else writes, so the record cannot be granted.
        let answer = found.map(|found| found.answer(request, DIALECT));
        Ok(match answer {
            Some(Ok(Some(answer))) => Ok(answer),
            Some(Err(error)) => Err(error),
            _ => Err(StoreError::new(
                StoreErrorKind::Corrupt,
                DIALECT.name(),
                "claim a record",
            )),
        })
    }

    pub(crate) async fn finish_one(
        &self,
        connection: &mut SqliteConnection,
        request: &FinishRequest,
    ) -> Result<Result<(), StoreError>, sqlx::Error> {
        if let Some(error) = self.checks.finish(request) {
            return Ok(Err(error));
        }
        let now = clock();
        let lease = &request.lease;
        let (value, failure) = match &request.outcome {
            RecordOutcome::Done(value) => (Some(value), None),
            RecordOutcome::Failed(failure) => (None, Some(failure)),
        };
        let done = of_key(&self.texts.finish, now, lease.id())
            .bind(lease.owner().to_string())
            .bind(stored(lease.epoch()))
            .bind(request.outcome.status().code())
            .bind(request.ttl.map(as_micros))
            .bind(value.map(|value| value.bytes.to_vec()))
            .bind(value.map(|value| i64::from(value.format)))
            .bind(value.map(|value| value.fingerprint.cast_signed()))
            .bind(value.map(|value| i64::from(value.version)))
            .bind(failure.map(|failure| failure.kind.clone().into_owned()))
            .bind(failure.map(|failure| failure.text.clone()))
            .fetch_optional(&mut *connection)
            .await;
        match of_item(done, "finish a record")? {
            Ok(Some(_)) => return Ok(Ok(())),
            Ok(None) => {}
            Err(error) => return Ok(Err(error)),
        }
        let repeated = of_key(&self.texts.finished, now, lease.id())
            .bind(lease.owner().to_string())
            .bind(stored(lease.epoch()))
            .fetch_optional(connection)
            .await?;
        let lost = || StoreError::new(StoreErrorKind::LeaseLost, DIALECT.name(), "finish a record");
        Ok(repeated.map(drop).ok_or_else(lost))
    }

    pub(crate) async fn put_one(
        &self,
        connection: &mut SqliteConnection,
        request: &PutRequest,
    ) -> Result<Result<(), StoreError>, sqlx::Error> {
        if let Some(error) = self.checks.put(request) {
            return Ok(Err(error));
        }
        let value = &request.value;
        let put = of_key(&self.texts.put, clock(), request.key)
            .bind(bytes(request.input))
            .bind(text(request.labels.graph.as_ref()))
            .bind(text(request.labels.node.as_ref()))
            .bind(text(request.labels.execution.as_ref()))
            .bind(value.bytes.to_vec())
            .bind(i64::from(value.format))
            .bind(value.fingerprint.cast_signed())
            .bind(i64::from(value.version))
            .bind(request.ttl.map(as_micros))
            .bind(request.generation.map(stored))
            .fetch_optional(connection)
            .await;
        let put = of_item(put, "put a record")?;
        Ok(put.and_then(|row| row.map(drop).ok_or_else(|| super::invalidated(DIALECT))))
    }

    async fn remove_one(
        &self,
        connection: &mut SqliteConnection,
        key: Key,
        now: i64,
    ) -> Result<(), sqlx::Error> {
        for statement in [&self.texts.raise, &self.texts.delete, &self.texts.clear] {
            of_key(statement, now, key)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }

    /// Purges one slice: returns the number of purged records, and the last key of the slice unless it
    /// was the last slice.
    pub(crate) async fn purge_slice(
        &self,
        after: Option<Key>,
        limit: usize,
    ) -> Result<(usize, Option<Key>), StoreError> {
        const OPERATION: &str = "purge records";
        let slice = self.read(OPERATION, async |connection, now| {
            sqlx::query(self.texts.slice.clone())
                .bind(now)
                .bind(bytes(after))
                .bind(SLICE)
                .fetch_all(connection)
                .await
        });
        let (mut expired, mut forgotten, mut last) = (Vec::new(), Vec::new(), None);
        let slice = slice.await?;
        for row in &slice {
            let read = |row: &SqliteRow| {
                let key: Vec<u8> = row.try_get("key")?;
                Ok((key, row.try_get("expired")?, row.try_get("forgotten")?))
            };
            let (key, is_expired, is_forgotten): (_, bool, bool) =
                read(row).map_err(|error| failed(DIALECT, OPERATION, error))?;
            let key = super::found::key(&key, DIALECT)?;
            last = Some(key);
            if is_expired && expired.len() < limit {
                expired.push(key);
            } else if is_forgotten {
                forgotten.push(key);
            }
        }
        let last = last.filter(|_| i64::try_from(slice.len()).is_ok_and(|len| len == SLICE));
        if expired.is_empty() && forgotten.is_empty() {
            return Ok((0, last));
        }
        let purged = self.write(OPERATION, async |connection, now| {
            let mut purged = 0;
            for key in expired {
                // It may have been claimed in the meantime.
                let row = of_key(&self.texts.has_expired, now, key);
                if row.fetch_optional(&mut *connection).await?.is_some() {
                    self.remove_one(connection, key, now).await?;
                    purged += 1;
                }
            }
            for key in forgotten {
                for statement in [&self.texts.raise_both, &self.texts.forget] {
                    of_key(statement, now, key)
                        .execute(&mut *connection)
                        .await?;
                }
            }
            Ok(purged)
        });
        Ok((purged.await?, last))
    }
}

impl Leases<Lease<Key>> for SqliteRecords {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            self.write("renew leases", async |connection, now| {
                let mut renewals = Vec::with_capacity(leases.len());
                for lease in leases {
                    let renewed = of_key(&self.texts.renew, now, lease.id())
                        .bind(lease.owner().to_string())
                        .bind(stored(lease.epoch()))
                        .bind(as_micros(lease.length()))
                        .fetch_optional(&mut *connection)
                        .await?;
                    renewals.push(match renewed {
                        Some(_) => Renewal::Renewed,
                        None => Renewal::Lost,
                    });
                }
                Ok(renewals)
            })
            .await
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.write("release a lease", async |connection, now| {
                of_key(&self.texts.release, now, lease.id())
                    .bind(lease.owner().to_string())
                    .bind(stored(lease.epoch()))
                    .execute(connection)
                    .await
            })
            .await?;
            self.touched([lease.id()]);
            Ok(())
        })
    }
}

impl Store for SqliteRecords {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        const OPERATION: &str = "claim records";
        Box::pin(async move {
            let sent = Instant::now();
            let mut answers = self.answers(requests).await?;
            if answers.iter().any(Option::is_none) {
                self.write(OPERATION, async |connection, now| {
                    for (request, answer) in requests.iter().zip(&mut answers) {
                        if answer.is_none() {
                            *answer = Some(self.claim_one(connection, request, now, sent).await?);
                        }
                    }
                    Ok(())
                })
                .await?;
                // Those that wait for a record that is now taken over.
                self.touched(requests.iter().map(|request| request.key));
            }
            Ok(super::rounds::unanswered(answers, || {
                StoreError::new(StoreErrorKind::Unavailable, DIALECT.name(), OPERATION)
            }))
        })
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        Box::pin(async move {
            let answers = self.write("finish records", async |connection, _| {
                let mut answers = Vec::with_capacity(requests.len());
                for request in requests {
                    answers.push(self.finish_one(connection, request).await?);
                }
                Ok(answers)
            });
            let answers = answers.await?;
            self.touched(requests.iter().map(|request| request.lease.id()));
            Ok(answers)
        })
    }

    fn changed(
        &self,
        _key: Key,
        _seen: RecordSeen,
        _timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        unreachable!("the part in front of the store waits")
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        Box::pin(async move {
            self.read("get records", async |connection, now| {
                let row = sqlx::query(self.texts.generation.clone());
                let floor: i64 = row.fetch_one(&mut *connection).await?.try_get(0)?;
                let mut answers = Vec::with_capacity(keys.len());
                for key in keys {
                    let (found, generation) = self.find(connection, *key, now).await?;
                    let generation = number(generation.unwrap_or(floor));
                    let record = found.map(|found| found.record(DIALECT)).transpose();
                    answers.push(record.map(|record| RecordLookup { record, generation }));
                }
                Ok(answers)
            })
            .await
        })
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        Box::pin(async move {
            let answers = self.write("put records", async |connection, _| {
                let mut answers = Vec::with_capacity(requests.len());
                for request in requests {
                    answers.push(self.put_one(connection, request).await?);
                }
                Ok(answers)
            });
            let answers = answers.await?;
            self.touched(requests.iter().map(|request| request.key));
            Ok(answers)
        })
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.write("invalidate records", async |connection, now| {
                for key in keys {
                    let invalidated = of_key(&self.texts.invalidate, now, *key);
                    invalidated.execute(&mut *connection).await?;
                }
                Ok(())
            })
            .await?;
            self.touched(keys.iter().copied());
            Ok(())
        })
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.write("remove records", async |connection, now| {
                for key in keys {
                    self.remove_one(connection, *key, now).await?;
                }
                Ok(())
            })
            .await?;
            self.touched(keys.iter().copied());
            Ok(())
        })
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        const OPERATION: &str = "list records";
        Box::pin(async move {
            let rows = self.read(OPERATION, async |connection, now| {
                let begin = self.texts.list.replace("?1", &now.to_string());
                let mut query = QueryBuilder::<Sqlite>::new(begin);
                super::conditions(&mut query, filter, after, limit);
                query.build().persistent(false).fetch_all(connection).await
            });
            let found = rows.await?;
            let found = found.iter().map(|row| {
                let found = Found::try_from(row);
                let found = found.map_err(|error| failed(DIALECT, OPERATION, error))?;
                found.summary(DIALECT)
            });
            found.collect()
        })
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        Box::pin(async move {
            let (mut purged, mut after) = (0, None);
            while purged < limit {
                let (more, last) = self.purge_slice(after, limit - purged).await?;
                purged += more;
                match last {
                    Some(last) => after = Some(last),
                    None => break,
                }
            }
            Ok(purged)
        })
    }
}

impl ReadStates for SqliteRecords {
    async fn states(&self, keys: Vec<Key>) -> Result<Vec<Read>, StoreError> {
        self.read("read the states of records", async |connection, now| {
            let mut states = Vec::with_capacity(keys.len());
            for key in keys {
                let row = of_key(&self.texts.seen, now, key);
                let row = row.fetch_optional(&mut *connection).await?;
                let Some(row) = row else {
                    states.push((RecordSeen::ABSENT, None));
                    continue;
                };
                let status: String = row.try_get("status")?;
                let left: Option<i64> = row.try_get("left_us")?;
                let seen = super::seen(Some(&status), Some(row.try_get("epoch")?));
                states.push((seen, left.map(micros)));
            }
            Ok(states)
        })
        .await
    }

    /// Waits until the version of the file differs from that of the last call, so that no commit is missed
    /// between two calls. The number is that of one connection, and differs after a commit of another one.
    async fn elsewhere(&self) {
        loop {
            let Ok(mut lane) = self.lanes.watcher.take().await else {
                return sleep(POLL).await;
            };
            // Unknown if this call is dropped in the middle, since the connection is closed then.
            let before = self.take_version();
            let version = sqlx::query("pragma data_version")
                .fetch_one(&mut *lane)
                .await;
            let version = lane.settle(version).await;
            let version = version.and_then(|row| row.try_get::<i64, _>(0)).ok();
            *self.version() = version;
            if version.is_none() || before != version {
                return;
            }
            sleep(POLL).await;
        }
    }
}

impl SqliteRecords {
    fn version(&self) -> std::sync::MutexGuard<'_, Option<i64>> {
        self.version.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_version(&self) -> Option<i64> {
        self.version().take()
    }
}
