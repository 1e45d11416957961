//! The error of a step does not convert into that of the saga.
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
    async fn charge(&self) -> Result<Charge, std::io::Error> {
        Ok(Charge)
    }
}

fn main() {}
