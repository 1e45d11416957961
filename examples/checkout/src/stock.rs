//! The stock of the shop, and reservations.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::domain::{CartItem, Sku};
use crate::error::CheckoutError;

/// The stock, shared by all sellers.
#[derive(Clone)]
pub struct Stock(Arc<Mutex<BTreeMap<Sku, u32>>>);

/// Reserved goods, which nobody else can buy until they are released.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reservation(CartItem);

impl Stock {
    pub fn new(left: impl IntoIterator<Item = (Sku, u32)>) -> Self {
        Self(Arc::new(Mutex::new(left.into_iter().collect())))
    }

    /// The available quantity of `sku`.
    pub fn left(&self, sku: &Sku) -> u32 {
        left(&self.lock(), sku)
    }

    /// Checks that `item` could be sold now.
    pub fn check(&self, item: &CartItem) -> Result<(), CheckoutError> {
        check(&self.lock(), item)
    }

    /// Reserves goods.
    pub fn reserve(&self, item: &CartItem) -> Result<Reservation, CheckoutError> {
        let mut shelves = self.lock();
        check(&shelves, item)?;
        if let Some(left) = shelves.get_mut(&item.sku) {
            *left -= item.quantity.get();
        }
        Ok(Reservation(item.clone()))
    }

    /// Releases a reservation. The saga does so once for each reservation.
    pub fn release(&self, Reservation(item): &Reservation) {
        if let Some(left) = self.lock().get_mut(&item.sku) {
            *left += item.quantity.get();
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Sku, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn left(shelves: &BTreeMap<Sku, u32>, sku: &Sku) -> u32 {
    shelves.get(sku).copied().unwrap_or(0)
}

fn check(shelves: &BTreeMap<Sku, u32>, item: &CartItem) -> Result<(), CheckoutError> {
    let (sku, wanted) = (&item.sku, item.quantity.get());
    match left(shelves, sku) {
        0 => Err(CheckoutError::SoldOut(sku.clone())),
        left if left < wanted => Err(CheckoutError::NotEnough {
            sku: sku.clone(),
            wanted,
            left,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_goods_go_back_when_they_are_released() {
        let mug: Sku = "MUG".parse().unwrap();
        let stock = Stock::new([(mug.clone(), 5)]);
        let some = |text: &str| text.parse::<CartItem>().unwrap();

        let held = stock.reserve(&some("MUG:3")).unwrap();
        assert_eq!(stock.left(&mug), 2);
        let refused = stock.reserve(&some("MUG:3")).unwrap_err();
        assert_eq!(
            refused,
            CheckoutError::NotEnough {
                sku: mug.clone(),
                wanted: 3,
                left: 2
            }
        );
        stock.release(&held);
        assert_eq!(stock.left(&mug), 5);

        stock.reserve(&some("MUG:5")).unwrap();
        assert_eq!(stock.left(&mug), 0);
        assert_eq!(
            stock.check(&some("MUG:1")),
            Err(CheckoutError::SoldOut(mug))
        );
    }
}
