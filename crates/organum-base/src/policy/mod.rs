//! What is done about failures and delays: retries, backoff, timeouts.
//!
//! # Policies of a node
//!
//! They are options of `#[node]`:
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
//! | `retry(attempts = 3)` | three tries in all, the first one counted |
//! | `backoff = …` in it | the delay before the next try: `none` (the default), `fixed("1s")`, or `exponential("100ms")`, with `factor = 2.0` if no other is given and no longest delay without `max` |
//! | `jitter` in it | waits between nothing and the delay, see [`Retry::jitter`] |
//! | `panics` in it | retries panics too |
//! | `retry_if = path` | a `fn(&E) -> bool`: which errors are retried; all without it. A node that returns [`Attempt`] can end the tries itself |
//! | `timeout = "5s"` | bounds each try, see [`timeout`]; one that took too long is retried, whatever `retry_if` says |
//! | `concurrency = 4` | how many tries of the node are at work at once in all runs of one runner. They take turns in the order of asking. Waiting for a turn, and between tries, takes none and is no part of a try's time |
//! | `retry = none`, `timeout = none` | there is none, whatever the graph says |
//! | `timeout` of a graph | bounds a whole run, all waiting included |
//! | `defaults(retry(…), timeout = "5s")` of a graph | the retries and the timeout of those of its nodes that say nothing of them, each of the two for itself; with `configurable` the builder of a runner may say otherwise |
//!
//! Spans of time are whole numbers of `ns`, `us`, `ms`, `s`, `m` or `h`. No try begins once the run is
//! cancelled. A node that replaces another one in a test has none of its policies. A `blocking` node
//! has `concurrency` alone: a thread that is blocked can neither be stopped nor wait, and none is
//! taken before it is the node's turn. A node that returns no `Result` is not retried by default, and
//! one that is not async has no timeout.
//!
//! # Parts
//!
//! What is below knows nothing of graphs.
//!
//! - [`Retry`] and [`Backoff`]: how often something is tried, and how long is waited in between.
//! - [`retry`]: the loop that does so. [`timeout`]: a bound for one future.
//! - [`Breaker`]: leaves what keeps failing alone for a while.
//!
//! Delays and timeouts are those of tokio's clock, and so take a tokio runtime; whatever neither
//! waits nor is bounded runs on any executor.

mod attempt;
mod backoff;
mod breaker;
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
    defaults::Policy,
    driver::{Exhausted, Reason, retry},
    timeout::{Elapsed, timeout, timer},
};

/// The word for so many attempts.
pub const fn tries(attempts: u32) -> &'static str {
    if attempts == 1 { "attempt" } else { "attempts" }
}
