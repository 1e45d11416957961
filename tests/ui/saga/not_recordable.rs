//! A journalled saga whose values and inputs cannot be written.
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

#[saga]
struct Journalled {
    item: Item,
}

#[saga(error = No, output = Charge, version = 1)]
impl Journalled {
    #[step(irrevocable)]
    async fn charge(&self) -> Charge {
        Charge
    }
}

fn main() {}
