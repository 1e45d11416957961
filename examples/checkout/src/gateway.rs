//! Payment behind a trait: the graph does not depend on an actual payment service.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use organum::IdempotencyKey;
use serde::{Deserialize, Serialize};

use crate::data::ShopData;
use crate::domain::UserId;
use crate::latency::Latency;
use crate::money::Cents;
use crate::tables::{Tables, TablesError};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A service that takes payments.
pub trait PaymentGateway: Send + Sync {
    /// Charges once or not at all. The same key means the same charge.
    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Receipt, Refusal>>;

    /// Refunds a charge. A repeated refund has no effect.
    fn refund<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), TablesError>>;
}

/// An amount to be paid by a user. The gateway knows the user's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub user: UserId,
    pub amount: Cents,
    /// The idempotency key, by which the gateway recognises a repeated charge.
    pub key: IdempotencyKey,
}

/// The gateway's proof of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt(pub String);

impl Receipt {
    pub fn numbered(number: i64) -> Self {
        Self(format!("SIM-{number:05}"))
    }

    /// The number of the receipt; 0, which no receipt has, for one of another gateway.
    pub fn number(&self) -> i64 {
        let number = self.0.strip_prefix("SIM-");
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

/// The reason why nothing was charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The card has a limit.
    Declined,
    /// The key belongs to a charge of this amount.
    OtherAmount(Cents),
    /// The gateway does not know whether it has charged.
    Unavailable(TablesError),
}

/// A simulated gateway that declines amounts above the user's card limit without charging. It remembers its
/// receipts in a table, so that it recognises a charge after a crash, as a real one does.
pub struct SimulatedGateway {
    data: Arc<ShopData>,
    latency: Latency,
    tables: Tables,
}

impl SimulatedGateway {
    pub fn new(data: Arc<ShopData>, latency: Latency, tables: Tables) -> Self {
        Self {
            data,
            latency,
            tables,
        }
    }
}

impl PaymentGateway for SimulatedGateway {
    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Receipt, Refusal>> {
        Box::pin(async move {
            self.latency.pass(Duration::from_millis(120)).await;
            let user = self.data.users.iter().find(|user| user.id == charge.user);
            match user {
                Some(user) if charge.amount <= user.card_limit_cents => {
                    self.tables.receipt(charge).await
                }
                _ => Err(Refusal::Declined),
            }
        })
    }

    fn refund<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), TablesError>> {
        Box::pin(async move {
            self.latency.pass(Duration::from_millis(80)).await;
            self.tables.refund(receipt).await
        })
    }
}
