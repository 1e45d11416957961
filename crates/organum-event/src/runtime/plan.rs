//! The plan of a spine, made before its first event and shared by its runtime, handles and workers.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use organum_store::Guarded;

use super::{
    super::{
        Event,
        backend::Message,
        cached::EmissionCache,
        table::{Row, SpineTable},
    },
    SpineError,
    claims::Claims,
    control::Control,
    dead_letter::LetterWriter,
    handlers::Handlers,
    leases::Leases,
    link::Link,
    notice::{Notice, Watchers},
    settings::Settings,
};

/// A spine with its handlers and its settings.
pub(super) struct Plan {
    pub(super) spine: &'static SpineTable,
    rows: fn(u64) -> &'static [Row],
    pub(super) handlers: Handlers,
    pub(super) settings: Settings,
    pub(super) link: Link,
    pub(super) control: Arc<Control>,
    /// The dead letters that are being redriven.
    pub(super) claims: Claims,
    /// The leases of deliveries that are not settled.
    pub(super) leases: Leases,
    /// The places of the handlers of each event, by the key of its type.
    addressees: RwLock<HashMap<u64, Arc<[Box<str>]>>>,
    /// The cache for the emissions of cached organs.
    pub(super) emissions: Option<Guarded<Arc<dyn EmissionCache>>>,
    /// True if the clock is read around each call, for an observer.
    pub(super) is_timed: bool,
}

impl Plan {
    pub(super) fn of(
        spine: &'static SpineTable,
        rows: fn(u64) -> &'static [Row],
        settings: Settings,
    ) -> Arc<Self> {
        let settings = settings.composed().with_cache(spine).with_guarded_letters();
        let control = Arc::default();
        let observer = settings.observer.as_ref();
        let is_timed = observer.is_some_and(Watchers::wants_durations);
        Arc::new(Self {
            spine,
            rows,
            handlers: Handlers::of(spine, &settings),
            link: Link::of(&settings, spine.name, &control),
            control,
            claims: Claims::of(&settings.dead_letters),
            leases: Leases::default(),
            addressees: RwLock::default(),
            emissions: settings.guarded_emissions(),
            settings,
            is_timed,
        })
    }

    /// Returns the handlers of an event, in the order of their declaration.
    #[inline]
    pub(super) fn rows(&self, event: &Event) -> &'static [Row] {
        (self.rows)(event.table.key)
    }

    /// Returns the places of the handlers of an event, which its messages list.
    fn addressees(&self, event: &Event) -> Arc<[Box<str>]> {
        let key = event.table.key;
        let known = self.addressees.read();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = known.get(&key) {
            return Arc::clone(places);
        }
        drop(known);
        let place = |row: &Row| {
            let handler = self.handlers.at(self.handlers.index(*row));
            Box::from(&*handler.place)
        };
        let places: Arc<[Box<str>]> = self.rows(event).iter().map(place).collect();
        let known = self.addressees.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_insert(places))
    }

    /// Returns true if these are the places of all handlers of an event.
    pub(super) fn are_addressees(&self, listed: &Arc<[Box<str>]>, event: &Event) -> bool {
        let own = self.addressees(event);
        Arc::ptr_eq(&own, listed) || own == *listed
    }

    /// Adds to a message the handlers of its event, or the only one that it is for.
    pub(super) fn addressed(&self, message: Message) -> Message {
        match message.only() {
            Some(only) => {
                let only = [Box::from(only)];
                message.for_handlers(only)
            }
            None => {
                let places = self.addressees(message.event());
                message.for_handlers(places)
            }
        }
    }

    #[inline]
    pub(super) fn notify(&self, notice: &Notice<'_>) {
        if let Some(observer) = &self.settings.observer {
            observer.notify(self.spine.name, notice);
        }
    }

    /// Waits until a stop leaves the events that wait for a retry to the backend. A shutdown does not leave them if
    /// they would be lost: they are handled until the shutdown aborts.
    pub(super) async fn retries_stopped(&self) {
        self.control.stop_requested().await;
        if self.control.is_shutting_down() && self.link.is_sole_owner() {
            self.control.aborted().await;
        }
    }

    /// Stores the events that would be lost with the runtime as dead letters. Returns the number of events.
    ///
    /// # Errors
    /// The store failed, for one of them at least.
    pub(super) async fn store_rest(&self) -> Result<u64, SpineError> {
        let messages = self.link.take_unreachable()?;
        let (count, now) = (messages.len() as u64, self.settings.clock.read());
        let mut stored = Ok(count);
        for message in messages {
            let event = message.event();
            let letter = LetterWriter { plan: self, event };
            let handlers = message.handlers().map_or(&[][..], |handlers| handlers);
            if handlers.is_empty() {
                stored = letter.shut_down(None, now).await.and(stored);
            }
            for handler in handlers {
                stored = letter.shut_down(Some(handler), now).await.and(stored);
            }
        }
        stored
    }

    pub(super) fn has_too_many_hops(&self, event: &Event) -> bool {
        let max = self.spine.max_hops;
        max.is_some_and(|max| event.head.hops > max)
    }

    pub(super) fn has_idle_hooks(&self) -> bool {
        let mut organs = self.spine.organs.iter();
        organs.any(|slot| slot.table.hooks.idle.is_some())
    }
}
