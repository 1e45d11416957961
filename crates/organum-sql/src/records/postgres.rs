//! Leased records in `PostgreSQL`.

use std::{sync::Arc, time::Duration};

use organum_store::{
    ClaimRequest, FinishRequest, Lease, Leases, PutRequest, RecordClaim, RecordFilter,
    RecordLookup, RecordOutcome, RecordSeen, RecordSummary, RecordValue, Renewal, Store,
    StoreAnswers, StoreError, StoreErrorKind, StoreFuture, key::Key,
};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, SqlStr, postgres::PgRow};
use tokio::time::{Instant, sleep};

use super::{
    Checks, bytes,
    found::{Found, as_micros, micros, number, stored},
    postgres_texts as texts,
    rounds::{rounds, unanswered},
    text,
};
use crate::{
    Dialect,
    error::failed,
    lanes::Lanes,
    text::Prefix,
    wake::Wakes,
    watch::{Read, ReadStates, Watch},
};

const DIALECT: Dialect = Dialect::Postgres;

/// The number of times that a statement is repeated whose rows were locked or have changed while it was
/// running: for about a second.
const REPEATS: u32 = 100;

/// The records of one slice of a purge.
pub(super) const SLICE: i64 = 1_000;

struct Texts {
    answer: SqlStr,
    claim: SqlStr,
    finish: SqlStr,
    renew: SqlStr,
    release: SqlStr,
    get: SqlStr,
    seen: SqlStr,
    put: SqlStr,
    invalidate: SqlStr,
    remove: SqlStr,
    purge: SqlStr,
    forget: SqlStr,
    /// The beginning of the statement for lists.
    list: String,
}

impl Texts {
    fn new(prefix: &Prefix) -> Self {
        let text = |template| prefix.statement(template, texts::PARTS);
        let list = "select {columns} from {p}record e where not {absent}";
        Self {
            answer: text(texts::ANSWER),
            claim: text(texts::CLAIM),
            finish: text(texts::FINISH),
            renew: text(texts::RENEW),
            release: text(texts::RELEASE),
            get: text(texts::GET),
            seen: text(texts::SEEN),
            put: text(texts::PUT),
            invalidate: text(texts::INVALIDATE),
            remove: text(texts::REMOVE),
            purge: text(texts::PURGE),
            forget: text(texts::FORGET),
            list: prefix.fill(list, texts::PARTS),
        }
    }
}

/// The store of leased records, without the parts in front of it.
pub(crate) struct PostgresRecords {
    lanes: Arc<Lanes<Postgres>>,
    texts: Texts,
    watch: Arc<Watch>,
    wakes: Wakes,
    checks: Checks,
}

impl PostgresRecords {
    pub(crate) fn new(
        lanes: Arc<Lanes<Postgres>>,
        prefix: &Prefix,
        watch: Arc<Watch>,
        wakes: Wakes,
        checks: Checks,
    ) -> Self {
        Self {
            lanes,
            texts: Texts::new(prefix),
            watch,
            wakes,
            checks,
        }
    }

    /// Tells callers that wait, in all processes, that these records have changed.
    pub(crate) fn touched(&self, keys: Vec<Key>) {
        self.watch.touch(keys.iter().copied());
        self.wakes.send(&keys);
    }

    /// Returns the answers to the claims that need no write.
    pub(crate) async fn answers(
        &self,
        requests: &[ClaimRequest],
    ) -> Result<Vec<Option<Result<RecordClaim, StoreError>>>, StoreError> {
        const OPERATION: &str = "claim records";
        let mut lane = self.take(OPERATION).await?;
        let rows = sqlx::query(self.texts.answer.clone())
            .bind(each(requests, |request| request.key.as_bytes().to_vec()))
            .fetch_all(&mut *lane)
            .await;
        let found = lane.settle(rows).await.and_then(|rows| {
            let found = rows.iter().map(Found::try_from);
            found.collect::<Result<Vec<_>, _>>()
        });
        let found = found.map_err(|error| failed(DIALECT, OPERATION, error))?;
        Ok(super::answers(&found, requests, &self.checks))
    }

    /// Claims records with different keys, in one statement.
    async fn claim_round(
        &self,
        connection: &mut PgConnection,
        requests: &[&ClaimRequest],
        sent: Instant,
    ) -> Result<Vec<Option<Result<RecordClaim, StoreError>>>, sqlx::Error> {
        let rows = sqlx::query(self.texts.claim.clone())
            .bind(each(requests, |request| request.key.as_bytes().to_vec()))
            .bind(each(requests, |request| request.claim.as_uuid()))
            .bind(each(requests, |request| as_micros(request.length)))
            .bind(each(requests, |request| bytes(request.input)))
            .bind(each(requests, |request| Checks::takes_running(request)))
            .bind(each(requests, |request| Checks::tells_lapsed(request)))
            .bind(each(requests, |request| {
                text(request.labels.graph.as_ref())
            }))
            .bind(each(requests, |request| text(request.labels.node.as_ref())))
            .bind(each(requests, |request| {
                text(request.labels.execution.as_ref())
            }))
            .bind(each(requests, |request| {
                request.keep_unfinished.map(as_micros)
            }))
            .fetch_all(connection)
            .await?;
        in_order(rows, requests.len(), |row, at| {
            let request = requests[at];
            if let Some(epoch) = row.try_get::<Option<i64>, _>("granted")? {
                let (owner, epoch) = (request.claim, number(epoch));
                let lease = Lease::new(request.key, owner, epoch, request.length, sent);
                let lapses = u32::try_from(row.try_get::<i64, _>("counted")?).unwrap_or(u32::MAX);
                return Ok(Some(Ok(RecordClaim::Granted { lease, lapses })));
            }
            // A row that the statement has not seen, or that could be granted, has changed meanwhile.
            if row.try_get::<Option<bool>, _>("absent")? != Some(false) {
                return Ok(None);
            }
            let found = Found::try_from(row)?;
            Ok(found.answer(request, DIALECT).transpose())
        })
    }

    /// Records results, in one statement.
    pub(crate) async fn finish_round(
        &self,
        connection: &mut PgConnection,
        requests: &[&FinishRequest],
    ) -> Result<Vec<Option<Result<(), StoreError>>>, sqlx::Error> {
        let values = each(requests, |request| value(&request.outcome));
        let rows = sqlx::query(self.texts.finish.clone())
            .bind(each(requests, |request| {
                request.lease.id().as_bytes().to_vec()
            }))
            .bind(each(requests, |request| request.lease.owner().as_uuid()))
            .bind(each(requests, |request| stored(request.lease.epoch())))
            .bind(each(requests, |request| request.outcome.status().code()))
            .bind(each(&values, |value| value.map(|value| &*value.bytes)))
            .bind(each(&values, |value| {
                value.map(|value| i64::from(value.format))
            }))
            .bind(each(&values, |value| {
                value.map(|value| value.fingerprint.cast_signed())
            }))
            .bind(each(&values, |value| {
                value.map(|value| i64::from(value.version))
            }))
            .bind(each(requests, |request| {
                failure(&request.outcome).map(|failure| failure.0)
            }))
            .bind(each(requests, |request| {
                failure(&request.outcome).map(|failure| failure.1)
            }))
            .bind(each(requests, |request| request.ttl.map(as_micros)))
            .fetch_all(connection)
            .await?;
        in_order(rows, requests.len(), |row, _| {
            let is = |column: &str| row.try_get::<bool, _>(column);
            Ok(if is("done")? || is("repeated")? {
                Some(Ok(()))
            } else if is("held")? {
                None
            } else {
                Some(Err(lost()))
            })
        })
    }

    async fn renew_round(
        &self,
        connection: &mut PgConnection,
        leases: &[&Lease<Key>],
    ) -> Result<Vec<Option<Renewal>>, sqlx::Error> {
        let rows = sqlx::query(self.texts.renew.clone())
            .bind(each(leases, |lease| lease.id().as_bytes().to_vec()))
            .bind(each(leases, |lease| lease.owner().as_uuid()))
            .bind(each(leases, |lease| stored(lease.epoch())))
            .bind(each(leases, |lease| as_micros(lease.length())))
            .fetch_all(connection)
            .await?;
        in_order(rows, leases.len(), |row, _| {
            let is = |column: &str| row.try_get::<bool, _>(column);
            Ok(Some(if is("renewed")? {
                Renewal::Renewed
            } else if is("held")? {
                Renewal::Skipped
            } else {
                Renewal::Lost
            }))
        })
    }

    async fn read(&self, keys: &[Key]) -> Result<StoreAnswers<RecordLookup>, sqlx::Error> {
        let mut lane = self.lanes.take().await?;
        let rows = sqlx::query(self.texts.get.clone())
            .bind(each(keys, |key| key.as_bytes().to_vec()))
            .fetch_all(&mut *lane)
            .await;
        let rows = lane.settle(rows).await?;
        let found = in_order(rows, keys.len(), |row, _| {
            let generation = number(row.try_get("generation")?);
            if row.try_get::<bool, _>("absent")? {
                let record = None;
                return Ok(Some(Ok(RecordLookup { record, generation })));
            }
            let record = Found::try_from(row)?.record(DIALECT);
            Ok(Some(record.map(|record| RecordLookup {
                record: Some(record),
                generation,
            })))
        })?;
        Ok(unanswered(found, || busy("get records")))
    }

    pub(crate) async fn put_round(
        &self,
        connection: &mut PgConnection,
        requests: &[&PutRequest],
    ) -> Result<Vec<Option<Result<(), StoreError>>>, sqlx::Error> {
        let rows = sqlx::query(self.texts.put.clone())
            .bind(each(requests, |request| request.key.as_bytes().to_vec()))
            .bind(each(requests, |request| bytes(request.input)))
            .bind(each(requests, |request| {
                text(request.labels.graph.as_ref())
            }))
            .bind(each(requests, |request| text(request.labels.node.as_ref())))
            .bind(each(requests, |request| {
                text(request.labels.execution.as_ref())
            }))
            .bind(each(requests, |request| &*request.value.bytes))
            .bind(each(requests, |request| i64::from(request.value.format)))
            .bind(each(requests, |request| {
                request.value.fingerprint.cast_signed()
            }))
            .bind(each(requests, |request| i64::from(request.value.version)))
            .bind(each(requests, |request| request.ttl.map(as_micros)))
            .bind(each(requests, |request| request.generation.map(stored)))
            .fetch_all(connection)
            .await?;
        in_order(rows, requests.len(), |row, _| {
            Ok(if row.try_get("done")? {
                Some(Ok(()))
            } else if row.try_get("conflict")? {
                Some(Err(super::invalidated(DIALECT)))
            } else {
                None
            })
        })
    }

    /// Executes a statement over keys, each once.
    async fn over_keys(
        &self,
        statement: &SqlStr,
        keys: &[Key],
        operation: &'static str,
    ) -> Result<(), StoreError> {
        let mut unique: Vec<Key> = keys.to_vec();
        unique.sort_unstable();
        unique.dedup();
        let mut lane = self.take(operation).await?;
        let done = sqlx::query(statement.clone())
            .bind(each(&unique, |key| key.as_bytes().to_vec()))
            .execute(&mut *lane)
            .await;
        let done = lane.settle(done).await;
        done.map_err(|error| failed(DIALECT, operation, error))?;
        self.touched(unique);
        Ok(())
    }

    async fn take(
        &self,
        operation: &'static str,
    ) -> Result<crate::lanes::Lane<'_, Postgres>, StoreError> {
        let lane = self.lanes.take().await;
        lane.map_err(|error| failed(DIALECT, operation, error))
    }

    /// Purges one slice: returns the number of purged records, and the last key of the slice unless it
    /// was the last slice.
    pub(crate) async fn purge_slice(
        &self,
        after: Option<Key>,
        limit: usize,
    ) -> Result<(usize, Option<Key>), StoreError> {
        const OPERATION: &str = "purge records";
        let mut lane = self.take(OPERATION).await?;
        let purged = async {
            let row = sqlx::query(self.texts.purge.clone())
                .bind(bytes(after))
                .bind(SLICE)
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .fetch_one(&mut *lane)
                .await?;
            sqlx::query(self.texts.forget.clone())
                .bind(bytes(after))
                .bind(SLICE)
                .execute(&mut *lane)
                .await?;
            let purged: i64 = row.try_get("purged")?;
            let looked: i64 = row.try_get("looked")?;
            let last: Option<Vec<u8>> = row.try_get("last")?;
            Ok((purged, looked, last))
        }
        .await;
        let (purged, looked, last) = lane
            .settle(purged)
            .await
            .map_err(|error| failed(DIALECT, OPERATION, error))?;
        let last = last
            .map(|last| super::found::key(&last, DIALECT))
            .transpose()?;
        let purged = usize::try_from(purged).unwrap_or_default();
        Ok((purged, last.filter(|_| looked == SLICE)))
    }
}

/// The elements of one array.
fn each<T, U>(items: &[T], part: impl Fn(&T) -> U) -> Vec<U> {
    items.iter().map(part).collect()
}

fn value(outcome: &RecordOutcome) -> Option<&RecordValue> {
    match outcome {
        RecordOutcome::Done(value) => Some(value),
        RecordOutcome::Failed(_) => None,
    }
}

/// The kind and the text of a failure.
fn failure(outcome: &RecordOutcome) -> Option<(String, String)> {
    match outcome {
        RecordOutcome::Done(_) => None,
        RecordOutcome::Failed(failure) => {
            Some((failure.kind.clone().into_owned(), failure.text.clone()))
        }
    }
}

fn lost() -> StoreError {
    StoreError::new(StoreErrorKind::LeaseLost, DIALECT.name(), "finish a record")
}

/// The error of an item whose row is locked or changes all the time.
fn busy(operation: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, DIALECT.name(), operation)
        .with_detail("the record is locked by another transaction: end it sooner")
}

/// Returns the answers of rows, which have the number of their item in the column `n`.
fn in_order<T>(
    rows: Vec<PgRow>,
    items: usize,
    read: impl Fn(&PgRow, usize) -> Result<Option<T>, sqlx::Error>,
) -> Result<Vec<Option<T>>, sqlx::Error> {
    let mut answers: Vec<Option<T>> = std::iter::repeat_with(|| None).take(items).collect();
    for row in &rows {
        let at = usize::try_from(row.try_get::<i64, _>("n")? - 1).unwrap_or(usize::MAX);
        if let Some(answer) = answers.get_mut(at) {
            *answer = read(row, at)?;
        }
    }
    Ok(answers)
}

/// Calls a method with the items that have no answer yet, until each has one. If the statement waits for
/// another transaction, `$alone` says that the items are sent one by one.
macro_rules! until_answered {
    ($operation:expr, $requests:expr, $key:expr, $answers:expr, $alone:expr, |$round:ident| $call:expr) => {{
        let requests = $requests;
        let mut answers: Vec<Option<Result<_, StoreError>>> = $answers;
        let mut repeats = 0;
        let mut most = usize::MAX;
        while let Some(mut next) = rounds(requests, &answers, $key) {
            next.truncate(most);
            let $round: Vec<_> = next.iter().map(|at| &requests[*at]).collect();
            let found: Result<Vec<Option<_>>, sqlx::Error> = $call;
            let found = match found {
                Err(error) if $alone && is_locked(&error) => {
                    if next.len() == 1 {
                        answers[next[0]] = Some(Err(busy($operation)));
                    }
                    most = 1;
                    continue;
                }
                found => found.map_err(|error| failed(DIALECT, $operation, error))?,
            };
            let is_complete = found.iter().all(Option::is_some);
            for (at, answer) in next.into_iter().zip(found) {
                answers[at] = answer;
            }
            if !is_complete {
                repeats += 1;
                if repeats == REPEATS {
                    break;
                }
                sleep(Duration::from_millis(u64::from(repeats.min(10)))).await;
            }
        }
        unanswered(answers, || busy($operation))
    }};
}

/// Returns true if a statement has waited too long for another transaction.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().map(crate::error::code);
    code.as_deref() == Some("55P03")
}

impl PostgresRecords {
    /// Records results in a transaction of the user.
    pub(crate) async fn finish_in(
        &self,
        connection: &mut PgConnection,
        requests: &[FinishRequest],
    ) -> Result<StoreAnswers<()>, StoreError> {
        const OPERATION: &str = "finish records";
        let checked = each(requests, |request| self.checks.finish(request).map(Err));
        let key = |request: &FinishRequest| request.lease.id();
        let answers = until_answered!(OPERATION, requests, key, checked, false, |round| {
            self.finish_round(connection, &round).await
        });
        Ok(answers)
    }

    /// Records values in a transaction of the user.
    pub(crate) async fn put_in(
        &self,
        connection: &mut PgConnection,
        requests: &[PutRequest],
    ) -> Result<StoreAnswers<()>, StoreError> {
        const OPERATION: &str = "put records";
        let checked = each(requests, |request| self.checks.put(request).map(Err));
        let key = |request: &PutRequest| request.key;
        let answers = until_answered!(OPERATION, requests, key, checked, false, |round| {
            self.put_round(connection, &round).await
        });
        Ok(answers)
    }
}

impl Leases<Lease<Key>> for PostgresRecords {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        const OPERATION: &str = "renew leases";
        Box::pin(async move {
            let mut lane = self.take(OPERATION).await?;
            let all: Vec<_> = leases.iter().collect();
            let renewed = self.renew_round(&mut lane, &all).await;
            let renewed = lane.settle(renewed).await;
            let renewed = renewed.map_err(|error| failed(DIALECT, OPERATION, error))?;
            let renewed = renewed.into_iter();
            Ok(renewed
                .map(|renewal| renewal.unwrap_or(Renewal::Skipped))
                .collect())
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        const OPERATION: &str = "release a lease";
        Box::pin(async move {
            let mut lane = self.take(OPERATION).await?;
            let released = sqlx::query(self.texts.release.clone())
                .bind(lease.id().as_bytes().as_slice())
                .bind(lease.owner().as_uuid())
                .bind(stored(lease.epoch()))
                .execute(&mut *lane)
                .await;
            let released = lane.settle(released).await;
            released.map_err(|error| failed(DIALECT, OPERATION, error))?;
            self.touched(vec![lease.id()]);
            Ok(())
        })
    }
}

impl Store for PostgresRecords {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        Box::pin(async move {
            let sent = Instant::now();
            let key = |request: &ClaimRequest| request.key;
            let checked = each(requests, |request| self.checks.claim(request).map(Err));
            let answers = until_answered!("claim records", requests, key, checked, true, |round| {
                let mut lane = self.take("claim records").await?;
                let found = self.claim_round(&mut lane, &round, sent).await;
                lane.settle(found).await
            });
            let is_granted = |(_, answer): &(_, &Result<RecordClaim, StoreError>)| {
                matches!(answer, Ok(RecordClaim::Granted { .. }))
            };
            // Those that wait for a record that is now taken over.
            let granted = requests.iter().zip(&answers).filter(is_granted);
            self.watch.touch(granted.map(|(request, _)| request.key));
            Ok(answers)
        })
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        Box::pin(async move {
            let checked = each(requests, |request| self.checks.finish(request).map(Err));
            let key = |request: &FinishRequest| request.lease.id();
            let answers =
                until_answered!("finish records", requests, key, checked, true, |round| {
                    let mut lane = self.take("finish records").await?;
                    let found = self.finish_round(&mut lane, &round).await;
                    lane.settle(found).await
                });
            self.touched(each(requests, |request| request.lease.id()));
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
            let read = self.read(keys).await;
            read.map_err(|error| failed(DIALECT, "get records", error))
        })
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        Box::pin(async move {
            let checked = each(requests, |request| self.checks.put(request).map(Err));
            let key = |request: &PutRequest| request.key;
            let answers = until_answered!("put records", requests, key, checked, true, |round| {
                let mut lane = self.take("put records").await?;
                let found = self.put_round(&mut lane, &round).await;
                lane.settle(found).await
            });
            self.touched(each(requests, |request| request.key));
            Ok(answers)
        })
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        Box::pin(self.over_keys(&self.texts.invalidate, keys, "invalidate records"))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        Box::pin(self.over_keys(&self.texts.remove, keys, "remove records"))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        const OPERATION: &str = "list records";
        Box::pin(async move {
            let mut query = QueryBuilder::<Postgres>::new(&*self.texts.list);
            super::conditions(&mut query, filter, after, limit);
            let mut lane = self.take(OPERATION).await?;
            let rows = query.build().fetch_all(&mut *lane).await;
            let rows = lane.settle(rows).await;
            let rows = rows.map_err(|error| failed(DIALECT, OPERATION, error))?;
            let found = rows.iter().map(|row| {
                let found = Found::try_from(row);
                found
                    .map_err(|error| failed(DIALECT, OPERATION, error))?
                    .summary(DIALECT)
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

impl ReadStates for PostgresRecords {
    async fn states(&self, keys: Vec<Key>) -> Result<Vec<Read>, StoreError> {
        const OPERATION: &str = "read the states of records";
        let mut lane = self.take(OPERATION).await?;
        let rows = sqlx::query(self.texts.seen.clone())
            .bind(each(&keys, |key| key.as_bytes().to_vec()))
            .fetch_all(&mut *lane)
            .await;
        let read = lane.settle(rows).await.and_then(|rows| {
            in_order(rows, keys.len(), |row, _| {
                let status: Option<String> = row.try_get("status")?;
                let epoch: Option<i64> = row.try_get("epoch")?;
                let left: Option<i64> = row.try_get("left_us")?;
                Ok(Some((
                    super::seen(status.as_deref(), epoch),
                    left.map(micros),
                )))
            })
        });
        let read = read.map_err(|error| failed(DIALECT, OPERATION, error))?;
        let absent = (RecordSeen::ABSENT, None);
        Ok(read
            .into_iter()
            .map(|read| read.unwrap_or(absent))
            .collect())
    }

    async fn elsewhere(&self) {
        self.wakes.elsewhere().await;
    }
}
