//! A step is neither before nor after the pivot.
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
    #[step(undo = refund)]
    async fn charge(&self) -> Result<Charge, No> {
        Ok(Charge)
    }

    async fn refund(&self, charge: &Charge) {
        let _ = charge;
    }

    #[step(irrevocable)]
    async fn note(&self) -> Item {
        Item
    }

    #[step(pivot)]
    async fn order(&self, charge: &Charge) -> Result<Order, No> {
        let _ = charge;
        Ok(Order)
    }

    #[step(retry(attempts = 3))]
    async fn send(&self, order: &Order, item: &Item) -> Result<Receipt, No> {
        let _ = (order, item);
        Ok(Receipt)
    }
}

fn main() {}
