//! Steps that are to be stopped where they cannot be, and unknown outcomes that nothing is done about.
use organum::prelude::*;

struct Reservation;
struct Charge;
struct Hold;
struct Order;
struct Receipt;
struct Checkout;

#[saga(output = Receipt)]
impl Checkout {
    #[step(uncut, undo = release)]
    async fn reserve(&self) -> Reservation {
        Reservation
    }

    async fn release(&self, reservation: &Reservation) {
        let _ = reservation;
    }

    #[step(irrevocable, unknown = undo)]
    async fn charge(&self, _reservation: &Reservation) -> Charge {
        Charge
    }

    #[step(irrevocable, cancellable)]
    fn hold(&self, _charge: &Charge) -> Hold {
        Hold
    }

    #[step(pivot, cancellable)]
    async fn order(&self, _hold: &Hold) -> Order {
        Order
    }

    #[step(unknown = skip)]
    async fn send(&self, _order: &Order) -> Receipt {
        Receipt
    }
}

fn main() {}
