//! Commands that an application adds to its own command line.
//!
//! [`DeadLetterCommand`] lists, shows, redrives and discards the dead letters of spines, and of any other
//! origin with a store of [`DeadLetters`](organum_store::DeadLetters).
//! [`QueueCommand`] lists, skips and clears the waiting events of a
//! [`Backend`](organum_event::backend::Backend).
//! [`SagaCommand`] lists and shows the sagas of a [`Journal`](organum_store::Journal).
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
//! /// Dead letters: events and steps that failed permanently.
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
    saga::{SagaChosen, SagaCommand, SagaInspect, SagaList, SagaSkip, SagaStatusName},
};
