//! Observation of runs: your own observer, a timeline, spans.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    observe::{NodeEvent, NodeInfo, Observer, Outcome, Tracing},
    prelude::*,
};
use tokio::time::sleep;

struct User(&'static str);
struct Orders(u32);
struct Points(u32);
struct Summary(String);

#[node]
async fn orders(user: &User) -> Result<Orders, String> {
    sleep(Duration::from_millis(30)).await;
    match user.0 {
        "Ada" => Ok(Orders(2)),
        unknown => Err(format!("there is no user {unknown}")),
    }
}

#[node]
async fn points(_: &User) -> Points {
    sleep(Duration::from_millis(20)).await;
    Points(50)
}

#[node]
fn summary(user: &User, orders: &Orders, points: &Points) -> Summary {
    Summary(format!(
        "{} has {} orders and {} points",
        user.0, orders.0, points.0
    ))
}

#[graph(output = Summary)]
struct Account {
    user: User,
}

/// Counts the outcomes of nodes. The events hold names and kinds, never values or the texts of errors.
#[derive(Default)]
struct Counts {
    ok: AtomicU32,
    failed: AtomicU32,
    cancelled: AtomicU32,
}

impl Observer for Counts {
    fn node(&self, _node: &NodeInfo<'_>, event: &NodeEvent) {
        if let NodeEvent::Ended { outcome, .. } = event {
            let count = match outcome {
                Outcome::Ok => &self.ok,
                Outcome::Cancelled => &self.cancelled,
                _ => &self.failed,
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Reading the clock costs more than counting.
    fn wants_durations(&self) -> bool {
        false
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), GraphError> {
    let counts = Arc::new(Counts::default());
    // These observers watch every run of the runner. `Tracing` needs a subscriber, which the application
    // chooses.
    let account = Account::builder()
        .observe(Arc::clone(&counts))
        .observe(Tracing::new())
        .build();

    // This observer watches one run.
    let timeline = Timeline::new();
    let run = account.run(User("Ada")).observe(timeline.clone());
    println!("{}", run.await?.0);
    let path: Vec<_> = timeline
        .critical_path()
        .iter()
        .map(|entry| entry.node)
        .collect();
    println!("to be faster, make one of these faster: {path:?}");
    println!("{timeline}");

    let error = account.run(User("Alan")).await.err();
    assert!(error.is_some(), "there is no user Alan");
    let [ok, failed, cancelled] =
        [&counts.ok, &counts.failed, &counts.cancelled].map(|count| count.load(Ordering::Relaxed));
    println!("of the nodes, {ok} provided a value, {failed} failed, {cancelled} were cancelled");
    Ok(())
}
