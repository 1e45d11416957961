//! A step needs what no step gives.
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
    #[step(irrevocable)]
    async fn charge(&self, held: &Reservation) -> Result<Charge, No> {
        let _ = held;
        Ok(Charge)
    }
}

fn main() {}
