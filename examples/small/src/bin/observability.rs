//! Looking at a run from outside: the nodes know nothing of it.

use std::time::Duration;

use organum::{observe::Outcome, prelude::*};
use tokio::time::sleep;

#[derive(Debug, thiserror::Error)]
#[error("the wind gauge is frozen")]
struct Frozen;

struct Temperature(i32);
struct Wind(u32);
struct Forecast(String);

#[node]
async fn temperature() -> Temperature {
    sleep(Duration::from_millis(30)).await;
    Temperature(-4)
}

#[node]
async fn wind() -> Result<Wind, Frozen> {
    sleep(Duration::from_millis(10)).await;
    Err(Frozen)
}

#[node]
fn forecast(temperature: &Temperature, wind: Option<&Wind>) -> Forecast {
    let wind = wind.map_or("unknown".into(), |wind| wind.0.to_string());
    Forecast(format!("{} degrees, wind {wind}", temperature.0))
}

#[graph(output = Forecast)]
struct Weather {}

/// Under a paused clock, so that times are exact.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), GraphError> {
    // Clones of a timeline share a record: one is given to the run, one is kept.
    let timeline = Timeline::new();
    let Forecast(text) = Weather {}.run().observe(timeline.clone()).await?;
    assert_eq!(text, "-4 degrees, wind unknown");
    println!("{text}");

    for entry in timeline.entries() {
        let (name, outcome) = (entry.node, entry.outcome);
        let (start, end) = (entry.start.as_millis(), entry.end.as_millis());
        println!("{name}: {start} to {end} ms, {outcome:?}");
    }

    // The run ended well; that a node in it failed is seen here.
    let entries = timeline.entries();
    let failed = entries
        .iter()
        .filter(|entry| entry.outcome == Outcome::Failed);
    let failed: Vec<_> = failed.map(|entry| entry.node).collect();
    assert_eq!(failed, ["Wind"]);
    Ok(())
}
