//! What is done about failures and delays: retries, backoff, timeouts. It knows nothing of graphs.
//!
//! - [`Retry`] and [`Backoff`]: how often something is tried, and how long is waited in between.
//! - [`retry`]: the loop that does so. [`timeout`]: a bound for one future.
//!
//! Delays and timeouts are those of tokio's clock, and so take a tokio runtime; whatever neither
//! waits nor is bounded runs on any executor.

mod attempt;
mod backoff;
mod driver;
#[cfg(test)]
mod tests;
mod timeout;

pub use self::{
    attempt::Attempt,
    backoff::{Backoff, Retry},
    driver::{Exhausted, Reason, retry},
    timeout::{Elapsed, timeout},
};
