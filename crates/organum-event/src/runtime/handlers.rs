//! The handlers of a spine, by number and by place.

use std::collections::HashMap;

use organum_base::text::key;

use super::{
    super::{
        handler::Handler,
        table::{HandlerTable, HookTable, Interest, OrganSlot, Row, SpineTable},
    },
    settings::Settings,
};

/// All handlers of a spine.
pub(crate) struct Handlers {
    all: Vec<Handler>,
    /// The position of each organ's first handler.
    first: Vec<u16>,
    by_place: HashMap<String, u16>,
    /// The first handler that may need a clock.
    needs_clock: Option<u16>,
}

impl Handlers {
    pub(crate) fn of(spine: &'static SpineTable, settings: &Settings) -> Self {
        let (mut all, mut first) = (Vec::new(), Vec::new());
        let mut needs_clock = None;
        for (at, slot) in spine.organs.iter().enumerate() {
            first.push(u16::try_from(all.len()).expect("the macro counts handlers in a u16"));
            for (number, table) in slot.table.handlers.iter().enumerate() {
                let row = Row {
                    organ: u16::try_from(at).expect("the macro counts organs in a u16"),
                    handler: u16::try_from(number).expect("the macro counts handlers in a u16"),
                };
                let handler = handler(slot, table, row, settings);
                if needs_clock.is_none() && may_wait(&handler, table) {
                    needs_clock = u16::try_from(all.len()).ok();
                }
                all.push(handler);
            }
        }
        let by_place = (0..).zip(&all);
        let by_place = by_place.map(|(at, handler): (u16, &Handler)| (handler.place.clone(), at));
        let by_place = by_place.collect();
        Self {
            all,
            first,
            by_place,
            needs_clock,
        }
    }

    #[inline]
    pub(crate) fn index(&self, row: Row) -> u16 {
        self.first[usize::from(row.organ)] + row.handler
    }

    #[inline]
    pub(crate) fn at(&self, index: u16) -> &Handler {
        &self.all[usize::from(index)]
    }

    /// Returns the first handler that may need a clock: for its `timeout`, or for the delay before an attempt.
    pub(crate) fn needs_clock(&self) -> Option<&Handler> {
        self.needs_clock.map(|index| self.at(index))
    }

    /// Returns the handler of this place, such as `fulfilment.handle`.
    pub(crate) fn in_place(&self, place: &str) -> Option<u16> {
        self.by_place.get(place).copied()
    }
}

fn handler(slot: &OrganSlot, table: &HandlerTable, row: Row, settings: &Settings) -> Handler {
    let place = format!("{}.{}", slot.field, table.name);
    let policy = &table.policy;
    let mut handler = Handler {
        row,
        organ: slot.table.name,
        key: key(&place),
        place,
        timeout: match policy.timeout {
            None if policy.is_unlimited => None,
            own => own.or(settings.timeout),
        },
        on_failure: policy.on_failure.unwrap_or(settings.on_failure),
        cached: slot.table.cached,
        version: slot.table.version,
        wants_all: table.all || table.listens.iter().all(wants_all),
        is_direct: false,
        is_plain: false,
        retry: policy.retry,
        default_retry: settings.retry,
    };
    handler.is_plain = handler.timeout.is_none() && !handler.cached && settings.layers.is_empty();
    handler.is_direct = handler.is_plain && !table.is_async;
    handler
}

fn may_wait(handler: &Handler, table: &HandlerTable) -> bool {
    let of_events = table
        .listens
        .iter()
        .map(|interest| handler.retry(interest.event));
    let is_limited = table.is_async && handler.timeout.is_some();
    is_limited
        || of_events
            .chain([handler.retry.unwrap_or(handler.default_retry)])
            .any(|retry| retry.may_wait())
}

/// Returns true if the interest covers every event of its type. An arm for one variant of an enum leaves the
/// others.
fn wants_all(interest: &Interest) -> bool {
    interest.is_whole && !interest.event.is_enum
}

/// Returns the identity of a hook in ids.
pub(crate) fn hook_key(slot: &OrganSlot, hook: &HookTable) -> u64 {
    key(&format!("{}.{}", slot.field, hook.name))
}
