//! Caches in memory with one flaw each, which the suite has to detect.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use organum_store::{
    __flaws as flaws, StoreError, StoreErrorKind, StoreFuture,
    conformance::flawed::{Flawed, catches_each},
};
use tokio::task::yield_now;

use super::super::emissions;
use crate::{cached::EmissionCache, key::Key};

flaws! {
    None KeepsNothing KeepsTheFirst MixesKeys HasEveryKey TakesNothingForAbsent TruncatesLargeValues RefusesLargeValuesForAWhile PutsInHalves KeepsOldValuesWhenReopened
}

/// All values that were put under a key, in order.
type Values = BTreeMap<Key, Vec<Arc<[u8]>>>;

struct FlawedCache {
    flaw: Flaw,
    values: Mutex<Values>,
}

impl FlawedCache {
    fn values(&self) -> MutexGuard<'_, Values> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    fn at(&self, key: Key) -> Key {
        if self.is(Flaw::MixesKeys) {
            let mut bytes = *key.as_bytes();
            bytes[1..].fill(0);
            return Key::from_bytes(bytes);
        }
        key
    }

    fn found(&self, key: Key) -> Option<Arc<[u8]>> {
        let found = self.values().get(&self.at(key)).and_then(|values| {
            match self.flaw {
                Flaw::KeepsTheFirst => values.first(),
                _ => values.last(),
            }
            .cloned()
        });
        match self.flaw {
            Flaw::KeepsNothing => None,
            Flaw::HasEveryKey => Some(found.unwrap_or_default()),
            // This flaw returns an empty value as another one.
            Flaw::TakesNothingForAbsent => found.map(|value| match value.len() {
                0 => Arc::from([0]),
                _ => value,
            }),
            _ => found,
        }
    }

    async fn put_as(&self, key: Key, value: Arc<[u8]>) -> Result<(), StoreError> {
        let is_large = value.len() > 1 << 19;
        let value = match self.flaw {
            Flaw::TruncatesLargeValues if is_large => value[..1 << 19].into(),
            Flaw::RefusesLargeValuesForAWhile if is_large => {
                let kind = StoreErrorKind::Unavailable;
                return Err(StoreError::new(kind, "flawed", "put emissions"));
            }
            _ => value,
        };
        if self.is(Flaw::PutsInHalves) {
            let half = value[..value.len() / 2].into();
            self.values().entry(self.at(key)).or_default().push(half);
            yield_now().await;
        }
        self.values().entry(self.at(key)).or_default().push(value);
        Ok(())
    }
}

impl EmissionCache for FlawedCache {
    fn name(&self) -> &'static str {
        "flawed"
    }

    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        Box::pin(async move { Ok(self.found(key)) })
    }

    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()> {
        Box::pin(self.put_as(key, emitted))
    }
}

impl Flawed for FlawedCache {
    type Store = dyn EmissionCache;
    type Flaw = Flaw;

    fn fresh(flaw: Flaw) -> Self {
        Self {
            flaw,
            values: Mutex::default(),
        }
    }

    fn reopened(&self) -> Option<Self> {
        let mut all = self.values().clone();
        if self.is(Flaw::KeepsOldValuesWhenReopened) {
            for values in all.values_mut() {
                values.truncate(1);
            }
        }
        Some(Self {
            flaw: self.flaw,
            values: Mutex::new(all),
        })
    }

    fn into_store(self: Arc<Self>) -> Arc<dyn EmissionCache> {
        self
    }
}

#[tokio::test(start_paused = true)]
async fn every_flaw_of_a_cache_is_caught_and_no_other_one() {
    let suite = async |subject| emissions::all(&subject).await;
    catches_each::<FlawedCache, _>(Flaw::None, Flaw::ALL, suite).await;
}
