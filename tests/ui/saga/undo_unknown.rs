//! An undo that is not there.
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
}

fn main() {}
