//! The claims of a store with one flaw.

use std::time::Duration;

use serde_json::Value;
use tokio::{task::yield_now, time::Instant};

use super::{
    Flaw,
    broken::{EARLY, Hostile, Inner, refused},
};
use crate::{
    ClaimId, ClaimRequest, Lease, OnLapsed, OnRunning, RecordClaim, RecordStatus, StoreAnswers,
    StoreError,
};

impl Hostile {
    pub(super) async fn claim_all(
        &self,
        requests: &[ClaimRequest],
    ) -> Result<StoreAnswers<RecordClaim>, StoreError> {
        let is_bad = |request: &ClaimRequest| {
            let node = request.labels.node.as_ref();
            node.is_some_and(|node| node.contains('\0'))
        };
        if self.flaw == Flaw::BadTextsFailAll && requests.iter().any(is_bad) {
            return Err(refused());
        }
        let mut answers = Vec::new();
        for request in requests {
            answers.push(self.claim_one(request).await);
        }
        self.answers(answers)
    }

    async fn claim_one(&self, request: &ClaimRequest) -> Result<RecordClaim, StoreError> {
        if self.flaw == Flaw::ClaimsRace {
            let seen = self.lock().status(request.key, self.now());
            yield_now().await;
            let is_free = seen.is_none_or(|seen| seen == RecordStatus::Released);
            let mut request = request.clone();
            if is_free {
                request.on_running = OnRunning::Take;
            }
            return self.claim_now(&request);
        }
        self.claim_now(request)
    }

    fn claim_now(&self, request: &ClaimRequest) -> Result<RecordClaim, StoreError> {
        let (mut inner, now) = (self.lock(), self.now());
        let mut changed = request.clone();
        self.change_request(&mut changed);
        if self.flaw == Flaw::RefusesWithoutInputs && request.input.is_none() {
            let record = inner.state.get(&[request.key], now).remove(0)?.record;
            if record.is_some_and(|record| record.summary.input.is_some()) {
                return Ok(RecordClaim::Mismatch);
            }
        }
        if self.flaw == Flaw::ExpiredAreHits {
            let earlier = now.saturating_sub(Duration::from_hours(24));
            let before = inner.state.get(&[request.key], earlier).remove(0)?;
            if let Some(value) = before.value() {
                return Ok(RecordClaim::Done(value.clone()));
            }
        }
        let last = inner.leases.get(&request.key).cloned();
        let is_mine = last.is_some_and(|last| last.owner() == request.claim);
        let was = inner.status(request.key, now);
        let was_lapsed = was == Some(RecordStatus::Running)
            && inner.state.seen(request.key, now).1 == Some(Duration::ZERO);
        if is_mine && self.flaw == Flaw::RenamesClaims && was == Some(RecordStatus::Running) {
            changed.claim = ClaimId::new();
            changed.on_running = OnRunning::Take;
        }
        let mut claimed = inner.state.claim(&[changed.clone()], now).remove(0)?;
        if let RecordClaim::Granted { lease, lapses } = &mut claimed {
            let is_running = was == Some(RecordStatus::Running);
            match self.flaw {
                Flaw::LapsesAreNotCounted if was_lapsed => {
                    *lapses -= u32::from(!is_mine);
                    set_lapses(&mut inner, request, *lapses);
                }
                Flaw::TakesAreLapses if is_running && !was_lapsed && !is_mine => {
                    *lapses += 1;
                    set_lapses(&mut inner, request, *lapses);
                }
                Flaw::ForgetsClaims if is_mine && is_running => {
                    return inner.state.claim(&[other(request)], now).remove(0);
                }
                _ => {}
            }
            *lease = self.given(&mut inner, lease.clone(), request);
        } else {
            self.after_hit(&mut inner, request, &mut claimed, now);
        }
        Ok(claimed)
    }

    fn change_request(&self, request: &mut ClaimRequest) {
        match self.flaw {
            Flaw::LabelsAreForgotten => request.labels.execution = None,
            Flaw::InputsAreForgotten | Flaw::IgnoresInputs => request.input = None,
            Flaw::NeverTakes => request.on_running = OnRunning::Tell,
            Flaw::ClaimsRunning => request.on_running = OnRunning::Take,
            Flaw::NeverTakesLapsed => request.on_lapsed = OnLapsed::Tell,
            Flaw::NeverTells => request.on_lapsed = OnLapsed::Take,
            Flaw::LeasesEndEarly => request.length /= EARLY,
            Flaw::UnfinishedNeverExpire => request.keep_unfinished = None,
            Flaw::UnfinishedAlwaysExpire => {
                request.keep_unfinished = Some(Duration::from_millis(50));
            }
            Flaw::GrantsWithoutLength if request.length.is_zero() => {
                request.length = Duration::from_secs(1);
            }
            _ => {}
        }
    }

    /// The lease as this store returns it.
    fn given(
        &self,
        inner: &mut Inner,
        lease: Lease<crate::key::Key>,
        request: &ClaimRequest,
    ) -> Lease<crate::key::Key> {
        let key = lease.id();
        let is_again = inner
            .leases
            .get(&key)
            .is_some_and(|last| last.owner() == lease.owner());
        let last = inner.epochs.get(&key).copied().unwrap_or_default();
        let epoch = match self.flaw {
            Flaw::EpochsStay => 1,
            Flaw::EpochsRestart | Flaw::ReopenRestartsEpochs => last + u64::from(!is_again),
            _ => lease.epoch(),
        };
        if epoch != lease.epoch() {
            inner.edit_one(key, |record| record["grant"]["epoch"] = epoch.into());
            inner.epochs.insert(key, epoch);
        }
        let since = lease.ends_at() - lease.length();
        let length = match self.flaw {
            Flaw::LeasesEndEarly => request.length,
            _ => lease.length(),
        };
        let lease = Lease::new(key, lease.owner(), epoch, length, since);
        inner.leases.insert(key, lease.clone());
        lease
    }

    fn after_hit(
        &self,
        inner: &mut Inner,
        request: &ClaimRequest,
        claimed: &mut RecordClaim,
        now: Duration,
    ) {
        let key = request.key;
        match (self.flaw, &*claimed) {
            (Flaw::HitsWrite, RecordClaim::Done(_)) => {
                let labels = serde_json::to_value(&request.labels).expect("it has a form");
                inner.edit_one(key, |record| record["labels"] = labels);
            }
            (Flaw::HitsExtend, RecordClaim::Running { .. }) => {
                if let Some(last) = inner.leases.get(&key) {
                    let length = last.length().max(request.length);
                    let longer =
                        Lease::new(key, last.owner(), last.epoch(), length, Instant::now());
                    inner.state.renew(&[longer], now);
                }
            }
            (Flaw::TellsTwice, RecordClaim::Unknown { lapses }) => {
                set_lapses(inner, request, *lapses);
            }
            (Flaw::ClaimsFinished, RecordClaim::Done(_)) => {
                inner.edit_one(key, |record| record["outcome"] = Value::Null);
                let again = std::slice::from_ref(request);
                if let Ok(again) = inner.state.claim(again, now).remove(0) {
                    if let RecordClaim::Granted { lease, .. } = &again {
                        inner.leases.insert(key, lease.clone());
                    }
                    *claimed = again;
                }
            }
            _ => {}
        }
    }
}

fn other(request: &ClaimRequest) -> ClaimRequest {
    ClaimRequest::new(request.key, ClaimId::new(), request.length)
}

fn set_lapses(inner: &mut Inner, request: &ClaimRequest, lapses: u32) {
    inner.edit_one(request.key, |record| record["lapses"] = lapses.into());
}
