//! A saga of the shop.
#![allow(
    clippy::unused_async,
    reason = "a step may be `async` without an await"
)]

use std::sync::atomic::Ordering;

use organum::prelude::*;
use serde::{Deserialize, Serialize};

use super::World;

/// The refusal of an order.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

/// A reserved item.
#[derive(Serialize, Deserialize)]
pub struct Reserved {
    /// The name of the item.
    pub item: String,
}

/// A payment.
#[derive(Serialize, Deserialize)]
pub struct Charge {
    /// The amount.
    pub cents: u64,
}

/// A parcel that was sent.
#[derive(Serialize, Deserialize)]
pub struct Parcel {
    /// The order in the parcel.
    pub order: u32,
}

/// A notification that was sent.
#[derive(Serialize, Deserialize)]
pub struct Told;

/// Reserves, charges and sends items. A poisoned order cannot be sent if it is even, and its customer
/// cannot be notified if it is odd; a sofa cannot be released then. A process that reserves an anvil is
/// killed.
#[saga]
#[derive(Clone)]
pub struct Delivery {
    /// The number of the order.
    pub order: u32,
    /// The items of the order.
    pub items: Vec<String>,
    /// The environment of the shop.
    #[inject]
    pub world: World,
}

#[saga(error = Refusal, output = Told, version = 1)]
impl Delivery {
    #[step(each = items, concurrency = 1, undo = release, undo_retry(attempts = 1))]
    async fn reserve(&self, item: &String) -> Reserved {
        if item == "anvil" {
            std::process::exit(9);
        }
        Reserved { item: item.clone() }
    }

    async fn release(&self, reserved: &Reserved) -> Result<(), Refusal> {
        if self.is_poisoned() && reserved.item == "sofa" {
            return Err(Refusal("the sofa does not fit through the door".to_owned()));
        }
        Ok(())
    }

    #[step(undo = refund)]
    async fn charge(&self, reserved: &[Reserved]) -> Charge {
        Charge {
            cents: 100 * reserved.len() as u64,
        }
    }

    async fn refund(&self, _: &Charge) {}

    #[step(pivot)]
    async fn send(&self, charge: &Charge) -> Result<Parcel, Refusal> {
        if self.is_poisoned() && self.order.is_multiple_of(2) {
            return Err(Refusal(format!("no carrier for {} cents", charge.cents)));
        }
        Ok(Parcel { order: self.order })
    }

    #[step(retry(attempts = 1))]
    async fn tell(&self, parcel: &Parcel) -> Result<Told, Refusal> {
        if self.is_poisoned() {
            return Err(Refusal(format!("no address for order {}", parcel.order)));
        }
        Ok(Told)
    }

    fn is_poisoned(&self) -> bool {
        self.world.poison.load(Ordering::SeqCst) == self.order
    }
}
