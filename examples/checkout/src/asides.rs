//! The values that accompany a checkout and are not a part of its question.
//!
//! The inputs of [`Checkout`](crate::graph::Checkout) are recorded, and results are found by them. A timeline
//! or a deliberate failure does not change what is asked, and is therefore not an input: the nodes find it by the id of
//! their run, and a resumed checkout can have other ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use organum::{Run, Uuid};

use crate::purchase::Mishap;
use crate::watch::Watch;

/// The values that accompany one checkout.
#[derive(Clone, Default)]
pub struct Aside {
    pub watch: Watch,
    /// The deliberate failure.
    pub mishap: Mishap,
}

/// The values that accompany the checkouts that run now. Clones share it.
#[derive(Clone, Default)]
pub struct Asides(Arc<Mutex<BTreeMap<Uuid, Aside>>>);

impl Asides {
    /// Returns what accompanies this run.
    pub fn of(&self, run: &Run) -> Aside {
        self.lock().get(&run.id()).cloned().unwrap_or_default()
    }

    /// Accompanies the run with this id, until the value that is returned is dropped.
    pub fn accompany(&self, run: Uuid, aside: Aside) -> Accompanied {
        self.lock().insert(run, aside);
        Accompanied {
            all: self.clone(),
            run,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, Aside>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A run that is accompanied until this value is dropped.
pub struct Accompanied {
    all: Asides,
    run: Uuid,
}

impl Drop for Accompanied {
    fn drop(&mut self) {
        self.all.lock().remove(&self.run);
    }
}
