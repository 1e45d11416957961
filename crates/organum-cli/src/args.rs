//! What is asked for.

use clap::{Args, Subcommand};
use organum_store::{DeadLetterFilter as Filter, DeadLetterId};
use uuid::Uuid;

/// What failed for good, to be looked at, tried again or discarded.
///
/// The exit code is 0 if all went well, 1 if something failed, and 2 if nothing was done, since it
/// was not said clearly what to do.
#[derive(Clone, Debug, Subcommand)]
#[non_exhaustive]
pub enum DeadLetterCommand {
    /// List dead letters, the oldest first
    List(List),
    /// Show one dead letter, with the texts of its error
    Inspect(Inspect),
    /// Try dead letters again, where they failed and nowhere else
    Redrive(Selected),
    /// Discard dead letters for good
    Discard(Selected),
}

/// `list`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct List {
    /// Which ones.
    #[command(flatten)]
    pub which: Which,
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
pub struct Inspect {
    /// The id of the letter
    pub id: DeadLetterId,
    /// Show its payload too
    #[arg(long)]
    pub payload: bool,
    /// Show JSON
    #[arg(long)]
    pub json: bool,
}

/// `redrive` and `discard`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct Selected {
    /// The ids of the letters
    #[arg(conflicts_with_all = ["origin", "subject", "place", "correlation", "all"])]
    pub ids: Vec<DeadLetterId>,
    /// Which ones, if no ids are given.
    #[command(flatten)]
    pub which: Which,
    /// All of them
    #[arg(long, conflicts_with_all = ["origin", "subject", "place", "correlation"])]
    pub all: bool,
    /// Do it: without this, letters that are not named by their ids are counted only
    #[arg(long)]
    pub yes: bool,
}

/// Some of the letters: those that fit all that is given.
#[derive(Clone, Debug, Default, Args)]
#[non_exhaustive]
pub struct Which {
    /// Those of this spine or saga
    #[arg(long, value_name = "NAME")]
    pub origin: Option<String>,
    /// Those about this event or step
    #[arg(long, value_name = "NAME")]
    pub subject: Option<String>,
    /// Those that failed in this place: `organ.handler`, or all of one `organ`
    #[arg(long)]
    pub place: Option<String>,
    /// Those that followed from the event with this id
    #[arg(long, value_name = "ID")]
    pub correlation: Option<Uuid>,
}

impl Which {
    /// Is nothing given, so that all letters fit?
    pub fn is_all(&self) -> bool {
        self.filter() == Filter::all()
    }

    /// The letters that fit.
    pub fn filter(&self) -> Filter {
        let mut filter = Filter::all();
        filter.origin.clone_from(&self.origin);
        filter.subject.clone_from(&self.subject);
        filter.place.clone_from(&self.place);
        filter.correlation = self.correlation;
        filter
    }
}
