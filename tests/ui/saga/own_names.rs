//! Methods with the names of functions that `#[saga]` writes.
use organum::prelude::*;

struct Hold;
struct Receipt;
struct Checkout;

#[saga(output = Receipt)]
impl Checkout {
    #[step(irrevocable)]
    async fn run(&self) -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn builder(&self, _hold: &Hold) -> Receipt {
        self.runner()
    }

    fn runner(&self) -> Receipt {
        Receipt
    }
}

fn main() {}
