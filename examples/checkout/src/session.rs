//! A session: runs commands, shows their results, and remembers if any was refused.

use std::error::Error;
use std::io::{self, BufRead, Write};

use clap::Parser;
use organum::dead_letter::Redriver;
use organum::persist::{ExecutionError, ExecutionErrorKind};
use organum::{GraphError, Runtime, SpineError, Timeline, Uuid};
use organum_cli::{CommandError, DeadLetterCommand, Ended};

use crate::asides::Aside;
use crate::cli::{Buy, Command, Options, PromptLine, Purchase};
use crate::domain::{Cart, Nonsense};
use crate::error::CheckoutError;
use crate::graph::{CheckoutFailed, Shop};
use crate::nodes::Preview;
use crate::purchase::{NotBought, Order};
use crate::spine::{self, AfterSale};
use crate::tables::TablesError;
use crate::watch::Watch;
use crate::{demo, report, tables, viz};

const GREETING: &str = "Welcome to the shop. `help` lists the commands, `quit` leaves.\n";

/// A session; output goes to `W`, errors to the standard error.
pub struct Session<W> {
    shop: Shop,
    after_sale: Runtime<AfterSale>,
    options: Options,
    out: W,
    failed: bool,
}

/// The next action of the prompt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Ask,
    Leave,
}

/// The reason why a purchase has no result.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(transparent)]
    Nonsense(#[from] Nonsense),
    #[error(transparent)]
    Run(#[from] GraphError),
    #[error(transparent)]
    Tables(#[from] TablesError),
    #[error("order {order} is paid and on its way, but publishing it failed: {error}")]
    Untold { order: u32, error: SpineError },
}

impl From<CheckoutFailed> for Refusal {
    fn from(failed: CheckoutFailed) -> Self {
        match failed {
            CheckoutFailed::Run(error) => error.into(),
            CheckoutFailed::Tables(error) => error.into(),
        }
    }
}

impl Refusal {
    /// The text of the cause as the shop's own error, if there is one.
    fn text(&self) -> String {
        match self {
            Self::Run(error) => {
                if let Some(cause) = error.downcast_ref::<CheckoutError>() {
                    cause.to_string()
                } else if let Some(cause) = error.downcast_ref::<NotBought>() {
                    cause.to_string()
                } else if let Some(cause) = error.source() {
                    of_execution(error, cause)
                } else {
                    error.to_string()
                }
            }
            Self::Nonsense(_) | Self::Tables(_) | Self::Untold { .. } => self.to_string(),
        }
    }

    /// The history of the purchase, if it did anything.
    fn story(&self) -> String {
        let Self::Run(error) = self else {
            return String::new();
        };
        let failed = error.downcast_ref::<NotBought>();
        failed.map(NotBought::story).unwrap_or_default()
    }
}

impl<W: Write + Send> Session<W> {
    pub fn new(shop: Shop, options: Options, out: W) -> Self {
        Self {
            after_sale: AfterSale::of(&shop.data, shop.dead_letters.clone()),
            shop,
            options,
            out,
            failed: false,
        }
    }

    /// Returns true if any command has failed so far.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Waits until everything in the shop is closed.
    pub async fn end(self) {
        self.shop.close().await;
    }

    /// Reads commands from a person until they leave.
    pub async fn prompt(&mut self, mut input: impl BufRead) -> io::Result<()> {
        write!(self.out, "{GREETING}")?;
        loop {
            write!(self.out, "> ")?;
            self.out.flush()?;
            match read_line(&mut input)? {
                None => return writeln!(self.out),
                Some(line) => {
                    if self.line(&line).await? == Next::Leave {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Runs the commands of a file or a pipe; runs the demonstration if there are none.
    pub async fn script(&mut self, mut input: impl BufRead) -> io::Result<()> {
        write!(self.out, "{GREETING}")?;
        let mut is_empty = true;
        while let Some(line) = read_line(&mut input)? {
            let command = line.trim();
            if command.is_empty() || command.starts_with('#') {
                continue;
            }
            is_empty = false;
            writeln!(self.out, "\n> {command}")?;
            if self.line(command).await? == Next::Leave {
                break;
            }
        }
        if is_empty {
            self.demonstrate().await
        } else {
            Ok(())
        }
    }

    /// Runs one command.
    pub async fn one(&mut self, command: Command) -> io::Result<()> {
        self.run(command).await.map(drop)
    }

    async fn demonstrate(&mut self) -> io::Result<()> {
        write!(self.out, "{}", demo::INTRODUCTION)?;
        for command in demo::commands(&self.shop) {
            writeln!(self.out, "\n> {command}")?;
            self.line(&command).await?;
        }
        Ok(())
    }

    async fn line(&mut self, line: &str) -> io::Result<Next> {
        if line.trim().is_empty() {
            return Ok(Next::Ask);
        }
        match PromptLine::try_parse_from(line.split_whitespace()) {
            Ok(line) => return self.run(line.command).await,
            Err(error) if error.use_stderr() => self.refuse(&error.to_string()),
            Err(help) => write!(self.out, "{help}")?,
        }
        Ok(Next::Ask)
    }

    async fn run(&mut self, command: Command) -> io::Result<Next> {
        match command {
            Command::Users => write!(self.out, "{}", report::users(&self.shop.data))?,
            Command::Products => write!(self.out, "{}", report::products(&self.shop))?,
            Command::Shipping => write!(self.out, "{}", report::shipping(&self.shop.data))?,
            Command::Preview(purchase) => {
                let timeline = Timeline::new();
                let answer = preview(&self.shop, &purchase, &timeline).await;
                self.show(answer, &timeline)?;
            }
            Command::Checkout(buy) => match buy.purchase.cart() {
                Ok(cart) => self.checkout(&buy, cart).await?,
                Err(error) => self.show(Err(error.into()), &Timeline::new())?,
            },
            Command::Executions => self.executions().await?,
            Command::Resume(asked) => {
                let watch = Watch::default();
                let sold = self.shop.resume(asked.id, watch.clone()).await;
                let answer = self.publish(sold.map_err(Refusal::from)).await;
                self.show(answer, &watch.timeline)?;
            }
            Command::Demo => {
                let went_well = demo::crash(&self.options, &mut self.out).await?;
                self.failed |= !went_well;
            }
            Command::Viz(asked) => {
                write!(self.out, "{}", viz::draw(asked.format, asked.output))?;
            }
            Command::Saga(asked) => write!(self.out, "{}", viz::saga(asked.format))?,
            Command::Spine(asked) => write!(self.out, "{}", viz::spine(asked.format))?,
            Command::Plan(asked) => write!(self.out, "{}", viz::plan(asked.output))?,
            Command::DeadLetters(command) => self.dead_letters(&command).await?,
            Command::Quit => return Ok(Next::Leave),
        }
        Ok(Next::Ask)
    }

    /// Lists dead letters, retries them or discards them.
    async fn dead_letters(&mut self, command: &DeadLetterCommand) -> io::Result<()> {
        let mut purchases = self.shop.purchases.redriver();
        let redrivers: &mut [&mut dyn Redriver] = &mut [&mut self.after_sale, &mut purchases];
        let store = &self.shop.dead_letters;
        match command.write_to(&mut self.out, store, redrivers).await {
            Ok(Ended::Well) => {}
            Ok(Ended::Failed | Ended::NotDone) => self.failed = true,
            Err(CommandError::Output(error)) => return Err(error),
            Err(error) => self.refuse(&format!("error: {error}\n")),
        }
        Ok(())
    }

    /// Sells a cart. The id is shown first, since the process may end.
    async fn checkout(&mut self, buy: &Buy, cart: Cart) -> io::Result<()> {
        let id = buy.id.unwrap_or_else(Uuid::now_v7);
        writeln!(self.out, "Checkout {id}")?;
        self.out.flush()?;
        let aside = Aside {
            watch: Watch {
                timeline: Timeline::new(),
                crash_after: buy.crash_after,
            },
            mishap: buy.mishap(),
        };
        let timeline = aside.watch.timeline.clone();
        let sold = self.shop.checkout(id, buy.purchase.user, cart, aside).await;
        let answer = self.publish(sold.map_err(Refusal::from)).await;
        self.show(answer, &timeline)
    }

    /// Lists all checkouts.
    async fn executions(&mut self) -> io::Result<()> {
        match self.shop.executions().await {
            Ok(all) => write!(self.out, "{}", report::executions(&self.shop.data, &all)),
            Err(error) => {
                self.refuse(&format!("error: {}\n", Refusal::from(error).text()));
                Ok(())
            }
        }
    }

    /// Publishes an order. A checkout that is repeated publishes it again, since the first one may have ended
    /// before.
    async fn publish(
        &mut self,
        sold: Result<(Order, Preview), Refusal>,
    ) -> Result<String, Refusal> {
        let shop = &self.shop;
        let (order, preview) = sold?;
        let told = spine::publish(&mut self.after_sale, shop, &order, &preview).await;
        let told = told.map_err(|error| Refusal::Untold {
            order: order.number,
            error,
        })?;
        Ok(report::preview(&preview) + &report::order(&order) + &report::after_sale(&told))
    }

    /// Shows the result, or the reason why there is none, and the timeline.
    fn show(&mut self, answer: Result<String, Refusal>, timeline: &Timeline) -> io::Result<()> {
        let is_done = answer.is_ok();
        match answer {
            Ok(text) => write!(self.out, "{text}")?,
            Err(refusal) => {
                self.refuse(&format!("error: {}\n", refusal.text()));
                write!(self.out, "{}", refusal.story())?;
            }
        }
        if timeline.entries().is_empty() {
            return Ok(());
        }
        write!(self.out, "\n{timeline}")?;
        let closed: Vec<_> = self.shop.closes.take().into_iter().collect();
        // A failed run may still be closing its resources.
        if is_done && !closed.is_empty() {
            writeln!(self.out, "  Closed: {}", closed.join(", "))?;
        }
        Ok(())
    }

    fn refuse(&mut self, text: &str) {
        self.failed = true;
        // If the standard error is closed, the exit code still reports the failure.
        let _ = self
            .out
            .flush()
            .and_then(|()| write!(io::stderr(), "{text}"));
    }
}

/// The text of an execution that was not begun or not found; otherwise that of the run.
fn of_execution(error: &GraphError, cause: &(dyn Error + 'static)) -> String {
    let Some(cause) = cause.downcast_ref::<ExecutionError>() else {
        return error.to_string();
    };
    match cause.kind() {
        ExecutionErrorKind::OtherInputs => {
            "a checkout with this id is of another user or cart: repeat it as it was, or leave --id out"
                .to_owned()
        }
        ExecutionErrorKind::Unknown => {
            "there is no checkout with this id: `executions` lists them".to_owned()
        }
        _ => tables::text(cause),
    }
}

async fn preview(shop: &Shop, purchase: &Purchase, timeline: &Timeline) -> Result<String, Refusal> {
    let preview = shop
        .preview(purchase.user, purchase.cart()?, timeline)
        .await?;
    Ok(report::preview(&preview))
}

/// The next line as text, with invalid UTF-8 replaced; `None` at the end of the input.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let length = input.read_until(b'\n', &mut line)?;
    Ok((length > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}
