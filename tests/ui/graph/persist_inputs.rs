//! Dependencies that cannot be a part of the key of a recorded result. Injected ones need not be.

use std::sync::Arc;

use organum::{prelude::*, store::Store};
use serde::{Deserialize, Serialize};

struct Sku(u32);
struct Client;
struct Stock(u32);

#[derive(Serialize, Deserialize)]
struct Price(u32);
#[derive(Serialize, Deserialize)]
struct Total(u32);

#[node(persist(scope = global))]
async fn price(sku: &Sku, _: &Client) -> Price {
    Price(sku.0)
}

#[node]
fn stock() -> Stock {
    Stock(1)
}

#[node(explicit, persist(scope = run))]
fn totals(stock: &Stock, price: &Price) -> Vec<Total> {
    vec![Total(stock.0 * price.0)]
}

#[graph(output = Vec<Total>, nodes(totals))]
struct Shop {
    sku: Sku,
    #[inject]
    client: Client,
    #[inject]
    store: Arc<dyn Store>,
}

fn main() {}
