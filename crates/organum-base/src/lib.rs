//! The base crate of Organum, which every other crate depends on. Users depend on the `organum` crate,
//! which re-exports the public items.
//!
//! - [`text`]: texts that are assembled in constant evaluation, and the comparisons that its checks share.
//! - [`policy`]: retries, backoff, timeouts, circuit breakers.
//! - [`error`](mod@error): the errors that functions may fail with.
//! - [`panics`]: contained panics. [`messages`]: the texts of an error, read without letting a panic out.
//! - [`clock`]: the clock of a runtime. [`ids`]: ids of sagas and dead letters, idempotency keys.
//!   [`derive`](mod@derive): ids that are a function of other ids. [`unique`]: new ids.
//! - [`markup`]: names in the languages of diagrams.
//! - [`observe`]: observers, the events that they are notified of, and observers for the usual purposes.
//! - [`trace_context`]: the trace that an event belongs to, as in W3C Trace Context.

pub mod clock;
pub mod derive;
pub mod error;
pub mod ids;
pub mod markup;
pub mod messages;
pub mod observe;
pub mod panics;
pub mod policy;
pub mod text;
pub mod trace_context;
pub mod unique;

/// The cause of a failure, as the user's own error.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

pub use uuid::Uuid;
