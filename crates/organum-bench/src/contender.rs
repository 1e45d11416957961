//! The contenders, and the way in which each is run.

use std::fmt;
use std::time::Duration;

use crate::allocations;

/// The number of executions that one instruction count covers.
pub const COUNTED_EXECUTIONS: u32 = 1_000;

/// A way to execute a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Hand-written `tokio::join!` by layer, over nodes that cannot fail.
    Join,
    /// Hand-written `tokio::try_join!` by layer, over nodes that can fail.
    TryJoin,
    /// Hand-written concurrent chains.
    Chains,
    /// `async_dag`, building its graph for every run, over nodes that can fail.
    AsyncDag,
    /// operese-dagx, which polls its tasks in place and builds its graph for every run.
    OpereseDagx,
    /// dagx spawning its tasks, building its graph for every run.
    Dagx,
    /// A `bevy_ecs` schedule of ordinary functions, built once.
    BevyEcs,
    /// Organum, a fresh run.
    OrganumFresh,
    /// Organum, a run on a shared runner.
    OrganumReused,
}

impl Kind {
    /// The title of the contender's row in a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Join => "`tokio::join!` by layer, by hand",
            Self::TryJoin => "`tokio::try_join!` by layer, by hand",
            Self::Chains => "concurrent chains, by hand",
            Self::AsyncDag => "async_dag 0.1.2",
            Self::OpereseDagx => "operese-dagx 0.4.1, inline",
            Self::Dagx => "dagx 0.3.1",
            Self::BevyEcs => "bevy_ecs 0.20 schedule (sync systems)",
            Self::OrganumFresh => "Organum, fresh run",
            Self::OrganumReused => "Organum, reused runner",
        }
    }

    /// The name in reports and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::TryJoin => "try_join",
            Self::Chains => "chains",
            Self::AsyncDag => "async_dag",
            Self::OpereseDagx => "operese_dagx",
            Self::Dagx => "dagx",
            Self::BevyEcs => "bevy_ecs",
            Self::OrganumFresh => "organum_fresh",
            Self::OrganumReused => "organum_reused",
        }
    }
}

/// A contender that can execute one graph repeatedly.
pub struct Contender {
    kind: Kind,
    execute: Box<dyn FnMut(u64) -> Duration>,
}

impl Contender {
    /// Creates a contender. `execute` runs the graph the given number of times and returns the time that
    /// took.
    pub fn new(kind: Kind, execute: impl FnMut(u64) -> Duration + 'static) -> Self {
        Self {
            kind,
            execute: Box::new(execute),
        }
    }

    /// The kind of the contender.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Executes the graph `executions` times and returns the time, measured inside the runtime: entering
    /// the runtime is not included.
    pub fn run(&mut self, executions: u64) -> Duration {
        (self.execute)(executions)
    }

    /// Returns the allocations per execution, without those of entering the runtime.
    pub fn allocations(&mut self) -> f64 {
        const EXECUTIONS: u32 = 100;
        // Allocations of the first runs that are kept do not count.
        self.run(10);
        let mut count = |executions| {
            allocations::count(|| {
                self.run(executions);
            })
        };
        let entering = count(0);
        let all = count(EXECUTIONS.into());
        let own = u32::try_from(all.saturating_sub(entering)).unwrap_or(u32::MAX);
        f64::from(own) / f64::from(EXECUTIONS)
    }
}

impl fmt::Debug for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contender")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
