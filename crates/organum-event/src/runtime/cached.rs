//! The calls of cached organs: their emissions come from the cache, or are stored in it after a call.

use std::{borrow::Cow, sync::Arc, time::Duration};

use organum_store::{Guarded, StoreError, StorePolicy};
use serde::{Deserialize, Serialize};

use super::{
    super::{
        Emissions, Event,
        cached::{EmissionCache, MemoryEmissionCache},
        encoding::Emitted,
        handler::{Access, AttemptResult},
        table::{EventTable, SpineTable},
    },
    call::{self, Job},
    settings::Settings,
};
use crate::{key::Key, policy::Retry};

impl Settings {
    /// Adds the default cache, if the spine has cached organs and no cache is set.
    pub(super) fn with_cache(mut self, spine: &'static SpineTable) -> Self {
        if self.emissions.is_none() && spine.organs.iter().any(|slot| slot.table.cached) {
            self.emissions = Some(Arc::new(MemoryEmissionCache::new()));
        }
        self
    }

    /// Returns the cache behind a circuit breaker. It has one attempt and a short timeout, since the handler can
    /// be called instead.
    pub(super) fn guarded_emissions(&self) -> Option<Guarded<Arc<dyn EmissionCache>>> {
        let cache = self.emissions.as_ref()?;
        let policy = StorePolicy::default().retry(Retry::ONCE).timeout(LONGEST);
        Some(Guarded::with(cache.name(), Arc::clone(cache), policy))
    }
}

/// The timeout of a call of the cache.
const LONGEST: Duration = Duration::from_secs(1);

/// The format of cached entries.
const FORMAT: u32 = 1;

/// The cached emissions of a handler for an event.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    format: u32,
    events: Vec<Emitted<'a>>,
}

/// Makes one attempt of a handler of a cached organ: it uses the cache, or calls the handler.
pub(super) async fn tried(
    job: Job<'_>,
    organ: &mut Access<'_>,
    out: &mut Emissions,
) -> AttemptResult {
    Box::pin(async move {
        let table = organ.organ().table();
        let listed = &table.handlers[usize::from(job.handler.row.handler)];
        let known = |name: &str| listed.emits.iter().find_map(|list| list.named(name));
        if let Some(attempts) = recalled(job, &known, out).await {
            return AttemptResult {
                result: Ok(()),
                waited: false,
                attempts,
            };
        }
        let tried = call::once(job, organ, out, 1).await;
        if tried.result.is_ok() {
            keep(job, out).await;
        }
        tried
    })
    .await
}

/// Emits the cached events for an equal event. Returns the number of attempts of the recorded call, or 1.
async fn recalled(
    job: Job<'_>,
    known: &impl Fn(&str) -> Option<&'static EventTable>,
    out: &mut Emissions,
) -> Option<u32> {
    let handler = job.handler;
    if let Some(recorder) = &job.plan.settings.recorder
        && recorder.is_replay()
    {
        let recalled = recorder.recalled(job.event, &handler.place)?;
        out.begin(handler.key);
        for json in recalled.events()? {
            let event = Emitted::of_written(json)?;
            event.emit(known, out)?;
        }
        return Some(recalled.attempts);
    }
    let cache = job.plan.emissions.as_ref()?;
    let bytes = match cache.get(key(job)?).await {
        Ok(found) => found?,
        Err(error) => {
            warn(job, "read", &error);
            return None;
        }
    };
    let kept: Kept<'_> = rmp_serde::from_slice(&bytes).ok()?;
    if kept.format != FORMAT {
        return None;
    }
    out.begin(handler.key);
    for event in &kept.events {
        event.emit(known, out)?;
    }
    Some(1)
}

/// Stores the emissions of a handler in the cache.
pub(super) async fn keep(job: Job<'_>, out: &mut Emissions) {
    // If guards refused the event, the next call has to report that again.
    if job.plan.settings.is_replay() || out.is_unhandled() {
        return;
    }
    let (Some(cache), Some(key)) = (&job.plan.emissions, key(job)) else {
        return;
    };
    let events: Option<Vec<_>> = out
        .staged()
        .iter()
        .map(|event| Emitted::of(event))
        .collect();
    // Emissions that cannot be encoded are not cached, and the handler is called the next time.
    let Some(events) = events else { return };
    let Ok(bytes) = rmp_serde::to_vec_named(&Kept {
        format: FORMAT,
        events,
    }) else {
        return;
    };
    if let Err(error) = cache.put(key, bytes.into()).await {
        warn(job, "written", &error);
    }
}

fn warn(job: Job<'_>, doing: &str, error: &StoreError) {
    tracing::warn!(
        spine = job.plan.spine.name,
        place = job.handler.place,
        error = %error,
        "the cache cannot be {doing}, so the handler is called"
    );
}

/// Returns the key of the emissions of a handler for an event; nothing for an event that cannot be encoded.
fn key(job: Job<'_>) -> Option<Key> {
    let Job { handler, event, .. } = job;
    let mut key = Key::in_domain("organum emissions 1");
    key.text(job.plan.spine.name)
        .text(handler.organ)
        .text(&handler.place);
    key.add(&handler.version).ok()?;
    key.text(event.name());
    key.add(&event.version()).ok()?;
    event.add_payload(&mut key).ok()?;
    Some(key.finish())
}

impl<'a> Emitted<'a> {
    fn of(event: &'a Event) -> Option<Self> {
        let payload = String::from_utf8(event.payload_json().ok()?).ok()?;
        Some(Self {
            event: event.name().into(),
            version: event.version(),
            key: event.key().map(Cow::from),
            payload: payload.into(),
        })
    }

    /// Emits the cached event; returns nothing if the handler does not emit such an event any more.
    fn emit(
        &self,
        known: &impl Fn(&str) -> Option<&'static EventTable>,
        out: &mut Emissions,
    ) -> Option<()> {
        let table = known(&self.event)?;
        if self.version > table.version {
            return None;
        }
        let key = self.key.as_deref().map(Into::into);
        out.push_written(table, key, self.payload.as_bytes()).ok()
    }
}
