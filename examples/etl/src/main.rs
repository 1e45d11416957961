//! A CSV file of sales that is extracted, cleaned, transformed and summed up by a chain of events.
//!
//! `cargo run -p etl -- examples/etl/data/sales.csv`
//!
//! - [`events`]: the events between the steps.
//! - [`mod@extract`], [`steps`]: the steps, each an organ.
//! - [`sale`]: the validation of a row.

#![expect(
    unreachable_pub,
    reason = "in a program, `pub` says as much as `pub(crate)` and reads better"
)]

mod events;
mod extract;
mod sale;
mod steps;

use std::{
    io::{self, Write},
    num::NonZeroUsize,
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;
use organum::{event, prelude::*};

use crate::{
    events::Start,
    extract::{Extract, ExtractError},
    steps::{Format, Report, TooMuch, clean, print, transform},
};

/// Sums up a CSV file of sales by region, without invalid rows
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The file. The first line names the columns: date, region, product, quantity and price
    #[arg(required_unless_present = "picture")]
    file: Option<PathBuf>,
    /// The number of rows in memory at a time
    #[arg(long, default_value = "100", value_name = "ROWS")]
    batch: NonZeroUsize,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
    /// Print the steps as a Mermaid flowchart, and do nothing else
    #[arg(long)]
    picture: bool,
}

#[spine(entry(Start))]
struct Etl {
    extract: Extract,
    clean: clean,
    transform: transform,
    report: Report,
    print: print,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(path) = arguments.file.filter(|_| !arguments.picture) else {
        let drawn = io::stdout().write_all(event::picture::<Etl>().mermaid().as_bytes());
        return ExitCode::from(u8::from(drawn.is_err()));
    };
    let mut etl = Etl {
        extract: Extract::by(arguments.batch),
        clean: clean::default(),
        transform: transform::default(),
        report: Report::default(),
        print: print {
            format: if arguments.json {
                Format::Json
            } else {
                Format::Table
            },
        },
    }
    .builder()
    // Each batch is one phase, and a file may have many.
    .max_phases(u32::MAX)
    .build();
    match etl.run(Start { path }).await {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {}", told(&error));
            ExitCode::FAILURE
        }
    }
}

/// The text of the failed step's own error, if there is one.
fn told(error: &SpineError) -> String {
    if let Some(cause) = error.downcast_ref::<ExtractError>() {
        return cause.to_string();
    }
    if let Some(cause) = error.downcast_ref::<TooMuch>() {
        return cause.to_string();
    }
    if let Some(cause) = error.downcast_ref::<io::Error>() {
        return format!("the summary cannot be written: {cause}");
    }
    error.to_string()
}
