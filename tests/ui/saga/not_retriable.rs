//! A step after the pivot can fail and is not tried again.
use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;
struct Item;
struct Hold;
struct Reservation;
struct Charge;
struct Order;
struct Receipt;
struct Checkout;

#[saga(error = No, output = Receipt)]
impl Checkout {
    #[step(pivot)]
    async fn order(&self) -> Result<Order, No> {
        Ok(Order)
    }

    #[step]
    async fn send(&self, order: &Order) -> Result<Receipt, No> {
        let _ = order;
        Ok(Receipt)
    }
}

fn main() {}
