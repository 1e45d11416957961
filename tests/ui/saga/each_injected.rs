//! The items of a journalled saga are injected: after a crash they may be others.
use organum::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Hold;
#[derive(Serialize, Deserialize)]
struct Receipt;

#[saga]
struct Checkout {
    #[inject]
    items: Vec<u32>,
}

#[saga(output = Receipt, version = 1)]
impl Checkout {
    #[step(each = items, irrevocable)]
    async fn hold(&self, _item: &u32) -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn receipt(&self, _held: &[Hold]) -> Receipt {
        Receipt
    }
}

fn main() {}
