//! Nodes of a shop whose types are in another crate. This crate declares no graph, so no provider can be
//! missing here.

#![allow(
    clippy::ptr_arg,
    clippy::unused_async,
    reason = "a node takes what it depends on, and is async like the real one"
)]

use organum::node;
use organum_test_domain::{Cart, Order, Price};

/// A type of this crate: its node is found by the type.
pub struct Discount(pub u64);

/// Ten percent off for ten items or more.
#[node]
#[must_use]
pub fn discount(cart: &Cart, full: &Price) -> Discount {
    Discount(if cart.items >= 10 { full.0 / 10 } else { 0 })
}

/// The total price.
#[node(explicit)]
pub async fn price(cart: &Cart) -> Price {
    Price(u64::from(cart.items) * 150)
}

/// The text for the customer.
#[node(explicit)]
#[must_use]
pub fn text(cart: &Cart) -> String {
    format!("{} items", cart.items)
}

/// The order.
///
/// # Errors
/// An order without items.
#[node(explicit)]
pub async fn order(price: Price, off: &Discount, text: &String) -> Result<Order, std::fmt::Error> {
    let price = Price(price.0 - off.0);
    if price.0 == 0 {
        return Err(std::fmt::Error);
    }
    Ok(Order {
        price,
        text: text.clone(),
    })
}

/// A node that nothing uses and whose dependency nothing provides: no mistake without a graph.
#[node]
#[must_use]
pub fn unused(_nobody: &Nobody) -> Unused {
    Unused
}

/// A type that no node provides.
pub struct Nobody;
/// A type that no graph uses.
pub struct Unused;

/// Events of the shop, and an organ. This crate declares no spine, so no handler can be missing here.
pub mod events {
    use organum::{Event, event, organ};

    /// An order was placed.
    #[event]
    #[derive(Debug)]
    pub struct OrderPlaced {
        /// The number of the order.
        pub order: u64,
    }

    /// A parcel was sent.
    #[event("PARCEL_SENT")]
    pub struct Sent(pub u64);

    /// Sends the ordered items.
    #[derive(Default)]
    pub struct Dispatch {
        /// The number of parcels that were sent.
        pub sent: u64,
    }

    #[organ]
    impl Dispatch {
        /// Sends one order.
        pub fn handle(&mut self, event: &Event) -> Sent {
            match event {
                OrderPlaced { order } => {
                    self.sent += 1;
                    Sent(*order)
                }
            }
        }
    }
}

/// The path of Organum that the macros below use.
pub use organum;

/// Declares a type and the node that provides it.
#[macro_export]
macro_rules! provide {
    ($node:ident -> $name:ident($value:expr)) => {
        /// The provided value.
        #[derive(Debug)]
        pub struct $name(pub u32);

        #[$crate::organum::node(crate = $crate::organum)]
        fn $node() -> $name {
            $name($value)
        }
    };
}

/// Declares a graph without inputs.
#[macro_export]
macro_rules! wire {
    ($name:ident -> $output:ty) => {
        #[$crate::organum::graph(crate = $crate::organum, output = $output)]
        struct $name {}
    };
}

/// Declares events.
#[macro_export]
macro_rules! announce {
    ($($(#[$attribute:meta])* $name:ident { $($field:ident: $ty:ty),* })*) => {
        $(
            $(#[$attribute])*
            #[$crate::organum::event(crate = $crate::organum)]
            struct $name {
                $($field: $ty,)*
            }
        )*
    };
}

/// Declares an organ, with its arms, and a spine with this organ alone.
#[macro_export]
macro_rules! listen {
    ($spine:ident($($entry:path),*), $organ:ident { $($event:pat => $body:expr),* }) => {
        #[derive(Default)]
        struct $organ {
            seen: u32,
        }

        #[$crate::organum::organ(crate = $crate::organum)]
        impl $organ {
            fn handle(&mut self, event: &$crate::organum::Event) {
                match event {
                    $($event => self.seen += $body,)*
                }
            }
        }

        #[$crate::organum::spine(crate = $crate::organum, entry($($entry),*))]
        #[derive(Default)]
        struct $spine {
            organ: $organ,
        }
    };
}

/// Declares a saga of one step.
// rustfmt indents the long attribute further each time.
#[rustfmt::skip]
#[macro_export]
macro_rules! carry_out {
    ($name:ident: $step:ident -> $value:ty = $given:expr, $undo:ident) => {
        struct $name;

        #[$crate::organum::saga(error = $crate::sagas::SoldOut, crate = $crate::organum, output = $value)]
        impl $name {
            #[step(undo = $undo)]
            async fn $step(&self) -> ::core::result::Result<$value, $crate::sagas::SoldOut> {
                ::core::result::Result::Ok($given)
            }

            async fn $undo(&self, _value: &$value) {}
        }
    };
}

/// Sagas of the shop, which sagas of other crates have as steps.
pub mod sagas {
    use organum::saga;

    /// The error of an item that is not available.
    #[derive(Debug)]
    pub struct SoldOut;

    impl std::fmt::Display for SoldOut {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("sold out")
        }
    }

    impl std::error::Error for SoldOut {}

    /// Picks items.
    pub struct Picking {
        /// The number of items.
        pub items: u32,
    }

    /// The picked items.
    #[derive(Debug)]
    pub struct Picked(pub u32);

    #[saga(error = SoldOut, output = Picked)]
    impl Picking {
        #[step(irrevocable)]
        async fn pick(&self) -> Result<Picked, SoldOut> {
            if self.items == 0 {
                return Err(SoldOut);
            }
            Ok(Picked(self.items))
        }
    }

    /// Wraps the picked items.
    pub struct Wrapping {
        /// The number of items.
        pub items: u32,
    }

    /// The wrapped items.
    #[derive(Debug)]
    pub struct Wrapped(pub u32);

    #[saga(output = Wrapped)]
    impl Wrapping {
        #[step(irrevocable)]
        async fn wrap(&self) -> Wrapped {
            Wrapped(self.items)
        }
    }
}
