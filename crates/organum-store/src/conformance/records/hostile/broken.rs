//! A store of leased records with one flaw.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use serde_json::Value;
use tokio::time::Instant;

use super::Flaw;
use crate::{
    FinishRequest, Lease, RecordOutcome, RecordStatus, RecordValue, Renewal, StoreAnswers,
    StoreError, StoreErrorKind, StoreState, key::Key,
};

/// The factor by which leases are shortened that end too early.
pub(super) const EARLY: u32 = 20;

pub(super) struct Hostile {
    pub(super) flaw: Flaw,
    inner: Mutex<Inner>,
    origin: (Instant, Duration),
}

#[derive(Clone)]
pub(super) struct Inner {
    pub(super) state: StoreState,
    /// The last lease of each record.
    pub(super) leases: HashMap<Key, Lease<Key>>,
    /// The last epoch of each record, where epochs restart.
    pub(super) epochs: HashMap<Key, u64>,
}

impl Hostile {
    pub(super) fn new(flaw: Flaw) -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            flaw,
            inner: Mutex::new(Inner {
                state: StoreState::new("hostile"),
                leases: HashMap::new(),
                epochs: HashMap::new(),
            }),
            origin: (Instant::now(), since.unwrap_or_default()),
        }
    }

    /// The same store through another handle.
    pub(super) fn reopened(&self) -> Self {
        let mut inner = self.lock().clone();
        match self.flaw {
            Flaw::ReopenLosesLeases => inner.edit_each(|record| {
                if record["outcome"].is_null() {
                    record["grant"]["until"] = Value::Null;
                }
            }),
            Flaw::ReopenLosesValues => inner.edit_each(|record| {
                record["outcome"] = Value::Null;
            }),
            Flaw::ReopenLapsesReleases => inner.edit_each(|record| {
                if record["grant"]["until"].is_null() {
                    record["grant"]["until"] = serde_json::json!({"secs": 0, "nanos": 0});
                }
            }),
            Flaw::ReopenLosesGenerations => inner.edit(|whole| {
                whole["generations"] = serde_json::json!({});
            }),
            Flaw::ReopenRestartsEpochs => inner.epochs.clear(),
            _ => {}
        }
        Self {
            flaw: self.flaw,
            inner: Mutex::new(inner),
            origin: self.origin,
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Duration {
        let (origin, since) = self.origin;
        if self.flaw == Flaw::LeasesNeverEnd {
            return since;
        }
        since + origin.elapsed()
    }

    pub(super) fn try_renew(&self, leases: &[Lease<Key>]) -> Vec<Renewal> {
        let mut inner = self.lock();
        if self.flaw == Flaw::RenewalsDoNothing {
            return vec![Renewal::Renewed; leases.len()];
        }
        let mut answers = inner.state.renew(leases, self.now());
        for (answer, lease) in answers.iter_mut().zip(leases) {
            let is_wrong = match self.flaw {
                Flaw::OlderEpochsRenew => !inner.is_last(lease),
                Flaw::FinishedLeasesRenew => {
                    let status = inner.status(lease.id(), self.now());
                    inner.is_last(lease) && status.is_some_and(RecordStatus::is_finished)
                }
                _ => false,
            };
            if is_wrong {
                *answer = Renewal::Renewed;
            }
        }
        match self.flaw {
            Flaw::RenewalsAreBackwards => answers.reverse(),
            Flaw::RenewalsAreOne => answers.truncate(1),
            _ => {}
        }
        answers
    }

    pub(super) fn do_release(&self, lease: &Lease<Key>) {
        let (mut inner, now) = (self.lock(), self.now());
        let last = inner.leases.get(&lease.id()).cloned();
        match (self.flaw, last) {
            (Flaw::ReleaseKeeps, _) => {}
            (Flaw::LateReleaseFrees, Some(last)) => inner.state.release(&last, now),
            (Flaw::ReleasesAreLapses, _) => {
                let was = inner.status(lease.id(), now);
                inner.state.release(lease, now);
                if was != inner.status(lease.id(), now) {
                    inner.edit_one(lease.id(), |record| {
                        let lapses = record["lapses"].as_u64().unwrap_or_default();
                        record["lapses"] = (lapses + 1).into();
                    });
                }
            }
            _ => inner.state.release(lease, now),
        }
    }

    pub(super) fn try_finish(
        &self,
        requests: &[FinishRequest],
    ) -> Result<StoreAnswers<()>, StoreError> {
        let is_bad = |request: &FinishRequest| match &request.outcome {
            RecordOutcome::Failed(failure) => failure.text.contains('\0'),
            RecordOutcome::Done(_) => false,
        };
        if self.flaw == Flaw::BadTextsFailAll && requests.iter().any(is_bad) {
            return Err(refused());
        }
        let sizes = requests.iter().map(|request| match &request.outcome {
            RecordOutcome::Done(value) => value.bytes.len(),
            RecordOutcome::Failed(_) => 0,
        });
        if self.flaw == Flaw::LosesLargeBatches && sizes.sum::<usize>() > 500_000 {
            let kind = StoreErrorKind::TooLarge;
            return Err(StoreError::new(kind, "hostile", "finish records"));
        }
        let answers = requests.iter().map(|request| self.finish_one(request));
        self.answers(answers.collect())
    }

    fn finish_one(&self, request: &FinishRequest) -> Result<(), StoreError> {
        let (mut inner, now) = (self.lock(), self.now());
        let (lease, key) = (&request.lease, request.lease.id());
        let mut request = request.clone();
        self.change_outcome(&mut request);
        let was = inner.status(key, now);
        let was_finished = was.is_some_and(RecordStatus::is_finished);
        let is_last = inner.is_last(lease);
        if self.flaw == Flaw::ForgetsWhoFinished && was_finished {
            let kind = StoreErrorKind::LeaseLost;
            return Err(StoreError::new(kind, "hostile", "finish records"));
        }
        if self.flaw == Flaw::FinishesHalf && was_finished && is_last {
            inner.edit_one(key, |record| record["outcome"] = Value::Null);
        }
        let mut answer = inner.state.finish(&[request.clone()], now).remove(0);
        let is_failure = matches!(request.outcome, RecordOutcome::Failed(_));
        let is_lost = answer.is_err();
        let forged = match self.flaw {
            Flaw::Overwrites => was_finished && is_last,
            Flaw::OlderEpochsFinish => is_lost && !is_last && was.is_some() && !is_failure,
            Flaw::OlderEpochsFail => is_lost && !is_last && was.is_some() && is_failure,
            Flaw::FinishesAfterRelease => is_lost && is_last && was == Some(RecordStatus::Released),
            Flaw::FinishesWhatIsGone => is_lost && was.is_none(),
            Flaw::PutsKeepLeases | Flaw::InvalidationsKeepLeases => is_lost && is_last,
            _ => false,
        };
        if forged && was.is_some() {
            let outcome = serde_json::to_value(&request.outcome).expect("it has a form");
            inner.edit_one(key, |record| record["outcome"] = outcome);
            answer = Ok(());
        } else if forged && self.flaw != Flaw::PutsKeepLeases {
            answer = Ok(());
        }
        answer
    }

    fn change_outcome(&self, request: &mut FinishRequest) {
        let no_ttl = match (&mut request.outcome, self.flaw) {
            (RecordOutcome::Done(value), _) => {
                self.change_value(value);
                self.flaw == Flaw::ResultsNeverExpire
            }
            (RecordOutcome::Failed(failure), Flaw::TextsAreForgotten) => {
                failure.text = failure.kind.to_string();
                false
            }
            (RecordOutcome::Failed(_), flaw) => flaw == Flaw::FailuresNeverExpire,
        };
        let is_zero = request.ttl == Some(Duration::ZERO);
        if no_ttl || (is_zero && self.flaw == Flaw::AcceptsNoTimeToLive) {
            request.ttl = None;
        }
    }

    pub(super) fn change_value(&self, value: &mut RecordValue) {
        match self.flaw {
            Flaw::ValuesAreText => {
                let text = String::from_utf8_lossy(&value.bytes).into_owned();
                value.bytes = text.into_bytes().into();
            }
            Flaw::FormatsAreForgotten => value.format = 1,
            Flaw::FingerprintsAreSigned => {
                value.fingerprint = value.fingerprint.min(i64::MAX.unsigned_abs());
            }
            Flaw::VersionsAreForgotten => value.version = 0,
            Flaw::LosesLargeValues if value.bytes.len() > 65_536 => {
                value.bytes = value.bytes[..65_536].into();
            }
            _ => {}
        }
    }

    /// The answers of a call as this store returns them.
    pub(super) fn answers<T>(
        &self,
        mut answers: StoreAnswers<T>,
    ) -> Result<StoreAnswers<T>, StoreError> {
        match self.flaw {
            Flaw::FailsTogether => {
                if let Some(error) = answers.iter().find_map(|answer| answer.as_ref().err()) {
                    return Err(error.clone());
                }
            }
            Flaw::AnswersAreBackwards => answers.reverse(),
            Flaw::AnswersAreOne => answers.truncate(1),
            _ => {}
        }
        Ok(answers)
    }
}

pub(super) fn refused() -> StoreError {
    StoreError::new(StoreErrorKind::Refused, "hostile", "write a text")
}

impl Inner {
    pub(super) fn edit(&mut self, with: impl FnOnce(&mut Value)) {
        let mut whole = serde_json::to_value(&self.state).expect("it has a form");
        with(&mut whole);
        self.state = serde_json::from_value(whole).expect("it is well formed");
    }

    pub(super) fn edit_each(&mut self, mut with: impl FnMut(&mut Value)) {
        self.edit(|whole| {
            let records = whole["records"].as_array_mut();
            records
                .expect("it has records")
                .iter_mut()
                .for_each(&mut with);
        });
    }

    pub(super) fn edit_one(&mut self, key: Key, with: impl FnOnce(&mut Value)) {
        let key = key.to_string();
        let mut with = Some(with);
        self.edit_each(|record| {
            if record["key"] == key
                && let Some(with) = with.take()
            {
                with(record);
            }
        });
    }

    pub(super) fn is_last(&self, lease: &Lease<Key>) -> bool {
        self.leases.get(&lease.id()) == Some(lease)
    }

    pub(super) fn status(&self, key: Key, now: Duration) -> Option<RecordStatus> {
        self.state.seen(key, now).0.status
    }
}
