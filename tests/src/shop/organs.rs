//! The organs of the shop.

use std::sync::atomic::Ordering;

use organum::{Event, organ};
use serde::Serialize;

use super::{Closed, OrderPlaced, Priced, Sent, World};

/// Requests the price of an order from an external service, which returns another price each time.
#[derive(Default)]
pub struct Prices {
    pub(super) world: World,
}

#[organ(cached, retry(attempts = 3))]
impl Prices {
    #[handle]
    async fn ask(&mut self, event: &Event) -> Result<Priced, String> {
        match event {
            OrderPlaced { order } => {
                let asked = self.world.asked.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                if World::takes(&self.world.price_failures) {
                    return Err("the service of prices is down".to_owned());
                }
                let cents = u64::from(*order) * 1000 + u64::from(asked);
                Ok(Priced {
                    order: *order,
                    cents,
                })
            }
        }
    }
}

/// Sends mails, except for the poisoned order.
#[derive(Default, Serialize)]
pub struct Mail {
    #[serde(skip)]
    pub(super) world: World,
    /// The orders whose mails were sent.
    pub sent: Vec<u32>,
}

#[organ(snapshot)]
impl Mail {
    #[handle]
    fn send(&mut self, event: &Event) -> Result<Sent, String> {
        match event {
            Priced { order, .. } => {
                if *order == self.world.poison.load(Ordering::SeqCst) {
                    return Err(format!("no address for order {order}"));
                }
                self.sent.push(*order);
                Ok(Sent { order: *order })
            }
        }
    }
}

/// Sums up the prices, and closes the day when the spine is idle.
#[derive(Default, Serialize)]
pub struct Ledger {
    /// The total of all prices.
    pub cents: u64,
    /// The number of mails that were sent.
    pub sent: u32,
    /// The total at the last close.
    pub closed: u64,
}

#[organ(snapshot)]
impl Ledger {
    #[handle]
    fn price(&mut self, event: &Event) {
        match event {
            Priced { cents, .. } => self.cents += cents,
        }
    }

    #[handle]
    fn count(&mut self, event: &Event) {
        match event {
            Sent { .. } => self.sent += 1,
        }
    }

    #[idle]
    fn close(&mut self) -> Option<Closed> {
        if self.closed == self.cents {
            return None;
        }
        self.closed = self.cents;
        Some(Closed { cents: self.cents })
    }
}
