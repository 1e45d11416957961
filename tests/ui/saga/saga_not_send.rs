use std::rc::Rc;

use organum::prelude::*;

struct Checkout {
    cart: Rc<u64>,
}

struct Receipt;

#[saga(output = Receipt)]
impl Checkout {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        Receipt
    }
}

fn main() {}
