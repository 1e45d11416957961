//! Suites that tell whether a store keeps its promises. A store of one's own is tested by a call:
//!
//! ```
//! use std::sync::Arc;
//! use organum_store::{
//!     Journal, MemoryJournal,
//!     conformance::{self, Subject},
//! };
//!
//! /// The store that is tested.
//! struct Mine;
//!
//! impl Subject<dyn Journal> for Mine {
//!     async fn fresh(&self) -> Arc<dyn Journal> {
//!         Arc::new(MemoryJournal::new())
//!     }
//!
//!     async fn reopen(&self) -> Option<Arc<dyn Journal>> {
//!         None // it does not outlive its handle
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! conformance::journal::all(&Mine).await;
//! # }
//! ```
//!
//! Each case is a function that panics where a promise is broken, and is run four times: as it is, with
//! [each answer lost once](Fault::LosesAnswers), with [each future dropped at each of its
//! polls](Fault::DropsFutures), and with [every other call failing after it was done](Fault::Fails)
//! behind [`Guarded`](crate::Guarded). With a clock that is real it takes some seconds, since leases have
//! to end.
//!
//! - [`journal`], [`dead_letters`]: the suites.
//! - [`Subject`]: the store that is tested.
//! - [`flawed`]: whether a suite catches what is broken.
//! - [`lose_answers`], [`drop_at_each_poll`], [`poll_times`], [`Faulty`]: faults between a caller and a store.

mod cases;
pub mod dead_letters;
mod faults;
pub mod flawed;
pub mod journal;
#[cfg(test)]
mod tests;

use std::{future::Future, sync::Arc, time::Duration};

pub use self::{
    cases::poll_times,
    faults::{Fault, Faulty, drop_at_each_poll, lose_answers},
};

/// A store that is tested: `S` is its trait, such as `dyn Journal`.
pub trait Subject<S: ?Sized>: Sync {
    /// Makes an empty store.
    fn fresh(&self) -> impl Future<Output = Arc<S>> + Send;

    /// Opens what the last [`fresh`](Self::fresh) made once more, as another process would. None if this
    /// kind of store does not outlive its handle.
    fn reopen(&self) -> impl Future<Output = Option<Arc<S>>> + Send;

    /// The length of leases that are to end in a test, 100 ms if nothing else is said: long enough for
    /// some calls, and a multiple of what the store's clock can tell apart.
    fn short_lease(&self) -> Duration {
        Duration::from_millis(100)
    }
}
