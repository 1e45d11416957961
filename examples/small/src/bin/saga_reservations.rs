//! Concurrent reservations, a few at once: when one fails, the completed ones are released.

use std::time::Duration;

use organum::prelude::*;
use tokio::time::sleep;

#[derive(Debug, thiserror::Error)]
#[error("{0} is sold out")]
struct SoldOut(&'static str);

struct Reserved(&'static str);
struct Parcel(usize);

struct Order {
    items: Vec<&'static str>,
}

#[saga(error = SoldOut, output = Parcel)]
impl Order {
    #[step(each = items, undo = give_back, concurrency = 2)]
    async fn reserve(&self, item: &&'static str) -> Result<Reserved, SoldOut> {
        sleep(Duration::from_millis(5)).await;
        if *item == "lamp" {
            return Err(SoldOut(item));
        }
        Ok(Reserved(item))
    }

    fn give_back(&self, reserved: &Reserved) {
        println!("the {} is given back", reserved.0);
    }

    #[step(irrevocable)]
    fn pack(&self, reserved: &[Reserved]) -> Parcel {
        Parcel(reserved.len())
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), SagaError<SoldOut>> {
    let items = vec!["pen", "book", "ink"];
    let parcel = Order { items }.run().await?;
    println!("a parcel of {}", parcel.0);

    let items = vec!["pen", "book", "ink", "lamp"];
    let report = Order { items }.run().report().await;
    println!("{report}");
    Ok(())
}
