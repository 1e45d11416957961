//! Nodes that do not depend on each other run at the same time, without any annotation.

use std::time::{Duration, Instant};

use organum::prelude::*;
use tokio::time::sleep;

struct City(&'static str);
struct Weather(&'static str);
struct Traffic(&'static str);
struct Advice(String);

/// Calls a slow service.
#[node]
async fn weather(_city: &City) -> Weather {
    sleep(Duration::from_millis(80)).await;
    Weather("rain")
}

/// Calls another service, which is just as slow.
#[node]
async fn traffic(_city: &City) -> Traffic {
    sleep(Duration::from_millis(80)).await;
    Traffic("jammed")
}

/// Starts when both values are available.
#[node]
fn advice(city: &City, weather: &Weather, traffic: &Traffic) -> Advice {
    let (city, weather, traffic) = (city.0, weather.0, traffic.0);
    Advice(format!("{city}: {weather}, roads {traffic}, take the tram"))
}

#[graph(output = Advice)]
struct Morning {
    city: City,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    // A timeline is an observer: it records when each node started and ended.
    let timeline = Timeline::new();
    let begin = Instant::now();
    let city = City("Basel");
    let advice = Morning { city }.run().observe(timeline.clone()).await?;
    println!("{} (after {:?})", advice.0, begin.elapsed());

    let entries = timeline.entries();
    let find = |name: &str| entries.iter().find(|entry| entry.node == name);
    let (Some(weather), Some(traffic)) = (find("Weather"), find("Traffic")) else {
        panic!("both nodes ran")
    };
    // Each node started before the other one ended.
    assert!(weather.start < traffic.end && traffic.start < weather.end);
    println!("Weather and Traffic were asked side by side");
    Ok(())
}
