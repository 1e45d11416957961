//! One turn of the keeper: it selects the leases to renew and processes the answers.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use organum_base::policy::{self, Reason, Retry};
use tokio::time::Instant;

use super::{Held, Inner, State, due, third};
use crate::{Leases, Renewable, Renewal, StoreError, StoreErrorKind};

/// A call that renews leases.
pub(super) type Call = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// A call that has ended.
pub(super) struct Ended {
    keys: Vec<u64>,
    sent: Instant,
    /// The answers in the order of the keys. `Err(None)` means that the store panicked.
    answer: Result<Vec<Renewal>, Option<StoreError>>,
}

/// The maximum delay before a failed renewal is retried.
const SECOND: Duration = Duration::from_secs(1);

/// The minimum delay before a failed renewal is retried.
const MILLISECOND: Duration = Duration::from_millis(1);

/// The delay before a renewal is retried: several retries fit into the remaining time of a lease.
fn again(length: Duration) -> Duration {
    (length / 12).clamp(MILLISECOND, SECOND)
}

impl<L: Renewable> Inner<L> {
    /// Drops leases that have ended; returns the calls to make and the time of the next turn.
    pub(super) fn turn(&self, now: Instant) -> (Vec<Call>, Option<Instant>) {
        let mut state = self.lock();
        let ended = state
            .held
            .extract_if(.., |_, held| held.lease.ends_at() <= now)
            .map(|(_, held)| held);
        let ended: Vec<Held<L>> = ended.collect();
        let calls = state.due(now).into_iter();
        let calls = calls.map(|keys| self.call(&mut state, keys, now)).collect();
        let next = state.held.values().map(Held::next).min();
        // A task that wakes too early sleeps again; waking it for every new lease costs more.
        let wakes_at = next.or(state.wakes_at.filter(|at| *at > now));
        state.wakes_at = wakes_at;
        drop(state);
        for held in ended {
            held.lost("it was not renewed in time");
        }
        (calls, wakes_at)
    }

    fn call(&self, state: &mut State<L>, keys: Vec<u64>, sent: Instant) -> Call {
        let mut leases = Vec::with_capacity(keys.len());
        for key in &keys {
            if let Some(held) = state.held.get_mut(key) {
                held.is_asked = true;
                leases.push(held.lease.clone());
            }
        }
        let store = Arc::clone(&self.store);
        Box::pin(async move {
            let answer = renew(&*store, &leases).await;
            Ended { keys, sent, answer }
        })
    }

    /// Processes the answers of a call.
    pub(super) fn ended(&self, ended: Ended, now: Instant) {
        let Ended { keys, sent, answer } = ended;
        let mut state = self.lock();
        let mut lost = Vec::new();
        match answer {
            Ok(renewals) => {
                // A lease without an answer is neither renewed nor lost.
                let renewals = renewals
                    .into_iter()
                    .chain(std::iter::repeat(Renewal::Skipped));
                for (key, renewal) in keys.into_iter().zip(renewals) {
                    match (renewal, state.held.get_mut(&key)) {
                        (_, None) => {}
                        (Renewal::Renewed, Some(held)) => held.renewed(sent),
                        (Renewal::Skipped, Some(held)) => held.later(now),
                        (Renewal::Lost, Some(_)) => lost.extend(state.held.remove(&key)),
                    }
                }
            }
            Err(error) => {
                let is_single = keys.len() == 1;
                tell(keys.len(), error.as_ref());
                let kind = error.map(|error| error.kind());
                let is_lost = is_single && kind == Some(StoreErrorKind::LeaseLost);
                let splits = !is_single && kind.is_none_or(|kind| !kind.is_transient());
                for key in keys {
                    if is_lost {
                        lost.extend(state.held.remove(&key));
                    } else if let Some(held) = state.held.get_mut(&key) {
                        held.later(now);
                        if splits {
                            // One of the leases may be the reason for the refusal.
                            held.alone = true;
                            held.due = now;
                        }
                    }
                }
            }
        }
        drop(state);
        for held in lost {
            held.lost("the store reported it");
        }
    }
}

impl<L: Renewable> State<L> {
    /// The leases that are renewed now, one list for each call. Leases that are nearly due are included.
    fn due(&self, now: Instant) -> Vec<Vec<u64>> {
        let mut calls = Vec::new();
        let mut together = Vec::new();
        let mut is_due = false;
        for (key, held) in self.held.iter().filter(|(_, held)| !held.is_asked) {
            if held.alone {
                if held.due <= now {
                    calls.push(vec![*key]);
                }
            } else if held.due <= now + third(held.lease.length()) / 4 {
                is_due |= held.due <= now;
                together.push(*key);
            }
        }
        if is_due {
            calls.push(together);
        }
        calls
    }
}

impl<L: Renewable> Held<L> {
    /// The next time at which the lease needs attention: its renewal or its end.
    fn next(&self) -> Instant {
        let end = self.lease.ends_at();
        if self.is_asked {
            end
        } else {
            self.due.min(end)
        }
    }

    fn renewed(&mut self, sent: Instant) {
        self.lease.renewed(sent);
        self.due = due(&self.lease);
        self.is_asked = false;
        self.alone = false;
    }

    fn later(&mut self, now: Instant) {
        self.due = now + again(self.lease.length());
        self.is_asked = false;
    }

    fn lost(self, why: &'static str) {
        tracing::warn!(lease = ?self.lease, why, "a lease is lost");
        self.token.cancel();
    }
}

/// Makes one call, limited to a third of the shortest lease. A panic of the store counts as a failure.
async fn renew<L: Renewable>(
    store: &dyn Leases<L>,
    leases: &[L],
) -> Result<Vec<Renewal>, Option<StoreError>> {
    let shortest = leases.iter().map(L::length).min().unwrap_or(SECOND);
    let limit = third(shortest).max(MILLISECOND);
    let attempt = |_| {
        let renewing = store.renew(leases);
        async move {
            policy::limited(limit, renewing)
                .await?
                .map_err(Reason::Failed)
        }
    };
    let once = policy::retry(&Retry::ONCE, |_: &StoreError| false, attempt, |_, _| {}).await;
    once.map_err(|exhausted| match exhausted.reason {
        Reason::Failed(error) | Reason::Aborted(error) => Some(error),
        Reason::TimedOut(elapsed) => {
            let error = StoreError::new(StoreErrorKind::Timeout, "leases", "renew leases");
            Some(error.with_source(elapsed))
        }
        Reason::NoClock => {
            let error = StoreError::new(StoreErrorKind::Unavailable, "leases", "renew leases");
            Some(error.with_source("the runtime has no clock"))
        }
        Reason::Panicked(payload) => {
            organum_base::panics::forget(payload);
            None
        }
    })
}

fn tell(leases: usize, error: Option<&StoreError>) {
    match error {
        Some(error) => tracing::warn!(leases, %error, "leases are not renewed, and are retried"),
        None => tracing::error!(leases, "the store panicked: leases are not renewed"),
    }
}
