//! What is known of a spine before its first event: shared by all that carry its events.

use std::sync::Arc;

use super::{
    super::{
        Event,
        table::{Row, SpineTable},
    },
    handler::Handlers,
    link::Link,
    settings::Settings,
};
use crate::observe::{SpineEvent, tell};

/// A spine with its handlers and its settings.
pub(super) struct Plan {
    pub(super) spine: &'static SpineTable,
    rows: fn(u64) -> &'static [Row],
    pub(super) handlers: Handlers,
    pub(super) settings: Settings,
    pub(super) link: Link,
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
        let mut is_timed = false;
        if let Some(observer) = &settings.observer {
            tell(|| is_timed = observer.wants_durations());
        }
        Arc::new(Self {
            spine,
            rows,
            handlers: Handlers::of(spine, &settings),
            link: Link::of(&settings, spine.name),
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
    pub(super) fn tell(&self, event: &SpineEvent<'_>) {
        if let Some(observer) = &self.settings.observer {
            tell(|| observer.spine(self.spine.name, event));
        }
    }

    pub(super) fn has_too_many_hops(&self, event: &Event) -> bool {
        let max = self.spine.max_hops;
        max.is_some_and(|max| event.head.hops > max)
    }

    pub(super) fn has_quiet_hooks(&self) -> bool {
        let mut organs = self.spine.organs.iter();
        organs.any(|slot| slot.table.hooks.quiet.is_some())
    }
}
