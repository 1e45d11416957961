//! The settings of a runner.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use organum_base::clock::Clock;
use organum_store::{DeadLetters, Journal, lease_length};

use super::{
    Saga,
    definition::Recoverable,
    resumer::{Resumer, resumer},
    runner::SagaRunner,
    settings::Settings,
};
use crate::{
    observe::{Both, Observer},
    policy::Policy,
};

/// Makes the erased resumer of journalled runs from the injected values.
type MakeResumer<I> = fn(&Arc<I>) -> Arc<dyn Resumer>;

/// A builder of a [`SagaRunner`]: with a journal, a store of dead letters and observers.
///
/// `#[saga]` on a struct writes a function `builder` that takes the values of the fields marked `#[inject]`. For a
/// saga whose struct has no attribute, there is [`SagaRunner::builder`].
///
/// ```
/// use organum::{prelude::*, store::MemoryJournal};
/// use serde::{Deserialize, Serialize};
///
/// # #[derive(Clone)]
/// # struct Bank;
/// #[derive(Serialize, Deserialize)]
/// struct Charge(u64);
///
/// #[saga]
/// struct Pay {
///     cents: u64,
///     #[inject]
///     bank: Bank,
/// }
///
/// #[saga(output = Charge, version = 1)]
/// impl Pay {
///     #[step(undo = refund)]
///     async fn charge(&self) -> Charge {
///         # let _ = &self.bank;
///         Charge(self.cents)
///     }
///
///     async fn refund(&self, charge: &Charge) {}
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let pay = Pay::builder(Bank).journal(MemoryJournal::new()).build();
/// let charge = pay.run(PayInput { cents: 500 }).await.expect("the bank answers");
/// assert_eq!(charge.0, 500);
/// # }
/// ```
#[must_use = "a builder makes nothing until it is built"]
pub struct SagaRunnerBuilder<S: Saga, I = ()> {
    settings: Settings,
    injected: I,
    /// Resumes runs in the journal.
    resumer: Option<MakeResumer<I>>,
    saga: PhantomData<fn() -> S>,
}

impl<S: Saga, I: Send + Sync + 'static> SagaRunnerBuilder<S, I> {
    /// Makes a builder with the injected values. `#[saga]` writes a function that calls this one.
    pub fn new(injected: I) -> Self {
        Self {
            settings: Settings::new(),
            injected,
            resumer: None,
            saga: PhantomData,
        }
    }

    /// Records every run in this journal.
    ///
    /// The runner resumes runs that this process or another one has left, as soon as their leases have expired: from
    /// its first run on, a task searches the journal once for each length of a lease, and logs each run that cannot be
    /// resumed. [`SagaRunner::recover`] searches at once.
    pub fn journal(mut self, journal: impl Journal) -> Self
    where
        S: Recoverable<I>,
    {
        self.settings.set_journal(journal);
        self.resumer = Some(resumer::<S>);
        self
    }

    /// Stores the steps that fail permanently in this store of dead letters: a clone of a [`MemoryDeadLetters`], or
    /// another store. By default, the runner has a [`MemoryDeadLetters`] of its own.
    ///
    /// [`MemoryDeadLetters`]: organum_store::MemoryDeadLetters
    pub fn dead_letters(mut self, store: impl DeadLetters) -> Self {
        self.settings.set_dead_letters(store);
        self
    }

    /// Adds an observer of all runs. Each observer is notified of everything.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        self.settings.observer = Some(match self.settings.observer.take() {
            Some(earlier) => Arc::new(Both(earlier, observer)),
            None => Arc::new(observer),
        });
        self
    }

    /// Sets the retries and the timeout of the steps that have none of their own, also of nested sagas.
    ///
    /// A step after the pivot that may fail needs a `retry` of its own nevertheless; the compiler checks this.
    pub fn defaults(mut self, policy: Policy) -> Self {
        self.settings.defaults = policy.or(self.settings.defaults);
        self
    }

    /// Sets the clock for the times in journals and dead letters. By default, this is the system's clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.settings.clock = clock;
        self
    }

    /// Sets the length of the leases of runs: 30 s by default, and clamped to between 10 ms and one year. A driver
    /// renews its lease three times in this time. If it stops doing so, another driver may take the run over.
    pub fn lease(mut self, length: Duration) -> Self {
        self.settings.lease = lease_length(length);
        self
    }

    /// Returns the runner.
    pub fn build(self) -> SagaRunner<S, I> {
        let injected = Arc::new(self.injected);
        let resumer = self.resumer.map(|resumer| resumer(&injected));
        SagaRunner::with(self.settings, injected, resumer)
    }
}

impl<S: Saga> SagaRunner<S> {
    /// Makes a builder for a saga without injected values.
    pub fn builder() -> SagaRunnerBuilder<S> {
        SagaRunnerBuilder::new(())
    }
}

impl<S: Saga, I> std::fmt::Debug for SagaRunnerBuilder<S, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SagaRunnerBuilder<{}>", S::TABLE.name)
    }
}
