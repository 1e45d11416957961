//! A journal with one flaw.

use std::{
    collections::HashMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use serde_json::Value;
use tokio::{task::yield_now, time::Instant};
use uuid::Uuid;

use super::Flaw;
use crate::{
    ClaimId, Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord,
    JournalState, JournalStatus, JournalSummary, Lease, Leases, OfflineAppend, Renewal, Runnable,
    StoreError, StoreErrorKind, StoreFuture,
};

/// The factor by which leases are shortened that end too early.
const EARLY: u32 = 20;

pub(super) struct Hostile {
    flaw: Flaw,
    inner: Mutex<Inner>,
    origin: Instant,
}

#[derive(Clone)]
struct Inner {
    state: JournalState,
    /// The last lease of each record.
    leases: HashMap<Uuid, Lease>,
    /// The amount that is subtracted from the epochs of a record, where they restart.
    bases: HashMap<Uuid, u64>,
}

fn answer<'a, T: Send + 'a>(answer: T) -> StoreFuture<'a, T> {
    Box::pin(ready(Ok(answer)))
}

impl Hostile {
    pub(super) fn new(flaw: Flaw) -> Self {
        Self {
            flaw,
            inner: Mutex::new(Inner {
                state: JournalState::new("hostile"),
                leases: HashMap::new(),
                bases: HashMap::new(),
            }),
            origin: Instant::now(),
        }
    }

    /// The same journal through another handle.
    pub(super) fn reopened(&self) -> Self {
        let mut inner = self.lock().clone();
        let edit = |inner: &mut Inner, with: fn(&mut Value)| {
            for record in inner.state.list(&JournalFilter::all(), None, usize::MAX) {
                inner.edit(record.id, with);
            }
        };
        match self.flaw {
            Flaw::ReopenLosesTheLastEntry => edit(&mut inner, |record| {
                record["entries"].as_array_mut().map(Vec::pop);
            }),
            Flaw::ReopenLosesLeases => edit(&mut inner, |record| {
                record["grant"] = Value::Null;
            }),
            Flaw::ReopenLosesStatus => edit(&mut inner, |record| {
                if record["status"] == "rolling_back" {
                    record["status"] = "running".into();
                }
            }),
            Flaw::ReopenRestartsEpochs => inner.bases = inner.last_epochs(),
            _ => {}
        }
        Self {
            flaw: self.flaw,
            inner: Mutex::new(inner),
            origin: self.origin,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        if self.flaw == Flaw::LeasesNeverEnd {
            return Duration::ZERO;
        }
        self.origin.elapsed()
    }

    fn length(&self, length: Duration) -> Duration {
        if self.flaw == Flaw::LeasesEndEarly {
            return length / EARLY;
        }
        length
    }

    /// The lease as this journal returns it.
    fn given(&self, inner: &mut Inner, lease: Lease) -> Lease {
        let id = lease.id();
        inner.leases.insert(id, lease.clone());
        let restarts = matches!(self.flaw, Flaw::EpochsRestart | Flaw::ReopenRestartsEpochs);
        let epoch = match self.flaw {
            Flaw::EpochsStay => 1,
            Flaw::EpochsRestart => {
                let base = *inner.bases.entry(id).or_insert(lease.epoch() - 1);
                lease.epoch() - base
            }
            _ if restarts => lease.epoch() - inner.bases.get(&id).copied().unwrap_or_default(),
            _ => lease.epoch(),
        };
        let since = lease.ends_at() - lease.length();
        let length = match self.flaw {
            Flaw::LeasesEndEarly => lease.length() * EARLY,
            _ => lease.length(),
        };
        Lease::new(id, lease.owner(), epoch, length, since)
    }

    /// The lease as this journal records it.
    fn own(&self, inner: &Inner, lease: &Lease) -> Lease {
        let epoch = match self.flaw {
            Flaw::EpochsStay => match inner.leases.get(&lease.id()) {
                Some(last) if last.owner() == lease.owner() => last.epoch(),
                _ => 0,
            },
            _ => lease.epoch() + inner.bases.get(&lease.id()).copied().unwrap_or_default(),
        };
        let since = lease.ends_at() - lease.length();
        Lease::new(lease.id(), lease.owner(), epoch, lease.length(), since)
    }
}

impl Inner {
    fn edit(&mut self, id: Uuid, with: impl FnOnce(&mut Value)) {
        let mut whole = serde_json::to_value(&self.state).expect("it has a form");
        let records = whole["records"].as_array_mut().expect("it has records");
        let id = id.to_string();
        if let Some(record) = records.iter_mut().find(|record| record["head"]["id"] == id) {
            with(record);
        }
        self.state = serde_json::from_value(whole).expect("it is well formed");
    }

    fn last_epochs(&self) -> HashMap<Uuid, u64> {
        let last = self.leases.iter();
        last.map(|(id, lease)| (*id, lease.epoch())).collect()
    }

    /// Grants a record, even if it is leased.
    fn grab(&mut self, id: Uuid, claim: ClaimId, length: Duration, now: Duration) -> Option<Lease> {
        if let Some(last) = self.leases.get(&id) {
            self.state.release(last);
        }
        match self.state.claim(id, claim, length, now) {
            JournalClaim::Granted(lease) => Some(lease),
            _ => None,
        }
    }

    fn status(&self, id: Uuid) -> Option<JournalStatus> {
        self.state.load(id).map(|record| record.status)
    }

    fn next(&self, id: Uuid) -> u64 {
        let record = self.state.load(id);
        record.map_or(0, |record| record.next_number())
    }

    /// Appends to a record without any check, under its last lease.
    fn force(&mut self, id: Uuid, entries: &[&[u8]], status: JournalStatus) {
        let number = self.next(id);
        if let Some(lease) = self.leases.get(&id) {
            let _ = self.state.append(lease, number, entries, status);
        }
    }
}

impl Leases for Hostile {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        let mut inner = self.lock();
        if self.flaw == Flaw::RenewalsDoNothing {
            return answer(vec![Renewal::Renewed; leases.len()]);
        }
        let own: Vec<Lease> = leases.iter().map(|lease| self.own(&inner, lease)).collect();
        let mut answers = inner.state.renew(&own, self.now());
        match self.flaw {
            Flaw::OlderEpochsRenew => {
                for (answer, lease) in answers.iter_mut().zip(&own) {
                    let last = inner.leases.get(&lease.id());
                    if last.is_some_and(|last| last != lease) {
                        *answer = Renewal::Renewed;
                    }
                }
            }
            Flaw::FinishedLeasesRenew => {
                for (answer, lease) in answers.iter_mut().zip(&own) {
                    let status = inner.status(lease.id());
                    if status.is_some_and(|status| status.is_finished()) {
                        *answer = Renewal::Renewed;
                    }
                }
            }
            Flaw::RenewalsAreBackwards => answers.reverse(),
            Flaw::RenewalsAreOne => answers.truncate(1),
            _ => {}
        }
        answer(answers)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        let mut inner = self.lock();
        let lease = match (self.flaw, inner.leases.get(&lease.id())) {
            (Flaw::ReleaseKeeps, _) => return answer(()),
            (Flaw::LateReleaseFrees, Some(last)) => last.clone(),
            _ => self.own(&inner, lease),
        };
        inner.state.release(&lease);
        answer(())
    }
}

impl Journal for Hostile {
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin> {
        let mut inner = self.lock();
        let (mut head, length, now) = (head.clone(), self.length(length), self.now());
        match self.flaw {
            Flaw::TimesAreSeconds => {
                let since = head.time.duration_since(SystemTime::UNIX_EPOCH);
                let seconds = since.expect("it is after 1970").as_secs();
                head.time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            }
            Flaw::ShapesAreSigned => head.shape = head.shape.min(i64::MAX.unsigned_abs()),
            Flaw::ContentIsText => {
                let text = String::from_utf8_lossy(&head.content.0).into_owned();
                head.content = text.into_bytes().into();
            }
            Flaw::ParentsAreForgotten => head.parent = None,
            _ => {}
        }
        let was_there = inner.state.load(head.id).is_some();
        let begun = inner.state.begin(&head, claim, length, now);
        let lease = match (self.flaw, begun) {
            (Flaw::ForgetsWhoBegan, _) if was_there => None,
            (Flaw::BeginsAgain, JournalBegin::Exists) => inner.grab(head.id, claim, length, now),
            (Flaw::BeginsWithAnotherLease, JournalBegin::Granted(_)) if was_there => {
                inner.grab(head.id, claim, length, now)
            }
            (_, JournalBegin::Granted(lease)) => Some(lease),
            (_, JournalBegin::Exists) => None,
        };
        answer(match lease {
            Some(lease) => JournalBegin::Granted(self.given(&mut inner, lease)),
            None => JournalBegin::Exists,
        })
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()> {
        if self.flaw == Flaw::WritesOneByOne && entries.len() > 1 {
            return Box::pin(async move {
                for (entry, at) in entries.iter().zip(number..) {
                    let one = std::slice::from_ref(entry);
                    self.append(lease, at, one, status.clone()).await?;
                    yield_now().await;
                }
                Ok(())
            });
        }
        Box::pin(ready(self.try_append(lease, number, entries, status)))
    }

    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim> {
        if self.flaw == Flaw::ClaimsRace {
            return Box::pin(async move {
                let seen = self
                    .lock()
                    .state
                    .clone()
                    .claim(id, claim, length, self.now());
                yield_now().await;
                let mut inner = self.lock();
                let last = inner.leases.get(&id);
                let is_mine = last.is_some_and(|last| last.owner() == claim);
                if !is_mine
                    && matches!(seen, JournalClaim::Granted(_))
                    && let Some(lease) = inner.grab(id, claim, length, self.now())
                {
                    return Ok(JournalClaim::Granted(self.given(&mut inner, lease)));
                }
                Ok(seen)
            });
        }
        let mut inner = self.lock();
        let (length, now) = (self.length(length), self.now());
        let last = inner.leases.get(&id).cloned();
        let is_mine = last.is_some_and(|last| last.owner() == claim);
        let claimed = inner.state.claim(id, claim, length, now);
        let claimed = match (self.flaw, claimed) {
            (Flaw::ClaimsRunning, JournalClaim::Running { left }) => {
                match inner.grab(id, claim, length, now) {
                    Some(lease) => JournalClaim::Granted(lease),
                    None => JournalClaim::Running { left },
                }
            }
            (Flaw::ForgetsClaims, JournalClaim::Granted(lease)) if is_mine => {
                JournalClaim::Running {
                    left: lease.length(),
                }
            }
            (Flaw::ClaimsFinished, JournalClaim::Finished) => {
                JournalClaim::Granted(Lease::new(id, claim, u64::MAX, length, Instant::now()))
            }
            (_, claimed) => claimed,
        };
        answer(match claimed {
            JournalClaim::Granted(lease) => JournalClaim::Granted(self.given(&mut inner, lease)),
            other => other,
        })
    }

    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>> {
        let mut inner = self.lock();
        let (length, now) = (self.length(length), self.now());
        let limit = match self.flaw {
            Flaw::IgnoresLimits => usize::MAX,
            _ => limit,
        };
        let after = after.filter(|_| self.flaw != Flaw::IgnoresAfter);
        let mut leases = match self.flaw {
            Flaw::GrantsMore => Vec::new(),
            _ => {
                let runnable = self.runnable(&inner, runnable);
                let state = &mut inner.state;
                state.claim_next(&runnable, after, claim, length, limit, now)
            }
        };
        for record in inner.state.list(&JournalFilter::all(), after, usize::MAX) {
            let fits = |one: &Runnable| {
                let is = |all: &Vec<(u32, u64)>| all.contains(&(record.version, record.shape));
                one.kind == record.kind
                    && one.name == record.name
                    && one.versions.as_ref().is_none_or(is)
            };
            let has = |lease: &Lease| lease.id() == record.id;
            if leases.len() >= limit || leases.iter().any(has) || !runnable.iter().any(fits) {
                continue;
            }
            let is_goal = match self.flaw {
                Flaw::GrantsStalled => record.status.is_stalled(),
                Flaw::GrantsNested => record.parent.is_some(),
                Flaw::GrantsFinished => record.status.is_finished(),
                Flaw::GrantsLeased => !record.status.is_finished() && record.parent.is_none(),
                Flaw::GrantsMore => {
                    let last = inner.leases.get(&record.id);
                    last.is_none_or(|last| last.owner() != claim)
                }
                _ => false,
            };
            if !is_goal {
                continue;
            }
            let granted = match self.flaw {
                Flaw::GrantsFinished => Some(Lease::new(
                    record.id,
                    claim,
                    u64::MAX,
                    length,
                    Instant::now(),
                )),
                Flaw::GrantsLeased => inner.grab(record.id, claim, length, now),
                _ => match inner.state.claim(record.id, claim, length, now) {
                    JournalClaim::Granted(lease) => Some(lease),
                    _ => None,
                },
            };
            leases.extend(granted);
        }
        if self.flaw == Flaw::GrantsBackwards {
            leases.reverse();
        }
        let given = leases.into_iter();
        let given = given.map(|lease| self.given(&mut inner, lease)).collect();
        answer(given)
    }

    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend> {
        let mut inner = self.lock();
        let (now, before) = (self.now(), inner.next(id));
        let was = inner.status(id);
        let state = &mut inner.state;
        let appended = state.append_offline(id, number, entries, status.clone(), now);
        let kind = appended.as_ref().map_err(StoreError::kind).copied();
        let is_stalled = was.is_some_and(|was| was.is_stalled());
        let forged = match (self.flaw, kind) {
            (Flaw::AmendsRunning, Ok(OfflineAppend::Driven)) => !is_stalled,
            (Flaw::AmendsLeased, Ok(OfflineAppend::Driven)) => is_stalled,
            (Flaw::AmendsTwice, Ok(OfflineAppend::Appended)) if inner.next(id) == before => {
                let number = inner.next(id);
                let _ = inner.state.append_offline(id, number, entries, status, now);
                true
            }
            (Flaw::Unfinishes, Err(StoreErrorKind::Refused)) => !status.is_finished(),
            (Flaw::AmendsWithGaps, Err(StoreErrorKind::Refused)) => status.is_finished(),
            (Flaw::AmendsWithConflicts, Err(StoreErrorKind::Conflict)) => true,
            _ => false,
        };
        if forged {
            return answer(OfflineAppend::Appended);
        }
        Box::pin(ready(appended))
    }

    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>> {
        let mut found = self.lock().state.load(id);
        if let Some(record) = &mut found {
            match self.flaw {
                Flaw::LosesTheLastEntry => drop(record.entries.pop()),
                Flaw::LosesLargeEntries => record.entries.retain(|entry| entry.len() < 65_536),
                _ => {}
            }
        }
        answer(found)
    }

    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>> {
        let mut filter = filter.clone();
        let (mut after, mut limit) = (after, limit);
        match self.flaw {
            Flaw::ListsIgnoreAfter => after = None,
            Flaw::ListsIgnoreLimits => limit = usize::MAX,
            Flaw::ListsIgnoreNames => filter.name = None,
            Flaw::ListsIgnoreKinds => filter.kind = None,
            Flaw::ListsIgnoreStatus => filter.finished = None,
            _ => {}
        }
        let mut found = self.lock().state.list(&filter, after, limit);
        if self.flaw == Flaw::ListsBackwards {
            found.reverse();
        }
        answer(found)
    }

    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool> {
        let mut inner = self.lock();
        let was_there = inner.state.load(id).is_some();
        match self.flaw {
            Flaw::RemovesRunning => {
                inner.force(id, &[b"end"], JournalStatus::finished("removed"));
            }
            Flaw::RemovesNothing => {
                let status = inner.status(id);
                return answer(status.is_none_or(|status| status.is_finished()));
            }
            Flaw::RemovesOnce if !was_there => return answer(false),
            _ => {}
        }
        let removed = inner.state.remove(id);
        if removed && self.flaw == Flaw::EpochsRestart {
            inner.bases.remove(&id);
        }
        answer(removed)
    }
}

impl Hostile {
    fn try_append(
        &self,
        lease: &Lease,
        number: u64,
        entries: &[&[u8]],
        status: JournalStatus,
    ) -> Result<(), StoreError> {
        let mut inner = self.lock();
        let (id, lease) = (lease.id(), self.own(&inner, lease));
        let (next, was) = (inner.next(id), inner.status(id));
        let was_finished = was.is_some_and(|was| was.is_finished());
        let texts: Vec<String> = entries
            .iter()
            .map(|entry| String::from_utf8_lossy(entry).into_owned())
            .collect();
        let texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
        let (entries, status) = match self.flaw {
            Flaw::EntriesAreText => (&texts[..], status),
            Flaw::ForgetsStatus if !status.is_finished() => (entries, JournalStatus::Running),
            _ => (entries, status),
        };
        if entries.is_empty() && self.flaw == Flaw::AcceptsNoEntries {
            return Ok(());
        }
        if was_finished && self.flaw == Flaw::ForgetsWhoEnded {
            let kind = StoreErrorKind::LeaseLost;
            return Err(StoreError::new(kind, "hostile", "append"));
        }
        let appended = inner.state.append(&lease, number, entries, status.clone());
        let error = match appended {
            Ok(()) => {
                let is_repeated = inner.next(id) == next;
                match self.flaw {
                    Flaw::AppendsTwice if is_repeated => inner.force(id, entries, status),
                    Flaw::SetsStatusBack if is_repeated && !status.is_finished() => {
                        let code = status.code();
                        inner.edit(id, |record| record["status"] = code.into());
                    }
                    _ => {}
                }
                return Ok(());
            }
            Err(error) => error,
        };
        let is_last = inner.leases.get(&id).is_some_and(|last| *last == lease);
        let is_other = number < next;
        match (self.flaw, error.kind()) {
            (Flaw::IgnoresConflicts, StoreErrorKind::Conflict) if !same(&inner, id, entries) => {}
            (Flaw::IgnoresOtherStatus, StoreErrorKind::Conflict) if same(&inner, id, entries) => {}
            (Flaw::Overwrites, StoreErrorKind::Conflict) if is_other => {
                let text = String::from_utf8_lossy(entries[0]).into_owned();
                let at = usize::try_from(number).expect("it is small");
                inner.edit(id, |record| record["entries"][at] = text.into());
            }
            (Flaw::RecordsHalf, StoreErrorKind::Conflict) if entries.len() > 1 => {
                inner.force(id, &entries[entries.len() - 1..], status);
                return Err(error);
            }
            (Flaw::AcceptsGaps, StoreErrorKind::Refused) if number > next => {
                inner.force(id, entries, status);
            }
            (Flaw::AppendsAfterTheEnd, StoreErrorKind::LeaseLost) if was_finished && is_last => {}
            (Flaw::EndsForEveryone, StoreErrorKind::LeaseLost) if was_finished && is_other => {}
            (Flaw::OlderEpochsAppend, StoreErrorKind::LeaseLost) if !is_last => {
                inner.force(id, entries, status);
            }
            (Flaw::OlderEpochsEnd, StoreErrorKind::LeaseLost)
                if !is_last && status.is_finished() =>
            {
                inner.force(id, entries, status);
            }
            _ => return Err(error),
        }
        Ok(())
    }

    /// The records that this journal takes the process to run.
    fn runnable(&self, inner: &Inner, runnable: &[Runnable]) -> Vec<Runnable> {
        let is_kind = |one: &Runnable, record: &JournalSummary| one.kind == record.kind;
        let is_name = |one: &Runnable, record: &JournalSummary| one.name == record.name;
        let has = |one: &Runnable, with: &dyn Fn(&(u32, u64)) -> bool| {
            one.versions.as_ref().is_none_or(|all| all.iter().any(with))
        };
        let fits = |one: &Runnable, record: &JournalSummary| match self.flaw {
            Flaw::IgnoresKinds => is_name(one, record),
            Flaw::IgnoresNames => is_kind(one, record),
            Flaw::IgnoresVersions => {
                let is = |(_, shape): &(u32, u64)| *shape == record.shape;
                is_kind(one, record) && is_name(one, record) && has(one, &is)
            }
            Flaw::IgnoresShapes => {
                let is = |(version, _): &(u32, u64)| *version == record.version;
                is_kind(one, record) && is_name(one, record) && has(one, &is)
            }
            _ => false,
        };
        let ignores = [
            Flaw::IgnoresKinds,
            Flaw::IgnoresNames,
            Flaw::IgnoresVersions,
            Flaw::IgnoresShapes,
        ];
        if !ignores.contains(&self.flaw) {
            return runnable.to_vec();
        }
        let records = inner.state.list(&JournalFilter::all(), None, usize::MAX);
        records
            .into_iter()
            .filter(|record| runnable.iter().any(|one| fits(one, record)))
            .map(|record| Runnable::version(record.kind, record.name, record.version, record.shape))
            .collect()
    }
}

/// True if these are the last entries.
fn same(inner: &Inner, id: Uuid, entries: &[&[u8]]) -> bool {
    let record = inner.state.load(id);
    record.is_some_and(|record| record.entries.ends_with(&owned(entries)))
}

fn owned(entries: &[&[u8]]) -> Vec<Vec<u8>> {
    entries.iter().map(|entry| entry.to_vec()).collect()
}
