//! The runner of a graph that is run many times.

use std::{marker::PhantomData, pin::Pin, sync::Arc, time::Duration};

#[cfg(feature = "persist")]
use {
    crate::{
        GraphError,
        link::ResumableGraph,
        persist::{self, ExecutionFilter, ExecutionSummary, Resumption},
    },
    organum_store::Store,
    uuid::Uuid,
};

use crate::{
    Graph,
    execution::Execution,
    executor::{ConfigurableDefaults, RunnerCore},
    link::RunBy,
    observe::{Both, Observer},
    policy::Policy,
};

/// The default time limit of a shutdown.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(30);

/// Runs graph `G` many times with the same injected values.
///
/// A runner is cheap to clone and safe to share. The runs of one runner share the injected values and the
/// values of nodes with `scope = "runner"`, and nothing else. A runner keeps the memory of up to 16
/// completed runs for later ones.
///
/// ```
/// use organum::prelude::*;
///
/// struct Greeting(String);
/// struct Name(&'static str);
/// struct Punctuation(char);
///
/// #[node]
/// fn greeting(name: &Name, end: &Punctuation) -> Greeting {
///     Greeting(format!("Hello, {}{}", name.0, end.0))
/// }
///
/// #[graph(output = Greeting)]
/// struct Greet {
///     name: Name,
///     #[inject]
///     end: Punctuation,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// let greet = Greet::runner(Punctuation('!'));
/// assert_eq!(greet.run(Name("Ada")).await?.0, "Hello, Ada!");
/// assert_eq!(greet.run(Name("Alan")).await?.0, "Hello, Alan!");
/// # Ok(())
/// # }
/// ```
pub struct Runner<G> {
    core: Arc<RunnerCore>,
    /// The observer of every run.
    observer: Option<Arc<dyn Observer>>,
    /// The store that has the records of executions, if the graph is resumable.
    #[cfg(feature = "persist")]
    store: Option<Arc<dyn Store>>,
    graph: PhantomData<fn() -> G>,
}

impl<G: Graph> Runner<G> {
    /// Makes a runner with these injected values; the function `runner` that `#[graph]` writes calls
    /// this.
    pub fn new(injected: G::Injected) -> Self {
        Self::builder(injected).build()
    }

    /// Makes the builder of a runner with these injected values; the function `builder` that `#[graph]`
    /// writes calls this.
    pub fn builder(injected: G::Injected) -> RunnerBuilder<G> {
        RunnerBuilder {
            injected,
            observer: None,
            defaults: Policy::new(),
        }
    }

    /// Makes a run with these values for the fields that are not injected: the value of the one such
    /// field, a tuple of several in the order of their declaration, or `()`.
    pub fn run(&self, args: G::Args) -> Execution<G> {
        self.run_given(Arc::clone(&self.core), G::given(args))
    }

    fn run_given(&self, core: Arc<RunnerCore>, given: G::Given) -> Execution<G> {
        let run = Execution::with(core, given, self.observer.as_ref());
        #[cfg(feature = "persist")]
        let run = run.recorded_in(self.store.clone());
        run
    }

    /// Makes a run like [`Self::run`], and consumes the runner.
    #[doc(hidden)]
    pub fn run_of(self, args: G::Args) -> Execution<G> {
        let run = Execution::with(self.core, G::given(args), self.observer.as_ref());
        #[cfg(feature = "persist")]
        let run = run.recorded_in(self.store);
        run
    }

    /// Returns a handle, which can be used while runs are in flight.
    pub fn handle(&self) -> RunnerHandle {
        RunnerHandle {
            core: Arc::clone(&self.core),
            graph: G::NAME,
        }
    }
}

#[cfg(feature = "persist")]
impl<G: Graph> Runner<G> {
    /// Returns executions of the graph that the store has recorded, in no order.
    ///
    /// # Errors
    /// The store failed: [`GraphErrorKind::NotClaimed`](crate::GraphErrorKind::NotClaimed).
    ///
    /// # Cancel safety
    /// The call only reads.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use organum::{
    ///     Uuid, persist::{ExecutionFilter, ExecutionStatus}, prelude::*,
    ///     store::{MemoryStore, Store},
    /// };
    ///
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Order(u32);
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Receipt(u32);
    ///
    /// #[node(persist(scope = run))]
    /// async fn receipt(order: &Order) -> Receipt {
    ///     Receipt(order.0)
    /// }
    ///
    /// #[graph(output = Receipt, resumable)]
    /// struct Checkout {
    ///     order: Order,
    ///     #[inject]
    ///     store: Arc<dyn Store>,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), GraphError> {
    /// let store = Arc::new(MemoryStore::new());
    /// let checkout = Checkout::runner(store);
    /// let id = Uuid::now_v7();
    /// checkout.run(Order(7)).id(id).await?;
    ///
    /// let all = checkout.executions(ExecutionFilter::All).await?;
    /// assert_eq!((all[0].id, all[0].status), (id, ExecutionStatus::Done));
    /// // The inputs are recorded, and so is the receipt.
    /// assert_eq!(checkout.resume(id).await?.await?.0, 7);
    /// # Ok(())
    /// # }
    /// ```
    pub fn executions(&self, which: ExecutionFilter) -> ExecutionFuture<'_, Vec<ExecutionSummary>>
    where
        G: ResumableGraph,
    {
        let (of, store) = (resumption::<G>(), self.records());
        Box::pin(async move {
            let found = persist::executions(store, (G::NAME, of.name), which).await;
            found.map_err(|error| GraphError::execution(G::NAME, Box::new(error)))
        })
    }

    /// Returns a run of the execution with this id, with its recorded inputs. The run continues where the
    /// execution ended: nodes whose results are recorded do not run again. While another process runs
    /// the execution, the run waits until that one has ended it or is gone.
    ///
    /// # Errors
    /// [`GraphErrorKind::NotClaimed`](crate::GraphErrorKind::NotClaimed): there is no such execution, its
    /// inputs cannot be read, or the store failed.
    ///
    /// # Cancel safety
    /// The call only reads. The run that it returns is one like those of [`run`](Self::run).
    pub fn resume(&self, id: Uuid) -> ExecutionFuture<'_, Execution<G>>
    where
        G: ResumableGraph,
    {
        let (of, store) = (resumption::<G>(), self.records());
        Box::pin(async move {
            let given = persist::inputs(&of, store, id).await;
            let given = given.map_err(|error| GraphError::execution(G::NAME, Box::new(error)))?;
            Ok(self.run_given(Arc::clone(&self.core), given).id(id))
        })
    }

    /// Returns the store that has the records of executions.
    fn records(&self) -> &Arc<dyn Store> {
        let store = self.store.as_ref();
        store.expect("the runner of a resumable graph has it")
    }
}

/// Returns what a resumable graph declares.
#[cfg(feature = "persist")]
fn resumption<G: ResumableGraph>() -> Resumption<G::Given, G::Injected> {
    G::RESUMPTION.expect("`#[graph(resumable)]` writes it")
}

/// The future of a call of a [`Runner`] about recorded executions.
#[cfg(feature = "persist")]
pub type ExecutionFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, GraphError>> + Send + 'a>>;

/// A handle of a [`Runner`], which can be used while runs are in flight. Clones are handles of the same
/// runner.
///
/// ```
/// use std::time::Duration;
/// use organum::prelude::*;
///
/// struct Report(u32);
///
/// #[node]
/// async fn report() -> Report {
///     tokio::time::sleep(Duration::from_millis(10)).await;
///     Report(7)
/// }
///
/// #[graph(output = Report)]
/// struct Nightly {}
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), GraphError> {
/// let runner = Nightly::runner();
/// let handle = runner.handle();
/// let run = tokio::spawn(runner.run(()));
/// tokio::task::yield_now().await;
/// let left = handle.shutdown().within(Duration::from_secs(5)).await;
/// assert_eq!(left, 0);
/// assert_eq!(run.await.expect("it ends").expect("in time").0, 7);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RunnerHandle {
    core: Arc<RunnerCore>,
    graph: &'static str,
}

impl RunnerHandle {
    /// Refuses new runs and waits until the runs in flight have ended: until their values are closed and
    /// dropped, and none of their nodes runs, including nodes that continued after the run failed or was
    /// dropped. A run is in flight from its first poll on. Then the shutdown closes the values that the
    /// runs shared, which are the values of nodes with `scope = "runner"` and a `close`, in reverse order
    /// of creation, each within its time limit.
    ///
    /// Returns 0 if the shutdown completed: every run has ended, its observers were notified, and the
    /// shared values are closed. After 30 seconds, or after the time given to
    /// [`within`](RunnerShutdown::within), it returns the number of runs that are still in flight; if there
    /// are none, the number of shared values that are not closed, at least 1. The remaining runs and closes
    /// continue; the values that these runs share are closed when the last of them has ended and the runner
    /// is dropped. Outside a tokio runtime with a clock, the shutdown waits without a limit.
    ///
    /// Values are closed on the runtime of the run that made them. If that runtime is gone, shared values
    /// are closed on the one that the shutdown is awaited in, and outside of a runtime they are dropped.
    ///
    /// # Cancel safety
    /// Dropping the future stops the waiting; closes that have begun continue. The runner stays shut
    /// down, and a new call waits again.
    pub fn shutdown(&self) -> RunnerShutdown {
        RunnerShutdown {
            core: Arc::clone(&self.core),
            limit: SHUTDOWN_LIMIT,
        }
    }

    /// Refuses new runs and cancels the runs in flight, without waiting: the task of each run is woken,
    /// and the run fails with [`GraphErrorKind::Cancelled`](crate::GraphErrorKind::Cancelled) when the
    /// task polls it. A blocking node that has begun runs to its end. A run that completes in the poll in
    /// which this is called, or that is closing its values already, returns its outputs.
    pub fn abort(&self) {
        self.core.abort();
    }
}

impl std::fmt::Debug for RunnerHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RunnerHandle<{}>", self.graph)
    }
}

/// A future that waits for a shutdown, made by [`RunnerHandle::shutdown`].
#[must_use = "a shutdown does nothing unless it is awaited"]
pub struct RunnerShutdown {
    core: Arc<RunnerCore>,
    limit: Duration,
}

impl RunnerShutdown {
    /// Sets the time limit for the runs in flight and the closes of shared values together.
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }
}

impl IntoFuture for RunnerShutdown {
    type Output = usize;
    type IntoFuture = Pin<Box<dyn Future<Output = usize> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.core.shut_down(self.limit).await })
    }
}

/// Makes a [`Runner`]: `Checkout::builder(pool).observe(observer).build()`.
#[must_use = "a builder makes a runner only when `build` is called"]
pub struct RunnerBuilder<G: Graph> {
    injected: G::Injected,
    observer: Option<Arc<dyn Observer>>,
    defaults: Policy,
}

impl<G: Graph> RunnerBuilder<G> {
    /// Adds an observer of all runs of the runner. Every observer is notified of every event, before the
    /// observers of [a single run](Execution::observe).
    ///
    /// ```
    /// use organum::{observe::Timeline, prelude::*};
    ///
    /// struct Greeting(&'static str);
    ///
    /// #[node]
    /// fn greeting() -> Greeting {
    ///     Greeting("hello")
    /// }
    ///
    /// #[graph(output = Greeting)]
    /// struct Hello {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), GraphError> {
    /// let timeline = Timeline::new();
    /// let hello = Hello::builder().observe(timeline.clone()).build();
    /// hello.run(()).await?;
    /// hello.run(()).await?;
    /// assert_eq!(timeline.entries().len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn observe(mut self, observer: impl Observer) -> Self {
        self.observer = Some(match self.observer.take() {
            Some(earlier) => Arc::new(Both(earlier, observer)),
            None => Arc::new(observer),
        });
        self
    }

    /// Sets the retry policy and the timeout of the nodes that declare none, each of the two separately,
    /// in place of the defaults of the graph. If this is called several times, the last retry policy and the
    /// last timeout apply. The graph needs `defaults(configurable)`.
    ///
    /// ```
    /// use std::{num::NonZeroU32, time::Duration};
    /// use organum::{policy::{Policy, Retry}, prelude::*};
    ///
    /// struct Price(u32);
    ///
    /// #[node]
    /// async fn price(run: &Run) -> Result<Price, std::fmt::Error> {
    ///     if run.attempt() < 3 { Err(std::fmt::Error) } else { Ok(Price(7)) }
    /// }
    ///
    /// #[graph(output = Price, defaults(configurable))]
    /// struct Quote {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), GraphError> {
    /// let thrice = NonZeroU32::new(3).expect("not zero");
    /// let policy = Policy::new().retry(Retry::new(thrice)).timeout(Duration::from_secs(5));
    /// let quote = Quote::builder().defaults(policy).build();
    /// assert_eq!(quote.run(()).await?.0, 7);
    /// # Ok(())
    /// # }
    /// ```
    pub fn defaults(mut self, policy: Policy) -> Self
    where
        G: ConfigurableDefaults,
    {
        self.defaults = policy.or(self.defaults);
        self
    }

    /// Builds the runner.
    pub fn build(self) -> Runner<G> {
        // A graph that cannot be planned returns the error when it is run.
        let plan = G::plans()[0].get::<G>(None, RunBy::Runner).ok();
        #[cfg(feature = "persist")]
        let store = G::RESUMPTION.map(|of| Arc::clone((of.store)(&self.injected)));
        let injected = (self.injected, G::INJECTED);
        Runner {
            #[cfg(feature = "persist")]
            store,
            core: Arc::new(RunnerCore::new(plan, injected, self.defaults)),
            observer: self.observer,
            graph: PhantomData,
        }
    }
}

impl<G: Graph> std::fmt::Debug for RunnerBuilder<G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RunnerBuilder<{}>", G::NAME)
    }
}

impl<G> Clone for Runner<G> {
    fn clone(&self) -> Self {
        Self {
            core: Arc::clone(&self.core),
            observer: self.observer.clone(),
            #[cfg(feature = "persist")]
            store: self.store.clone(),
            graph: PhantomData,
        }
    }
}

impl<G: Graph> std::fmt::Debug for Runner<G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Runner<{}>", G::NAME)
    }
}
