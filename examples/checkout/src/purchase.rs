//! A purchase as a saga: goods are reserved, a card is charged and an order is written, or none of it.

use std::error::Error;
use std::fmt::{self, Display, Write};
use std::sync::Arc;

use clap::ValueEnum;
use organum::dead_letter::MemoryDeadLetters;
use organum::saga::{SagaErrorKind, SagaId, SagaReport, SagaRunner, SagaStatus, StepRef};
use organum::store::MemoryJournal;
use organum::{SagaError, Uuid, saga};
use serde::{Deserialize, Serialize};

use crate::domain::{CartItem, UserId};
use crate::error::CheckoutError;
use crate::gateway::{Charge, PaymentGateway, Receipt, Refusal};
use crate::money::Cents;
use crate::services::Catalogue;
use crate::stock::Reservation;
use crate::tables::Tables;

/// The inputs of a purchase. All of them are known before goods are reserved or money is charged.
#[saga]
pub struct Purchase {
    /// The id of the checkout: what it did before is recognised by it.
    pub execution: Uuid,
    pub user: UserId,
    pub items: Vec<CartItem>,
    pub amount: Cents,
    /// The number of days until the last parcel arrives.
    pub days: u32,
    #[serde(skip)]
    pub mishap: Mishap,
    #[inject]
    pub catalogue: Catalogue,
    #[inject]
    pub gateway: Arc<dyn PaymentGateway>,
    #[inject]
    pub tables: Tables,
}

/// Runs purchases and keeps their records: those that are parked can be redriven.
pub type Purchases = SagaRunner<Purchase, (Catalogue, Arc<dyn PaymentGateway>, Tables)>;

impl Purchase {
    /// Creates the runner of purchases; the records and dead letters last as long as the program.
    pub fn open(
        catalogue: Catalogue,
        gateway: Arc<dyn PaymentGateway>,
        tables: Tables,
        dead_letters: MemoryDeadLetters,
    ) -> Purchases {
        Self::builder(catalogue, gateway, tables)
            .journal(MemoryJournal::new())
            .dead_letters(dead_letters)
            .build()
    }
}

/// The result of a charge.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payment {
    pub amount: Cents,
    pub receipt: Receipt,
}

/// An order that is written: from here on the shop has to deliver the goods.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Written {
    number: u32,
    payment: Payment,
}

/// A paid order that is on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    pub number: u32,
    pub payment: Payment,
    /// The number of days until the last parcel arrives.
    pub days: u32,
}

#[saga(error = CheckoutError, output = Order, version = 1)]
impl Purchase {
    /// Reserves the items of the cart, four at a time, each on its own.
    #[step(each = items, undo = release, concurrency = 4)]
    async fn reserve(&self, item: &CartItem) -> Result<Reservation, CheckoutError> {
        if self.items.last() == Some(item) && self.mishap.is_at(Step::Reserve) {
            // The failure comes late, so that the other items are reserved by then and have to be undone.
            self.catalogue.hesitate().await;
            self.mishap.strike(Step::Reserve)?;
        }
        self.catalogue.reserve(item).await
    }

    async fn release(&self, held: &Reservation) {
        self.catalogue.release(held).await;
    }

    /// Waits for all reservations: no money is charged before they succeed. A gateway that does not answer
    /// within the timeout leaves the outcome unknown: the saga repeats the call with its key, and undoes it.
    ///
    /// A step can take its key as a parameter, which is that of one run of the saga. This key is that of the
    /// checkout, in which the saga runs again after a crash.
    #[step(undo = refund, timeout = "5s")]
    async fn charge(&self, _held: &[Reservation]) -> Result<Payment, CheckoutError> {
        self.mishap.strike(Step::Charge)?;
        let charge = Charge {
            user: self.user,
            amount: self.amount,
            key: SagaId(self.execution).key("charge", None),
        };
        let receipt = self.gateway.charge(&charge).await;
        let receipt = receipt.map_err(|refusal| match refusal {
            Refusal::Declined => CheckoutError::Declined(self.amount),
            Refusal::OtherAmount(charged) => CheckoutError::ChargedBefore {
                charged,
                now: self.amount,
            },
            Refusal::Unavailable(error) => error.into(),
        })?;
        Ok(Payment {
            amount: self.amount,
            receipt,
        })
    }

    async fn refund(&self, payment: &Payment) -> Result<(), CheckoutError> {
        Ok(self.gateway.refund(&payment.receipt).await?)
    }

    /// The pivot: from here on nothing is undone.
    #[step(pivot)]
    async fn order(&self, payment: &Payment) -> Result<Written, CheckoutError> {
        self.mishap.strike(Step::Order)?;
        self.catalogue.write_order().await;
        Ok(Written {
            number: self.tables.order(self.execution, payment).await?,
            payment: payment.clone(),
        })
    }

    /// Dispatches the goods.
    #[step(retry(attempts = 3))]
    async fn dispatch(&self, order: &Written) -> Result<Order, CheckoutError> {
        self.mishap.strike(Step::Dispatch)?;
        self.catalogue.dispatch().await;
        Ok(Order {
            number: order.number,
            payment: order.payment.clone(),
            days: self.days,
        })
    }
}

/// The steps of a purchase by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Reserve the goods
    Reserve,
    /// Charge the card
    Charge,
    /// Write the order: the pivot
    Order,
    /// Dispatch the goods
    Dispatch,
}

/// A step that fails or panics on request. The request is not recorded, so that the step succeeds when its
/// dead letter is redriven.
#[derive(Clone, Copy, Debug, Default)]
pub enum Mishap {
    #[default]
    None,
    Fails(Step),
    Panics(Step),
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Reserve => "reserve",
            Self::Charge => "charge",
            Self::Order => "order",
            Self::Dispatch => "dispatch",
        }
    }
}

impl Mishap {
    fn is_at(self, step: Step) -> bool {
        matches!(self, Self::Fails(here) | Self::Panics(here) if here == step)
    }

    #[expect(clippy::panic, reason = "requested by --panic-at")]
    fn strike(self, step: Step) -> Result<(), CheckoutError> {
        match self {
            Self::Fails(here) if here == step => Err(CheckoutError::AsAsked(step.name())),
            Self::Panics(here) if here == step => {
                panic!("step `{}` panics, as --panic-at asked", step.name())
            }
            _ => Ok(()),
        }
    }
}

/// A purchase without an order, with the steps that were completed and undone.
#[derive(Debug)]
pub struct NotBought {
    error: SagaError<CheckoutError>,
    end: SagaStatus,
    /// The steps with their results, in order.
    story: Vec<(StepRef, &'static str)>,
    items: Vec<CartItem>,
}

impl NotBought {
    /// Returns the order, or the reason why there is none.
    pub fn unless_done(
        report: SagaReport<Order, CheckoutError>,
        items: Vec<CartItem>,
    ) -> Result<Order, Self> {
        let failed = report.error().and_then(|error| {
            let how = match error.kind() {
                SagaErrorKind::Panicked => "panicked",
                _ => "failed",
            };
            Some((error.step()?, how))
        });
        let done = report.done().iter().map(|step| (*step, "done"));
        let undone = report.undone().iter().map(|step| (*step, "undone"));
        let parked = report.parked().iter();
        let story = done
            .chain(failed)
            .chain(undone)
            .chain(parked.map(|parked| (parked.step, "parked")))
            .collect();
        let end = report.status();
        report.into_result().map_err(|error| Self {
            error,
            end,
            story,
            items,
        })
    }

    /// The history of the purchase, one line for each step, and its result.
    pub fn story(&self) -> String {
        let mut text = "What the purchase did:\n".to_owned();
        for (step, what) in &self.story {
            let item = step.item.and_then(|at| self.items.get(at));
            let item = item.map(|item| format!(" {item}")).unwrap_or_default();
            let _ = writeln!(text, "  {:<22}{what}", format!("{step}{item}"));
        }
        text + match self.end {
            SagaStatus::RolledBack => {
                "  The shop is as it was before: every completed step was undone.\n"
            }
            SagaStatus::Stalled => {
                "  The order is written and paid. The failed step is parked: see `dead-letters list`.\n"
            }
            _ => "  Steps that could not be undone are parked: see `dead-letters list`.\n",
        }
    }
}

impl Display for NotBought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl Error for NotBought {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_names_every_step() {
        let named = Step::value_variants().iter().map(|step| step.name());
        let json = organum::saga::picture::<Purchase>().json();
        let picture: serde_json::Value = serde_json::from_str(&json).unwrap();
        let steps = picture["steps"].as_array().unwrap();
        let steps = steps.iter().map(|step| step["name"].as_str().unwrap());
        assert_eq!(named.collect::<Vec<_>>(), steps.collect::<Vec<_>>());
    }
}
