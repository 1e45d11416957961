//! The crate that an editor is asked about.

mod mistaken;

use organum::prelude::*;

/// An order, from outside.
#[derive(Clone)]
pub struct Order {
    pub total: u64,
}

/// The price of an order.
pub struct Price(pub u64);

/// The tax on a price.
pub struct Tax(pub u64);

/// Computes the price of an order.
#[node]
pub async fn price(order: &Order) -> Price {
    Price(order.total)
}

/// Computes the tax on a price.
#[node(timeout = "1s")]
pub async fn tax(price: &Price) -> Result<Tax, std::fmt::Error> {
    Ok(Tax(price.0 / 5))
}

/// The price that a customer pays.
#[graph(output = Tax)]
pub struct Bill {
    order: Order,
}

/// Pays the tax on an order.
pub async fn pay(order: Order) -> Result<u64, organum::GraphError> {
    let bill = Bill { order };
    let due = bill.run().await?;
    Ok(due.0)
}

/// An order arrived.
#[event]
pub struct Arrived {
    pub order: u64,
}

/// An order was packed.
#[event]
pub struct Packed {
    pub order: u64,
}

/// The packers.
pub struct Packing;

#[organ]
impl Packing {
    /// Packs an order.
    fn handle(&mut self, event: &Event) -> Packed {
        match event {
            Arrived { order } => Packed { order: *order },
        }
    }
}

/// The shipping.
#[spine(entry(Arrived), terminal(Packed))]
pub struct Shipping {
    packing: Packing,
}

/// A reserved place.
#[derive(Clone)]
pub struct Place(pub u64);

/// The reason why a trip was not booked.
#[derive(Debug)]
pub struct Full;

impl std::fmt::Display for Full {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("full")
    }
}

impl std::error::Error for Full {}

/// A trip.
#[saga]
pub struct Trip {
    day: u64,
}

#[saga(error = Full, output = Place)]
impl Trip {
    /// Reserves a place.
    #[step(undo = release)]
    async fn reserve(&self) -> Result<Place, Full> {
        Ok(Place(self.day))
    }

    /// Releases a place.
    async fn release(&self, place: &Place) {
        let _ = place;
    }
}
