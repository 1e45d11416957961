//! A timeout of the whole run.
use organum::prelude::*;

struct Receipt;
struct Checkout;

#[saga(output = Receipt, timeout = "30s")]
impl Checkout {
    #[step(irrevocable)]
    async fn send(&self) -> Receipt {
        Receipt
    }
}

fn main() {}
