//! A step names no undo, and is not marked irrevocable.
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

#[saga(error = No, output = Charge)]
impl Checkout {
    #[step]
    async fn charge(&self) -> Result<Charge, No> {
        Ok(Charge)
    }
}

fn main() {}
