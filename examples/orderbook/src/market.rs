//! The orders of a day, from a seed.

use fastrand::Rng;

use crate::{
    book::{Order, OrderId, Price, Side, Trader},
    organs::LARGEST_ORDER,
};

/// A request to the exchange.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Request {
    Submit(Order),
    Cancel(OrderId),
}

/// Traders who follow a random price. One request in six cancels an earlier order, one order in six has
/// no limit, and one in a hundred is invalid.
pub struct Market {
    chance: Rng,
    left: u64,
    next: u64,
    fair: u32,
}

const TRADERS: u32 = 64;

impl Market {
    /// Creates a market with this number of requests.
    pub fn new(requests: u64, seed: u64) -> Self {
        Self {
            chance: Rng::with_seed(seed),
            left: requests,
            next: 1,
            fair: 10_000,
        }
    }

    fn order(&mut self) -> Order {
        let id = OrderId(self.next);
        self.next += 1;
        self.fair = (self.fair + self.chance.u32(..5)).clamp(1_002, 100_002) - 2;
        let side = if self.chance.bool() {
            Side::Buy
        } else {
            Side::Sell
        };
        let away = self.chance.u32(..40);
        let limit = match side {
            Side::Buy => self.fair + 8 - away,
            Side::Sell => self.fair + away - 8,
        };
        Order {
            id,
            trader: Trader(self.chance.u32(..TRADERS)),
            side,
            limit: (self.chance.u32(..6) > 0).then_some(Price(limit)),
            quantity: match self.chance.u32(..200) {
                0 => 0,
                1 => LARGEST_ORDER + 1,
                _ => self.chance.u32(1..=100),
            },
        }
    }
}

impl Iterator for Market {
    type Item = Request;

    fn next(&mut self) -> Option<Request> {
        self.left = self.left.checked_sub(1)?;
        if self.next > 1 && self.chance.u32(..6) == 0 {
            let recent = self.next.saturating_sub(200).max(1);
            let order = OrderId(self.chance.u64(recent..self.next));
            return Some(Request::Cancel(order));
        }
        Some(Request::Submit(self.order()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_a_day() {
        let day = |seed| Market::new(500, seed).collect::<Vec<_>>();
        assert_eq!(day(7), day(7));
        assert_ne!(day(7), day(8));
        assert_eq!(day(7).len(), 500);
        assert_eq!(Market::new(0, 7).next(), None);
    }
}
