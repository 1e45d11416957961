//! A shop whose organs do what the order says, written as the macros write them.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::{any::TypeId, time::Duration};

use organum::{
    __private::key,
    Runtime, Spine,
    event::{
        Emissions, EmitList, Emits, Entry, ErasedOrgan, Event, EventType, Failure, Organ, Outbox,
        OutboxOf, decode, reassembled,
        table::{
            EventTable, HandlerPolicy, HandlerTable, HookTable, Hooks, Interest, OrganSlot,
            OrganTable, Row, SpineTable,
        },
    },
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

/// What is in no log, label or message.
pub(crate) const SECRET: &str = "a secret";

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty),* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        pub(crate) struct $name { $(pub(crate) $field: $type),* }

        impl EventType for $name {
            const TABLE: &'static EventTable = &EventTable {
                name: stringify!($name),
                version: 1,
                path: concat!(module_path!(), "::", stringify!($name)),
                key: key(concat!(module_path!(), "::", stringify!($name))),
                type_id: TypeId::of::<$name>(),
                is_enum: false,
                retry: None,
                decode: decode::<$name>,
            };
        }

        impl Emits for $name {
            const LIST: EmitList = EmitList { own: Some($name::TABLE), parts: &[] };

            fn emit(self, out: &mut Emissions) -> Result<(), Failure> {
                out.push(self);
                Ok(())
            }
        }
    )*};
}

events! {
    /// An order, and how well its handling goes: so many tries panic, then so many fail.
    OrderPlaced {
        order: u32,
        note: String,
        takes_ms: u64,
        panics: usize,
        fails: usize,
        labels: usize
    }
    OrderShipped { order: u32 }
    LabelPrinted { order: u32 }
    ReceiptSent { order: u32 }
    DayEnded {}
}

/// An order for which all goes well at once.
pub(crate) fn order(order: u32) -> OrderPlaced {
    OrderPlaced {
        order,
        note: SECRET.to_owned(),
        ..OrderPlaced::default()
    }
}

const fn interest(event: &'static EventTable, pattern: &'static str) -> Interest {
    Interest { event, pattern }
}

const POLICY: HandlerPolicy = HandlerPolicy {
    retry: None,
    timeout: None,
    on_failure: None,
};

const PLAIN: OrganTable = OrganTable {
    name: "",
    handlers: &[],
    hooks: Hooks {
        start: None,
        quiet: None,
        stop: None,
    },
    shared: false,
    concurrency: 1,
    cached: false,
    version: 1,
};

/// Ships orders: an `OrderShipped`, and as many labels as it is told.
pub(crate) struct Fulfilment {
    began: Instant,
    /// The orders that it was called with, and when.
    pub(crate) calls: Vec<(u32, Duration)>,
}

impl Default for Fulfilment {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            calls: Vec::new(),
        }
    }
}

type Shipping = Outbox<(OrderShipped, LabelPrinted)>;

impl Fulfilment {
    async fn handle(&mut self, event: &Event, out: &mut Shipping) -> Result<(), String> {
        let Some(placed) = event.get::<OrderPlaced>() else {
            return Ok(());
        };
        self.calls.push((placed.order, self.began.elapsed()));
        let of_order = self
            .calls
            .iter()
            .filter(|(order, _)| *order == placed.order);
        let tries = of_order.count();
        let order = placed.order;
        out.emit(OrderShipped { order });
        tracing::info!("at work");
        if placed.takes_ms > 0 {
            sleep(Duration::from_millis(placed.takes_ms)).await;
        }
        assert!(tries > placed.panics, "{SECRET}");
        if tries <= placed.panics + placed.fails {
            return Err(SECRET.to_owned());
        }
        for _ in 0..placed.labels {
            out.emit(LabelPrinted { order });
        }
        Ok(())
    }
}

impl Organ for Fulfilment {
    const TABLE: &'static OrganTable = &OrganTable {
        name: "Fulfilment",
        handlers: &[HandlerTable {
            name: "handle",
            listens: &[interest(OrderPlaced::TABLE, "OrderPlaced { order, .. }")],
            all: false,
            emits: &[&<&mut Shipping as OutboxOf>::LIST],
            policy: POLICY,
        }],
        hooks: Hooks {
            start: None,
            quiet: None,
            stop: Some(HookTable {
                name: "close",
                emits: &[&DayEnded::LIST],
            }),
        },
        ..PLAIN
    };

    fn wants(_handler: u16, _event: &Event) -> bool {
        true
    }

    async fn call(
        &mut self,
        _handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure> {
        let mut outbox = Shipping::around(out);
        let result = self.handle(event, &mut outbox).await;
        outbox.put_back(out);
        result.emit(out)
    }
}

/// Sends receipts, except for order 0.
#[derive(Default)]
pub(crate) struct Mailer;

impl Organ for Mailer {
    const TABLE: &'static OrganTable = &OrganTable {
        name: "Mailer",
        handlers: &[HandlerTable {
            name: "handle",
            listens: &[interest(
                OrderShipped::TABLE,
                "OrderShipped { order: 1.. } if \"now\"",
            )],
            all: false,
            emits: &[&ReceiptSent::LIST],
            policy: POLICY,
        }],
        ..PLAIN
    };

    fn wants(_handler: u16, event: &Event) -> bool {
        event
            .get()
            .is_some_and(|shipped: &OrderShipped| shipped.order > 0)
    }

    async fn call(
        &mut self,
        _handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure> {
        let shipped: Option<&OrderShipped> = event.get();
        let receipt = shipped.map(|shipped| ReceiptSent {
            order: shipped.order,
        });
        receipt.emit(out)
    }
}

/// Hears everything.
#[derive(Default)]
pub(crate) struct Audit {
    pub(crate) heard: Vec<String>,
}

impl Organ for Audit {
    const TABLE: &'static OrganTable = &OrganTable {
        name: "Audit",
        handlers: &[HandlerTable {
            name: "record",
            listens: &[],
            all: true,
            emits: &[],
            policy: POLICY,
        }],
        ..PLAIN
    };

    fn wants(_handler: u16, _event: &Event) -> bool {
        true
    }

    async fn call(
        &mut self,
        _handler: u16,
        event: &Event,
        _out: &mut Emissions,
    ) -> Result<(), Failure> {
        self.heard.push(event.name().to_owned());
        Ok(())
    }
}

/// The spine.
#[derive(Default)]
pub(crate) struct Shop {
    pub(crate) fulfilment: Fulfilment,
    pub(crate) mail: Mailer,
    pub(crate) audit: Audit,
}

impl Shop {
    pub(crate) fn runtime() -> Runtime<Self> {
        Runtime::of(Self::default())
    }
}

impl Entry<Shop> for OrderPlaced {}

const FULFILMENT: Row = Row {
    organ: 0,
    handler: 0,
};
const MAIL: Row = Row {
    organ: 1,
    handler: 0,
};
const AUDIT: Row = Row {
    organ: 2,
    handler: 0,
};

impl Spine for Shop {
    const TABLE: &'static SpineTable = &SpineTable {
        name: "Shop",
        organs: &[
            OrganSlot {
                field: "fulfilment",
                table: Fulfilment::TABLE,
            },
            OrganSlot {
                field: "mail",
                table: Mailer::TABLE,
            },
            OrganSlot {
                field: "audit",
                table: Audit::TABLE,
            },
        ],
        entry: &[OrderPlaced::TABLE],
        terminal: &[ReceiptSent::TABLE],
        max_hops: None,
    };

    fn rows(event: u64) -> &'static [Row] {
        if event == OrderPlaced::TABLE.key {
            &[FULFILMENT, AUDIT]
        } else if event == OrderShipped::TABLE.key {
            &[MAIL, AUDIT]
        } else {
            &[AUDIT]
        }
    }

    fn organs(&mut self) -> Vec<&mut dyn ErasedOrgan> {
        vec![&mut self.fulfilment, &mut self.mail, &mut self.audit]
    }

    fn dismantle(self) -> Vec<Box<dyn ErasedOrgan>> {
        vec![
            Box::new(self.fulfilment),
            Box::new(self.mail),
            Box::new(self.audit),
        ]
    }

    fn assemble(organs: Vec<Box<dyn ErasedOrgan>>) -> Self {
        let mut organs = organs.into_iter();
        Self {
            fulfilment: reassembled(&mut organs),
            mail: reassembled(&mut organs),
            audit: reassembled(&mut organs),
        }
    }
}
