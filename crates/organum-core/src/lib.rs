//! The runtime of Organum. Users name the `organum` crate, which re-exports what is theirs.
//!
//! - [`table`]: the static tables that macros write, and their validation at compile time.
//! - [`event`]: envelopes, organs, spines, backends.
//! - [`dead_letter`]: what failed for good, kept to be looked at and tried again.
//! - [`graph`]: plans, the executor, runs.
//! - [`key`]: keys of values, for whatever stores something under what it was made from.
//! - [`observe`]: what observers are notified of, and observers for the usual purposes.
//! - [`saga`]: graphs whose steps know how to undo themselves.
//! - [`policy`]: retries, backoff, timeouts; independent of graphs.

pub mod dead_letter;
pub mod event;
pub mod graph;
pub mod key;
pub mod saga;
mod sync;
pub mod table;

use organum_base::{markup, messages, panics};
pub use organum_base::{observe, policy};
