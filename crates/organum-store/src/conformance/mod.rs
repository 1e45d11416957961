//! Conformance suites, which test that a store keeps its promises. Your own store is tested with one call:
//!
//! ```
//! use std::sync::Arc;
//! use organum_store::{
//!     Journal, MemoryJournal,
//!     conformance::{self, Subject},
//! };
//!
//! /// The store under test.
//! struct Mine;
//!
//! impl Subject<dyn Journal> for Mine {
//!     async fn fresh(&self) -> Arc<dyn Journal> {
//!         Arc::new(MemoryJournal::new())
//!     }
//!
//!     async fn reopen(&self) -> Option<Arc<dyn Journal>> {
//!         None // the store does not outlive its handle
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! conformance::journal::all(&Mine).await;
//! # }
//! ```
//!
//! Each case is a function that panics if a promise is broken, and runs four times: without faults, with
//! [each answer lost once](Fault::LosesAnswers), with [each future dropped at each of its
//! polls](Fault::DropsFutures), and with [every other call failing after it took effect](Fault::Fails)
//! behind [`Guarded`](crate::Guarded). With a real clock a suite takes some seconds, since leases have to
//! end.
//!
//! - [`records`], [`journal`], [`dead_letters`]: the suites.
//! - [`Subject`]: the store under test.
//! - [`flawed`]: tests that a suite detects broken stores.
//! - [`lose_answers`], [`drop_at_each_poll`], [`poll_times`], [`Faulty`]: faults between a caller and a store.

mod cases;
pub mod dead_letters;
mod faults;
pub mod flawed;
pub mod journal;
pub mod records;
#[cfg(test)]
mod tests;

use std::{future::Future, sync::Arc, time::Duration};

pub use self::{
    cases::poll_times,
    faults::{Fault, Faulty, drop_at_each_poll, lose_answers},
};

/// A store under test: `S` is its trait, such as `dyn Journal`.
pub trait Subject<S: ?Sized>: Sync {
    /// Creates an empty store.
    fn fresh(&self) -> impl Future<Output = Arc<S>> + Send;

    /// Opens the store of the last [`fresh`](Self::fresh) again, as another process would; `None` if this
    /// kind of store does not outlive its handle.
    fn reopen(&self) -> impl Future<Output = Option<Arc<S>>> + Send;

    /// The length of leases that are to end in a test: long enough for some calls, and a multiple of the
    /// resolution of the store's clock. The default is 100 ms.
    fn short_lease(&self) -> Duration {
        Duration::from_millis(100)
    }

    /// The number of generated interleavings of the suite [`records`], for each fault. The default of 8
    /// is for stores with a real clock that sync a disk.
    fn interleavings(&self) -> u64 {
        8
    }

    /// Returns true if the futures of calls are dropped, so that a claim may be given up.
    #[doc(hidden)]
    fn drops_futures(&self) -> bool {
        false
    }
}
