//! Tests of the suites themselves: stores that each break one promise, all of which a suite has to detect.

use std::{
    fmt::Debug,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::Subject;

/// A store with one flaw, or none.
pub trait Flawed: Send + Sync + Sized + 'static {
    /// The trait of the store, such as `dyn Journal`.
    type Store: ?Sized;
    /// The type of its flaws.
    type Flaw: Copy + Debug + PartialEq + Send + Sync + 'static;

    /// An empty store with this flaw.
    fn fresh(flaw: Self::Flaw) -> Self;

    /// The same store through another handle; `None` if the store does not outlive its handle.
    fn reopened(&self) -> Option<Self>;

    /// The store as its trait object.
    fn into_store(self: Arc<Self>) -> Arc<Self::Store>;
}

/// The subject of a suite: stores with one flaw.
pub struct FlawedSubject<F: Flawed> {
    flaw: F::Flaw,
    last: Mutex<Option<Arc<F>>>,
}

impl<F: Flawed> FlawedSubject<F> {
    /// Creates a subject whose stores have this flaw.
    pub fn new(flaw: F::Flaw) -> Self {
        Self {
            flaw,
            last: Mutex::new(None),
        }
    }

    fn remember(&self, store: F) -> Arc<F::Store> {
        let store = Arc::new(store);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Arc::clone(&store));
        store.into_store()
    }
}

impl<F: Flawed> Subject<F::Store> for FlawedSubject<F>
where
    F::Store: Send + Sync,
{
    async fn fresh(&self) -> Arc<F::Store> {
        self.remember(F::fresh(self.flaw))
    }

    async fn reopen(&self) -> Option<Arc<F::Store>> {
        let reopened = {
            let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            last.as_ref()?.reopened()?
        };
        Some(self.remember(reopened))
    }
}

/// Runs the suite on stores with each of these flaws, under a paused clock.
///
/// # Panics
/// If the suite misses a flaw, reports a store without a flaw, or hangs.
pub async fn catches_each<F: Flawed, S>(
    none: F::Flaw,
    flaws: &[F::Flaw],
    suite: impl Fn(FlawedSubject<F>) -> S,
) where
    S: Future<Output = ()> + 'static,
{
    let mut missed = Vec::new();
    for flaw in flaws.iter().copied().chain([none]) {
        let local = tokio::task::LocalSet::new();
        let suite = local.spawn_local(suite(FlawedSubject::new(flaw)));
        let ended = tokio::time::timeout(Duration::from_hours(100), local);
        assert!(ended.await.is_ok(), "the suite hangs with {flaw:?}");
        let is_caught = suite.await.is_err_and(|error| error.is_panic());
        if is_caught == (flaw == none) {
            missed.push(flaw);
        }
    }
    assert!(
        missed.is_empty(),
        "the suite does not find, or finds without a flaw: {missed:?}"
    );
}

/// Declares an enum of flaws, with a constant `ALL` of all variants except the first one, which means no
/// flaw.
#[macro_export]
#[doc(hidden)]
macro_rules! __flaws {
    ($none:ident $($flaw:ident)+) => {
        /// One deliberate fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Flaw {
            $none,
            $($flaw),+
        }

        impl Flaw {
            const ALL: &[Self] = &[$(Self::$flaw),+];
        }
    };
}
