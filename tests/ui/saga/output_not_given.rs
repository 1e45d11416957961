//! A saga gives what no step does.
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
    #[step(irrevocable)]
    async fn charge(&self) -> Result<Charge, No> {
        Ok(Charge)
    }
}

fn main() {}
