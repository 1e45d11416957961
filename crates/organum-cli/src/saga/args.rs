//! The arguments of the command for sagas.

use clap::{Args, Subcommand, ValueEnum};
use organum_saga::{SagaId, SagaStatus};

/// List, inspect, cancel and resume the sagas of a journal.
///
/// The exit code is 0 on success, 1 if something failed, and 2 if the command line is wrong.
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
/// // In production, a journal that outlives the process.
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
    /// List sagas, oldest first
    List(SagaList),
    /// Show one saga: the steps that were completed, undone and parked, in order
    Inspect(SagaInspect),
    /// Roll a saga back, unless it has passed its pivot
    Cancel(SagaChosen),
    /// Park the step whose undo is running in this process
    Park(SagaChosen),
    /// Count a step as undone that was undone by hand
    Skip(SagaSkip),
    /// Resume a saga that is stalled after its pivot
    Resume(SagaChosen),
}

/// The arguments of `cancel`, `park` and `resume`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct SagaChosen {
    /// The id of the saga
    pub id: SagaId,
}

/// The arguments of `skip`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct SagaSkip {
    /// The id of the saga
    pub id: SagaId,
    /// The step with all its items, or one item of it, such as `reserve[2]`
    pub step: String,
}

/// The arguments of `list`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct SagaList {
    /// Sagas of this name
    #[arg(long, value_name = "NAME")]
    pub saga: Option<String>,
    /// Sagas with this status; separate several with commas
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    pub status: Vec<SagaStatusName>,
    /// Show at most this many
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    pub limit: usize,
    /// Show JSON, one object a line
    #[arg(long)]
    pub json: bool,
}

/// The arguments of `inspect`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct SagaInspect {
    /// The id of the saga
    pub id: SagaId,
    /// Show the inputs and the values of the steps too
    #[arg(long)]
    pub values: bool,
    /// Show JSON
    #[arg(long)]
    pub json: bool,
}

/// The status of a saga, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum SagaStatusName {
    /// The saga runs forward
    Running,
    /// The saga is being rolled back
    RollingBack,
    /// The saga waits for its dead letter to be redriven
    Stalled,
    /// Every step is completed
    Completed,
    /// Every completed step was undone
    RolledBack,
    /// Every completed step was undone, except for those parked as dead letters
    Parked,
}

impl SagaStatusName {
    /// Returns the name of the status of a saga in a journal; `None` if this crate does not know the status.
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

    /// Returns the word for the status, which `--status` accepts too.
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
