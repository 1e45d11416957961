//! Notifications over channels that fail: retries, timeouts, and dead letters that are redriven.
//!
//! `cargo run -p notifications -- --seed 7`
//!
//! - [`events`], [`organs`]: the events and their handlers.
//! - [`channel`]: the simulated channels.
//! - [`story`]: a complete run.
//! - [`letters`], [`watch`]: a store of dead letters, and an observer.

#![expect(
    unreachable_pub,
    reason = "in a program, `pub` says as much as `pub(crate)` and reads better"
)]

mod channel;
mod events;
mod letters;
mod organs;
mod story;
mod watch;

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use organum::Spine;
use organum_cli::DeadLetterCommand;

use crate::{
    channel::{Address, By, Health},
    events::{Requested, Urgency},
    letters::FileLetters,
    organs::Notifications,
    watch::Watch,
};

/// Notifications over channels that fail. Without a command, a demonstration runs
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The seed of failures, delays and ids: the same seed gives the same run
    #[arg(long, default_value_t = 7, value_name = "N", global = true)]
    seed: u64,
    /// Keep dead letters in this file
    #[arg(
        long,
        default_value = "notifications-letters.json",
        value_name = "FILE",
        global = true
    )]
    letters: PathBuf,
    /// A channel that never answers
    #[arg(long, value_enum, value_name = "CHANNEL", global = true)]
    blocked: Vec<By>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Send one notification
    Send {
        /// The recipient
        to: Address,
        /// The text
        text: String,
        /// Send by SMS and push instead of mail
        #[arg(long)]
        urgent: bool,
    },
    /// Inspect, redrive and discard dead letters
    #[command(subcommand)]
    DeadLetters(DeadLetterCommand),
}

// The channels are simulated, like the time: while all tasks wait, tokio's clock advances automatically.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(code) => code,
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

async fn run(arguments: Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let Some(command) = arguments.command else {
        story::run(arguments.seed).await?;
        return Ok(ExitCode::SUCCESS);
    };
    let health = |by| {
        if arguments.blocked.contains(&by) {
            Health::Blocked
        } else {
            Health::Well
        }
    };
    let watch = Watch::new();
    let mut office = Notifications::over(health, arguments.seed)
        .builder()
        .dead_letters(FileLetters::at(arguments.letters))
        .layer(watch.clone())
        .observe(watch)
        .build();
    let code = match command {
        Command::Send { to, text, urgent } => {
            let urgency = if urgent {
                Urgency::Urgent
            } else {
                Urgency::Normal
            };
            let stats = office.run(Requested { to, text, urgency }).await?;
            ExitCode::from(u8::from(stats.dead_letters > 0))
        }
        Command::DeadLetters(command) => command.run(&mut office).await,
    };
    office.stop().await?;
    Ok(code)
}
