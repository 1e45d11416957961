//! The events of orders and their handlers.

use std::fmt::{self, Display};

use organum::{Event, event, organ, spine};

/// An order was accepted.
#[event(key = user)]
pub struct OrderPlaced {
    pub user: u32,
    pub cents: u64,
}

/// A receipt was sent for an order.
#[event]
pub struct ReceiptSent {
    pub user: u32,
}

/// Sends receipts; a mail server in a real service.
#[organ]
pub fn receipts(event: &OrderPlaced) -> ReceiptSent {
    println!("receipt for user {}: {} cents", event.user, event.cents);
    ReceiptSent { user: event.user }
}

/// Counts the receipts and adds up the orders.
#[derive(Default)]
pub struct Statistics {
    pub cents: u64,
    pub receipts: u64,
}

#[organ]
impl Statistics {
    fn handle(&mut self, event: &Event) {
        match event {
            OrderPlaced { cents, .. } => self.cents += cents,
            ReceiptSent { .. } => self.receipts += 1,
        }
    }
}

#[derive(Default)]
#[spine(entry(OrderPlaced))]
pub struct Orders {
    receipts: receipts,
    statistics: Statistics,
}

impl Display for Orders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Statistics { cents, receipts } = self.statistics;
        write!(f, "{receipts} receipts were sent, for {cents} cents in all")
    }
}
