//! The exchange: a gate, the book, settlement and the tape.

use std::collections::BTreeMap;

use organum::prelude::*;

use crate::{
    book::{Book, Order, Price, Rest, Trade, Trader},
    events::{
        CancelRefused, CancelRequested, OrderAccepted, OrderCancelled, OrderRejected, OrderRested,
        OrderSubmitted, TradeExecuted, TradeSettled,
    },
};

/// The maximum quantity of an order.
pub const LARGEST_ORDER: u32 = 10_000;

#[derive(Emits)]
pub enum Checked {
    Accepted(OrderAccepted),
    Rejected(OrderRejected),
}

/// Accepts valid orders.
#[organ]
pub fn gate(event: &Event) -> Checked {
    match event {
        OrderSubmitted(Order {
            id, quantity: 0, ..
        }) => Checked::Rejected(OrderRejected {
            order: *id,
            reason: "the quantity is zero".to_owned(),
        }),
        OrderSubmitted(Order {
            id,
            limit: Some(Price(0)),
            ..
        }) => Checked::Rejected(OrderRejected {
            order: *id,
            reason: "the limit is zero".to_owned(),
        }),
        OrderSubmitted(Order { id, quantity, .. }) if *quantity > LARGEST_ORDER => {
            Checked::Rejected(OrderRejected {
                order: *id,
                reason: format!("the quantity is more than {LARGEST_ORDER} shares"),
            })
        }
        OrderSubmitted(order) => Checked::Accepted(OrderAccepted(*order)),
    }
}

/// Matches orders.
#[derive(Default)]
pub struct Matching {
    pub book: Book,
}

#[organ]
impl Matching {
    #[handle]
    fn place(
        &mut self,
        event: &OrderAccepted,
        out: &mut Outbox<(TradeExecuted, OrderRested, OrderCancelled, OrderRejected)>,
    ) {
        let order = event.0.id;
        let placed = self
            .book
            .place(event.0, |trade| out.emit(TradeExecuted(trade)));
        match placed {
            Ok(Rest::Filled) => {}
            Ok(Rest::Rests(quantity)) => out.emit(OrderRested { order, quantity }),
            Ok(Rest::Dropped(quantity)) => out.emit(OrderCancelled { order, quantity }),
            Err(duplicate) => out.emit(OrderRejected {
                order,
                reason: duplicate.to_string(),
            }),
        }
    }

    #[handle]
    fn cancel(
        &mut self,
        event: &CancelRequested,
        out: &mut Outbox<(OrderCancelled, CancelRefused)>,
    ) {
        let order = event.order;
        match self.book.cancel(order) {
            Some(quantity) => out.emit(OrderCancelled { order, quantity }),
            None => out.emit(CancelRefused { order }),
        }
    }
}

/// A trader's shares and money, relative to the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub cents: i64,
    pub shares: i64,
}

/// Exchanges shares and money.
#[derive(Default)]
pub struct Settlement {
    pub accounts: BTreeMap<Trader, Account>,
}

#[organ]
impl Settlement {
    fn handle(&mut self, event: &TradeExecuted) -> TradeSettled {
        let Trade {
            taker,
            buyer,
            seller,
            price,
            quantity,
            ..
        } = event.0;
        let shares = i64::from(quantity);
        let cents = i64::from(price.0) * shares;
        let account = self.accounts.entry(buyer).or_default();
        account.cents -= cents;
        account.shares += shares;
        let account = self.accounts.entry(seller).or_default();
        account.cents += cents;
        account.shares -= shares;
        TradeSettled {
            taker,
            cents: cents.unsigned_abs(),
        }
    }
}

/// The results of the day so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tape {
    pub rested: u64,
    pub rejected: u64,
    pub cancelled: u64,
    pub refused: u64,
    pub trades: u64,
    pub settled: u64,
    pub shares: u64,
    pub cents: u64,
    pub last: Option<Price>,
    /// A hash over all trades in their order.
    pub digest: u64,
}

#[organ]
impl Tape {
    fn handle(&mut self, event: &Event) {
        match event {
            TradeExecuted(trade) => {
                self.trades += 1;
                self.shares += u64::from(trade.quantity);
                self.last = Some(trade.price);
                self.note(trade);
            }
            TradeSettled { cents, .. } => {
                self.settled += 1;
                self.cents += cents;
            }
            OrderRested { .. } => self.rested += 1,
            OrderRejected { .. } => self.rejected += 1,
            OrderCancelled { .. } => self.cancelled += 1,
            CancelRefused { .. } => self.refused += 1,
        }
    }

    /// FNV-1a.
    fn note(&mut self, trade: &Trade) {
        let parts = [
            trade.maker.0,
            trade.taker.0,
            u64::from(trade.price.0),
            u64::from(trade.quantity),
        ];
        for part in parts {
            self.digest = (self.digest ^ part).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[spine(entry(OrderSubmitted, CancelRequested))]
#[derive(Default)]
pub struct Exchange {
    pub gate: gate,
    pub matching: Matching,
    pub settlement: Settlement,
    pub tape: Tape,
}
