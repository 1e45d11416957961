//! What Organum keeps outside of one run, and the contracts of whatever keeps it. Users name the
//! `organum` crate, which re-exports what is theirs.
//!
//! - [`StoreError`]: the error of every store.

mod error;

use std::{future::Future, pin::Pin};

pub use self::error::{StoreError, StoreErrorKind};

/// A future of a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;
