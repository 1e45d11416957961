//! Payment, behind a trait: the graph does not know whether money moves.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::data::ShopData;
use crate::domain::UserId;
use crate::latency::Latency;
use crate::money::Cents;

/// A future a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Takes payments.
pub trait PaymentGateway: Send + Sync {
    /// Charges once, or not at all.
    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Receipt, Declined>>;
}

/// What is to be paid, and by whom. The card itself is the gateway's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub user: UserId,
    pub amount: Cents,
    /// The reservation that is paid for.
    pub reference: u32,
}

/// The gateway's proof of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt(pub String);

/// The gateway said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declined;

/// Declines what is above the user's card limit; no money moves.
pub struct SimulatedGateway {
    data: Arc<ShopData>,
    latency: Latency,
}

impl SimulatedGateway {
    pub fn new(data: Arc<ShopData>, latency: Latency) -> Self {
        Self { data, latency }
    }
}

impl PaymentGateway for SimulatedGateway {
    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Receipt, Declined>> {
        Box::pin(async move {
            self.latency.pass(Duration::from_millis(120)).await;
            let user = self.data.users.iter().find(|user| user.id == charge.user);
            match user {
                Some(user) if charge.amount <= user.card_limit_cents => {
                    Ok(Receipt(format!("SIM-{:05}", charge.reference)))
                }
                _ => Err(Declined),
            }
        })
    }
}
