//! Measures the cost of policies, observers and tolerant dependencies, compared with hand-written code
//! that does the same, in interleaved rounds. A figure is that of the quickest round, since on a shared
//! machine the noise of a median exceeds differences of some nanoseconds.

use std::{
    hint::black_box,
    process::ExitCode,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use organum::{
    FirstOk, OneOf2, Race,
    observe::{NodeEvent, NodeInfo, Observer},
};
use organum_bench::{
    BenchError,
    contender::{Contender, Kind},
    rounds::Rounds,
    shapes::chain_10,
};
use tokio::{runtime::Builder, task::yield_now, time::timeout};

/// Measure the cost of policies, observers and tolerant dependencies.
#[derive(Debug, Parser)]
struct Options {
    /// Use few and short rounds: to check that everything works, not to publish
    #[arg(long)]
    quick: bool,
    /// Fail if a limit is exceeded
    #[arg(long)]
    enforce: bool,
    /// Passed by `cargo bench`; without it the program runs as a test, with quick rounds
    #[arg(long, hide = true)]
    bench: bool,
}

const LIMIT: Duration = Duration::from_secs(5);

#[derive(Clone, Copy)]
struct Input(u64);

macro_rules! single {
    ($module:ident $Graph:ident $function:ident, $(#[$attribute:meta])*) => {
        mod $module {
            use super::*;

            pub(super) struct Value(#[allow(dead_code, reason = "is made, not read")] u64);

            $(#[$attribute])*
            async fn $function(input: &Input) -> Result<Value, BenchError> {
                super::work(*input).await.map(Value)
            }

            #[organum::graph(output = Value)]
            pub(super) struct $Graph {
                input: Input,
            }
        }
    };
}

/// Ready at once.
#[inline(never)]
async fn work(input: Input) -> Result<u64, BenchError> {
    black_box(Ok(input.0.wrapping_add(1)))
}

single!(plain Plain make, #[organum::node]);
single!(retried Retried make, #[organum::node(retry(attempts = 3, backoff = fixed("10ms")))]);
single!(timed Timed make, #[organum::node(timeout = "5s")]);

mod waiting {
    use super::{BenchError, Input, work, yield_now};

    pub(super) struct Value(#[allow(dead_code, reason = "is made, not read")] u64);

    #[organum::node(timeout = "5s")]
    async fn value(input: &Input) -> Result<Value, BenchError> {
        yield_now().await;
        work(*input).await.map(Value)
    }

    #[organum::graph(output = Value)]
    pub(super) struct Waiting {
        input: Input,
    }
}

mod waiting_plain {
    use super::{BenchError, Input, work, yield_now};

    pub(super) struct Value(#[allow(dead_code, reason = "is made, not read")] u64);

    #[organum::node]
    async fn value(input: &Input) -> Result<Value, BenchError> {
        yield_now().await;
        work(*input).await.map(Value)
    }

    #[organum::graph(output = Value)]
    pub(super) struct WaitingPlain {
        input: Input,
    }
}

async fn first(input: Input) -> Result<u64, BenchError> {
    yield_now().await;
    black_box(if input.0 == u64::MAX {
        Ok(input.0)
    } else {
        Err(BenchError {
            message: String::new(),
        })
    })
}

async fn second(input: Input) -> u64 {
    yield_now().await;
    black_box(input.0)
}

async fn never() -> u64 {
    std::future::pending().await
}

mod tolerant {
    use super::{BenchError, FirstOk, Input, OneOf2, Race, first, never, second};

    pub(super) struct First(u64);
    pub(super) struct Second(u64);
    pub(super) struct Never(u64);
    pub(super) struct Fallback(#[allow(dead_code, reason = "is made, not read")] u64);
    pub(super) struct Winner(#[allow(dead_code, reason = "is made, not read")] u64);

    #[organum::node]
    async fn make_first(input: &Input) -> Result<First, BenchError> {
        first(*input).await.map(First)
    }

    #[organum::node]
    async fn make_second(input: &Input) -> Second {
        Second(second(*input).await)
    }

    #[organum::node]
    async fn make_never() -> Never {
        Never(never().await)
    }

    #[organum::node]
    fn fallback(one: FirstOk<(&First, &Second)>) -> Fallback {
        match one.get() {
            OneOf2::First(first) => Fallback(first.0),
            OneOf2::Second(second) => Fallback(second.0),
        }
    }

    #[organum::node]
    fn winner(one: Race<(&Never, &Second)>) -> Winner {
        match one.get() {
            OneOf2::First(never) => Winner(never.0),
            OneOf2::Second(second) => Winner(second.0),
        }
    }

    #[organum::graph(output = Fallback)]
    pub(super) struct Falling {
        input: Input,
    }

    #[organum::graph(output = Winner)]
    pub(super) struct Racing {
        input: Input,
    }
}

/// Counts nodes, and asks for nothing else.
#[derive(Clone, Default)]
struct Count(Arc<AtomicU64>);

impl Observer for Count {
    fn node(&self, _: &NodeInfo<'_>, event: &NodeEvent) {
        if matches!(event, NodeEvent::Ended { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn wants_durations(&self) -> bool {
        false
    }
}

/// A row of the table: the measured code, its base, and the limit on the difference or ratio.
struct Row {
    title: &'static str,
    own: Contender,
    base: Contender,
    limit: Limit,
}

enum Limit {
    /// The maximum difference in nanoseconds, for this number of nodes.
    More(f64, f64),
    /// The maximum ratio.
    Times(f64),
}

fn rows() -> Vec<Row> {
    let runtime = Builder::new_current_thread().enable_time().build();
    let runtime = Rc::new(runtime.expect("a runtime can be built"));
    macro_rules! contender {
        ($($runner:ident = $make:expr;)? |$number:ident| $execution:expr) => {{
            let runtime = Rc::clone(&runtime);
            $(let $runner = $make;)?
            Contender::new(Kind::OrganumReused, move |executions| {
                runtime.block_on(async {
                    let start = Instant::now();
                    for number in 0..executions {
                        let $number = Input(black_box(number));
                        let _ = black_box($execution);
                    }
                    start.elapsed()
                })
            })
        }};
    }
    vec![
        Row {
            title: "`retry`, first attempt succeeds at once",
            own: contender!(runner = retried::Retried::runner(); |n| runner.run(n).await),
            base: contender!(runner = plain::Plain::runner(); |n| runner.run(n).await),
            limit: Limit::More(25.0, 1.0),
        },
        Row {
            title: "`timeout`, to `tokio::time::timeout` around the run; ready at once",
            own: contender!(runner = timed::Timed::runner(); |n| runner.run(n).await),
            base: contender!(runner = plain::Plain::runner(); |n| {
                timeout(LIMIT, runner.run(n)).await
            }),
            limit: Limit::More(25.0, 1.0),
        },
        Row {
            title: "`timeout`, to `tokio::time::timeout` around the run; the node yields once",
            own: contender!(runner = waiting::Waiting::runner(); |n| runner.run(n).await),
            base: contender!(runner = waiting_plain::WaitingPlain::runner(); |n| {
                timeout(LIMIT, runner.run(n)).await
            }),
            limit: Limit::More(25.0, 1.0),
        },
        Row {
            title: "an observer that counts, a node",
            own: contender!(runner = chain_10::Chain10::builder().observe(Count::default()).build(); |n| {
                runner.run(chain_10::Input(n.0)).await
            }),
            base: contender!(runner = chain_10::Chain10::runner(); |n| {
                runner.run(chain_10::Input(n.0)).await
            }),
            limit: Limit::More(20.0, 10.0),
        },
        Row {
            title: "`FirstOk` of two, to hand-written code; the first fails",
            own: contender!(runner = tolerant::Falling::runner(); |n| runner.run(n).await),
            base: contender!(|n| match first(n).await {
                Ok(value) => value,
                Err(_) => second(n).await,
            }),
            limit: Limit::Times(2.0),
        },
        Row {
            title: "`Race` of two, to `tokio::select!`",
            own: contender!(runner = tolerant::Racing::runner(); |n| runner.run(n).await),
            base: contender!(|n| tokio::select! {
                value = never() => value,
                value = second(n) => value,
            }),
            limit: Limit::Times(2.0),
        },
    ]
}

fn main() -> ExitCode {
    let options = Options::parse();
    let (count, turn) = if options.quick || !options.bench {
        (3, Duration::from_micros(200))
    } else {
        (200, Duration::from_millis(2))
    };
    let rounds = Rounds { count, turn };
    let mut kept = true;
    println!("| | measured | base | difference or ratio | at most | |");
    println!("|---|---:|---:|---:|---:|---|");
    for mut row in rows() {
        let samples = rounds.measure(&mut [&mut row.own, &mut row.base]);
        let (own, base) = (samples[0].least(), samples[1].least());
        let (figure, unit, most) = match row.limit {
            Limit::More(most, nodes) => ((own - base) / nodes, " ns", most),
            Limit::Times(most) => (own / base, "x", most),
        };
        let is_kept = figure <= most;
        kept &= is_kept;
        let verdict = if is_kept { "kept" } else { "**exceeded**" };
        println!(
            "| {} | {own:.1} ns | {base:.1} ns | {figure:.2}{unit} | {most:.0}{unit} | {verdict} |",
            row.title
        );
    }
    if kept || !options.enforce {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
