//! A graph of nodes from one crate and types from another.

use organum::graph;
use organum_test_app::{order, price, text};
use organum_test_domain::{Cart, Order as Placed};

/// The purchase of a cart.
#[graph(output = Placed, nodes(order, price, text))]
pub struct Purchase {
    /// The cart to buy.
    pub cart: Cart,
}

/// The same purchase, with a node named by its path and a price given by the caller.
#[graph(output = organum_test_domain::Order, nodes(organum_test_app::order, text))]
pub struct Haggled {
    /// The cart to buy.
    pub cart: Cart,
    /// The agreed price.
    pub price: organum_test_domain::Price,
}

/// A spine of organs and events from another crate, under names of its own.
pub mod shop {
    use organum::{Event, organ, spine};
    use organum_test_app::events::{Dispatch as Sender, OrderPlaced as Bought};

    /// An event of another crate.
    pub type Parcel = organum_test_app::events::Sent;

    /// Counts sent parcels.
    #[derive(Default)]
    pub struct Ledger(pub Vec<u64>);

    #[organ]
    impl Ledger {
        /// Adds one parcel.
        pub fn handle(&mut self, event: &Event) {
            match event {
                Bought { order: 0 } => {}
                organum_test_app::events::Sent(number) => self.0.push(*number),
            }
        }
    }

    /// The shop.
    #[spine(entry(Bought), terminal(Parcel))]
    #[derive(Default)]
    pub struct Shop {
        /// Sends parcels.
        pub sender: Sender,
        /// Counts parcels.
        pub ledger: Ledger,
    }
}

/// A saga whose steps are sagas of another crate, under names of its own, followed by a step of its own.
pub mod parcels {
    use std::error::Error;

    use organum::saga;
    use organum_test_app::sagas::{self, Picked, Picking};

    type Wrap = sagas::Wrapping;

    /// Packs an order.
    pub struct Packing {
        /// The number of ordered items.
        pub items: u32,
    }

    /// The sent parcel.
    #[derive(Debug)]
    pub struct Packed(pub u32);

    #[saga(error = Box<dyn Error + Send + Sync>, output = Packed)]
    impl Packing {
        #[step(saga)]
        fn picked(&self) -> Picking {
            Picking { items: self.items }
        }

        #[step(saga)]
        fn wrapped(&self, picked: &Picked) -> Wrap {
            Wrap { items: picked.0 }
        }

        #[step(irrevocable)]
        async fn packed(&self, picked: &Picked, wrapped: &sagas::Wrapped) -> Packed {
            std::future::ready(()).await;
            Packed(picked.0 * 10 + wrapped.0)
        }
    }
}

/// Macros of another crate, which use the `organum` of that crate.
#[cfg(test)]
mod of_macros {
    use organum_test_app::{announce, carry_out, listen, organum::Spine, provide, wire};

    provide!(stock -> Stock(3));
    wire!(Count -> Stock);
    announce! {
        /// A guest came.
        #[derive(Debug)]
        Came { guests: u32, names: Vec<String> }
        Left {}
    }
    listen!(Door(Came, Left), Porter {
        Came { guests: 0, .. } => 10,
        Came { guests, .. } => *guests,
        Left {} => 1
    });
    carry_out!(Buy: buy -> u32 = 7, give_back);

    #[tokio::test]
    async fn they_declare_all_there_is() {
        assert_eq!(Count {}.run().await.unwrap().0, 3);
        let mut door = Door::default();
        for guests in [0, 2] {
            let names = Vec::new();
            door.run(Came { guests, names }).await.unwrap();
        }
        door.run(Left {}).await.unwrap();
        assert_eq!(door.organ.seen, 13);
        assert_eq!(Buy.run().await.unwrap(), 7);
    }

    #[tokio::test]
    async fn inside_of_functions_too() {
        announce!(Inner { number: u8 });
        listen!(Room(Inner), Ear { Inner { number } => u32::from(*number) });
        let mut room = Room::default();
        room.run(Inner { number: 4 }).await.unwrap();
        assert_eq!(room.organ.seen, 4);
    }
}

#[cfg(test)]
mod tests {
    use organum::{Spine, event::EventType};
    use organum_test_app::{
        events::{OrderPlaced, Sent},
        sagas::SoldOut,
    };
    use organum_test_domain::Price;

    use super::*;

    #[tokio::test]
    async fn a_graph_of_three_crates_runs() {
        let cart = Cart { items: 10 };
        let order = Purchase { cart }.run().await.unwrap();
        assert_eq!(order.price, Price(1_350));
        assert_eq!(order.text, "10 items");
    }

    #[tokio::test]
    async fn an_input_may_be_of_a_type_that_a_explicit_node_of_another_graph_provides() {
        let run = Haggled {
            cart: Cart { items: 1 },
            price: Price(99),
        };
        assert_eq!(run.run().await.unwrap().price, Price(99));
    }

    #[tokio::test]
    async fn an_error_of_another_crates_node_is_found() {
        let cart = Cart { items: 0 };
        let error = Purchase { cart }.run().await.unwrap_err();
        assert!(error.downcast_ref::<std::fmt::Error>().is_some());
        assert_eq!(error.to_string(), "node `order` of graph `Purchase` failed");
    }

    #[tokio::test]
    async fn a_spine_carries_events_between_crates() {
        let mut shop = shop::Shop::default().builder().build();
        for order in 0..3 {
            shop.run(OrderPlaced { order }).await.unwrap();
        }
        let shop = shop.shutdown().await.unwrap();
        assert_eq!(shop.ledger.0, [0, 1, 2]);
        assert_eq!(shop.sender.sent, 3);
        assert_eq!(Sent::TABLE.name, "PARCEL_SENT");
        assert_eq!(Sent::TABLE.path, "organum_test_app::events::Sent");
    }

    #[tokio::test]
    async fn sagas_of_another_crate_are_steps_beside_others() {
        let packed = parcels::Packing { items: 2 }.run().await.unwrap();
        assert_eq!(packed.0, 22);
        let error = parcels::Packing { items: 0 }.run().await.unwrap_err();
        assert!(error.downcast_ref::<SoldOut>().is_some());
    }
}
