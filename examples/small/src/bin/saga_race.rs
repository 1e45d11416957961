//! Two providers are asked to pay at once: one payment is kept, and the other is refunded.

use std::time::Duration;

use organum::{OneOf2, prelude::*};
use tokio::time::sleep;

struct ByCard(u64);
struct ByTransfer(u64);
struct Paid(&'static str);

struct Payment {
    cents: u64,
}

#[saga(output = Paid)]
impl Payment {
    #[step(undo = refund_card)]
    async fn by_card(&self) -> ByCard {
        sleep(Duration::from_millis(10)).await;
        ByCard(self.cents)
    }

    fn refund_card(&self, paid: &ByCard) {
        println!("{} cents go back to the card", paid.0);
    }

    #[step(undo = refund_transfer)]
    async fn by_transfer(&self) -> ByTransfer {
        sleep(Duration::from_millis(20)).await;
        ByTransfer(self.cents)
    }

    fn refund_transfer(&self, paid: &ByTransfer) {
        println!("{} cents go back to the account", paid.0);
    }

    #[step(irrevocable)]
    fn paid(&self, first: Race<(&ByCard, &ByTransfer)>) -> Paid {
        match first.get() {
            OneOf2::First(_) => Paid("by card"),
            OneOf2::Second(_) => Paid("by transfer"),
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let report = Payment { cents: 700 }.run().report().await;
    println!("{report}");
    if let Ok(paid) = report.into_result() {
        println!("paid {}", paid.0);
    }
}
