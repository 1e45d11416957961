//! The handlers of a spine, each with its identity and its policy.

use std::{collections::HashMap, time::Duration};

use super::{
    super::table::{
        EventTable, HandlerTable, HookTable, Interest, OnFailure, OrganSlot, Row, SpineTable,
    },
    settings::Settings,
};
use organum_base::text::key;

use crate::policy::Retry;

/// A handler as a part of a spine.
pub(crate) struct Station {
    pub(crate) row: Row,
    /// The name of the organ's type.
    pub(crate) organ: &'static str,
    /// The organ's field and the handler: its identity, for people and in stores.
    pub(crate) place: String,
    /// Its identity in ids.
    pub(crate) key: u64,
    pub(crate) timeout: Option<Duration>,
    pub(crate) on_failure: OnFailure,
    /// May what it emitted be emitted again without a call, and if so, by which version of it?
    pub(crate) cached: bool,
    pub(crate) version: u32,
    /// Does it want whatever it hears, so that it need not be asked?
    pub(crate) wants_all: bool,
    /// Is there nothing to do but to call it, and can it not wait?
    pub(crate) at_once: bool,
    /// Its own policy, if it has one.
    retry: Option<Retry>,
    default_retry: Retry,
}

impl Station {
    /// Is there nothing to do but to call it?
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.timeout.is_none() && !self.cached
    }

    /// What is done when it fails at an event: its own policy counts first, then that of the event,
    /// then that of the runtime.
    pub(crate) fn retry(&self, event: &EventTable) -> Retry {
        self.retry.or(event.retry).unwrap_or(self.default_retry)
    }
}

/// All handlers of a spine.
pub(crate) struct Stations {
    all: Vec<Station>,
    /// The position of each organ's first handler.
    first: Vec<usize>,
    by_place: HashMap<String, u16>,
}

impl Stations {
    pub(crate) fn of(spine: &'static SpineTable, settings: &Settings) -> Self {
        let (mut all, mut first) = (Vec::new(), Vec::new());
        for (at, slot) in spine.organs.iter().enumerate() {
            first.push(all.len());
            for (handler, table) in slot.table.handlers.iter().enumerate() {
                let row = Row {
                    organ: u16::try_from(at).expect("the macro counts organs in a u16"),
                    handler: u16::try_from(handler).expect("the macro counts handlers in a u16"),
                };
                all.push(station(slot, table, row, settings));
            }
        }
        let by_place = all
            .iter()
            .enumerate()
            .map(|(at, station)| {
                let at = u16::try_from(at).expect("handlers are counted in a u16");
                (station.place.clone(), at)
            })
            .collect();
        Self {
            all,
            first,
            by_place,
        }
    }

    #[inline]
    pub(crate) fn index(&self, row: Row) -> usize {
        self.first[usize::from(row.organ)] + usize::from(row.handler)
    }

    #[inline]
    pub(crate) fn at(&self, index: usize) -> &Station {
        &self.all[index]
    }

    /// The handler in this place, as in `fulfilment.handle`.
    pub(crate) fn in_place(&self, place: &str) -> Option<u16> {
        self.by_place.get(place).copied()
    }
}

fn station(slot: &OrganSlot, table: &HandlerTable, row: Row, settings: &Settings) -> Station {
    let place = format!("{}.{}", slot.field, table.name);
    let policy = &table.policy;
    let mut station = Station {
        row,
        organ: slot.table.name,
        key: key(&place),
        place,
        timeout: policy.timeout.or(settings.timeout),
        on_failure: policy.on_failure.unwrap_or(settings.on_failure),
        cached: slot.table.cached,
        version: slot.table.version,
        wants_all: table.all || table.listens.iter().all(wants_all),
        at_once: false,
        retry: policy.retry,
        default_retry: settings.retry,
    };
    station.at_once = table.at_once && station.is_plain();
    station
}

/// Does the handler want every event of the type? An arm for one variant of an enum leaves the others.
fn wants_all(interest: &Interest) -> bool {
    interest.is_whole && !interest.event.is_enum
}

/// The identity of a hook in ids.
pub(crate) fn hook_key(slot: &OrganSlot, hook: &HookTable) -> u64 {
    key(&format!("{}.{}", slot.field, hook.name))
}
