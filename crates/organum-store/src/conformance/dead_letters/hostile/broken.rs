//! A store of dead letters with one flaw.

use std::{
    collections::HashMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use serde_json::Value;
use tokio::{task::yield_now, time::Instant};

use super::Flaw;
use crate::{
    ClaimId, ClaimedLetter, Content, DeadLetter, DeadLetterClaim, DeadLetterCursor,
    DeadLetterFilter, DeadLetterId, DeadLetterState, DeadLetters, Lease, Leases, Renewal,
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
    state: DeadLetterState,
    /// The first claim of each letter, and the last one.
    claims: HashMap<DeadLetterId, (ClaimedLetter, ClaimedLetter)>,
    /// The amount that is subtracted from the epochs of a letter, where they restart.
    bases: HashMap<DeadLetterId, u64>,
    /// The letters in the order in which they were put.
    came: Vec<DeadLetter>,
}

fn answer<'a, T: Send + 'a>(answer: T) -> StoreFuture<'a, T> {
    Box::pin(ready(Ok(answer)))
}

fn error(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind, "hostile", "keep its promise")
}

impl Hostile {
    pub(super) fn new(flaw: Flaw) -> Self {
        Self {
            flaw,
            inner: Mutex::new(Inner {
                state: DeadLetterState::new("hostile"),
                claims: HashMap::new(),
                bases: HashMap::new(),
                came: Vec::new(),
            }),
            origin: Instant::now(),
        }
    }

    /// The same store through another handle.
    pub(super) fn reopened(&self) -> Self {
        let mut inner = self.lock().clone();
        match self.flaw {
            Flaw::ReopenLosesTheLastLetter => inner.edit(|letters| drop(letters.pop())),
            Flaw::ReopenLosesLeases => inner.edit(|letters| {
                for letter in letters {
                    letter["grant"] = Value::Null;
                }
            }),
            Flaw::ReopenLosesUpdates => inner.edit(|letters| {
                for letter in letters {
                    letter["letter"]["attempts"] = 3.into();
                }
            }),
            Flaw::ReopenRestartsEpochs => {
                let last = inner.claims.iter();
                let last = last.map(|(id, (_, last))| (*id, last.lease.epoch()));
                inner.bases = last.collect();
            }
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

    /// The letter as this store records it.
    fn taken(&self, letter: &DeadLetter) -> DeadLetter {
        let mut letter = letter.clone();
        match self.flaw {
            Flaw::TimesAreSeconds => {
                let since = letter.time.duration_since(SystemTime::UNIX_EPOCH);
                let seconds = since.expect("it is after 1970").as_secs();
                letter.time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            }
            Flaw::ContentIsText => {
                if let Some(content) = &mut letter.content {
                    let text = String::from_utf8_lossy(&content.0).into_owned();
                    *content = Content(text.into_bytes());
                }
            }
            Flaw::ContentIsNeverNone => {
                letter.content.get_or_insert_default();
            }
            Flaw::AttemptsAreSigned => {
                letter.attempts = letter.attempts.min(i32::MAX.unsigned_abs());
            }
            _ => {}
        }
        letter
    }

    /// The lease as this store returns it.
    fn given(&self, inner: &mut Inner, claimed: ClaimedLetter) -> ClaimedLetter {
        let id = claimed.letter.id;
        let first = inner.claims.get(&id).map_or(&claimed, |(first, _)| first);
        let pair = (first.clone(), claimed.clone());
        inner.claims.insert(id, pair);
        let lease = &claimed.lease;
        let epoch = match self.flaw {
            Flaw::EpochsStay => 1,
            Flaw::EpochsRestart => {
                lease.epoch() - *inner.bases.entry(id).or_insert(lease.epoch() - 1)
            }
            _ => lease.epoch() - inner.bases.get(&id).copied().unwrap_or_default(),
        };
        let since = lease.ends_at() - lease.length();
        let length = match self.flaw {
            Flaw::LeasesEndEarly => lease.length() * EARLY,
            _ => lease.length(),
        };
        ClaimedLetter {
            lease: Lease::new(lease.id(), lease.owner(), epoch, length, since),
            ..claimed
        }
    }

    /// The lease as this store records it.
    fn own(&self, inner: &Inner, lease: &Lease) -> Lease {
        let id = DeadLetterId(lease.id());
        let epoch = match (self.flaw, inner.claims.get(&id)) {
            (Flaw::EpochsStay, Some((_, last))) if last.lease.owner() == lease.owner() => {
                last.lease.epoch()
            }
            _ => lease.epoch() + inner.bases.get(&id).copied().unwrap_or_default(),
        };
        let since = lease.ends_at() - lease.length();
        Lease::new(lease.id(), lease.owner(), epoch, lease.length(), since)
    }
}

impl Inner {
    fn edit(&mut self, with: impl FnOnce(&mut Vec<Value>)) {
        let mut whole = serde_json::to_value(&self.state).expect("it has a form");
        with(whole["letters"].as_array_mut().expect("it has letters"));
        self.state = serde_json::from_value(whole).expect("it is well formed");
    }

    fn edit_one(&mut self, id: DeadLetterId, with: impl FnOnce(&mut Value)) {
        let id = id.to_string();
        self.edit(|letters| {
            if let Some(one) = letters.iter_mut().find(|one| one["letter"]["id"] == id) {
                with(one);
            }
        });
    }

    fn overwrite(&mut self, letter: &DeadLetter) {
        let value = serde_json::to_value(letter).expect("it has a form");
        self.edit_one(letter.id, |one| one["letter"] = value);
    }

    fn erase(&mut self, id: DeadLetterId) {
        let id = id.to_string();
        self.edit(|letters| letters.retain(|one| one["letter"]["id"] != id));
    }

    /// Claims a letter, even if it is leased.
    fn grab(
        &mut self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
        now: Duration,
    ) -> DeadLetterClaim {
        if let Some((_, last)) = self.claims.get(&id) {
            self.state.release(&last.lease);
        }
        self.state.claim(id, claim, length, now)
    }

    fn is_claimed(&self, id: DeadLetterId, now: Duration) -> bool {
        let mut state = self.state.clone();
        let claim = state.claim(id, ClaimId::new(), Duration::ZERO, now);
        matches!(claim, DeadLetterClaim::Busy { .. })
    }
}

impl Leases for Hostile {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        let mut inner = self.lock();
        let own: Vec<Lease> = leases.iter().map(|lease| self.own(&inner, lease)).collect();
        let now = match self.flaw {
            Flaw::RenewalsDoNothing => return answer(inner.clone().state.renew(&own, self.now())),
            _ => self.now(),
        };
        let mut answers = inner.state.renew(&own, now);
        match self.flaw {
            Flaw::LostLeasesRenew => answers.fill(Renewal::Renewed),
            Flaw::RenewalsAreOne => {
                let first = answers[0];
                answers.fill(first);
            }
            _ => {}
        }
        answer(answers)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        let mut inner = self.lock();
        let last = inner.claims.get(&DeadLetterId(lease.id()));
        let lease = match (self.flaw, last) {
            (Flaw::ReleaseKeeps, _) => return answer(()),
            (Flaw::LateReleaseFrees, Some((_, last))) => last.lease.clone(),
            _ => self.own(&inner, lease),
        };
        inner.state.release(&lease);
        answer(())
    }
}

impl DeadLetters for Hostile {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        let mut inner = self.lock();
        let letter = self.taken(letter);
        let was_there = inner.state.get(letter.id).is_some();
        let put = inner.state.put(&letter);
        if !was_there {
            inner.came.retain(|other| other.id != letter.id);
            inner.came.push(letter.clone());
        }
        Box::pin(ready(match (self.flaw, put) {
            (Flaw::RefusesRepeatedPuts, Ok(())) if was_there => {
                Err(error(StoreErrorKind::Conflict))
            }
            (Flaw::Overwrites, Err(_)) => {
                inner.overwrite(&letter);
                Ok(())
            }
            (Flaw::IgnoresConflicts, Err(_)) => Ok(()),
            (_, put) => put,
        }))
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        let inner = self.lock();
        let (mut filter, mut after, mut limit) = (filter.clone(), after, limit);
        let is_gone = |after: DeadLetterCursor| inner.state.get(after.id).is_none();
        match self.flaw {
            Flaw::ListsIgnoreAfter => after = None,
            Flaw::ListsEndBehindWhatIsGone if after.is_some_and(is_gone) => limit = 0,
            Flaw::ListsIgnoreLimits => limit = usize::MAX,
            Flaw::IgnoresOrigin => filter.origin = None,
            Flaw::IgnoresSubject => filter.subject = None,
            Flaw::IgnoresPlace => filter.place = None,
            Flaw::IgnoresCorrelation => filter.correlation = None,
            Flaw::OrderOfArrival if after.is_none() => {
                let there = inner
                    .came
                    .iter()
                    .filter(|one| inner.state.get(one.id).is_some());
                let fitting = there.filter(|one| filter.fits(one));
                return answer(fitting.take(limit).cloned().collect());
            }
            Flaw::PlacesArePrefixes => {
                if let Some(prefix) = filter.place.take() {
                    let all = inner.state.list(&filter, after, usize::MAX).into_iter();
                    let starts = |one: &DeadLetter| {
                        let place = one.place.as_deref();
                        place.is_some_and(|place| place.starts_with(&prefix))
                    };
                    return answer(all.filter(starts).take(limit).collect());
                }
            }
            Flaw::LimitsBeforeFilters => {
                let all = DeadLetterFilter::all();
                let mut found = inner.state.list(&all, after, limit);
                found.retain(|one| filter.fits(one));
                return answer(found);
            }
            _ => {}
        }
        let mut found = inner.state.list(&filter, after, limit);
        match self.flaw {
            Flaw::NewestFirst => found.reverse(),
            Flaw::HidesClaimed => found.retain(|one| !inner.is_claimed(one.id, self.now())),
            _ => {}
        }
        answer(found)
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        let mut found = self.lock().state.get(id);
        if self.flaw == Flaw::LosesLargeLetters
            && let Some(content) = found.as_mut().and_then(|found| found.content.as_mut())
        {
            content.0.truncate(65_536);
        }
        answer(found)
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        if self.flaw == Flaw::ClaimsRace {
            return Box::pin(async move {
                let seen = self
                    .lock()
                    .state
                    .clone()
                    .claim(id, claim, length, self.now());
                yield_now().await;
                let mut inner = self.lock();
                let last = inner.claims.get(&id);
                let is_mine = last.is_some_and(|(_, last)| last.lease.owner() == claim);
                if is_mine || !matches!(seen, DeadLetterClaim::Granted(_)) {
                    return Ok(seen);
                }
                let grabbed = inner.grab(id, claim, length, self.now());
                if let DeadLetterClaim::Granted(claimed) = grabbed {
                    return Ok(DeadLetterClaim::Granted(self.given(&mut inner, claimed)));
                }
                Ok(grabbed)
            });
        }
        let mut inner = self.lock();
        let now = self.now();
        let length = match self.flaw {
            Flaw::LeasesEndEarly => length / EARLY,
            _ => length,
        };
        let pair = inner.claims.get(&id).cloned();
        let last = pair.as_ref().map(|(_, last)| last.lease.owner());
        let claimed = inner.state.claim(id, claim, length, now);
        let claimed = match (self.flaw, claimed) {
            (Flaw::ClaimsBusy, DeadLetterClaim::Busy { .. }) => inner.grab(id, claim, length, now),
            (Flaw::ForgetsClaims, DeadLetterClaim::Granted(_)) if last == Some(claim) => {
                DeadLetterClaim::Busy { left: length }
            }
            (Flaw::AbsentIsBusy, DeadLetterClaim::Absent) => DeadLetterClaim::Busy { left: length },
            (_, claimed) => claimed,
        };
        let DeadLetterClaim::Granted(mut claimed) = claimed else {
            return answer(claimed);
        };
        if self.flaw == Flaw::ClaimsReturnTheFirst
            && let Some((first, _)) = pair
        {
            claimed.letter = first.letter;
        }
        answer(DeadLetterClaim::Granted(self.given(&mut inner, claimed)))
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        let mut inner = self.lock();
        let claimed = ClaimedLetter {
            lease: self.own(&inner, &claimed.lease),
            ..claimed.clone()
        };
        let before = inner.state.get(letter.id);
        if self.flaw == Flaw::UpdatesDoNothing {
            let updated = inner.state.clone().update(&claimed, letter);
            return Box::pin(ready(updated));
        }
        let is_repeated = before.as_ref() == Some(letter);
        let is_there = before.is_some();
        let updated = inner.state.update(&claimed, letter);
        Box::pin(ready(match (self.flaw, updated) {
            (Flaw::RefusesRepeatedUpdates, Ok(_)) if is_repeated => {
                Err(error(StoreErrorKind::Conflict))
            }
            (Flaw::UpdatesTwice, Ok(revision)) if is_repeated => {
                inner.edit_one(letter.id, |one| one["revision"] = (revision + 1).into());
                Ok(revision + 1)
            }
            (Flaw::RevisionsStay, Ok(_)) => {
                let revision = claimed.revision;
                inner.edit_one(letter.id, |one| one["revision"] = revision.into());
                Ok(revision)
            }
            (flaw, Err(error)) => {
                let kind = error.kind();
                let forged = is_there
                    && match flaw {
                        Flaw::UpdatesWithoutLease => kind == StoreErrorKind::LeaseLost,
                        Flaw::UpdatesOldRevisions => kind == StoreErrorKind::Conflict,
                        Flaw::MovesLetters => kind == StoreErrorKind::Refused,
                        _ => false,
                    };
                if forged {
                    inner.overwrite(letter);
                    Ok(claimed.revision + 1)
                } else {
                    Err(error)
                }
            }
            (_, updated) => updated,
        }))
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        let mut inner = self.lock();
        let id = claimed.letter.id;
        let claimed = ClaimedLetter {
            lease: self.own(&inner, &claimed.lease),
            ..claimed.clone()
        };
        let was_there = inner.state.get(id).is_some();
        if self.flaw == Flaw::RemovesNothing {
            return Box::pin(ready(inner.state.clone().remove(&claimed)));
        }
        if self.flaw == Flaw::RefusesRepeatedRemovals && !was_there {
            return Box::pin(ready(Err(error(StoreErrorKind::LeaseLost))));
        }
        let removed = inner.state.remove(&claimed);
        let Err(error) = removed else {
            if self.flaw == Flaw::EpochsRestart {
                inner.bases.remove(&id);
            }
            return answer(());
        };
        let last = inner.claims.get(&id);
        let is_last = last.is_some_and(|(_, last)| last.lease == claimed.lease);
        let forged = match self.flaw {
            Flaw::RemovesWithoutLease => error.kind() == StoreErrorKind::LeaseLost && !is_last,
            Flaw::RemovesWhatCameBack => error.kind() == StoreErrorKind::LeaseLost && is_last,
            Flaw::RemovesOldRevisions => error.kind() == StoreErrorKind::Conflict,
            _ => false,
        };
        if forged {
            inner.erase(id);
            return answer(());
        }
        Box::pin(ready(Err(error)))
    }
}
