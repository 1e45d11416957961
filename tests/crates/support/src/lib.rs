//! Servers, faults and processes for tests.
//!
//! | module | content |
//! |---|---|
//! | [`database`] | fresh databases: `postgres()`, and `sqlite()` at the root |
//! | [`postgres`](mod@postgres) | a PostgreSQL server of a test's own, which it can stop, kill and restart |
//! | [`proxy`] | a TCP proxy that cuts, delays, stalls, and drops replies after the server has acted |
//! | [`process`] | processes that are killed or paused |
//! | [`disk`] | full disks |
//! | [`clock`] | processes with a wrong clock |
//! | [`transactions`] | transactions that stay open |
//! | [`service`] | the services that tests use, and how they are found |
//! | [`rounds`](mod@rounds) | the number of rounds and the lease time of crash tests |
//! | [`report`] | the backends that tests used, and the tests that could not run |
//!
//! Functions without a `Result` panic, with a message that says what failed: a test cannot go on then.

pub mod clock;
#[cfg(feature = "sql")]
pub mod database;
pub mod disk;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod report;
pub mod rounds;
pub mod service;
#[cfg(feature = "sql")]
pub mod transactions;

mod program;
mod sqlite;
mod url;

pub use self::{
    clock::WrongClock,
    disk::SmallDisk,
    postgres::PostgresServer,
    process::{Process, this_program},
    proxy::{Fault, FaultProxy},
    rounds::{lease, rounds, seed},
    sqlite::{SqliteFile, sqlite},
};
#[cfg(feature = "sql")]
pub use self::{
    database::{TestDatabase, postgres},
    transactions::OpenTransactions,
};

use std::sync::{Mutex, MutexGuard, PoisonError};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
