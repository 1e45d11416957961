//! The arguments of the command for dead letters.

use clap::{Args, Subcommand};
use organum_store::{DeadLetterFilter as Filter, DeadLetterId};
use uuid::Uuid;

/// Inspect, redrive and discard dead letters: events and steps that failed permanently.
///
/// The exit code is 0 on success, 1 if something failed, and 2 if nothing was done because the request
/// was not clear.
#[derive(Clone, Debug, Subcommand)]
#[non_exhaustive]
pub enum DeadLetterCommand {
    /// List dead letters, oldest first
    List(List),
    /// Show one dead letter with the texts of its error
    Inspect(Inspect),
    /// Retry dead letters in the place where they failed
    Redrive(Selected),
    /// Discard dead letters permanently
    Discard(Selected),
}

/// The arguments of `list`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct List {
    /// The filter.
    #[command(flatten)]
    pub which: Which,
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
pub struct Inspect {
    /// The id of the letter
    pub id: DeadLetterId,
    /// Show the payload too
    #[arg(long)]
    pub payload: bool,
    /// Show JSON
    #[arg(long)]
    pub json: bool,
}

/// The arguments of `redrive` and `discard`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct Selected {
    /// The ids of the letters
    #[arg(conflicts_with_all = ["origin", "subject", "place", "correlation", "all"])]
    pub ids: Vec<DeadLetterId>,
    /// The filter, if no ids are given.
    #[command(flatten)]
    pub which: Which,
    /// Select all dead letters
    #[arg(long, conflicts_with_all = ["origin", "subject", "place", "correlation"])]
    pub all: bool,
    /// Confirm: without this, letters that are not selected by id are only counted
    #[arg(long)]
    pub yes: bool,
}

/// A filter over letters: a letter matches if it has all the given values.
#[derive(Clone, Debug, Default, Args)]
#[non_exhaustive]
pub struct Which {
    /// Letters of this spine or saga
    #[arg(long, value_name = "NAME")]
    pub origin: Option<String>,
    /// Letters of this event or step
    #[arg(long, value_name = "NAME")]
    pub subject: Option<String>,
    /// Letters that failed in this place: `organ.handler`, or `organ` for all of its handlers
    #[arg(long)]
    pub place: Option<String>,
    /// Letters that follow from the event with this id
    #[arg(long, value_name = "ID")]
    pub correlation: Option<Uuid>,
}

impl Which {
    /// Returns true if no value is given, so that all letters match.
    pub fn is_all(&self) -> bool {
        self.filter() == Filter::all()
    }

    /// Returns the filter.
    pub fn filter(&self) -> Filter {
        let mut filter = Filter::all();
        filter.origin.clone_from(&self.origin);
        filter.subject.clone_from(&self.subject);
        filter.place.clone_from(&self.place);
        filter.correlation = self.correlation;
        filter
    }
}
