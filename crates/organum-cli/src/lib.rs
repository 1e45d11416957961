//! Commands that an application mounts in its own.
//!
//! [`DeadLetterCommand`] lists, shows, redrives and discards dead letters, of spines and of whatever
//! else keeps its failures in a store of [`DeadLetters`](organum_core::dead_letter::DeadLetters).
//!
//! ```
//! use clap::Parser;
//! use organum_cli::DeadLetterCommand;
//!
//! /// A shop.
//! #[derive(Parser)]
//! enum Command {
//!     /// Takes orders.
//!     Serve,
//!     /// What failed for good.
//!     #[command(subcommand)]
//!     DeadLetters(DeadLetterCommand),
//! }
//!
//! let command = Command::parse_from(["shop", "dead-letters", "list", "--place", "mail"]);
//! // match command {
//! //     Command::DeadLetters(command) => command.run(&mut shop).await,
//! assert!(matches!(command, Command::DeadLetters(DeadLetterCommand::List(_))));
//! ```

mod args;
mod run;
mod show;

pub use self::{
    args::{DeadLetterCommand, Inspect, List, Selected, Which},
    run::{CommandError, Ended},
};
