//! A saga of the shop.
#![allow(
    clippy::unused_async,
    reason = "steps that have nothing to wait for are steps all the same"
)]

use std::sync::atomic::Ordering;

use organum::prelude::*;
use serde::{Deserialize, Serialize};

use super::World;

/// Something that the shop cannot do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

/// An item that is put aside.
#[derive(Serialize, Deserialize)]
pub struct Reserved {
    /// Its name.
    pub item: String,
}

/// What was paid.
#[derive(Serialize, Deserialize)]
pub struct Charge {
    /// How much.
    pub cents: u64,
}

/// A parcel is on its way.
#[derive(Serialize, Deserialize)]
pub struct Parcel {
    /// The order that is in it.
    pub order: u32,
}

/// Someone was told.
#[derive(Serialize, Deserialize)]
pub struct Told;

/// Items are reserved and paid, and sent. A poisoned order cannot be sent if it is even, and nobody can
/// be told of it if it is odd; a sofa cannot be put back then. Whoever reserves an anvil is killed by it.
#[saga]
#[derive(Clone)]
pub struct Delivery {
    /// The number of the order.
    pub order: u32,
    /// What is in it.
    pub items: Vec<String>,
    /// What is outside.
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
