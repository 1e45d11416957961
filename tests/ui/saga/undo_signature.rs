//! Undos that cannot be called.
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
    #[step(undo = charge)]
    async fn reserve(&self) -> Reservation {
        Reservation
    }

    #[step(undo = refund)]
    async fn charge(&self, _held: &Reservation) -> Charge {
        Charge
    }

    async fn refund(&self, charge: &Charge, amount: u32) {
        let _ = (charge, amount);
    }

    #[step(undo = cancel, undo_on_failure)]
    async fn order(&self, _charge: &Charge) -> Order {
        Order
    }

    async fn cancel(&self, order: &Order) {
        let _ = order;
    }

    #[step(undo = unsend, unknown = undo)]
    async fn send(&self, _order: &Order) -> Receipt {
        Receipt
    }

    async fn unsend(&self, receipt: &Receipt) {
        let _ = receipt;
    }
}

fn main() {}
