//! What is asked for.

use clap::{Args, Subcommand};
use uuid::Uuid;

/// The events that wait in a backend, to be looked at, skipped or cleared.
///
/// The exit code is 0 if all went well, 1 if something failed, and 2 if nothing was done, since it
/// was not said clearly what to do.
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
///     /// What waits to be handled.
///     #[command(subcommand)]
///     Queue(QueueCommand),
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// // A backend that outlives the process, in earnest.
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
    /// List messages, in the order in which they are delivered
    List(QueueList),
    /// Remove messages, without a dead letter
    Skip(QueueSkip),
    /// Remove all messages, without dead letters
    Clear(QueueClear),
}

/// `list`.
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

/// `skip`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct QueueSkip {
    /// The ids of the messages
    #[arg(required = true)]
    pub ids: Vec<Uuid>,
}

/// `clear`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct QueueClear {
    /// Do it: without this, messages are counted only
    #[arg(long)]
    pub yes: bool,
}
