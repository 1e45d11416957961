//! Two steps give one type.
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
    async fn charge(&self) -> Charge {
        Charge
    }

    #[step(irrevocable)]
    async fn charge_again(&self) -> Result<Charge, No> {
        Ok(Charge)
    }
}

fn main() {}
