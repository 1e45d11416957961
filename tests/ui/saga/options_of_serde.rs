//! Attributes of serde that the fields of a saga cannot have.

use organum::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
struct Receipt;
struct Cart;

#[saga]
struct Flattened {
    #[serde(flatten)]
    cents: u64,
    #[serde(rename(serialize = "a", deserialize = "b"))]
    number: u64,
    #[inject]
    #[serde(default)]
    client: String,
}

#[saga(output = Receipt, version = 1)]
impl Flattened {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        drop((self.cents, self.number, self.client.clone()));
        Receipt
    }
}

#[saga]
#[serde(rename_all = "camelCase")]
struct Renamed {
    #[serde(rename = "number")]
    cart: Cart,
}

#[saga(output = Receipt, version = 1)]
impl Renamed {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        let _ = &self.cart;
        Receipt
    }
}

fn main() {}
