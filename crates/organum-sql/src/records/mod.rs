//! Leased records in tables.

mod found;
pub(crate) mod front;
pub(crate) mod postgres;
mod postgres_texts;
mod rounds;
pub(crate) mod sqlite;
mod sqlite_texts;

use std::{borrow::Cow, collections::HashMap};

use organum_store::{
    ClaimRequest, FinishRequest, OnLapsed, OnRunning, PutRequest, RecordClaim, RecordFilter,
    RecordLabels, RecordOutcome, RecordSeen, RecordStatus, StoreError, StoreErrorKind, key::Key,
};
use sqlx::{Database, Encode, QueryBuilder, Type};

use self::found::{Found, number};
use crate::Dialect;

/// The checks of requests before they are sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checks {
    pub(crate) dialect: Dialect,
    /// The maximum size of a value in bytes.
    pub(crate) max_value: usize,
}

impl Checks {
    fn takes_running(request: &ClaimRequest) -> bool {
        request.on_running == OnRunning::Take
    }

    fn tells_lapsed(request: &ClaimRequest) -> bool {
        request.on_lapsed == OnLapsed::Tell
    }

    /// Returns an error if the claim cannot be sent.
    fn claim(&self, request: &ClaimRequest) -> Option<StoreError> {
        let checked = request.check(self.dialect.name());
        checked
            .and_then(|()| self.labels(&request.labels, "claim a record"))
            .err()
    }

    fn finish(&self, request: &FinishRequest) -> Option<StoreError> {
        const OPERATION: &str = "finish a record";
        let size = match &request.outcome {
            RecordOutcome::Done(value) => self.size(value.bytes.len(), OPERATION),
            RecordOutcome::Failed(failure) => self
                .size(failure.kind.len() + failure.text.len(), OPERATION)
                .and_then(|()| self.text(&failure.kind, OPERATION))
                .and_then(|()| self.text(&failure.text, OPERATION)),
        };
        request.check(self.dialect.name()).and(size).err()
    }

    fn put(&self, request: &PutRequest) -> Option<StoreError> {
        const OPERATION: &str = "put a record";
        request
            .check(self.dialect.name())
            .and_then(|()| self.size(request.value.bytes.len(), OPERATION))
            .and_then(|()| self.labels(&request.labels, OPERATION))
            .err()
    }

    fn size(&self, bytes: usize, operation: &'static str) -> Result<(), StoreError> {
        if bytes <= self.max_value {
            return Ok(());
        }
        let error = StoreError::new(StoreErrorKind::TooLarge, self.dialect.name(), operation);
        Err(error.with_detail(format!(
            "it has {bytes} bytes, and the limit is {}: raise `max_value`, or store the content elsewhere",
            self.max_value
        )))
    }

    fn labels(&self, labels: &RecordLabels, operation: &'static str) -> Result<(), StoreError> {
        let all = [&labels.graph, &labels.node, &labels.execution];
        let mut texts = all.into_iter().flatten();
        texts.try_for_each(|text| self.text(text, operation))
    }

    /// `PostgreSQL` stores no NUL characters in texts.
    fn text(&self, text: &str, operation: &'static str) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres && text.contains('\0') {
            let error = StoreError::new(StoreErrorKind::Refused, self.dialect.name(), operation);
            return Err(error.with_detail(
                "a text has a NUL character, which the server cannot store: remove it",
            ));
        }
        Ok(())
    }
}

/// Returns the answers that follow from records that have not expired; `None` for claims that may be
/// granted.
fn answers(
    found: &[Found],
    requests: &[ClaimRequest],
    checks: &Checks,
) -> Vec<Option<Result<RecordClaim, StoreError>>> {
    let found: HashMap<&[u8], &Found> = found.iter().map(|found| (found.key(), found)).collect();
    let answer = |request: &ClaimRequest| {
        if let Some(error) = checks.claim(request) {
            return Some(Err(error));
        }
        let found = found.get(request.key.as_bytes().as_slice())?;
        found.answer(request, checks.dialect).transpose()
    };
    requests.iter().map(answer).collect()
}

/// The stored form of a label.
fn text(label: Option<&Cow<'static, str>>) -> Option<String> {
    label.map(|label| label.clone().into_owned())
}

/// The stored form of a key that may be absent.
fn bytes(key: Option<Key>) -> Option<Vec<u8>> {
    key.map(|key| key.as_bytes().to_vec())
}

/// The error of a put for an older generation.
fn invalidated(dialect: Dialect) -> StoreError {
    StoreError::new(StoreErrorKind::Conflict, dialect.name(), "put a record")
        .with_detail("the key was invalidated: compute the value again")
}

/// The state of a row; the status is null if the record is absent.
fn seen(status: Option<&str>, epoch: Option<i64>) -> RecordSeen {
    let status = status.and_then(RecordStatus::from_code);
    let epoch = epoch.map(number);
    match (status, epoch) {
        (Some(status), Some(epoch)) => RecordSeen {
            status: Some(status),
            epoch,
        },
        _ => RecordSeen::ABSENT,
    }
}

/// Adds the conditions of a filter to the statement for lists.
fn conditions<'a, D>(
    query: &mut QueryBuilder<D>,
    filter: &RecordFilter,
    after: Option<Key>,
    limit: usize,
) where
    D: Database,
    String: Encode<'a, D> + Type<D>,
    Vec<u8>: Encode<'a, D> + Type<D>,
    i64: Encode<'a, D> + Type<D>,
{
    let labels = &filter.labels;
    let all = [
        (" and e.graph = ", &labels.graph),
        (" and e.node = ", &labels.node),
        (" and e.execution = ", &labels.execution),
    ];
    for (condition, label) in all {
        if let Some(label) = label {
            query.push(condition).push_bind(label.clone().into_owned());
        }
    }
    if let Some(status) = filter.status {
        query
            .push(" and e.status = ")
            .push_bind(status.code().to_owned());
    }
    match filter.finished {
        Some(true) => drop(query.push(" and e.status in ('done', 'failed')")),
        Some(false) => drop(query.push(" and e.status in ('running', 'released')")),
        None => {}
    }
    if let Some(after) = after {
        query
            .push(" and e.key > ")
            .push_bind(after.as_bytes().to_vec());
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    query.push(" order by e.key limit ").push_bind(limit);
}
