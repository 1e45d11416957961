//! The reference model: the states that a record may be in, given the answers so far.
//!
//! A store may refuse a holder whose lease has ended or accept it, and the moment at which a lease ends is
//! known only within limits. So the model has a set of possible states, and each answer removes those
//! that it does not fit to. An answer that fits to none is a broken promise.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    ClaimRequest, FinishRequest, Lease, OnLapsed, OnRunning, PutRequest, RecordClaim, RecordLookup,
    RecordOutcome, RecordSeen, RecordStatus, Renewal, StoreErrorKind, key::Key,
};

/// A call, with what it was answered.
#[derive(Debug)]
pub(super) enum Event {
    Claim(ClaimRequest, RecordClaim),
    Finish(FinishRequest, Result<(), StoreErrorKind>),
    Renew(Lease<Key>, Renewal),
    Release(Lease<Key>),
    /// A put, with whether the key was invalidated since its generation was read.
    Put(PutRequest, bool, Result<(), StoreErrorKind>),
    Invalidate,
    Remove,
    Purge,
    Get(RecordLookup),
    Changed(RecordSeen),
}

/// The times between which a call took effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct During {
    pub(super) sent: Instant,
    pub(super) answered: Instant,
    /// The resolution of the clocks.
    pub(super) slack: Duration,
}

/// The times between which something ends.
#[derive(Clone, Copy, Debug, PartialEq)]
struct End {
    from: Instant,
    to: Instant,
}

impl End {
    fn after(during: During, length: Duration) -> Self {
        Self {
            from: during.sent + length,
            to: during.answered + length,
        }
    }

    /// Returns whether the lease may have ended before a call took effect, and whether it may have lasted.
    fn at(self, during: During) -> (bool, bool) {
        let may_have_ended = during.answered + during.slack >= self.from;
        let may_last = during.sent <= self.to + during.slack;
        (may_have_ended, may_last)
    }
}

/// A possible state of a record.
#[derive(Clone, Debug, PartialEq)]
enum State {
    /// There is no record, or it has expired; this may have been the last lease.
    Absent(Option<Lease<Key>>),
    Held {
        lease: Lease<Key>,
        end: End,
        has_ended: bool,
        lapses: u32,
        input: Option<Key>,
    },
    Released {
        epoch: u64,
        lapses: u32,
        input: Option<Key>,
    },
    Finished {
        /// The lease under which the result was recorded; `None` for a put.
        lease: Option<Lease<Key>>,
        outcome: RecordOutcome,
        expires: Option<End>,
        input: Option<Key>,
    },
}

/// The reference model of one record.
#[derive(Debug)]
pub(super) struct Model {
    states: Vec<State>,
    /// The last epoch that a caller has seen.
    epoch: u64,
    /// True if claims may be given up, since their futures are dropped.
    gives_up: bool,
}

impl Model {
    pub(super) fn new(gives_up: bool) -> Self {
        Self {
            states: vec![State::Absent(None)],
            epoch: 0,
            gives_up,
        }
    }

    /// Removes the states that the answer does not fit to; returns an error if none is left.
    pub(super) fn apply(&mut self, event: &Event, during: During) -> Result<(), String> {
        let before: Vec<State> = self
            .states
            .iter()
            .flat_map(|state| state.at(during))
            .collect();
        let mut after = Vec::new();
        for state in &before {
            for next in self.next(state, event, during) {
                if !after.contains(&next) {
                    after.push(next);
                }
            }
        }
        if after.is_empty() {
            return Err(format!(
                "the record is one of {before:#?}\nwith the last epoch {}, to which this does not \
                 fit: {event:#?}",
                self.epoch
            ));
        }
        self.states = after;
        if let Some(epoch) = epoch(event) {
            self.epoch = self.epoch.max(epoch);
        }
        Ok(())
    }

    /// The states after a call that was answered in this way; none if the answer does not fit.
    fn next(&self, state: &State, event: &Event, during: During) -> Vec<State> {
        match event {
            Event::Claim(request, claim) => self.claimed(state, request, claim, during),
            Event::Finish(request, answer) => finished(state, request, *answer, during),
            Event::Renew(lease, renewal) => renewed(state, lease, *renewal, during),
            Event::Release(lease) => released(state, lease),
            Event::Put(request, is_older, answer) => match answer {
                Ok(()) if !is_older => vec![State::Finished {
                    lease: None,
                    outcome: RecordOutcome::Done(request.value.clone()),
                    expires: request.ttl.map(|ttl| End::after(during, ttl)),
                    input: request.input,
                }],
                // A store may give several keys a new generation.
                Err(StoreErrorKind::Conflict) if request.generation.is_some() => {
                    vec![state.clone()]
                }
                _ => Vec::new(),
            },
            Event::Invalidate | Event::Remove => vec![State::Absent(None)],
            Event::Purge => vec![state.clone()],
            Event::Get(found) => state
                .fits(found)
                .then(|| state.clone())
                .into_iter()
                .collect(),
            Event::Changed(seen) => {
                let fits = state.fits_seen(*seen);
                fits.then(|| state.clone()).into_iter().collect()
            }
        }
    }

    fn claimed(
        &self,
        state: &State,
        request: &ClaimRequest,
        claim: &RecordClaim,
        during: During,
    ) -> Vec<State> {
        let input = state.input();
        let differs = |input: Key| request.input.is_some_and(|other| other != input);
        if input.is_some_and(differs) {
            let fits = *claim == RecordClaim::Mismatch;
            return fits.then(|| state.clone()).into_iter().collect();
        }
        let stays = |fits: bool| fits.then(|| state.clone());
        let next = match (state, claim) {
            (State::Finished { outcome, .. }, RecordClaim::Done(value)) => {
                stays(*outcome == RecordOutcome::Done(value.clone()))
            }
            (State::Finished { outcome, .. }, RecordClaim::Failed(failure)) => {
                stays(*outcome == RecordOutcome::Failed(failure.clone()))
            }
            (
                State::Held {
                    lease,
                    has_ended: false,
                    ..
                },
                RecordClaim::Running { owner, seen, left },
            ) => stays(
                lease.owner() != request.claim
                    && lease.owner() == *owner
                    && request.on_running == OnRunning::Tell
                    && seen.epoch == lease.epoch()
                    && seen.status == Some(RecordStatus::Running)
                    && *left <= lease.length(),
            ),
            (
                State::Held {
                    lease,
                    has_ended: true,
                    lapses,
                    ..
                },
                RecordClaim::Unknown { lapses: told },
            ) => stays(
                lease.owner() != request.claim
                    && request.on_lapsed == OnLapsed::Tell
                    && *told == lapses + 1,
            ),
            (_, RecordClaim::Granted { lease, lapses }) => self
                .may_grant(state, request, lease, *lapses)
                .then(|| State::Held {
                    lease: lease.clone(),
                    end: End::after(during, request.length),
                    has_ended: false,
                    lapses: *lapses,
                    input: input.or(request.input),
                }),
            _ => None,
        };
        next.into_iter().collect()
    }

    /// Returns true if a claim of a record in this state may be granted this lease.
    fn may_grant(
        &self,
        state: &State,
        request: &ClaimRequest,
        lease: &Lease<Key>,
        told: u32,
    ) -> bool {
        let is_new = lease.epoch() > self.epoch;
        if lease.owner() != request.claim || lease.length() != request.length {
            return false;
        }
        match state {
            State::Absent(_) => is_new && told == 0,
            State::Released { lapses, .. } => is_new && told == *lapses,
            State::Finished { .. } => false,
            State::Held {
                lease: last,
                has_ended,
                lapses,
                ..
            } => {
                if last.owner() == request.claim {
                    let is_same = lease == last && told == *lapses;
                    let is_again = is_new && (*has_ended || self.gives_up);
                    is_same || (is_again && (*lapses..=lapses + 1).contains(&told))
                } else if *has_ended {
                    is_new && told == lapses + 1 && request.on_lapsed == OnLapsed::Take
                } else {
                    is_new && told == *lapses && request.on_running == OnRunning::Take
                }
            }
        }
    }
}

/// The epoch that an answer contains.
fn epoch(event: &Event) -> Option<u64> {
    match event {
        Event::Claim(_, RecordClaim::Granted { lease, .. }) => Some(lease.epoch()),
        Event::Get(found) => Some(found.seen().epoch),
        Event::Claim(_, RecordClaim::Running { seen, .. }) | Event::Changed(seen) => {
            Some(seen.epoch)
        }
        _ => None,
    }
}

fn finished(
    state: &State,
    request: &FinishRequest,
    answer: Result<(), StoreErrorKind>,
    during: During,
) -> Vec<State> {
    let lost = answer == Err(StoreErrorKind::LeaseLost);
    let stays = |fits: bool| fits.then(|| state.clone());
    let next = match state {
        State::Held {
            lease,
            has_ended,
            input,
            ..
        } if *lease == request.lease => match answer {
            Ok(()) => Some(State::Finished {
                lease: Some(lease.clone()),
                outcome: request.outcome.clone(),
                expires: request.ttl.map(|ttl| End::after(during, ttl)),
                input: *input,
            }),
            Err(_) => stays(lost && *has_ended),
        },
        State::Finished {
            lease: Some(lease), ..
        } if *lease == request.lease => stays(answer.is_ok()),
        // An expired record may not be purged yet.
        State::Absent(Some(lease)) if *lease == request.lease => stays(answer.is_ok() || lost),
        _ => stays(lost),
    };
    next.into_iter().collect()
}

fn renewed(state: &State, lease: &Lease<Key>, renewal: Renewal, during: During) -> Vec<State> {
    let next = match state {
        State::Held {
            lease: last,
            has_ended,
            lapses,
            input,
            ..
        } if last == lease => match renewal {
            Renewal::Renewed => Some(State::Held {
                lease: lease.clone(),
                end: End::after(during, lease.length()),
                has_ended: false,
                lapses: *lapses,
                input: *input,
            }),
            Renewal::Lost => has_ended.then(|| state.clone()),
            Renewal::Skipped => None,
        },
        _ => (renewal == Renewal::Lost).then(|| state.clone()),
    };
    next.into_iter().collect()
}

fn released(state: &State, lease: &Lease<Key>) -> Vec<State> {
    match state {
        State::Held {
            lease: last,
            has_ended,
            lapses,
            input,
            ..
        } if last == lease => {
            let released = State::Released {
                epoch: lease.epoch(),
                lapses: *lapses,
                input: *input,
            };
            // A lease that has ended may be treated as lost.
            let stays = has_ended.then(|| state.clone());
            std::iter::once(released).chain(stays).collect()
        }
        _ => vec![state.clone()],
    }
}

impl State {
    /// The states that this one may be when a call takes effect.
    fn at(&self, during: During) -> Vec<Self> {
        match self {
            Self::Held {
                lease,
                end,
                has_ended: false,
                lapses,
                input,
            } => {
                let (may_have_ended, may_last) = end.at(during);
                let ended = Self::Held {
                    lease: lease.clone(),
                    end: *end,
                    has_ended: true,
                    lapses: *lapses,
                    input: *input,
                };
                let lasts = may_last.then(|| self.clone());
                lasts
                    .into_iter()
                    .chain(may_have_ended.then_some(ended))
                    .collect()
            }
            Self::Finished {
                lease,
                expires: Some(end),
                ..
            } => {
                let (may_have_ended, may_last) = end.at(during);
                let expired = Self::Absent(lease.clone());
                let lasts = may_last.then(|| self.clone());
                lasts
                    .into_iter()
                    .chain(may_have_ended.then_some(expired))
                    .collect()
            }
            _ => vec![self.clone()],
        }
    }

    fn input(&self) -> Option<Key> {
        match self {
            Self::Absent(_) => None,
            Self::Held { input, .. }
            | Self::Released { input, .. }
            | Self::Finished { input, .. } => *input,
        }
    }

    fn fits_seen(&self, seen: RecordSeen) -> bool {
        let (status, epoch) = match self {
            Self::Absent(_) => (None, Some(0)),
            Self::Held { lease, .. } => (Some(RecordStatus::Running), Some(lease.epoch())),
            Self::Released { epoch, .. } => (Some(RecordStatus::Released), Some(*epoch)),
            Self::Finished { lease, outcome, .. } => {
                let epoch = lease.as_ref().map(Lease::epoch);
                (Some(outcome.status()), epoch)
            }
        };
        seen.status == status && epoch.is_none_or(|epoch| epoch == seen.epoch)
    }

    fn fits(&self, found: &RecordLookup) -> bool {
        let Some(record) = &found.record else {
            return matches!(self, Self::Absent(_));
        };
        let summary = &record.summary;
        let fits_content = match self {
            Self::Absent(_) => false,
            Self::Held {
                lease,
                has_ended,
                lapses,
                ..
            } => {
                let left = summary.left.is_some_and(|left| left <= lease.length());
                summary.owner == lease.owner()
                    && left != *has_ended
                    && summary.lapses == lapses + u32::from(*has_ended)
                    && record.value.is_none()
            }
            Self::Released { lapses, .. } => {
                summary.left.is_none() && summary.lapses == *lapses && record.value.is_none()
            }
            Self::Finished { outcome, .. } => match outcome {
                RecordOutcome::Done(value) => record.value.as_ref() == Some(value),
                RecordOutcome::Failed(failure) => {
                    summary.failure.as_ref() == Some(failure) && record.value.is_none()
                }
            },
        };
        fits_content && summary.input == self.input() && self.fits_seen(found.seen())
    }
}
