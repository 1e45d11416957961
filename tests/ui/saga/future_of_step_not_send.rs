//! A step holds over an await what cannot be sent.
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
        let local = std::rc::Rc::new(1);
        tokio::task::yield_now().await;
        drop(local);
        Charge
    }
}

fn main() {}
