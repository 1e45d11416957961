//! The question of a node to its store.

use std::{sync::Arc, time::Duration};

use organum_store::{
    ClaimId, ClaimRequest, RecordClaim, RecordFailure, RecordLabels, RecordSeen, RecordValue,
    Store, StoreError, StoreErrorKind, key::Key, lease_length,
};
use tokio::{runtime::Handle, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    LAPSES, PersistError, PersistScope, Persistence,
    claimed::{Claimed, repeated},
};
use crate::{
    executor::{AttemptChange, Run, note_attempt},
    observe::{MissReason, NodeEvent, UnrecordedReason},
};

/// The shortest time after which a store is asked again.
const SHORTEST: Duration = Duration::from_millis(10);

/// A question whether the result of a node is recorded.
pub(super) struct Asked<'a> {
    pub(super) store: &'a Arc<dyn Store>,
    pub(super) run: &'a Run,
    pub(super) about: &'static Persistence,
    pub(super) key: Key,
    pub(super) runtime: Handle,
    pub(super) since: Instant,
}

/// The answer.
pub(super) enum Answer {
    /// The node has this recorded value.
    Done(RecordValue),
    /// The node has this recorded failure.
    Failed(RecordFailure),
    /// The node has no recorded result, and this caller is to compute it.
    Granted(Claimed),
    /// The record belongs to other inputs. Only for questions with a fingerprint.
    OtherInput,
    /// The store failed.
    StoreFailed(StoreError),
}

/// A claim of a record that waits for other callers.
pub(super) struct Question<'a> {
    pub(super) store: &'a Arc<dyn Store>,
    pub(super) request: ClaimRequest,
    pub(super) runtime: &'a Handle,
    pub(super) tracker: Option<&'a TaskTracker>,
    /// Ends the waiting.
    pub(super) stop: Option<&'a CancellationToken>,
}

impl Asked<'_> {
    /// Claims the record, or waits until another caller has recorded the result.
    ///
    /// # Errors
    /// The record has lapsed too often, or the run ends while it waits.
    pub(super) async fn answer(&self) -> Result<Answer, PersistError> {
        let about = self.about;
        let mut labels = RecordLabels::default()
            .graph(self.run.graph())
            .node(about.name.name);
        // Making an id takes longer than finding a result of all executions.
        let id = match about.scope {
            PersistScope::Run => Some(self.run.id()),
            PersistScope::Global => self.run.known_id(),
        };
        labels.execution = id.map(|id| id.to_string().into());
        let length = lease_length(about.lease);
        let request = ClaimRequest::new(self.key, ClaimId::new(), length).labels(labels);
        let question = Question {
            store: self.store,
            request,
            runtime: &self.runtime,
            tracker: self.run.tracker(),
            stop: Some(self.run.token()),
        };
        question.answer().await
    }

    /// Removes a value that cannot be read, unless it was replaced meanwhile.
    pub(super) async fn remove(&self, value: &RecordValue) -> Result<(), StoreError> {
        let keys = [self.key];
        let found = repeated(|| self.store.get(&keys)).await?;
        let is_same = match found.into_iter().next() {
            Some(Ok(found)) => found.value() == Some(value),
            Some(Err(error)) => return Err(error),
            None => false,
        };
        if is_same {
            repeated(|| self.store.remove(&keys)).await?;
        }
        Ok(())
    }

    /// Reports that the store had the result.
    pub(super) fn hit(&self) {
        let latency = self.since.elapsed();
        note_attempt(AttemptChange::Cached);
        note_attempt(AttemptChange::Stored(NodeEvent::StoreHit { latency }, None));
    }

    /// Reports that the node runs.
    pub(super) fn miss(&self, reason: MissReason, error: Option<StoreError>) {
        let latency = self.since.elapsed();
        if reason != MissReason::Absent {
            let (node, reason) = (self.about.name.name, reason.as_str());
            tracing::warn!(target: "organum::persist", node, reason, "a node runs although its results are recorded");
        }
        let event = NodeEvent::StoreMiss { reason, latency };
        note_attempt(AttemptChange::Stored(
            event,
            error.map(|error| Arc::new(error) as _),
        ));
    }

    /// Reports that the result is not recorded.
    pub(super) fn not_recorded(&self, reason: UnrecordedReason, error: Option<StoreError>) {
        let (node, reason_text) = (self.about.name.name, reason.as_str());
        tracing::warn!(target: "organum::persist", node, reason = reason_text, "the result of a node is not recorded");
        let event = NodeEvent::NotRecorded { reason };
        note_attempt(AttemptChange::Stored(
            event,
            error.map(|error| Arc::new(error) as _),
        ));
    }
}

impl Question<'_> {
    /// Claims the record, or waits until another caller has recorded the result.
    ///
    /// # Errors
    /// The record has lapsed too often, or the waiting is stopped.
    pub(super) async fn answer(mut self) -> Result<Answer, PersistError> {
        loop {
            let claim = match self.claim().await {
                Ok(claim) => claim,
                Err(error) => return Ok(Answer::StoreFailed(error)),
            };
            match claim {
                RecordClaim::Done(value) => return Ok(Answer::Done(value)),
                RecordClaim::Failed(failure) => return Ok(Answer::Failed(failure)),
                RecordClaim::Granted { lease, lapses } => {
                    let claimed = Claimed::hold(self.store, lease, self.runtime, self.tracker);
                    if lapses < LAPSES {
                        return Ok(Answer::Granted(claimed));
                    }
                    claimed.release().await;
                    return Err(PersistError::lapsed());
                }
                RecordClaim::Running { seen, left, .. } => {
                    if let Err(error) = self.wait(seen, left).await? {
                        return Ok(Answer::StoreFailed(error));
                    }
                    self.request.claim = ClaimId::new();
                }
                RecordClaim::Mismatch => return Ok(Answer::OtherInput),
                // The claim takes a lapsed record.
                RecordClaim::Unknown { .. } => {
                    let error =
                        StoreError::new(StoreErrorKind::Corrupt, "of the graph", "claim a record");
                    return Ok(Answer::StoreFailed(error));
                }
            }
        }
    }

    async fn claim(&self) -> Result<RecordClaim, StoreError> {
        let requests = std::slice::from_ref(&self.request);
        let answers = repeated(|| self.store.claim(requests)).await?;
        let answer = answers.into_iter().next();
        answer.unwrap_or_else(|| {
            let error = StoreError::new(StoreErrorKind::Refused, "of the graph", "claim a record");
            Err(error.with_detail("the store gave no answer"))
        })
    }

    /// Waits until the record differs from `seen`, or its lease has ended.
    async fn wait(
        &self,
        seen: RecordSeen,
        left: Duration,
    ) -> Result<Result<(), StoreError>, PersistError> {
        let left = left.max(SHORTEST);
        let changed = repeated(|| self.store.changed(self.request.key, seen, left));
        let changed = match self.stop {
            Some(stop) => stop.run_until_cancelled(changed).await,
            None => Some(changed.await),
        };
        Ok(changed.ok_or_else(PersistError::stopped)?.map(drop))
    }
}
