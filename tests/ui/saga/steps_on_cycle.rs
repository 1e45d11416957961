//! Steps need each other.
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
    #[step(undo = nothing)]
    async fn reserve(&self, receipt: &Receipt) -> Reservation {
        let _ = receipt;
        Reservation
    }

    #[step(irrevocable)]
    async fn charge(&self, held: &Reservation) -> Charge {
        let _ = held;
        Charge
    }

    #[step(irrevocable)]
    async fn send(&self, charge: &Charge) -> Receipt {
        let _ = charge;
        Receipt
    }

    async fn nothing(&self, held: &Reservation) {
        let _ = held;
    }
}

fn main() {}
