//! What is known of a spine before its first event: shared by all that carry its events.

use std::sync::Arc;

use organum_store::Guarded;

use super::{
    super::{
        Event,
        cached::EmissionCache,
        table::{Row, SpineTable},
    },
    claims::Claims,
    control::Control,
    handlers::Handlers,
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
    /// The dead letters that are redriven.
    pub(super) claims: Claims,
    /// What cached organs have emitted.
    pub(super) emissions: Option<Guarded<Arc<dyn EmissionCache>>>,
    /// Is the clock read around each call, for an observer?
    pub(super) is_timed: bool,
}

impl Plan {
    pub(super) fn of(
        spine: &'static SpineTable,
        rows: fn(u64) -> &'static [Row],
        settings: Settings,
    ) -> Arc<Self> {
        let settings = settings.composed().with_cache(spine);
        let observer = settings.observer.as_ref();
        let is_timed = observer.is_some_and(Watchers::wants_durations);
        Arc::new(Self {
            spine,
            rows,
            handlers: Handlers::of(spine, &settings),
            link: Link::of(&settings, spine.name),
            control: Arc::default(),
            claims: Claims::of(&settings.dead_letters),
            emissions: settings.guarded_emissions(),
            settings,
            is_timed,
        })
    }

    /// The handlers of an event, in the order of their declaration.
    #[inline]
    pub(super) fn rows(&self, event: &Event) -> &'static [Row] {
        (self.rows)(event.table.key)
    }

    #[inline]
    pub(super) fn tell(&self, notice: &Notice<'_>) {
        if let Some(observer) = &self.settings.observer {
            observer.notify(self.spine.name, notice);
        }
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
