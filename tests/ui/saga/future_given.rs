use std::pin::Pin;

use organum::prelude::*;

#[derive(Debug)]
struct Receipt;

struct Checkout;

#[saga(output = Receipt)]
impl Checkout {
    #[step(irrevocable)]
    fn receipt(&self) -> Pin<Box<dyn Future<Output = Receipt> + Send>> {
        Box::pin(async { Receipt })
    }
}

fn main() {}
