//! The organs of the shop.

use std::{num::NonZeroU32, sync::atomic::Ordering};

use organum::{
    __private::{
        Emissions, Emits, Event, Failure, Hook, Organ,
        event_table::{HandlerPolicy, HandlerTable, HookTable, Hooks, OrganTable},
        serde_json,
    },
    policy::Retry,
};
use serde::Serialize;

use super::{Closed, OrderPlaced, PLAIN, Priced, Sent, World, heard, interest};

const POLICY: HandlerPolicy = HandlerPolicy {
    retry: None,
    timeout: None,
    on_failure: None,
};

/// Asks an external service what an order costs: each time it is another price.
#[derive(Default)]
pub struct Prices {
    pub(super) world: World,
}

pub(super) const PRICES: &OrganTable = &OrganTable {
    name: "Prices",
    handlers: &[HandlerTable {
        name: "ask",
        listens: &[interest::<OrderPlaced>()],
        all: false,
        emits: &[&Priced::LIST],
        policy: HandlerPolicy {
            retry: Some(Retry::new(NonZeroU32::MIN.saturating_add(2))),
            ..POLICY
        },
    }],
    cached: true,
    ..PLAIN
};

impl Organ for Prices {
    const TABLE: &'static OrganTable = PRICES;

    fn wants(_: u16, _: &Event) -> bool {
        true
    }

    async fn call(&mut self, _: u16, event: &Event, out: &mut Emissions) -> Result<(), Failure> {
        let order = heard::<OrderPlaced>(event).order;
        let asked = self.world.asked.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        if World::takes(&self.world.price_failures) {
            return Err(Failure::of("the service of prices is down"));
        }
        let cents = u64::from(order) * 1000 + u64::from(asked);
        Priced { order, cents }.emit(out)
    }
}

/// Sends mails, as long as nothing is poisoned.
#[derive(Default, Serialize)]
pub struct Mail {
    #[serde(skip)]
    pub(super) world: World,
    /// The orders whose mails were sent.
    pub sent: Vec<u32>,
}

pub(super) const MAIL: &OrganTable = &OrganTable {
    name: "Mail",
    handlers: &[HandlerTable {
        name: "send",
        listens: &[interest::<Priced>()],
        all: false,
        emits: &[&Sent::LIST],
        policy: POLICY,
    }],
    ..PLAIN
};

impl Organ for Mail {
    const TABLE: &'static OrganTable = MAIL;

    fn wants(_: u16, _: &Event) -> bool {
        true
    }

    async fn call(&mut self, _: u16, event: &Event, out: &mut Emissions) -> Result<(), Failure> {
        let order = heard::<Priced>(event).order;
        if order == self.world.poison.load(Ordering::SeqCst) {
            return Err(Failure::of(format!("no address for order {order}")));
        }
        self.sent.push(order);
        Sent { order }.emit(out)
    }

    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>> {
        Some(serde_json::to_value(self))
    }
}

/// Sums up, and closes the day when all is quiet.
#[derive(Default, Serialize)]
pub struct Ledger {
    /// The total of all prices.
    pub cents: u64,
    /// How many mails were sent.
    pub sent: u32,
    /// That of the last close.
    pub closed: u64,
}

pub(super) const LEDGER: &OrganTable = &OrganTable {
    name: "Ledger",
    handlers: &[
        HandlerTable {
            name: "price",
            listens: &[interest::<Priced>()],
            all: false,
            emits: &[],
            policy: POLICY,
        },
        HandlerTable {
            name: "sent",
            listens: &[interest::<Sent>()],
            all: false,
            emits: &[],
            policy: POLICY,
        },
    ],
    hooks: Hooks {
        start: None,
        quiet: Some(HookTable {
            name: "close",
            emits: &[&Closed::LIST],
        }),
        stop: None,
    },
    ..PLAIN
};

impl Organ for Ledger {
    const TABLE: &'static OrganTable = LEDGER;

    fn wants(_: u16, _: &Event) -> bool {
        true
    }

    async fn call(
        &mut self,
        handler: u16,
        event: &Event,
        _: &mut Emissions,
    ) -> Result<(), Failure> {
        if handler == 0 {
            self.cents += heard::<Priced>(event).cents;
        } else {
            self.sent += 1;
        }
        Ok(())
    }

    async fn hook(&mut self, _: Hook, out: &mut Emissions) -> Result<(), Failure> {
        if self.closed == self.cents {
            return Ok(());
        }
        self.closed = self.cents;
        let cents = self.cents;
        Closed { cents }.emit(out)
    }

    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>> {
        Some(serde_json::to_value(self))
    }
}
