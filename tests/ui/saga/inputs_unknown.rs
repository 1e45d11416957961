//! A journalled saga whose struct does not say what its inputs are.
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

#[derive(serde::Serialize, serde::Deserialize)]
struct Paid;

#[saga(error = No, output = Paid, version = 1)]
impl Checkout {
    #[step(irrevocable)]
    async fn charge(&self) -> Paid {
        Paid
    }
}

fn main() {}
