//! A spine with an organ of each kind, and a saga, for the tests of features around spines: archives,
//! replays, caches, the commands for dead letters and sagas.

mod backend;
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
    backend::FileBackend,
    delivery::{Charge, Delivery, DeliveryInput, Parcel, Refusal, Reserved, Told},
    journal::FileJournal,
    letters::FileLetters,
    organs::{Ledger, Mail, Prices},
};

/// An order, published from outside.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct OrderPlaced {
    /// The number of the order.
    pub order: u32,
}

/// The price of an order, from an external service.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// The number of the order.
    pub order: u32,
    /// The price.
    pub cents: u64,
}

/// A mail that was sent.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The order that the mail is about.
    pub order: u32,
}

/// The end of a day, which has no handler.
#[event]
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// The total.
    pub cents: u64,
}

/// The spine: it requests prices, sends mails, and sums up totals.
#[spine(entry(OrderPlaced), terminal(Closed))]
#[derive(Default)]
pub struct Shop {
    /// Requests prices from a service, and is cached.
    pub prices: Prices,
    /// Fails for the poisoned order.
    pub mail: Mail,
    /// Sums up the prices.
    pub ledger: Ledger,
}

impl Shop {
    /// Makes a shop in this environment.
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

/// The environment of the shop, which tests change while it runs. Clones share it.
#[derive(Clone, Default)]
pub struct World {
    /// The number of requests to the price service.
    pub asked: Arc<AtomicU32>,
    /// The number of its next requests that fail.
    pub price_failures: Arc<AtomicU32>,
    /// The order whose mail cannot be sent; 0 for none.
    pub poison: Arc<AtomicU32>,
}

impl World {
    /// Decrements a counter, and returns true if it was not zero.
    fn takes(left: &AtomicU32) -> bool {
        let less = |left: u32| left.checked_sub(1);
        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
            .is_ok()
    }
}
