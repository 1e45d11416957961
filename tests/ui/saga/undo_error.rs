//! An undo fails with what is no error.
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

struct Plain;

#[saga(error = No, output = Reservation)]
impl Checkout {
    #[step(undo = release)]
    async fn reserve(&self) -> Reservation {
        Reservation
    }

    async fn release(&self, held: &Reservation) -> Result<(), Plain> {
        let _ = held;
        Err(Plain)
    }
}

fn main() {}
