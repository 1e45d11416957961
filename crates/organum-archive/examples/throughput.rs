//! Measures how many events per second a spine records to a file: `cargo run --release -p organum-archive
//! --example throughput -- [events] [runs]`. Prints the best run of each kind.
//!
//! The spine counts down: each event is one handler call that emits the next event, so a trace has two
//! entries for each event, one of which contains the whole event.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use organum::{
    Event, Runtime, Spine, event,
    event::SpineBuilder,
    event::archive::{MemoryArchive, Trace},
    organ, spine,
};
use organum_archive::FileArchive;

#[event]
struct Step {
    left: u64,
    what: String,
}

#[derive(Default)]
struct Countdown {
    handled: u64,
}

#[organ]
impl Countdown {
    fn handle(&mut self, event: &Event) -> Option<Step> {
        match event {
            Step { left, what } => {
                self.handled += 1;
                (*left > 0).then(|| Step {
                    left: left - 1,
                    what: what.clone(),
                })
            }
        }
    }
}

#[spine(entry(Step), max_hops = 4_000_000_000)]
struct Launch {
    countdown: Countdown,
}

fn launch() -> SpineBuilder<Launch> {
    Launch {
        countdown: Countdown::default(),
    }
    .builder()
}

/// Returns the time from the first event until all events are durable.
async fn timed(runtime: &mut Runtime<Launch>, events: u64) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let step = Step {
        left: events - 1,
        what: "a text of thirty characters or so".to_owned(),
    };
    runtime.run(step).await?;
    runtime.flush().await?;
    assert_eq!(runtime.spine().countdown.handled, events);
    Ok(start.elapsed())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let events = numbers.next().transpose()?.unwrap_or(500_000);
    let runs = numbers.next().transpose()?.unwrap_or(5);
    let mut best = [Duration::MAX; 4];
    let mut bytes = 0;
    for _ in 0..runs {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("archive");
        let file = FileArchive::open_or_create(&path)?;
        let mut in_memory = launch().archive(MemoryArchive::new()).build();
        let mut in_file = launch().archive(file.clone()).build();
        let plain = timed(&mut launch().build(), events).await?;
        let in_memory = timed(&mut in_memory, events).await?;
        let recorded = timed(&mut in_file, events).await?;
        let trace = in_file.trace().ok_or("it is recorded")?;
        let took = [plain, in_memory, recorded, {
            let start = Instant::now();
            let mut replay = launch().replay(&file, trace).await?;
            let report = replay.run().await?;
            assert!(report.is_identical(), "{report}");
            start.elapsed()
        }];
        let entries = Trace::read(&file, trace).await?.entries().len();
        assert!(entries as u64 >= 2 * events, "{entries} entries");
        bytes = std::fs::metadata(&path)?.len() / events;
        for (best, took) in best.iter_mut().zip(took) {
            *best = took.min(*best);
        }
    }
    let kinds = ["not recorded", "in memory", "in a file", "replayed"];
    for (what, took) in kinds.iter().zip(best) {
        let rate = u128::from(events) * 1_000_000_000 / took.as_nanos();
        println!("{what}: {rate} events/s");
    }
    println!("{bytes} bytes of the file for each event");
    Ok(())
}
