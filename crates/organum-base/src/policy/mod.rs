//! Policies for failures and delays: retries, backoff, timeouts.
//!
//! # Policies of a node
//!
//! The policies are options of `#[node]`:
//!
//! ```
//! use organum::prelude::*;
//! # #[derive(Debug, thiserror::Error)]
//! # #[error("no answer")]
//! # struct LoyaltyError { is_transient: bool }
//! # struct User;
//! # struct Loyalty;
//!
//! fn is_transient(error: &LoyaltyError) -> bool {
//!     error.is_transient
//! }
//!
//! #[node(
//!     retry(attempts = 3, backoff = exponential("100ms", factor = 2.0, max = "10s"), jitter),
//!     retry_if = is_transient,
//!     timeout = "5s",
//!     concurrency = 4
//! )]
//! async fn loyalty(user: &User) -> Result<Loyalty, LoyaltyError> {
//!     # let _ = user;
//!     Ok(Loyalty) // asks a service
//! }
//!
//! #[graph(output = Loyalty, run_timeout = "30s")]
//! struct Lookup { user: User }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), GraphError> {
//! Lookup { user: User }.run().await?;
//! # Ok(())
//! # }
//! ```
//!
//! | option | meaning |
//! |---|---|
//! | `retry(attempts = 3)` | three attempts in all, the first one included |
//! | `backoff = …` in it | the delay before the next attempt: `none` (the default), `fixed("1s")`, or `exponential("100ms")`, with `factor = 2.0` if no other is given and no maximum delay without `max` |
//! | `jitter` in it | chooses each delay at random between zero and the full delay, see [`Retry::jitter`] |
//! | `panics` in it | retries panics too |
//! | `retry_if = path` | a `fn(&E) -> bool` that returns true for the errors that are retried; without it, all errors are. A node that returns [`Attempt`] can end the attempts itself |
//! | `timeout = "5s"` | limits each attempt, see [`timeout`]; an attempt that timed out is retried, whatever `retry_if` says |
//! | `concurrency = 4` | the maximum number of concurrent attempts of the node in all runs of one runner. Further attempts wait in the order in which they asked. The wait is not part of an attempt's time, and a node that waits between attempts does not count |
//! | `retry = none`, `timeout = none` | no retries, no timeout, whatever the graph says |
//! | `timeout` of a graph | limits a whole run, including all waiting |
//! | `defaults(retry(…), timeout = "5s")` of a graph | the retry policy and the timeout of its nodes that set none, each of the two separately; with `configurable` the builder of a runner may set others |
//!
//! Durations are whole numbers of `ns`, `us`, `ms`, `s`, `m` or `h`. No attempt starts once the run is
//! cancelled. A node that replaces another one in a test has none of its policies. A `blocking` node can
//! only have `concurrency`: a blocked thread can neither be stopped nor wait, and no thread is used
//! before the node's attempt may start. A node that returns no `Result` is not retried by default, and a
//! node that is not async has no timeout.
//!
//! # Parts
//!
//! The items below do not depend on graphs.
//!
//! - [`Retry`] and [`Backoff`]: the number of attempts and the delays between them.
//! - [`retry`]: the retry loop. [`timeout`]: a timeout for one future.
//! - [`Breaker`]: a circuit breaker, which stops calls to a service that keeps failing.
//!
//! Delays and timeouts are those of tokio's clock, and so need a tokio runtime; code that neither waits
//! nor has a timeout runs on any executor.

mod attempt;
mod backoff;
mod breaker;
mod constants;
mod defaults;
mod driver;
#[cfg(test)]
mod tests;
mod timeout;

pub use self::driver::{accepts, retry_after, wait};
pub use self::{
    attempt::Attempt,
    backoff::{Backoff, Retry},
    breaker::{Breaker, BreakerState, Pass, Refused},
    constants::{count, duration},
    defaults::Policy,
    driver::{Exhausted, Reason, retry},
    timeout::{Elapsed, has_clock, limited, limited_by_a_clock, timeout, timer},
};

/// The singular or plural of "attempt" for this number.
pub const fn tries(attempts: u32) -> &'static str {
    if attempts == 1 { "attempt" } else { "attempts" }
}
