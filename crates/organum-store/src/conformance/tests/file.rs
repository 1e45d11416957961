//! Stores that append the changes of each call to a file, as lines of JSON, and sync it.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ClaimId, ClaimRequest, ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor,
    DeadLetterFilter, DeadLetterId, DeadLetterState, DeadLetters, FinishRequest, Journal,
    JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord, JournalState,
    JournalStatus, JournalSummary, Lease, Leases, OfflineAppend, PutRequest, RecordClaim,
    RecordFilter, RecordLookup, RecordSeen, RecordSummary, Renewal, Runnable, Store, StoreAnswers,
    StoreError, StoreErrorKind, StoreFuture, StoreState, key::Key,
};

/// A value whose changes are all in a file: one line for each part that a call has changed.
struct Log<V>(Mutex<Inner<V>>);

struct Inner<V> {
    state: V,
    written: Parts,
    file: File,
}

/// The parts of a value by name; the name of a record is its id.
type Parts = std::collections::BTreeMap<String, Value>;

/// A change of one part; `None` removes it.
#[derive(Serialize, Deserialize)]
struct Line {
    part: String,
    value: Option<Value>,
}

impl<V: Serialize + DeserializeOwned + Default> Log<V> {
    fn open(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let mut parts = Parts::new();
        for line in text.lines() {
            let line: Line = serde_json::from_str(line).expect("each line was written as a whole");
            match line.value {
                Some(value) => parts.insert(line.part, value),
                None => parts.remove(&line.part),
            };
        }
        let state = if parts.is_empty() {
            V::default()
        } else {
            serde_json::from_value(whole(&parts)).expect("it was written by this program")
        };
        let file = OpenOptions::new().create(true).append(true).open(path);
        Self(Mutex::new(Inner {
            state,
            written: parts,
            file: file.expect("the file can be opened"),
        }))
    }

    /// Calls `change`, writes the changes, and returns when they are synced.
    fn with<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut V, Duration) -> T,
    ) -> StoreFuture<'_, T> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let answer = change(&mut inner.state, now);
        let written = inner.write();
        Box::pin(async move {
            written.map_err(|error| {
                StoreError::new(StoreErrorKind::Unavailable, "file", "write").with_source(error)
            })?;
            Ok(answer)
        })
    }
}

impl<V: Serialize> Inner<V> {
    fn write(&mut self) -> std::io::Result<()> {
        let parts = parts(serde_json::to_value(&self.state)?);
        let mut lines = String::new();
        let mut add = |part: &str, value: Option<&Value>| -> serde_json::Result<()> {
            let (part, value) = (part.to_owned(), value.cloned());
            lines.push_str(&serde_json::to_string(&Line { part, value })?);
            lines.push('\n');
            Ok(())
        };
        for (part, value) in &parts {
            if self.written.get(part) != Some(value) {
                add(part, Some(value))?;
            }
        }
        for part in self
            .written
            .keys()
            .filter(|part| !parts.contains_key(*part))
        {
            add(part, None)?;
        }
        if !lines.is_empty() {
            self.file.write_all(lines.as_bytes())?;
            self.file.sync_data()?;
            self.written = parts;
        }
        Ok(())
    }
}

/// Splits a state into its parts: the records and letters by their ids, and each other field by its name.
fn parts(state: Value) -> Parts {
    let mut parts = Parts::new();
    let Value::Object(fields) = state else {
        return parts;
    };
    for (name, value) in fields {
        match value {
            Value::Array(items) => {
                for item in items {
                    let id = ["head", "letter"]
                        .iter()
                        .find_map(|of| item[of]["id"].as_str())
                        .or(item["key"].as_str());
                    parts.insert(format!("{name}/{}", id.expect("each has an id")), item);
                }
                parts.insert(format!("{name}/"), Value::Null);
            }
            value => {
                parts.insert(name, value);
            }
        }
    }
    parts
}

fn whole(parts: &Parts) -> Value {
    let mut fields = serde_json::Map::new();
    for (part, value) in parts {
        let Some((name, id)) = part.split_once('/') else {
            fields.insert(part.clone(), value.clone());
            continue;
        };
        let items = fields
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let (Value::Array(items), false) = (items, id.is_empty()) {
            items.push(value.clone());
        }
    }
    Value::Object(fields)
}

/// Turns an error of the state into an error of the call.
fn flat<'a, T: Send + 'a>(done: StoreFuture<'a, Result<T, StoreError>>) -> StoreFuture<'a, T> {
    Box::pin(async { done.await? })
}

pub(super) struct FileJournal(Log<JournalState>);

impl FileJournal {
    pub(super) fn open(path: PathBuf) -> Self {
        Self(Log::open(path))
    }
}

impl Leases for FileJournal {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        self.0.with(|journal, now| journal.renew(leases, now))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.0.with(|journal, _| journal.release(lease))
    }
}

impl Journal for FileJournal {
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin> {
        self.0
            .with(|journal, now| journal.begin(head, claim, length, now))
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()> {
        flat(
            self.0
                .with(|journal, _| journal.append(lease, number, entries, status)),
        )
    }

    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim> {
        self.0
            .with(|journal, now| journal.claim(id, claim, length, now))
    }

    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>> {
        self.0
            .with(|journal, now| journal.claim_next(runnable, after, claim, length, limit, now))
    }

    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend> {
        flat(
            self.0
                .with(|journal, now| journal.append_offline(id, number, entries, status, now)),
        )
    }

    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>> {
        self.0.with(|journal, _| journal.load(id))
    }

    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>> {
        self.0.with(|journal, _| journal.list(filter, after, limit))
    }

    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool> {
        self.0.with(|journal, _| journal.remove(id))
    }
}

pub(super) struct FileLetters(Log<DeadLetterState>);

impl FileLetters {
    pub(super) fn open(path: PathBuf) -> Self {
        Self(Log::open(path))
    }
}

impl Leases for FileLetters {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        self.0.with(|letters, now| letters.renew(leases, now))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.0.with(|letters, _| letters.release(lease))
    }
}

impl DeadLetters for FileLetters {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        flat(self.0.with(|letters, _| letters.put(letter)))
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        self.0.with(|letters, _| letters.list(filter, after, limit))
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.0.with(|letters, _| letters.get(id))
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        self.0
            .with(|letters, now| letters.claim(id, claim, length, now))
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        flat(self.0.with(|letters, _| letters.update(claimed, letter)))
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        flat(self.0.with(|letters, _| letters.remove(claimed)))
    }
}

pub(super) struct FileStore(Log<StoreState>);

impl FileStore {
    pub(super) fn open(path: PathBuf) -> Self {
        Self(Log::open(path))
    }
}

impl Leases<Lease<Key>> for FileStore {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        self.0.with(|store, now| store.renew(leases, now))
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        self.0.with(|store, now| store.release(lease, now))
    }
}

impl Store for FileStore {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        self.0.with(|store, now| store.claim(requests, now))
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.0.with(|store, now| store.finish(requests, now))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        /// The time between two reads.
        const POLL: Duration = Duration::from_millis(10);
        let deadline = tokio::time::Instant::now() + timeout;
        Box::pin(async move {
            loop {
                let (now, left) = self.0.with(|store, now| store.seen(key, now)).await?;
                let at = tokio::time::Instant::now();
                if now != seen || left == Some(Duration::ZERO) || at >= deadline {
                    return Ok(now);
                }
                tokio::time::sleep_until(deadline.min(at + POLL)).await;
            }
        })
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        self.0.with(|store, now| store.get(keys, now))
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.0.with(|store, now| store.put(requests, now))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.0.with(|store, _| store.invalidate(keys))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.0.with(|store, _| store.remove(keys))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        self.0
            .with(|store, now| store.list(filter, after, limit, now))
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.0.with(|store, now| store.purge(limit, now))
    }
}
