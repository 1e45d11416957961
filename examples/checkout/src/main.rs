//! A shop's checkout as a graph, a purchase as a saga, and the follow-up of an order as a spine of
//! events. Start reading at [`nodes`], then [`graph`], [`purchase`] and [`mod@spine`].
//!
//! - [`nodes`], [`mod@line`], [`suggest`]: the nodes of a checkout.
//! - [`graph`]: the graphs with their inputs and outputs.
//! - [`purchase`]: the purchase as a saga: all steps are completed, or all are undone.
//! - [`mod@spine`]: the follow-up of an order: organs that handle its event.
//! - [`domain`], [`money`], [`error`]: users, carts, amounts, and errors.
//! - [`data`], [`table`]: the data files. [`tables`]: the shop's tables in the database.
//! - [`asides`], [`watch`]: what accompanies a checkout.
//! - [`services`], [`stock`], [`gateway`], [`latency`], [`mod@faults`]: the simulated services.
//! - [`cli`], [`session`], [`demo`]: commands, one-shot, typed and piped.
//! - [`viz`]: diagrams of the graphs, the saga and the spine.
//! - [`report`], [`columns`], [`closes`]: the output besides the timeline of the run.

#![expect(
    unreachable_pub,
    reason = "in a program, `pub` says as much as `pub(crate)` and reads better"
)]

mod asides;
mod cli;
mod closes;
mod columns;
mod data;
mod demo;
mod domain;
mod error;
mod faults;
mod gateway;
mod graph;
mod latency;
mod line;
mod money;
mod nodes;
mod purchase;
mod report;
mod services;
mod session;
mod spine;
mod stock;
mod suggest;
mod table;
mod tables;
mod viz;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use organum::sql::Database;

use crate::cli::{Cli, Options};
use crate::data::ShopData;
use crate::faults::Faults;
use crate::gateway::SimulatedGateway;
use crate::graph::Shop;
use crate::services::World;
use crate::session::Session;
use crate::tables::Tables;

/// The exit code for a command line that cannot be understood, as other programs have it.
const USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help is reported as an error of this kind too, but is not a failure.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match serve(cli).await {
        Ok(failed) => ExitCode::from(u8::from(failed)),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the commands; returns true if any of them failed.
async fn serve(cli: Cli) -> Result<bool, Box<dyn std::error::Error>> {
    let world = World {
        data: Arc::new(ShopData::load(cli.options.data.as_deref())?),
        latency: cli.options.latency_scale,
        faults: faults(&cli.options)?,
    };
    let tables = database(&cli.options).await?;
    let gateway = SimulatedGateway::new(world.data.clone(), world.latency, tables.clone());
    let shop = Shop::open(&world, Arc::new(gateway), tables);
    let mut session = Session::new(shop, cli.options, io::stdout());
    let input = io::stdin();
    let done = match cli.command {
        Some(command) => session.one(command).await,
        None if input.is_terminal() => session.prompt(input.lock()).await,
        None => session.script(input.lock()).await,
    };
    match done {
        // The reader of the output closed it early.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        done => done?,
    }
    let failed = session.failed();
    session.end().await;
    Ok(failed)
}

/// Opens the database, and creates what is missing in it. No error has a part of the URL.
async fn database(options: &Options) -> Result<Tables, Box<dyn std::error::Error>> {
    let connected = Database::connect(&options.db.0).await;
    let db = connected.map_err(|error| {
        format!(
            "the database of --db cannot be opened: {}",
            tables::text(&error)
        )
    })?;
    Ok(Tables::open(db).await?)
}

/// Returns the failures of the services. Prints the seed if none was given, so that the run can be repeated.
fn faults(options: &Options) -> Result<Faults, Box<dyn std::error::Error>> {
    match (options.flaky, options.seed) {
        (false, None) => Ok(Faults::default()),
        (false, Some(_)) => Err("--seed needs --flaky: add it, or leave --seed out".into()),
        (true, Some(seed)) => Ok(Faults::from_seed(seed)),
        (true, None) => {
            let seed = fastrand::u64(..1_000_000);
            let _ = writeln!(io::stdout(), "To see this again: --flaky --seed {seed}\n");
            Ok(Faults::from_seed(seed))
        }
    }
}
