//! An order book under load: a spine that is counted, recorded and replayed byte for byte.
//!
//! `cargo run --release -p orderbook -- --orders 100000 --seed 7`
//!
//! - [`mod@book`]: orders, and how they meet; no events yet.
//! - [`events`], [`organs`]: the exchange as a spine.
//! - [`market`]: the orders of a day.
//! - [`day`]: a day, run, recorded, replayed.

#![expect(
    unreachable_pub,
    reason = "in a program, `pub` says as much as `pub(crate)` and reads better"
)]

mod book;
mod day;
mod events;
mod market;
mod organs;

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use clap::{Parser, Subcommand};
use organum_archive::FileArchive;

use crate::day::{Day, Replayed};

/// An exchange for one share. Without a command it runs a day and tells what it came to
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// How many orders and cancels there are
    #[arg(long, default_value_t = 10_000, value_name = "N", global = true)]
    orders: u64,
    /// What the orders of the day follow from
    #[arg(long, default_value_t = 7, value_name = "S", global = true)]
    seed: u64,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run a day, and record it in a file, beside those that are there
    Record {
        /// The file
        file: PathBuf,
    },
    /// Do a recorded day again, and compare it byte for byte
    Replay {
        /// The file
        file: PathBuf,
        /// The number of the day; the last one if it is not given
        #[arg(long, value_name = "N")]
        trace: Option<u64>,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            let causes = std::iter::successors(Some(&*error), |&error| error.source());
            let texts: Vec<_> = causes.map(ToString::to_string).collect();
            let _ = writeln!(io::stderr(), "error: {}", texts.join(": "));
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let Arguments { orders, seed, .. } = arguments;
    let begin = Instant::now();
    let mut out = io::stdout();
    match arguments.command {
        None => {
            let day = day::run(orders, seed).await?;
            told(&mut out, &day, begin)
        }
        Some(Command::Record { file }) => {
            let (day, trace) =
                day::record(FileArchive::open_or_create(file)?, orders, seed).await?;
            told(&mut out, &day, begin)?;
            // A trace is there from its first event on.
            match trace.filter(|_| day.stats.events > 0) {
                Some(trace) => writeln!(out, "recorded as trace {trace}")?,
                None => writeln!(out, "nothing happened, so nothing is recorded")?,
            }
            Ok(())
        }
        Some(Command::Replay { file, trace }) => {
            let Replayed {
                exchange,
                trace,
                entries,
            } = day::replay(&file, trace).await?;
            write!(out, "{}", exchange.summary())?;
            writeln!(
                out,
                "trace {trace} was replayed, byte for byte, in {entries} entries"
            )?;
            Ok(())
        }
    }
}

/// The summary, and on the standard error what is another one each time.
fn told(out: &mut impl Write, day: &Day, begin: Instant) -> Result<(), Box<dyn Error>> {
    let passed = begin.elapsed().as_secs_f64();
    if !day.exchange.is_balanced() {
        return Err("shares or money were lost: the accounts do not add up to nothing".into());
    }
    write!(out, "{}", day.exchange.summary())?;
    let events = day.stats.events;
    #[expect(clippy::cast_precision_loss, reason = "it is for people")]
    let rate = events as f64 / passed;
    writeln!(out, "{:<12} {events}", "events")?;
    writeln!(io::stderr(), "{rate:.0} events/s ({passed:.3} s)")?;
    Ok(())
}
