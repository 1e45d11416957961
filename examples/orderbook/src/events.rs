//! What happens at the exchange.

use organum::event;

use crate::book::{Order, OrderId, Trade};

/// Somebody wants to trade.
#[event]
pub struct OrderSubmitted(pub Order);

/// Somebody does not want to any more.
#[event]
pub struct CancelRequested {
    pub order: OrderId,
}

/// An order makes sense, and goes to the book.
#[event]
pub struct OrderAccepted(pub Order);

/// An order does not go to the book.
#[event]
pub struct OrderRejected {
    pub order: OrderId,
    pub reason: String,
}

/// Two orders met.
#[event]
pub struct TradeExecuted(pub Trade);

/// So much of an order waits in the book.
#[event]
pub struct OrderRested {
    pub order: OrderId,
    pub quantity: u32,
}

/// So much of an order is not wanted any more, or found nobody.
#[event]
pub struct OrderCancelled {
    pub order: OrderId,
    pub quantity: u32,
}

/// An order cannot be cancelled, as it does not rest.
#[event]
pub struct CancelRefused {
    pub order: OrderId,
}

/// Shares and money have changed hands.
#[event]
pub struct TradeSettled {
    pub taker: OrderId,
    pub cents: u64,
}
