use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

struct Pay {
    cents: u32,
}

struct Paid;

#[derive(Debug)]
struct Receipt;

struct Checkout {
    cents: u32,
}

#[saga(error = No, output = Receipt)]
impl Checkout {
    #[step(saga)]
    fn pay(&self) -> Pay {
        Pay { cents: self.cents }
    }

    #[step(irrevocable)]
    async fn receipt(&self, _paid: &Paid) -> Receipt {
        Receipt
    }
}

fn main() {
    let _ = Checkout { cents: 1 }.run();
}
