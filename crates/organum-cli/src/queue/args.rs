//! The arguments of the command for queues.

use clap::{Args, Subcommand};
use uuid::Uuid;

/// List, skip and clear the events that wait in a backend.
///
/// The exit code is 0 on success, 1 if something failed, and 2 if nothing was done because the request
/// was not clear.
///
/// ```
/// use clap::Parser;
/// use organum::event::backend::MemoryBackend;
/// use organum_cli::QueueCommand;
///
/// /// A shop.
/// #[derive(Parser)]
/// enum Command {
///     /// Takes orders.
///     Serve,
///     /// Events that wait to be handled.
///     #[command(subcommand)]
///     Queue(QueueCommand),
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// // In production, a backend that outlives the process.
/// let backend = MemoryBackend::new();
/// let command = Command::parse_from(["shop", "queue", "list", "--limit", "10"]);
/// let code = match command {
///     Command::Serve => std::process::ExitCode::SUCCESS,
///     Command::Queue(command) => command.run(&backend).await,
/// };
/// # assert_eq!(code, std::process::ExitCode::SUCCESS);
/// # }
/// ```
#[derive(Clone, Debug, Subcommand)]
#[non_exhaustive]
pub enum QueueCommand {
    /// List messages, in the order of delivery
    List(QueueList),
    /// Remove messages, without a dead letter
    Skip(QueueSkip),
    /// Remove all messages, without dead letters
    Clear(QueueClear),
}

/// The arguments of `list`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct QueueList {
    /// Show at most this many
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    pub limit: usize,
    /// Show JSON, one object a line
    #[arg(long)]
    pub json: bool,
}

/// The arguments of `skip`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct QueueSkip {
    /// The ids of the messages
    #[arg(required = true)]
    pub ids: Vec<Uuid>,
}

/// The arguments of `clear`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct QueueClear {
    /// Confirm: without this, messages are only counted
    #[arg(long)]
    pub yes: bool,
}
