//! A spine with an organ of each kind, for what stands around spines: archives, replays, caches, the
//! command for dead letters.

mod letters;
mod organs;

use std::{
    any::TypeId,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use organum::__private::{
    Emissions, EmitList, Emits, Entry, ErasedOrgan, Event, EventType, Failure, Spine, decode,
    event_table::{EventTable, Interest, OrganSlot, OrganTable, Row, SpineTable, table_of},
    key, reassembled,
};
use serde::{Deserialize, Serialize};

pub use self::{
    letters::FileLetters,
    organs::{Ledger, Mail, Prices},
};

macro_rules! events {
    ($($(#[$doc:meta])* $Name:ident { $($(#[$field_doc:meta])* $field:ident: $Type:ty),+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $Name {
                $($(#[$field_doc])* pub $field: $Type,)+
            }

            impl EventType for $Name {
                const TABLE: &'static EventTable = &EventTable {
                    name: stringify!($Name),
                    version: 1,
                    path: concat!(module_path!(), "::", stringify!($Name)),
                    key: key(stringify!($Name)),
                    type_id: TypeId::of::<$Name>(),
                    is_enum: false,
                    retry: None,
                    decode: decode::<$Name>,
                };
            }

            impl Emits for $Name {
                const LIST: EmitList = EmitList {
                    own: Some(<Self as EventType>::TABLE),
                    parts: &[],
                };

                fn emit(self, out: &mut Emissions) -> Result<(), Failure> {
                    out.push(self);
                    Ok(())
                }
            }
        )+
    };
}

events! {
    /// From outside.
    OrderPlaced {
        /// Its number.
        order: u32
    }
    /// What an order costs, as an external service says.
    Priced {
        /// The order.
        order: u32,
        /// How much.
        cents: u64
    }
    /// A mail was sent.
    Sent {
        /// About this order.
        order: u32
    }
    /// A day's end: nobody handles it.
    Closed {
        /// The total.
        cents: u64
    }
}

/// The spine: prices are asked for, mails are sent, totals are kept.
#[derive(Default)]
pub struct Shop {
    /// Asks a service, and is cached.
    pub prices: Prices,
    /// Fails at what is poisoned.
    pub mail: Mail,
    /// Sums up.
    pub ledger: Ledger,
}

/// What is outside of the shop, and can be changed while it is at work. Clones share it.
#[derive(Clone, Default)]
pub struct World {
    /// How often the service of prices was asked.
    pub asked: Arc<AtomicU32>,
    /// How often it fails from now on.
    pub price_failures: Arc<AtomicU32>,
    /// The order whose mail cannot be sent; 0 for none.
    pub poison: Arc<AtomicU32>,
}

impl World {
    /// Takes one of so many.
    fn takes(left: &AtomicU32) -> bool {
        let less = |left: u32| left.checked_sub(1);
        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
            .is_ok()
    }
}

impl Shop {
    /// A shop in this world.
    pub fn within(world: &World) -> Self {
        Self {
            prices: Prices {
                world: world.clone(),
            },
            mail: Mail {
                world: world.clone(),
                sent: Vec::new(),
            },
            ledger: Ledger::default(),
        }
    }
}

impl Entry<Shop> for OrderPlaced {}

impl Spine for Shop {
    const TABLE: &'static SpineTable = &SpineTable {
        name: "Shop",
        organs: &[
            OrganSlot {
                field: "prices",
                table: organs::PRICES,
            },
            OrganSlot {
                field: "mail",
                table: organs::MAIL,
            },
            OrganSlot {
                field: "ledger",
                table: organs::LEDGER,
            },
        ],
        entry: &[OrderPlaced::TABLE],
        terminal: &[Closed::TABLE],
        max_hops: None,
    };

    fn rows(event: u64) -> &'static [Row] {
        const fn row(organ: u16, handler: u16) -> Row {
            Row { organ, handler }
        }
        if event == OrderPlaced::TABLE.key {
            const { &[row(0, 0)] }
        } else if event == Priced::TABLE.key {
            const { &[row(1, 0), row(2, 0)] }
        } else if event == Sent::TABLE.key {
            const { &[row(2, 1)] }
        } else {
            &[]
        }
    }

    fn organs(&mut self) -> Vec<&mut dyn ErasedOrgan> {
        vec![&mut self.prices, &mut self.mail, &mut self.ledger]
    }

    fn dismantle(self) -> Vec<Box<dyn ErasedOrgan>> {
        vec![
            Box::new(self.prices),
            Box::new(self.mail),
            Box::new(self.ledger),
        ]
    }

    fn assemble(organs: Vec<Box<dyn ErasedOrgan>>) -> Self {
        let mut organs = organs.into_iter();
        Self {
            prices: reassembled(&mut organs),
            mail: reassembled(&mut organs),
            ledger: reassembled(&mut organs),
        }
    }
}

const fn interest<T: EventType>() -> Interest {
    const fn any<T>(_: &T) -> bool {
        true
    }
    Interest {
        event: table_of::<T>(any::<T>),
        pattern: "_",
    }
}

/// For organs: the payload, which is one of those that they listen for.
fn heard<T: EventType>(event: &Event) -> &T {
    event.get().expect("the organ listens for it")
}

/// What all tables of organs here have in common.
const PLAIN: OrganTable = OrganTable {
    name: "",
    handlers: &[],
    hooks: organum::__private::event_table::Hooks {
        start: None,
        quiet: None,
        stop: None,
    },
    shared: false,
    concurrency: 1,
    cached: false,
    version: 1,
};
