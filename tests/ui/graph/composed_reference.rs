//! A reference as an input of `compose!`.
use organum::prelude::*;

struct Cart(u32);
struct Price(u32);

#[node]
fn price(cart: &Cart) -> Price {
    Price(cart.0)
}

async fn run() -> u32 {
    let cart = Cart(1);
    let price = compose!(Price; cart: &Cart).await.unwrap();
    price.0
}

fn main() {}
