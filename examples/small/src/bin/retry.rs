//! A node that sometimes fails is retried, and selects the failures that are worth a retry.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use organum::prelude::*;
use tokio::time::sleep;

#[derive(Debug, PartialEq, thiserror::Error)]
enum FeedError {
    #[error("the feed is busy")]
    Busy,
    #[error("there is no feed of that name")]
    Unknown,
}

/// A service that is sometimes busy.
struct Feed {
    busy_for: u32,
    asked: AtomicU32,
}

impl Feed {
    fn busy_for(busy_for: u32) -> Self {
        let asked = AtomicU32::new(0);
        Self { busy_for, asked }
    }

    async fn read(&self, name: &str) -> Result<u32, FeedError> {
        sleep(Duration::from_millis(5)).await;
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        match name {
            "rain" if asked < self.busy_for => Err(FeedError::Busy),
            "rain" => Ok(12),
            _ => Err(FeedError::Unknown),
        }
    }
}

struct Name(&'static str);
#[derive(Debug)]
struct Reading(u32);

fn is_busy(error: &FeedError) -> bool {
    *error == FeedError::Busy
}

/// Up to three attempts. The second starts 20 ms after the first has failed, the third 40 ms after the
/// second. A failure for which `is_busy` is false ends the node at once.
#[node(retry(attempts = 3, backoff = exponential("20ms")), retry_if = is_busy)]
async fn reading(name: &Name, feed: &Feed) -> Result<Reading, FeedError> {
    feed.read(name.0).await.map(Reading)
}

#[graph(output = Reading)]
struct Ask {
    name: Name,
    feed: Feed,
}

async fn ask(name: &'static str, busy_for: u32) -> Result<Reading, GraphError> {
    let (name, feed) = (Name(name), Feed::busy_for(busy_for));
    Ask { name, feed }.run().await
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let Reading(millimetres) = ask("rain", 2).await?;
    assert_eq!(millimetres, 12);
    println!("the third attempt read {millimetres} mm");

    // Busy for too long: the error of the last attempt is the cause, and the text of the run's error
    // counts the attempts.
    let error = ask("rain", 3).await.expect_err("it is busy for longer");
    assert_eq!(error.downcast_ref(), Some(&FeedError::Busy));
    println!("{error}");

    // Not retried.
    let error = ask("snow", 0).await.expect_err("there is no such feed");
    assert_eq!(error.node_error().map(NodeError::attempts), Some(1));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Under tokio's paused clock the delays take no real time, and are exact.
    #[tokio::test(start_paused = true)]
    async fn waits_double() -> Result<(), GraphError> {
        let begin = tokio::time::Instant::now();
        ask("rain", 2).await?;
        assert_eq!(begin.elapsed(), Duration::from_millis(5 + 20 + 5 + 40 + 5));
        Ok(())
    }
}
