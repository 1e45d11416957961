//! An order book under load: a spine that is measured, recorded and replayed byte for byte.
//!
//! `cargo run --release -p orderbook -- --orders 100000 --seed 7`
//!
//! - [`mod@book`]: orders and their matching, without events.
//! - [`events`], [`organs`]: the exchange as a spine.
//! - [`market`]: the orders of a day.
//! - [`day`]: a day that is run, recorded, replayed.

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

/// An exchange for one share. Without a command, a day runs and its results are printed
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The number of orders and cancels
    #[arg(long, default_value_t = 10_000, value_name = "N", global = true)]
    orders: u64,
    /// The seed of the orders
    #[arg(long, default_value_t = 7, value_name = "S", global = true)]
    seed: u64,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run a day and add it to the recordings in a file
    Record {
        /// The file
        file: PathBuf,
    },
    /// Replay a recorded day and compare it byte for byte
    Replay {
        /// The file
        file: PathBuf,
        /// The number of the day; the last one by default
        #[arg(long, value_name = "N")]
        trace: Option<u64>,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of the output closed it early.
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
            // A trace exists once it has its first event.
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

/// Prints the summary, and on the standard error the values that vary from run to run.
fn told(out: &mut impl Write, day: &Day, begin: Instant) -> Result<(), Box<dyn Error>> {
    let passed = begin.elapsed().as_secs_f64();
    if !day.exchange.is_balanced() {
        return Err("shares or money were lost: the accounts do not add up to nothing".into());
    }
    write!(out, "{}", day.exchange.summary())?;
    let events = day.stats.events;
    #[expect(clippy::cast_precision_loss, reason = "printed for people")]
    let rate = events as f64 / passed;
    writeln!(out, "{:<12} {events}", "events")?;
    writeln!(io::stderr(), "{rate:.0} events/s ({passed:.3} s)")?;
    Ok(())
}
