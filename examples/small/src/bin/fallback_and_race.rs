//! Several sources for the same value: one after the other, all at once, or optional.

use std::time::Duration;

use organum::{OneOf2, prelude::*};
use tokio::time::sleep;

#[derive(Debug, thiserror::Error)]
#[error("out of service")]
struct Down;

/// True if the exchange answers.
struct IsOpen(bool);
struct Live(f64);
struct Yesterday(f64);
struct Train(u64);
struct Car(u64);
struct Tip(&'static str);
struct Report(String);

#[node]
fn live(open: &IsOpen) -> Result<Live, Down> {
    if open.0 { Ok(Live(1.25)) } else { Err(Down) }
}

#[node]
fn yesterday() -> Yesterday {
    Yesterday(1.0)
}

#[node]
async fn train() -> Train {
    sleep(Duration::from_millis(20)).await;
    Train(20)
}

#[node]
async fn car() -> Car {
    sleep(Duration::from_mins(1)).await;
    Car(60_000)
}

#[node]
fn tip(open: &IsOpen) -> Result<Tip, Down> {
    if open.0 { Ok(Tip("buy")) } else { Err(Down) }
}

/// `FirstOk` starts the second alternative when the first has failed; `Race` starts both, takes the first
/// that succeeds and cancels the other; `Option` tolerates a missing value.
#[node]
fn report(
    rate: FirstOk<(&Live, &Yesterday)>,
    trip: Race<(&Train, &Car)>,
    tip: Option<&Tip>,
) -> Report {
    let rate = match rate.get() {
        OneOf2::First(live) => format!("{:.2}", live.0),
        OneOf2::Second(yesterday) => format!("{:.2} as of yesterday", yesterday.0),
    };
    let trip = match trip.get() {
        OneOf2::First(train) => format!("{} ms by train", train.0),
        OneOf2::Second(car) => format!("{} ms by car", car.0),
    };
    let tip = tip.map_or("no tip", |tip| tip.0);
    Report(format!("{rate}, {trip}, {tip}"))
}

#[graph(output = Report)]
struct Morning {
    open: IsOpen,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    for (is_open, expected) in [
        (true, "1.25, 20 ms by train, buy"),
        (false, "1.00 as of yesterday, 20 ms by train, no tip"),
    ] {
        let open = IsOpen(is_open);
        let timeline = Timeline::new();
        let Report(text) = Morning { open }.run().observe(timeline.clone()).await?;
        assert_eq!(text, expected);
        println!("{text}");

        // Nodes that are not needed did not run.
        let entries = timeline.entries();
        let ran = |name| entries.iter().any(|entry| entry.node == name);
        assert_eq!(ran("Yesterday"), !is_open);
    }
    Ok(())
}
