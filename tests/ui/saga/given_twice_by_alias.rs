//! Two steps give one type, under two names.
use organum::prelude::*;

struct Charge;
type Payment = Charge;
struct Receipt;
struct Checkout;

#[saga(output = Receipt)]
impl Checkout {
    #[step(irrevocable)]
    async fn charge(&self) -> Charge {
        Charge
    }

    #[step(irrevocable)]
    async fn pay(&self) -> Payment {
        Charge
    }

    #[step(irrevocable)]
    async fn receipt(&self, _charge: &Charge, _payment: &Payment) -> Receipt {
        Receipt
    }
}

fn main() {}
