//! How many events a second a spine records to a file: `cargo run --release -p organum-archive
//! --example throughput -- [events] [runs]`. Prints the best run of each kind.
//!
//! The spine counts down: each event is one handler call that emits the next event, so a trace has
//! two entries for each event, one of them with the whole event.

use std::{
    any::TypeId,
    error::Error,
    time::{Duration, Instant},
};

use organum::{
    __private::{
        Emissions, EmitList, Emits, Entry, ErasedOrgan, Event, EventType, Failure, Organ, Spine,
        decode,
        event_table::{
            EventTable, HandlerPolicy, HandlerTable, Hooks, Interest, OrganSlot, OrganTable, Row,
            SpineTable, table_of,
        },
        key, reassembled,
    },
    Runtime,
    event::archive::{InMemory, Trace},
};
use organum_archive::FileArchive;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Step {
    left: u64,
    what: String,
}

impl EventType for Step {
    const TABLE: &'static EventTable = &EventTable {
        name: "Step",
        version: 1,
        path: "Step",
        key: key("Step"),
        type_id: TypeId::of::<Self>(),
        is_enum: false,
        retry: None,
        decode: decode::<Self>,
    };
}

impl Emits for Step {
    const LIST: EmitList = EmitList {
        own: Some(Self::TABLE),
        parts: &[],
    };

    fn emit(self, out: &mut Emissions) -> Result<(), Failure> {
        out.push(self);
        Ok(())
    }
}

const fn is_step(_: &Step) -> bool {
    true
}

struct Countdown;

const COUNTDOWN: &OrganTable = &OrganTable {
    name: "Countdown",
    handlers: &[HandlerTable {
        name: "handle",
        listens: &[Interest {
            event: table_of::<Step>(is_step),
            pattern: "Step",
        }],
        all: false,
        emits: &[&Step::LIST],
        policy: HandlerPolicy {
            retry: None,
            timeout: None,
            on_failure: None,
        },
    }],
    hooks: Hooks {
        start: None,
        quiet: None,
        stop: None,
    },
    shared: false,
    concurrency: 1,
    cached: false,
    version: 1,
};

impl Organ for Countdown {
    const TABLE: &'static OrganTable = COUNTDOWN;

    fn wants(_: u16, _: &Event) -> bool {
        true
    }

    async fn call(&mut self, _: u16, event: &Event, out: &mut Emissions) -> Result<(), Failure> {
        match event.get::<Step>() {
            Some(Step { left, what }) if *left > 0 => Step {
                left: left - 1,
                what: what.clone(),
            }
            .emit(out),
            _ => Ok(()),
        }
    }
}

struct Launch {
    countdown: Countdown,
}

impl Entry<Launch> for Step {}

impl Spine for Launch {
    const TABLE: &'static SpineTable = &SpineTable {
        name: "Launch",
        organs: &[OrganSlot {
            field: "countdown",
            table: COUNTDOWN,
        }],
        entry: &[Step::TABLE],
        terminal: &[],
        max_hops: None,
    };

    fn rows(event: u64) -> &'static [Row] {
        const ROWS: &[Row] = &[Row {
            organ: 0,
            handler: 0,
        }];
        if event == Step::TABLE.key { ROWS } else { &[] }
    }

    fn organs(&mut self) -> Vec<&mut dyn ErasedOrgan> {
        vec![&mut self.countdown]
    }

    fn dismantle(self) -> Vec<Box<dyn ErasedOrgan>> {
        vec![Box::new(self.countdown)]
    }

    fn assemble(organs: Vec<Box<dyn ErasedOrgan>>) -> Self {
        let mut organs = organs.into_iter();
        Self {
            countdown: reassembled(&mut organs),
        }
    }
}

fn launch() -> Runtime<Launch> {
    Runtime::of(Launch {
        countdown: Countdown,
    })
}

/// From the first event until all is durable.
async fn timed(mut runtime: Runtime<Launch>, events: u64) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let step = Step {
        left: events - 1,
        what: "a text of thirty characters or so".to_owned(),
    };
    runtime.run(step).await?;
    runtime.flush().await?;
    Ok(start.elapsed())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let events = numbers.next().transpose()?.unwrap_or(500_000);
    let runs = numbers.next().transpose()?.unwrap_or(5);
    let mut best = [Duration::MAX; 4];
    for _ in 0..runs {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("archive");
        let file = FileArchive::open(&path)?;
        let recorded = launch().recorded_to(file.clone());
        let trace = recorded.trace().ok_or("it is recorded")?;
        let took = [
            timed(launch(), events).await?,
            timed(launch().recorded_to(InMemory::new()), events).await?,
            timed(recorded, events).await?,
            {
                let start = Instant::now();
                let mut replay = launch().replay(&file, trace).await?;
                let report = replay.run().await?;
                assert!(report.is_identical(), "{report}");
                start.elapsed()
            },
        ];
        let entries = Trace::read(&file, trace).await?.entries().len();
        assert!(entries as u64 >= 2 * events, "{entries} entries");
        println!(
            "{} bytes an event in the file",
            std::fs::metadata(&path)?.len() / events
        );
        for (best, took) in best.iter_mut().zip(took) {
            *best = took.min(*best);
        }
    }
    for (what, took) in ["not recorded", "in memory", "in a file", "replayed"]
        .iter()
        .zip(best)
    {
        let rate = u128::from(events) * 1_000_000_000 / took.as_nanos();
        println!("{what}: {rate} events/s");
    }
    Ok(())
}
