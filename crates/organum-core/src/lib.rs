//! The runtime of Organum. Users name the `organum` crate, which re-exports what is theirs.
//!
//! - [`table`]: the static tables that macros write, and their validation at compile time.
//! - [`graph`]: plans, the executor, runs.
//! - [`observe`]: what observers are told, and observers for the usual purposes.
//! - [`policy`]: retries, backoff, timeouts; independent of graphs.

pub mod graph;
pub mod observe;
pub mod policy;
mod sync;
pub mod table;
