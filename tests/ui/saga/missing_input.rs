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

/// The values of a list are taken as a list, and a single value is not.
struct Delivery {
    items: Vec<Item>,
}

#[saga(output = Receipt)]
impl Delivery {
    #[step(each = items, irrevocable)]
    async fn hold(&self, _item: &Item) -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn order(&self, _hold: &Hold) -> Order {
        Order
    }

    #[step(irrevocable)]
    async fn receipt(&self, _orders: &[Order]) -> Receipt {
        Receipt
    }
}

/// A step of another saga has the same name.
struct Refund;

#[saga(output = Receipt)]
impl Refund {
    #[step(irrevocable)]
    async fn charge(&self, first: Race<(&Receipt, &Order)>) -> Receipt {
        let _ = first;
        Receipt
    }
}

fn main() {}
