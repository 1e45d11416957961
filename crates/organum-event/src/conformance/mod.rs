//! Conformance suites for backends, archives and caches of emissions.
//!
//! ```
//! use std::{sync::Arc, time::Duration};
//! use organum::event::{
//!     backend::{Backend, MemoryBackend},
//!     conformance::{self, BackendSubject, Subject},
//! };
//!
//! /// The tested backend.
//! struct Mine;
//!
//! impl Subject<dyn Backend> for Mine {
//!     async fn fresh(&self) -> Arc<dyn Backend> {
//!         Arc::new(MemoryBackend::new().with_lease(Duration::from_millis(200)))
//!     }
//!
//!     async fn reopen(&self) -> Option<Arc<dyn Backend>> {
//!         None // the backend does not outlive its handle
//!     }
//! }
//!
//! impl BackendSubject for Mine {}
//!
//! #[tokio::main(flavor = "current_thread", start_paused = true)]
//! async fn main() {
//!     conformance::backend::all(&Mine).await;
//! }
//! ```
//!
//! Each case is a function that panics where a guarantee is broken. It is run four times: without a fault, with
//! [each response lost once](organum_store::conformance::Fault::LosesAnswers), with [each future dropped at
//! each of its polls](organum_store::conformance::Fault::DropsFutures), and with [every other call failing
//! after its work](organum_store::conformance::Fault::Fails).
//!
//! - [`backend`], [`archive`], [`emissions`]: the suites.
//! - [`Subject`], [`BackendSubject`]: the tested implementation.
//! - [`Hostile`]: a backend with all the faults that a backend may have, for tests of a user's own handlers.

pub mod archive;
pub mod backend;
pub mod emissions;
mod faults;
mod hostile;
mod parcel;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wire;

pub use organum_store::conformance::Subject;

pub use self::{
    backend::BackendSubject,
    hostile::{Hostile, Hostility},
};
#[cfg(test)]
pub(crate) use self::{
    parcel::{Parcel, messages, parcel, unpacked},
    wire::Wire,
};

/// Runs each case on the subject without a fault, and with each fault.
macro_rules! run_all {
    ($subject:ident, $($case:ident)+) => {{
        use organum_store::conformance::Fault;

        $( $case($subject).await; )+
        for fault in [Fault::LosesAnswers, Fault::DropsFutures, Fault::Fails] {
            let behind = Behind { subject: $subject, fault };
            $( $case(&behind).await; )+
        }
    }};
}
use run_all;
