//! A spine with an organ of each kind, and a saga, for what stands around spines: archives, replays, caches, the
//! commands for dead letters and sagas.

mod delivery;
mod file;
mod journal;
#[path = "../../../examples/notifications/src/letters.rs"]
mod letters;
mod organs;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use organum::{event, spine};

pub use self::{
    delivery::{Charge, Delivery, DeliveryInput, Parcel, Refusal, Reserved, Told},
    journal::FileJournal,
    letters::FileLetters,
    organs::{Ledger, Mail, Prices},
};

/// From outside.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct OrderPlaced {
    /// Its number.
    pub order: u32,
}

/// What an order costs, as an external service says.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// The order.
    pub order: u32,
    /// How much.
    pub cents: u64,
}

/// A mail was sent.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// About this order.
    pub order: u32,
}

/// A day's end: nobody handles it.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// The total.
    pub cents: u64,
}

/// The spine: prices are asked for, mails are sent, totals are kept.
#[spine(entry(OrderPlaced), terminal(Closed))]
#[derive(Default)]
pub struct Shop {
    /// Asks a service, and is cached.
    pub prices: Prices,
    /// Fails at what is poisoned.
    pub mail: Mail,
    /// Sums up.
    pub ledger: Ledger,
}

impl Shop {
    /// A shop in this world.
    pub fn within(world: &World) -> Self {
        Self {
            prices: Prices {
                world: world.clone(),
            },
            mail: Mail {
                world: world.clone(),
                sent: Vec::new(),
            },
            ledger: Ledger::default(),
        }
    }
}

/// What is outside of the shop, and can be changed while it is at work. Clones share it.
#[derive(Clone, Default)]
pub struct World {
    /// How often the service of prices was asked.
    pub asked: Arc<AtomicU32>,
    /// How often it fails from now on.
    pub price_failures: Arc<AtomicU32>,
    /// The order whose mail cannot be sent; 0 for none.
    pub poison: Arc<AtomicU32>,
}

impl World {
    /// Takes one of so many.
    fn takes(left: &AtomicU32) -> bool {
        let less = |left: u32| left.checked_sub(1);
        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
            .is_ok()
    }
}
