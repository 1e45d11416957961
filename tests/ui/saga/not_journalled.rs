//! A journal for a saga without a version.
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
}

fn journalled() {
    let journal = organum::store::MemoryJournal::new();
    let _ = organum::saga::SagaRunner::<Checkout>::builder().journal(journal);
}

fn main() {}
