//! Commands that an application mounts in its own.
//!
//! [`DeadLetterCommand`] lists, shows, redrives and discards dead letters, of spines and of whatever
//! else keeps its failures in a store of [`DeadLetters`](organum_store::DeadLetters).
//! [`QueueCommand`] lists, skips and clears what waits in a [`Backend`](organum_event::backend::Backend).
//! [`SagaCommand`] lists and shows the sagas in a [`Journal`](organum_store::Journal).
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
//! # use organum::{Event, Spine, event, organ, spine};
//! # #[event]
//! # struct OrderPlaced { order: u64 }
//! # #[derive(Default)]
//! # struct Fulfilment;
//! # #[organ]
//! # impl Fulfilment {
//! #     fn handle(&mut self, event: &Event) {
//! #         match event {
//! #             OrderPlaced { .. } => {}
//! #         }
//! #     }
//! # }
//! # #[spine(entry(OrderPlaced))]
//! # #[derive(Default)]
//! # struct Shop { fulfilment: Fulfilment }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<std::process::ExitCode, Box<dyn std::error::Error>> {
//! let mut shop = Shop::default().builder().build();
//! let command = Command::parse_from(["shop", "dead-letters", "list", "--place", "mail"]);
//! let code = match command {
//!     Command::Serve => std::process::ExitCode::SUCCESS,
//!     Command::DeadLetters(command) => command.run(&mut shop).await,
//! };
//! shop.stop().await?;
//! # Ok(code)
//! # }
//! ```

mod args;
mod ended;
mod queue;
mod run;
mod saga;
mod show;
mod write;

pub use self::{
    args::{DeadLetterCommand, Inspect, List, Selected, Which},
    ended::{CommandError, Ended},
    queue::{QueueClear, QueueCommand, QueueList, QueueSkip},
    saga::{SagaCommand, SagaInspect, SagaList, SagaStatusName},
};
