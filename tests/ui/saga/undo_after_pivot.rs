//! A step after the pivot names an undo.
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

    #[step(undo = unsend)]
    async fn send(&self, order: &Order) -> Receipt {
        let _ = order;
        Receipt
    }

    async fn unsend(&self, receipt: &Receipt) {
        let _ = receipt;
    }
}

fn main() {}
