//! Payment behind a trait: the graph does not depend on an actual payment service.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use organum::IdempotencyKey;
use serde::{Deserialize, Serialize};

use crate::data::ShopData;
use crate::domain::UserId;
use crate::latency::Latency;
use crate::money::Cents;

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A service that takes payments.
pub trait PaymentGateway: Send + Sync {
    /// Charges once or not at all. The same key means the same charge.
    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Receipt, Declined>>;

    /// Refunds a charge. A repeated refund has no effect.
    fn refund<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, ()>;
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

/// The gateway declined the charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declined;

/// A simulated gateway that declines amounts above the user's card limit without charging.
pub struct SimulatedGateway {
    data: Arc<ShopData>,
    latency: Latency,
    ledger: Mutex<Ledger>,
}

#[derive(Default)]
struct Ledger {
    receipts: BTreeMap<IdempotencyKey, Receipt>,
    charges: u32,
}

impl SimulatedGateway {
    pub fn new(data: Arc<ShopData>, latency: Latency) -> Self {
        Self {
            data,
            latency,
            ledger: Mutex::default(),
        }
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PaymentGateway for SimulatedGateway {
    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Receipt, Declined>> {
        Box::pin(async move {
            self.latency.pass(Duration::from_millis(120)).await;
            let user = self.data.users.iter().find(|user| user.id == charge.user);
            match user {
                Some(user) if charge.amount <= user.card_limit_cents => {
                    let mut ledger = self.ledger();
                    if let Some(receipt) = ledger.receipts.get(&charge.key) {
                        return Ok(receipt.clone());
                    }
                    ledger.charges += 1;
                    let receipt = Receipt(format!("SIM-{:05}", ledger.charges));
                    ledger.receipts.insert(charge.key, receipt.clone());
                    Ok(receipt)
                }
                _ => Err(Declined),
            }
        })
    }

    fn refund<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.latency.pass(Duration::from_millis(80)).await;
            self.ledger().receipts.retain(|_, kept| kept != receipt);
        })
    }
}
