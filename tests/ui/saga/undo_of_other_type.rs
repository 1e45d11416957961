//! An undo takes something else than its step gives.
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

#[saga(error = No, output = Reservation)]
impl Checkout {
    #[step(undo = release)]
    async fn reserve(&self) -> Result<Reservation, No> {
        Ok(Reservation)
    }

    async fn release(&self, held: &Hold) {
        let _ = held;
    }
}

fn main() {}
