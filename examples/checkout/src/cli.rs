//! The command line. The prompt accepts the same commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use organum_cli::DeadLetterCommand;

use crate::domain::{Cart, CartItem, Nonsense, UserId};
use crate::latency::Latency;
use crate::purchase::{Mishap, Step};
use crate::viz::{Format, LineFormat, Output};

const ABOUT: &str = "A shop that quotes and sells, and shows how: every answer comes with a timeline \
                     of the work behind it.";

const EXAMPLES: &str = "\
Examples:
  products                    what the shop sells
  preview 1 CABLE:2 MUG:1     what two cables and a mug cost user 1
  checkout 1 CABLE:2 MUG:1    buy them
  viz tree Preview            what a preview is made of
  plan Order                  what an order takes, and why
  saga                        the steps of an order, and how each is undone
  spine mermaid               what follows from an order
  checkout 1 CABLE:2 MUG:1 --fail-at order
                              buy them, and see how it is undone
  dead-letters list           what failed permanently since the shop was opened
  dead-letters redrive --all --yes
                              retry it
";

const NO_COMMAND: &str = "\
Without a command there is a prompt; commands piped in run one after another.
";

const OPTIONS: &str = "\
The program is started with:
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
