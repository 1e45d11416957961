//! Steps that cannot be called.
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
    async fn reserve(self) -> Reservation {
        Reservation
    }

    #[step(irrevocable)]
    async fn hold() -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn charge(&self, held: &mut Reservation) -> Charge {
        let _ = held;
        Charge
    }

    #[step(irrevocable)]
    async fn order<T>(&self, charge: &Charge) -> Order {
        let _ = charge;
        Order
    }

    #[step(each = items)]
    async fn send(&self) -> Receipt {
        Receipt
    }

    #[step(irrevocable)]
    async fn name(&self) -> &str {
        ""
    }
}

fn main() {}
