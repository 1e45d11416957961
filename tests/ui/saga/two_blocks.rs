use organum::prelude::*;

struct Checkout;

struct Hold;
struct Receipt;

#[saga(output = Hold)]
impl Checkout {
    #[step(irrevocable)]
    async fn hold(&self) -> Hold {
        Hold
    }
}

#[saga(output = Receipt)]
impl Checkout {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        Receipt
    }
}

fn main() {}
