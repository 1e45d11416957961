//! What is on the shelves, and what is held back for somebody.

use std::collections::BTreeMap;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{CartItem, Sku};
use crate::error::CheckoutError;

/// The shelves, shared by everybody who sells from them.
#[derive(Clone)]
pub struct Stock(Arc<Mutex<Shelves>>);

struct Shelves {
    left: BTreeMap<Sku, u32>,
    reservations: u32,
}

/// Goods that nobody else can buy. Dropped before it is kept, it puts them back: whatever ends a checkout
/// early, a declined payment or a cancelled run, leaves the shelves as they were.
pub struct Reservation {
    number: u32,
    held: Mutex<Vec<CartItem>>,
    stock: Stock,
}

impl Stock {
    pub fn new(left: impl IntoIterator<Item = (Sku, u32)>) -> Self {
        let left = left.into_iter().collect();
        Self(Arc::new(Mutex::new(Shelves {
            left,
            reservations: 0,
        })))
    }

    /// How many of `sku` can be sold now.
    pub fn left(&self, sku: &Sku) -> u32 {
        self.lock().left(sku)
    }

    /// That `item` could be sold now.
    pub fn check(&self, item: &CartItem) -> Result<(), CheckoutError> {
        self.lock().check(item)
    }

    /// Holds all of `items`, or none of them.
    pub fn reserve(&self, items: Vec<CartItem>) -> Result<Reservation, CheckoutError> {
        let mut shelves = self.lock();
        items.iter().try_for_each(|item| shelves.check(item))?;
        for item in &items {
            if let Some(left) = shelves.left.get_mut(&item.sku) {
                *left -= item.quantity.get();
            }
        }
        shelves.reservations += 1;
        let number = shelves.reservations;
        Ok(Reservation {
            number,
            held: Mutex::new(items),
            stock: self.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Shelves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelves {
    fn left(&self, sku: &Sku) -> u32 {
        self.left.get(sku).copied().unwrap_or(0)
    }

    fn check(&self, CartItem { sku, quantity }: &CartItem) -> Result<(), CheckoutError> {
        match self.left(sku) {
            0 => Err(CheckoutError::SoldOut(sku.clone())),
            left if left < quantity.get() => Err(CheckoutError::NotEnough {
                sku: sku.clone(),
                wanted: quantity.get(),
                left,
            }),
            _ => Ok(()),
        }
    }
}

impl Reservation {
    /// Counts up from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The goods are sold: they do not go back.
    pub fn keep(&self) {
        self.take();
    }

    fn take(&self) -> Vec<CartItem> {
        mem::take(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let held = self.take();
        let mut shelves = self.stock.lock();
        for item in held {
            if let Some(left) = shelves.left.get_mut(&item.sku) {
                *left += item.quantity.get();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_goods_go_back_unless_they_are_kept() {
        let mug: Sku = "MUG".parse().unwrap();
        let stock = Stock::new([(mug.clone(), 5)]);
        let some = |text: &str| vec![text.parse::<CartItem>().unwrap()];

        let held = stock.reserve(some("MUG:3")).unwrap();
        assert_eq!(stock.left(&mug), 2);
        let refused = stock.reserve(some("MUG:3")).map(|_| ()).unwrap_err();
        assert_eq!(
            refused,
            CheckoutError::NotEnough {
                sku: mug.clone(),
                wanted: 3,
                left: 2
            }
        );
        drop(held);
        assert_eq!(stock.left(&mug), 5);

        stock.reserve(some("MUG:5")).unwrap().keep();
        assert_eq!(stock.left(&mug), 0);
        assert_eq!(
            stock.check(&some("MUG:1")[0]),
            Err(CheckoutError::SoldOut(mug))
        );
    }

    #[test]
    fn all_is_held_or_nothing() {
        let (mug, lamp): (Sku, Sku) = ("MUG".parse().unwrap(), "LAMP".parse().unwrap());
        let stock = Stock::new([(mug.clone(), 5), (lamp, 0)]);
        let items = ["MUG:1", "LAMP:1"].map(|text| text.parse().unwrap());
        assert!(stock.reserve(items.to_vec()).is_err());
        assert_eq!(stock.left(&mug), 5);
    }
}
