//! The ids of sagas and of dead letters, and the keys that are derived from the ids of sagas.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use crate::{derive::derive, text::key, unique::unique};

/// The id of one run of a saga: a UUID v7, or an id chosen by the caller that starts the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct SagaId(pub Uuid);

impl SagaId {
    /// Creates a new, unique id.
    #[expect(
        clippy::new_without_default,
        reason = "a default is the same each time"
    )]
    pub fn new() -> Self {
        Self(unique())
    }

    /// The idempotency key of a step, or of one item of a step.
    pub fn key(self, step: &str, item: Option<u32>) -> IdempotencyKey {
        IdempotencyKey(self.derived(key(step), item))
    }

    /// The id of the nested saga that this step of the saga runs.
    #[must_use]
    pub fn child(self, step: &str) -> Self {
        const SALT: u64 = key("a saga that is a step");
        Self(self.derived(key(step) ^ SALT, None))
    }

    /// An id that is derived from this one.
    pub fn derived(self, of: u64, item: Option<u32>) -> Uuid {
        Uuid::from_u128(derive(self.0.as_u128(), of, item.unwrap_or(u32::MAX)))
    }
}

impl fmt::Display for SagaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SagaId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// The idempotency key of a step: the remote side recognises a repeated call by it.
///
/// The key is the same in every attempt of a step, and after a crash; it differs from the key of every
/// other step, item and saga. A step asks for it with a parameter `key: &IdempotencyKey`, and so does an
/// undo, which gets the key of the step that it undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct IdempotencyKey(Uuid);

impl IdempotencyKey {
    /// The key for undoing the call that was made with this key; the remote side does not confuse the two.
    #[must_use]
    pub fn undo(self) -> Self {
        const SALT: u64 = key("undo");
        Self(Uuid::from_u128(derive(self.0.as_u128(), SALT, 0)))
    }

    /// Returns the key as a UUID.
    pub fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of a dead letter: a function of the work that failed and the place where it failed, so repeated
/// failures give one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct DeadLetterId(pub Uuid);

impl fmt::Display for DeadLetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DeadLetterId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}
