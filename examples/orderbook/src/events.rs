//! The events of the exchange.

use organum::event;

use crate::book::{Order, OrderId, Trade};

/// A trader submits an order.
#[event]
pub struct OrderSubmitted(pub Order);

/// A trader cancels an order.
#[event]
pub struct CancelRequested {
    pub order: OrderId,
}

/// An order is valid and goes to the book.
#[event]
pub struct OrderAccepted(pub Order);

/// An order is invalid.
#[event]
pub struct OrderRejected {
    pub order: OrderId,
    pub reason: String,
}

/// Two orders traded.
#[event]
pub struct TradeExecuted(pub Trade);

/// This quantity of an order rests in the book.
#[event]
pub struct OrderRested {
    pub order: OrderId,
    pub quantity: u32,
}

/// This quantity of an order was cancelled, or found no counterpart.
#[event]
pub struct OrderCancelled {
    pub order: OrderId,
    pub quantity: u32,
}

/// An order cannot be cancelled, since it does not rest.
#[event]
pub struct CancelRefused {
    pub order: OrderId,
}

/// Shares and money were exchanged.
#[event]
pub struct TradeSettled {
    pub taker: OrderId,
    pub cents: u64,
}
