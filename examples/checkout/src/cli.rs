//! The command line. The prompt accepts the same commands.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Args, Parser, Subcommand};
use organum::Uuid;
use organum_cli::DeadLetterCommand;

use crate::domain::{Cart, CartItem, Nonsense, UserId};
use crate::latency::Latency;
use crate::purchase::{Mishap, Step};
use crate::viz::{Format, LineFormat, Output};
use crate::watch::CrashPoint;

/// The database that is used if none is named.
pub static DATABASE: LazyLock<String> = LazyLock::new(|| {
    let file = env::temp_dir().join("organum-checkout.db");
    format!("sqlite:{}", file.display())
});

const ABOUT: &str = "A shop that quotes and sells, and shows how: every answer comes with a timeline \
                     of the work behind it.";

const EXAMPLES: &str = "\
Examples:
  demo                        see a checkout crash, and go on where it was
  products                    what the shop sells
  preview 1 CABLE:2 MUG:1     what two cables and a mug cost user 1
  checkout 1 CABLE:2 MUG:1    buy them
  viz tree Preview            what a preview is made of
  plan Order                  what an order takes, and why
  saga                        the steps of an order, and how each is undone
  spine mermaid               what follows from an order
  checkout 1 CABLE:2 MUG:1 --fail-at order
                              buy them, and see how it is undone
  checkout 1 CABLE:2 MUG:1 --crash-after charge
                              buy them, and be killed when the card is charged
  executions                  all checkouts, and which of them can be resumed
  dead-letters list           what failed permanently since the shop was opened
  dead-letters redrive --all --yes
                              retry it
";

const NO_COMMAND: &str = "\
Without a command there is a prompt; commands piped in run one after another.
";

const OPTIONS: &str = "\
The program is started with:
  --db URL            remember checkouts in this database
  --data DIR          sell what the CSV files in DIR say, instead of the built-in data
  --latency-scale F   how long the simulated services take: 1 is typical, 0 is no waiting
  --flaky             let simulated services fail now and then
  --seed N            let them fail as they did with this number before
";

/// The arguments of the program.
#[derive(Debug, Parser)]
#[command(name = "checkout", version, about = ABOUT, after_help = format!("{EXAMPLES}\n{NO_COMMAND}"))]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Args, Debug)]
pub struct Options {
    /// Remember checkouts in this database: `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`
    #[arg(long, value_name = "URL", default_value = DATABASE.as_str(), global = true)]
    pub db: DatabaseUrl,
    /// Use the CSV files in this directory instead of the built-in data: users.csv, products.csv,
    /// promotions.csv, shipping.csv, loyalty.csv and taxes.csv
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// The speed of the simulated services: 1 is typical, 0 means no waiting. From 7 on, sales tax times
    /// out, and a flat rate replaces it
    #[arg(long, value_name = "F", default_value = "1", global = true)]
    pub latency_scale: Latency,
    /// Make simulated services fail at random: loyalty is retried, a flat rate replaces a sales tax that
    /// times out, one carrier replaces the other, a recommendation is omitted
    #[arg(long, global = true)]
    pub flaky: bool,
    /// Repeat the failures of an earlier run with this number; for `--flaky`
    #[arg(long, value_name = "N", global = true)]
    pub seed: Option<u64>,
}

/// The URL of a database, which may have a password: it is not printed.
#[derive(Clone)]
pub struct DatabaseUrl(pub String);

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl")
    }
}

impl Options {
    /// The arguments with which another process opens the same shop, on the database `db`.
    pub fn again(&self, db: &str) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["--db".into(), db.into()];
        arguments.extend([
            "--latency-scale".into(),
            self.latency_scale.to_string().into(),
        ]);
        if let Some(data) = &self.data {
            arguments.extend(["--data".into(), data.into()]);
        }
        arguments
    }
}

/// A line at the prompt.
#[derive(Debug, Parser)]
#[command(
    name = "",
    no_binary_name = true,
    about = ABOUT,
    after_help = format!("{EXAMPLES}\n{OPTIONS}"),
    override_usage = "<COMMAND>"
)]
pub struct PromptLine {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the users
    Users,
    /// List the products with prices and stock
    Products,
    /// List the shipping rates by region
    Shipping,
    /// Show the price of a cart; nothing is charged
    Preview(Purchase),
    /// Buy a cart
    Checkout(Buy),
    /// List all checkouts, also of earlier processes
    Executions,
    /// Go on with a checkout that was interrupted
    Resume(Resume),
    /// Buy a cart, be killed when the card is charged, and go on: in processes of its own
    Demo,
    /// Show the graph of a checkout, without running it
    Viz(Viz),
    /// Show which nodes an output needs, in which order, and why
    Plan(PlanOf),
    /// Show the steps of a purchase and their undos
    Saga(SagaOf),
    /// Show the events that follow from an order, and their handlers
    Spine(SpineOf),
    /// List, inspect, retry or discard dead letters: steps and events that failed permanently
    #[command(subcommand)]
    DeadLetters(DeadLetterCommand),
    /// Leave the shop
    #[command(alias = "exit")]
    Quit,
}

#[derive(Args, Debug)]
pub struct Purchase {
    /// The number of the user who buys
    pub user: UserId,
    /// The products with their quantities, such as CABLE:2
    #[arg(value_name = "PRODUCT:QUANTITY", required = true)]
    items: Vec<CartItem>,
}

#[derive(Args, Debug)]
pub struct Buy {
    #[command(flatten)]
    pub purchase: Purchase,
    /// Make this step fail, to see what is undone
    #[arg(long, value_name = "STEP", value_enum, ignore_case = true)]
    fail_at: Option<Step>,
    /// Make this step panic, to see what is undone
    #[arg(
        long,
        value_name = "STEP",
        value_enum,
        ignore_case = true,
        conflicts_with = "fail_at"
    )]
    panic_at: Option<Step>,
    /// The id of the checkout, a UUID: one that was interrupted goes on where it was. A new one by default
    #[arg(long, value_name = "UUID")]
    pub id: Option<Uuid>,
    /// Kill the process when the result of this node is recorded, or when the card is charged
    #[arg(long, value_name = "NODE", value_enum, ignore_case = true)]
    pub crash_after: Option<CrashPoint>,
}

#[derive(Args, Debug)]
pub struct Resume {
    /// The id of the checkout: `executions` lists them
    pub id: Uuid,
}

#[derive(Args, Debug)]
pub struct Viz {
    /// The output format
    #[arg(value_enum, ignore_case = true, default_value = "tree")]
    pub format: Format,
    /// Show only the part that this output needs; the whole checkout by default
    #[arg(value_enum, ignore_case = true)]
    pub output: Option<Output>,
}

#[derive(Args, Debug)]
pub struct PlanOf {
    /// The output
    #[arg(value_enum, ignore_case = true)]
    pub output: Output,
}

#[derive(Args, Debug)]
pub struct SagaOf {
    /// The output format
    #[arg(value_enum, ignore_case = true, default_value = "text")]
    pub format: LineFormat,
}

#[derive(Args, Debug)]
pub struct SpineOf {
    /// The output format
    #[arg(value_enum, ignore_case = true, default_value = "text")]
    pub format: LineFormat,
}

impl Buy {
    pub fn mishap(&self) -> Mishap {
        match (self.fail_at, self.panic_at) {
            (Some(step), _) => Mishap::Fails(step),
            (None, Some(step)) => Mishap::Panics(step),
            (None, None) => Mishap::None,
        }
    }
}

impl Purchase {
    pub fn cart(&self) -> Result<Cart, Nonsense> {
        Cart::new(self.items.iter().cloned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn both_grammars_are_sound() {
        Cli::command().debug_assert();
        PromptLine::command().debug_assert();
    }
}
