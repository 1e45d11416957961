//! Sagas are impl blocks and structs.
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

#[saga(output = Charge)]
fn charge() -> Charge {
    Charge
}

trait Pay {}

#[saga(output = Charge)]
impl Pay for Checkout {}

#[saga(output = Charge)]
impl Hold {}

#[saga]
impl Item {
    #[step(irrevocable)]
    async fn charge(&self) -> Charge {
        Charge
    }
}

struct Of<T>(T);

#[saga(output = Charge)]
impl<T> Of<T> {
    #[step(irrevocable)]
    async fn charge(&self) -> Charge {
        Charge
    }
}

fn main() {}
