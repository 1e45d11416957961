//! Options of steps that do not fit.
use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;
struct Item;
struct Note;
struct Hold;
struct Reservation;
struct Charge;
struct Order;
struct Receipt;
struct Checkout;

#[saga(error = No, output = Receipt)]
impl Checkout {
    #[step(irrevocabel)]
    async fn reserve(&self) -> Reservation {
        Reservation
    }

    #[step(irrevocable, undo_retry(attempts = 3))]
    async fn hold(&self) -> Hold {
        Hold
    }

    #[step(irrevocable, undo = refund)]
    async fn charge(&self) -> Charge {
        Charge
    }

    async fn refund(&self, charge: &Charge) {
        let _ = charge;
    }

    #[step(pivot, undo = cancel)]
    async fn order(&self) -> Order {
        Order
    }

    async fn cancel(&self, order: &Order) {
        let _ = order;
    }

    #[step(irrevocable, concurrency = 4)]
    async fn send(&self) -> Receipt {
        Receipt
    }

    #[step(irrevocable, retry_if = is_good)]
    async fn item(&self) -> Result<Item, No> {
        Ok(Item)
    }

    #[step(irrevocable, retry(attempts = 3))]
    async fn note(&self) -> Note {
        Note
    }
}

fn main() {}
