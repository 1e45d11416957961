//! What is asked for.

use clap::{Args, Subcommand, ValueEnum};
use organum_saga::{SagaId, SagaStatus};

/// The sagas in a journal, running and finished, to be looked at.
///
/// The exit code is 0 if all went well, 1 if something failed, and 2 if the command line is wrong.
///
/// ```
/// use clap::Parser;
/// use organum::store::MemoryJournal;
/// use organum_cli::SagaCommand;
///
/// /// A shop.
/// #[derive(Parser)]
/// enum Command {
///     /// Takes orders.
///     Serve,
///     /// Sagas, running and finished.
///     #[command(subcommand)]
///     Sagas(SagaCommand),
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// // A journal that outlives the process, in earnest.
/// let journal = MemoryJournal::new();
/// let command = Command::parse_from(["shop", "sagas", "list", "--status", "stalled"]);
/// let code = match command {
///     Command::Serve => std::process::ExitCode::SUCCESS,
///     Command::Sagas(command) => command.run(&journal).await,
/// };
/// # assert_eq!(code, std::process::ExitCode::SUCCESS);
/// # }
/// ```
#[derive(Clone, Debug, Subcommand)]
#[non_exhaustive]
pub enum SagaCommand {
    /// List sagas, the oldest first
    List(SagaList),
    /// Show one saga: what was done, undone and parked, in order
    Inspect(SagaInspect),
}

/// `list`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct SagaList {
    /// Those of this saga
    #[arg(long, value_name = "NAME")]
    pub saga: Option<String>,
    /// Those that are so far; several, separated by commas, for those that are any of it
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    pub status: Vec<SagaStatusName>,
    /// Show at most this many
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    pub limit: usize,
    /// Show JSON, one object a line
    #[arg(long)]
    pub json: bool,
}

/// `inspect`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct SagaInspect {
    /// The id of the saga
    pub id: SagaId,
    /// Show its inputs too, and what its steps gave
    #[arg(long)]
    pub values: bool,
    /// Show JSON
    #[arg(long)]
    pub json: bool,
}

/// How far a saga is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum SagaStatusName {
    /// It goes forward
    Running,
    /// It is being undone
    RollingBack,
    /// It waits for its dead letter to be redriven
    Stalled,
    /// Every step is done
    Completed,
    /// Every step that was done is undone
    RolledBack,
    /// The same, but for what is parked as dead letters
    Parked,
}

impl SagaStatusName {
    /// The name of the status of a saga in a journal. None if this crate is older than the status.
    pub fn of(status: SagaStatus) -> Option<Self> {
        Some(match status {
            SagaStatus::Running => Self::Running,
            SagaStatus::RollingBack => Self::RollingBack,
            SagaStatus::Stalled => Self::Stalled,
            SagaStatus::Completed => Self::Completed,
            SagaStatus::RolledBack => Self::RolledBack,
            SagaStatus::Parked => Self::Parked,
            _ => return None,
        })
    }

    /// The word for it, which is also that of `--status`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::RollingBack => "rolling-back",
            Self::Stalled => "stalled",
            Self::Completed => "completed",
            Self::RolledBack => "rolled-back",
            Self::Parked => "parked",
        }
    }
}
