//! Types are found by their identity: through aliases, re-exports and renamed imports.
mod orders {
    pub mod model {
        pub struct Order(pub u8);
        pub struct Cart(pub u8);
        pub struct Tier(pub u8);
    }

    pub use model::{Order, Tier};

    pub type Basket = model::Cart;

    pub mod nodes {
        use organum::node as provider;

        use super::{Basket as Bag, model::Tier as Level};

        #[provider]
        pub async fn order(bag: &Bag, level: &Level) -> super::Order {
            super::model::Order(bag.0 + level.0)
        }

        #[provider(explicit)]
        pub fn words(order: &crate::names::orders::Order) -> Words {
            vec![order.0.to_string()]
        }

        pub type Words = Vec<String>;
    }
}

use orders::{Order as Purchase, nodes::words as names};
use organum::graph as wired;

#[organum::node]
fn tier() -> orders::model::Tier {
    orders::Tier(2)
}

#[wired(output = Purchase)]
struct Checkout {
    cart: orders::model::Cart,
}

#[organum::graph(output = Vec<String>, nodes(names))]
struct Named {
    cart: orders::Basket,
}

#[organum::graph(output = orders::nodes::Words, nodes(orders::nodes::words))]
struct ByPath {
    cart: orders::Basket,
}

#[tokio::test]
async fn types_are_found_by_their_identity() {
    let cart = || orders::model::Cart(1);
    assert_eq!(Checkout { cart: cart() }.run().await.unwrap().0, 3);
    assert_eq!(Named { cart: cart() }.run().await.unwrap(), ["3"]);
    assert_eq!(ByPath { cart: cart() }.run().await.unwrap(), ["3"]);
}
