use organum::prelude::*;

pub mod shop {
    use super::*;

    #[derive(Debug)]
    struct Receipt;

    pub struct Checkout;

    #[saga(output = Receipt)]
    impl Checkout {
        #[step(irrevocable)]
        async fn receipt(&self) -> Receipt {
            Receipt
        }
    }
}

fn main() {}
