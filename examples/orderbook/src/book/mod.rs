//! The book: the resting orders, and the matching of new ones.
//!
//! The best price trades first, and at one price the earliest order. A trade has the price of the resting
//! order.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, HashMap, VecDeque, btree_map::Entry},
    fmt,
};

use serde::{Deserialize, Serialize};

/// The number of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderId(pub u64);

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of a trader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trader(pub u32);

/// The price of a share in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Price(pub u32);

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    Buy,
    Sell,
}

/// A request to buy or sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub trader: Trader,
    pub side: Side,
    /// The worst acceptable price; without it any price is acceptable, and the order never rests.
    pub limit: Option<Price>,
    pub quantity: u32,
}

/// A trade between two orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trade {
    /// The order that rested.
    pub maker: OrderId,
    /// The new order.
    pub taker: OrderId,
    pub buyer: Trader,
    pub seller: Trader,
    pub price: Price,
    pub quantity: u32,
}

/// The remainder of a new order after its trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// The order was filled completely.
    Filled,
    /// This quantity rests.
    Rests(u32),
    /// This quantity found no counterpart and does not rest, since the order has no limit.
    Dropped(u32),
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("order {0} rests already")]
pub struct Duplicate(pub OrderId);

/// The remainder of a resting order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Resting {
    id: OrderId,
    trader: Trader,
    quantity: u32,
}

/// The orders at one price, the oldest first.
type Level = VecDeque<Resting>;

/// The resting orders.
#[derive(Debug, Default)]
pub struct Book {
    bids: BTreeMap<Price, Level>,
    asks: BTreeMap<Price, Level>,
    places: HashMap<OrderId, (Side, Price)>,
}

impl Book {
    /// Places an order, which trades with resting orders as far as its limit and quantity allow.
    ///
    /// # Errors
    /// An order with this number rests already. The book is unchanged.
    pub fn place(&mut self, order: Order, mut trade: impl FnMut(Trade)) -> Result<Rest, Duplicate> {
        if self.places.contains_key(&order.id) {
            return Err(Duplicate(order.id));
        }
        let mut left = order.quantity;
        while left > 0 {
            let best = match order.side {
                Side::Buy => self.asks.first_entry(),
                Side::Sell => self.bids.last_entry(),
            };
            let Some(mut level) = best.filter(|level| order.accepts(*level.key())) else {
                break;
            };
            let price = *level.key();
            while let Some(maker) = level.get_mut().front_mut() {
                if left == 0 {
                    break;
                }
                let quantity = left.min(maker.quantity);
                left -= quantity;
                maker.quantity -= quantity;
                trade(order.meets(*maker, price, quantity));
                if maker.quantity == 0 {
                    self.places.remove(&maker.id);
                    level.get_mut().pop_front();
                }
            }
            if level.get().is_empty() {
                level.remove();
            }
        }
        Ok(match (left, order.limit) {
            (0, _) => Rest::Filled,
            (left, None) => Rest::Dropped(left),
            (left, Some(price)) => {
                self.places.insert(order.id, (order.side, price));
                let level = self.side(order.side).entry(price).or_default();
                level.push_back(Resting {
                    id: order.id,
                    trader: order.trader,
                    quantity: left,
                });
                Rest::Rests(left)
            }
        })
    }

    /// Removes an order and returns the quantity that rested; `None` if the order did not rest.
    pub fn cancel(&mut self, id: OrderId) -> Option<u32> {
        let (side, price) = self.places.remove(&id)?;
        let Entry::Occupied(mut level) = self.side(side).entry(price) else {
            unreachable!("a resting order has a level");
        };
        let at = level.get().iter().position(|resting| resting.id == id);
        let resting = at.and_then(|at| level.get_mut().remove(at));
        if level.get().is_empty() {
            level.remove();
        }
        resting.map(|resting| resting.quantity)
    }

    pub fn best_bid(&self) -> Option<Price> {
        self.bids.last_key_value().map(|(price, _)| *price)
    }

    pub fn best_ask(&self) -> Option<Price> {
        self.asks.first_key_value().map(|(price, _)| *price)
    }

    /// The number of resting orders, and of their shares.
    pub fn depth(&self) -> (usize, u64) {
        let levels = self.bids.values().chain(self.asks.values());
        let quantities = levels.flatten().map(|resting| u64::from(resting.quantity));
        (self.places.len(), quantities.sum())
    }

    fn side(&mut self, side: Side) -> &mut BTreeMap<Price, Level> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }
}

impl Order {
    /// Returns true if the order accepts this price.
    fn accepts(&self, price: Price) -> bool {
        self.limit.is_none_or(|limit| match self.side {
            Side::Buy => price <= limit,
            Side::Sell => price >= limit,
        })
    }

    fn meets(&self, maker: Resting, price: Price, quantity: u32) -> Trade {
        let (buyer, seller) = match self.side {
            Side::Buy => (self.trader, maker.trader),
            Side::Sell => (maker.trader, self.trader),
        };
        Trade {
            maker: maker.id,
            taker: self.id,
            buyer,
            seller,
            price,
            quantity,
        }
    }
}
