//! A saga that is a step after the pivot.
use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;
struct Order;
struct Sent;
struct Send;

#[saga(error = No, output = Sent)]
impl Send {
    #[step(irrevocable)]
    async fn sent(&self) -> Result<Sent, No> {
        Err(No)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("outer")]
struct Failed(#[from] SagaError<No>);

struct Checkout;

#[saga(error = Failed, output = Sent)]
impl Checkout {
    #[step(pivot)]
    async fn order(&self) -> Order {
        Order
    }

    #[step(saga)]
    fn send(&self, order: &Order) -> Send {
        let _ = order;
        Send
    }
}

fn main() {}
