//! A graph that is run many times.

use std::{marker::PhantomData, sync::Arc};

use crate::{
    Graph,
    execution::Execution,
    executor::RunnerCore,
    link::Sharing,
    observe::{Both, Observer},
};

/// Runs graph `G` many times with the same injected values.
///
/// Cheap to clone, and safe to share: the runs of one runner share the injected values, what nodes with
/// `scope = "runner"` make, and nothing else. A runner keeps the memory of up to 16 runs that ended, for the next ones.
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
    /// Watches every run.
    observer: Option<Arc<dyn Observer>>,
    graph: PhantomData<fn() -> G>,
}

impl<G: Graph> Runner<G> {
    /// A runner with these injected values; `#[graph]` writes a function that calls this.
    pub fn new(injected: G::Injected) -> Self {
        // A graph that cannot be planned says so when it is run.
        let plan = G::plans()[0].get::<G>(None, Sharing::Runner).ok();
        Self {
            core: Arc::new(RunnerCore::new(plan, (injected, G::INJECTED))),
            observer: None,
            graph: PhantomData,
        }
    }

    /// What makes a runner with these injected values; `#[graph]` writes a function that calls this.
    pub fn builder(injected: G::Injected) -> RunnerBuilder<G> {
        RunnerBuilder {
            injected,
            observer: None,
        }
    }

    /// A run with these values for the fields that are not injected: the value of the one such
    /// field, a tuple of several in the order of their declaration, or `()`.
    pub fn run(&self, args: G::Args) -> Execution<G> {
        let core = Arc::clone(&self.core);
        Execution::with(core, G::given(args), self.observer.as_ref())
    }

    /// The same by a clone that is not needed any more.
    #[doc(hidden)]
    pub fn run_of(self, args: G::Args) -> Execution<G> {
        Execution::with(self.core, G::given(args), self.observer.as_ref())
    }

    /// Refuses new runs, then waits for those that have spawned or blocking nodes: until the run is
    /// over, and until none of its nodes is left, those included that ran on when the run failed or
    /// was dropped. So do not hold such a run, begun and not polled, while you wait here. Runs
    /// without such nodes have nothing to leave behind, and are not waited for.
    ///
    /// Then it closes what the runs shared, the values of nodes with `scope = "runner"` and a `close`, the
    /// youngest first, each within its time. It waits for every run before, if there is such a node.
    /// A runner that is dropped without a shutdown closes them in the background, on the runtime of the run
    /// that made them.
    ///
    /// # Cancel safety
    /// Dropping the future stops the waiting; closes that have begun go on. The runner stays shut down,
    /// and can be waited for again.
    pub async fn shutdown(&self) {
        self.core.shut_down().await;
    }
}

/// Makes a [`Runner`]: `Checkout::builder(pool).observe(observer).build()`.
#[must_use = "it makes a runner only when it is built"]
pub struct RunnerBuilder<G: Graph> {
    injected: G::Injected,
    observer: Option<Arc<dyn Observer>>,
}

impl<G: Graph> RunnerBuilder<G> {
    /// Lets an observer watch all runs of the runner. Each of several is notified of everything, before
    /// those of [a single run](Execution::observe).
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

    /// The runner.
    pub fn build(self) -> Runner<G> {
        Runner {
            observer: self.observer,
            ..Runner::new(self.injected)
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
            graph: PhantomData,
        }
    }
}

impl<G: Graph> std::fmt::Debug for Runner<G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Runner<{}>", G::NAME)
    }
}
