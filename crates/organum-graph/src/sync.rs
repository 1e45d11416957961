//! The synchronisation primitives of the protocols that a model checker explores.
//!
//! Built with `--cfg organum_shuttle`, they are those of shuttle, which runs every test under many
//! schedules.

#[cfg(not(organum_shuttle))]
pub(crate) use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering},
};

#[cfg(organum_shuttle)]
pub(crate) use shuttle::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering},
};
