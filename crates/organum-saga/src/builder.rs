//! The settings of a runner.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use organum_base::clock::Clock;
use organum_store::{DeadLetters, Journal};

use super::{
    Saga,
    definition::Recoverable,
    revive::{Revive, revive},
    runner::SagaRunner,
    settings::Settings,
};
use crate::{
    observe::{Both, Observer},
    policy::Policy,
};

/// Makes what resumes runs of the journal from the injected values.
type Reviver<I> = fn(&Arc<I>) -> Arc<dyn Revive>;

/// Makes a [`SagaRunner`]: with a journal, a store of dead letters, observers.
///
/// `#[saga]` on a struct writes a function `builder` that takes what is marked `#[inject]` and returns one;
/// for a saga whose struct has no attribute there is [`SagaRunner::builder`].
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
    revive: Option<Reviver<I>>,
    saga: PhantomData<fn() -> S>,
}

impl<S: Saga, I: Send + Sync + 'static> SagaRunnerBuilder<S, I> {
    /// A builder with what is injected; `#[saga]` writes a function that calls this.
    pub fn new(injected: I) -> Self {
        Self {
            settings: Settings::new(),
            injected,
            revive: None,
            saga: PhantomData,
        }
    }

    /// Records every run in this journal.
    ///
    /// A run that is left, here or by another process, is gone on with by this runner once its lease is over: a task
    /// looks for such runs from the first run of this runner on, each time as long as a lease after the last time, and
    /// reports those that cannot be gone on with in the log. [`SagaRunner::recover`] does it at once.
    pub fn journal(mut self, journal: impl Journal) -> Self
    where
        S: Recoverable<I>,
    {
        self.settings.set_journal(journal);
        self.revive = Some(revive::<S>);
        self
    }

    /// Stores here what fails for good: in a clone of a [`MemoryDeadLetters`], or another store. A store
    /// of its own in memory if nothing is said.
    ///
    /// [`MemoryDeadLetters`]: organum_store::MemoryDeadLetters
    pub fn dead_letters(mut self, store: impl DeadLetters) -> Self {
        self.settings.set_dead_letters(store);
        self
    }

    /// Lets an observer watch all runs. Each of several is notified of everything.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        self.settings.observer = Some(match self.settings.observer.take() {
            Some(earlier) => Arc::new(Both(earlier, observer)),
            None => Arc::new(observer),
        });
        self
    }

    /// Sets the retries and the time limit of the steps that have none of their own, of nested sagas as well.
    ///
    /// A step that comes after the pivot and may fail has retries of its own all the same: that is checked
    /// when the crate is compiled.
    pub fn defaults(mut self, policy: Policy) -> Self {
        self.settings.defaults = policy.or(self.settings.defaults);
        self
    }

    /// Reads the times in journal and dead letters from this clock: that of the system if nothing is said.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.settings.clock = clock;
        self
    }

    /// Leaves a saga for so long to a driver that does not renew its lease; thirty seconds if nothing is
    /// said. A driver renews it each third of that. Less than 10 ms are 10 ms, and more than a year is a year.
    pub fn lease(mut self, length: Duration) -> Self {
        const YEAR: Duration = Duration::from_hours(365 * 24);
        self.settings.lease = length.clamp(Duration::from_millis(10), YEAR);
        self
    }

    /// Returns the runner.
    pub fn build(self) -> SagaRunner<S, I> {
        let injected = Arc::new(self.injected);
        let revive = self.revive.map(|revive| revive(&injected));
        SagaRunner::with(self.settings, injected, revive)
    }
}

impl<S: Saga> SagaRunner<S> {
    /// A builder for a saga of which nothing is injected.
    pub fn builder() -> SagaRunnerBuilder<S> {
        SagaRunnerBuilder::new(())
    }
}

impl<S: Saga, I> std::fmt::Debug for SagaRunnerBuilder<S, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SagaRunnerBuilder<{}>", S::TABLE.name)
    }
}
