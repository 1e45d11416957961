//! Caches in memory with a flaw each, and the suite that catches each of them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use organum_store::{StoreError, StoreErrorKind, StoreFuture};
use tokio::task::yield_now;

use super::{
    super::{Subject, emissions},
    catches,
};
use crate::{cached::EmissionCache, key::Key};

/// What is wrong with a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    KeepsNothing,
    KeepsTheFirst,
    MixesKeys,
    HasEveryKey,
    TakesNothingForAbsent,
    TruncatesLargeValues,
    RefusesLargeValuesForAWhile,
    PutsInHalves,
    KeepsOldValuesWhenReopened,
}

const FLAWS: [Flaw; 9] = [
    Flaw::KeepsNothing,
    Flaw::KeepsTheFirst,
    Flaw::MixesKeys,
    Flaw::HasEveryKey,
    Flaw::TakesNothingForAbsent,
    Flaw::TruncatesLargeValues,
    Flaw::RefusesLargeValuesForAWhile,
    Flaw::PutsInHalves,
    Flaw::KeepsOldValuesWhenReopened,
];

/// All values that were put under a key, the last one last.
type Values = BTreeMap<Key, Vec<Arc<[u8]>>>;

#[derive(Clone)]
struct Flawed {
    flaw: Flaw,
    kept: Arc<Mutex<Values>>,
}

impl Flawed {
    fn kept(&self) -> MutexGuard<'_, Values> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
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
        let found = self.kept().get(&self.at(key)).and_then(|values| {
            match self.flaw {
                Flaw::KeepsTheFirst => values.first(),
                _ => values.last(),
            }
            .cloned()
        });
        match self.flaw {
            Flaw::KeepsNothing => None,
            Flaw::HasEveryKey => Some(found.unwrap_or_default()),
            // It cannot tell what is empty from what is not there, and takes it for something else.
            Flaw::TakesNothingForAbsent => found.map(|value| match value.len() {
                0 => Arc::from([0]),
                _ => value,
            }),
            _ => found,
        }
    }

    async fn kept_as(&self, key: Key, value: Arc<[u8]>) -> Result<(), StoreError> {
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
            self.kept().entry(self.at(key)).or_default().push(half);
            yield_now().await;
        }
        self.kept().entry(self.at(key)).or_default().push(value);
        Ok(())
    }
}

impl EmissionCache for Flawed {
    fn name(&self) -> &'static str {
        "flawed"
    }

    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        Box::pin(async move { Ok(self.found(key)) })
    }

    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()> {
        Box::pin(self.kept_as(key, emitted))
    }
}

struct Flaws {
    flaw: Flaw,
    last: Mutex<Option<Flawed>>,
}

impl Flaws {
    fn of(flaw: Flaw) -> Self {
        Self {
            flaw,
            last: Mutex::new(None),
        }
    }

    fn last(&self) -> MutexGuard<'_, Option<Flawed>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subject<dyn EmissionCache> for Flaws {
    async fn fresh(&self) -> Arc<dyn EmissionCache> {
        let made = Flawed {
            flaw: self.flaw,
            kept: Arc::default(),
        };
        *self.last() = Some(made.clone());
        Arc::new(made)
    }

    async fn reopen(&self) -> Option<Arc<dyn EmissionCache>> {
        let last = self.last().clone()?;
        if last.is(Flaw::KeepsOldValuesWhenReopened) {
            for values in last.kept().values_mut() {
                values.truncate(1);
            }
        }
        Some(Arc::new(last))
    }
}

#[tokio::test(start_paused = true)]
async fn a_cache_without_a_flaw_passes() {
    emissions::all(&Flaws::of(Flaw::None)).await;
}

#[tokio::test(start_paused = true)]
async fn every_flaw_of_a_cache_is_caught() {
    for flaw in FLAWS {
        catches(&flaw, emissions::all(&Flaws::of(flaw))).await;
    }
}
