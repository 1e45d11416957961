//! The ids of sagas, with the keys that follow from them, and of dead letters.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use crate::{derive::derive, text::key, unique::unique};

/// The id of one run of a saga: a UUID v7, or what whoever starts it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct SagaId(pub Uuid);

impl SagaId {
    /// One that was never there before.
    #[expect(
        clippy::new_without_default,
        reason = "a default is the same each time"
    )]
    pub fn new() -> Self {
        Self(unique())
    }

    /// The key of a step, or of one item of it.
    pub fn key(self, step: &str, item: Option<u32>) -> IdempotencyKey {
        IdempotencyKey(self.derived(key(step), item))
    }

    /// The id of the saga that a step of this one is.
    #[must_use]
    pub fn child(self, step: &str) -> Self {
        const SALT: u64 = key("a saga that is a step");
        Self(self.derived(key(step) ^ SALT, None))
    }

    /// An id that follows from this one.
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

/// What a step gives the remote side, so that this can tell a call that is repeated from a new one.
///
/// It is the same in every attempt of a step, and after a crash; it differs from that of every other
/// step, item and saga. A step asks for it by a parameter `key: &IdempotencyKey`, and so does an undo,
/// which gets the key of the step that it undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct IdempotencyKey(Uuid);

impl IdempotencyKey {
    /// The key for undoing what was done with this one: the remote side takes it for another call.
    #[must_use]
    pub fn undo(self) -> Self {
        const SALT: u64 = key("undo");
        Self(Uuid::from_u128(derive(self.0.as_u128(), SALT, 0)))
    }

    /// As a UUID.
    pub fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of a dead letter: a function of what failed where, so that what fails again is one letter.
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
