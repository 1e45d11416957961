//! The requests of a store.

use std::time::Duration;

use super::{RecordLabels, RecordOutcome, RecordValue};
use crate::{ClaimId, Lease, StoreError, StoreErrorKind, key::Key};

/// The longest time that a store keeps: a hundred years. Longer ones are shortened to it.
pub(super) const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);

/// The answer to a claim of a record that another claim has.
// Exhaustive: stores have to implement each choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnRunning {
    /// The claim is answered with [`Running`](super::RecordClaim::Running).
    #[default]
    Tell,
    /// The record is taken over: the other claim's lease is lost.
    Take,
}

/// The answer to a claim of a record whose lease has ended without a result: the owner may have died, and
/// its work may have had effects.
// Exhaustive: stores have to implement each choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnLapsed {
    /// The record is taken over, and the lapse is counted.
    #[default]
    Take,
    /// The claim is answered with [`Unknown`](super::RecordClaim::Unknown), and nothing is changed.
    Tell,
}

/// The request for the lease of one record.
///
/// ```
/// use std::time::Duration;
/// use organum_store::{ClaimId, ClaimRequest, OnLapsed, RecordLabels, key::Key};
///
/// let key = Key::in_domain("charge").with(&7)?.finish();
/// let request = ClaimRequest::new(key, ClaimId::new(), Duration::from_secs(30))
///     .input(Key::in_domain("inputs").with(&("card", 12))?.finish())
///     .on_lapsed(OnLapsed::Tell)
///     .labels(RecordLabels::default().node("shop::charge"));
/// assert_eq!(request.keep_unfinished, None);
/// # Ok::<(), organum_store::key::KeyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimRequest {
    /// The key of the record.
    pub key: Key,
    /// The id of the claim, which becomes the owner of the lease.
    pub claim: ClaimId,
    /// The time that the lease lasts, unless it is renewed.
    pub length: Duration,
    /// The fingerprint of the inputs. A claim does not get a record with another fingerprint; a claim or
    /// a record without one fits to every other.
    pub input: Option<Key>,
    /// The choice if another claim has the record.
    pub on_running: OnRunning,
    /// The choice if the lease of another claim has ended without a result.
    pub on_lapsed: OnLapsed,
    /// The names of the item and the execution, which replace those of an earlier claim.
    pub labels: RecordLabels,
    /// The time after which an unfinished record expires, counted from the end of its lease or from its
    /// release; `None` for never.
    pub keep_unfinished: Option<Duration>,
}

impl ClaimRequest {
    /// Creates a request without fingerprint and labels, with the default choices. An unfinished record
    /// never expires.
    pub fn new(key: Key, claim: ClaimId, length: Duration) -> Self {
        Self {
            key,
            claim,
            length,
            input: None,
            on_running: OnRunning::default(),
            on_lapsed: OnLapsed::default(),
            labels: RecordLabels::default(),
            keep_unfinished: None,
        }
    }

    /// Sets the fingerprint of the inputs.
    #[must_use]
    pub fn input(mut self, fingerprint: Key) -> Self {
        self.input = Some(fingerprint);
        self
    }

    /// Sets the choice if another claim has the record.
    #[must_use]
    pub fn on_running(mut self, choice: OnRunning) -> Self {
        self.on_running = choice;
        self
    }

    /// Sets the choice if the lease of another claim has ended without a result.
    #[must_use]
    pub fn on_lapsed(mut self, choice: OnLapsed) -> Self {
        self.on_lapsed = choice;
        self
    }

    /// Sets the names of the item and the execution.
    #[must_use]
    pub fn labels(mut self, labels: RecordLabels) -> Self {
        self.labels = labels;
        self
    }

    /// Sets the time after which an unfinished record expires.
    #[must_use]
    pub fn keep_unfinished(mut self, time: Duration) -> Self {
        self.keep_unfinished = Some(time);
        self
    }

    /// Returns an error if no store can grant the request. This function is for stores.
    ///
    /// # Errors
    /// `Refused`: the lease has no length.
    #[doc(hidden)]
    pub fn check(&self, store: &'static str) -> Result<(), StoreError> {
        if self.length.is_zero() {
            let error = StoreError::new(StoreErrorKind::Refused, store, "claim a record");
            return Err(error.with_detail("the lease has no length: set one of at least 10 ms"));
        }
        Ok(())
    }

    /// Returns the approximate size of the request in bytes.
    pub(super) fn size(&self) -> usize {
        crate::bounds::OVERHEAD + self.labels.size()
    }
}

/// The request to record the result of a leased record. The lease ends with it.
///
/// ```
/// use std::time::Duration;
/// use organum_store::{ClaimId, FinishRequest, Lease, RecordFailure, RecordValue, key::Key};
/// use tokio::time::Instant;
///
/// let key = Key::from_bytes([7; 32]);
/// let lease = Lease::new(key, ClaimId::new(), 1, Duration::from_secs(30), Instant::now());
/// let done = FinishRequest::done(&lease, RecordValue::new(*b"12"));
/// assert_eq!(done.ttl, None); // never expires
/// let failed = FinishRequest::failed(&lease, RecordFailure::new("failed", "no such card"))
///     .ttl(Duration::from_secs(60));
/// assert_eq!(failed.lease, lease);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FinishRequest {
    /// The lease of the record.
    pub lease: Lease<Key>,
    /// The result.
    pub outcome: RecordOutcome,
    /// The time after which the record expires; `None` for never.
    pub ttl: Option<Duration>,
}

impl FinishRequest {
    /// Creates a request that records a value, which never expires.
    pub fn done(lease: &Lease<Key>, value: RecordValue) -> Self {
        Self::new(lease, RecordOutcome::Done(value))
    }

    /// Creates a request that records a failure, which never expires.
    pub fn failed(lease: &Lease<Key>, failure: super::RecordFailure) -> Self {
        Self::new(lease, RecordOutcome::Failed(failure))
    }

    fn new(lease: &Lease<Key>, outcome: RecordOutcome) -> Self {
        Self {
            lease: lease.clone(),
            outcome,
            ttl: None,
        }
    }

    /// Sets the time after which the record expires.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Returns an error if no store can record the request. This function is for stores.
    ///
    /// # Errors
    /// `Refused`: the time to live is zero.
    #[doc(hidden)]
    pub fn check(&self, store: &'static str) -> Result<(), StoreError> {
        check_ttl(self.ttl, store, "finish a record")
    }

    /// Returns the approximate size of the request in bytes.
    pub(super) fn size(&self) -> usize {
        crate::bounds::OVERHEAD + self.outcome.size()
    }
}

/// The request to record a value without a lease, as a cache does.
///
/// ```
/// use std::time::Duration;
/// use organum_store::{PutRequest, RecordValue, key::Key};
///
/// let key = Key::from_bytes([7; 32]);
/// let request = PutRequest::new(key, RecordValue::new(*b"12"))
///     .if_generation(41)
///     .ttl(Duration::from_secs(60));
/// assert_eq!(request.generation, Some(41));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PutRequest {
    /// The key of the record.
    pub key: Key,
    /// The value.
    pub value: RecordValue,
    /// The generation that the key must have; `None` for any.
    pub generation: Option<u64>,
    /// The time after which the record expires; `None` for never.
    pub ttl: Option<Duration>,
    /// The fingerprint of the inputs.
    pub input: Option<Key>,
    /// The names of the item and the execution.
    pub labels: RecordLabels,
}

impl PutRequest {
    /// Creates a request for any generation of the key, without fingerprint and labels. The record never
    /// expires.
    pub fn new(key: Key, value: RecordValue) -> Self {
        Self {
            key,
            value,
            generation: None,
            ttl: None,
            input: None,
            labels: RecordLabels::default(),
        }
    }

    /// Puts the value only if the key has this generation: the one that [`Store::get`](super::Store::get)
    /// returned before the value was computed. A value that was computed before an
    /// [invalidation](super::Store::invalidate) is refused.
    #[must_use]
    pub fn if_generation(mut self, generation: u64) -> Self {
        self.generation = Some(generation);
        self
    }

    /// Sets the time after which the record expires.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Sets the fingerprint of the inputs.
    #[must_use]
    pub fn input(mut self, fingerprint: Key) -> Self {
        self.input = Some(fingerprint);
        self
    }

    /// Sets the names of the item and the execution.
    #[must_use]
    pub fn labels(mut self, labels: RecordLabels) -> Self {
        self.labels = labels;
        self
    }

    /// Returns an error if no store can record the request. This function is for stores.
    ///
    /// # Errors
    /// `Refused`: the time to live is zero.
    #[doc(hidden)]
    pub fn check(&self, store: &'static str) -> Result<(), StoreError> {
        check_ttl(self.ttl, store, "put a record")
    }

    /// Returns the approximate size of the request in bytes.
    pub(super) fn size(&self) -> usize {
        crate::bounds::OVERHEAD + self.labels.size() + self.value.bytes.len()
    }
}

fn check_ttl(
    ttl: Option<Duration>,
    store: &'static str,
    operation: &'static str,
) -> Result<(), StoreError> {
    if ttl.is_some_and(|ttl| ttl.is_zero()) {
        let error = StoreError::new(StoreErrorKind::Refused, store, operation);
        return Err(error.with_detail("the time to live is zero: set a longer one, or none"));
    }
    Ok(())
}
