//! Measures the cost of undos in steps, compared with the same graph, and the cost of resuming sagas that
//! other processes left.

#![allow(
    clippy::unused_async,
    reason = "nodes and steps are async as those of users are"
)]

use std::{
    fs,
    process::ExitCode,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use organum::{prelude::*, saga::SagaRunner, store::MemoryJournal};
use organum_bench::{
    contender::{Contender, Kind},
    rounds::Rounds,
};
use serde::{Deserialize, Serialize};
use tokio::{runtime::Builder, sync::Notify};

/// Measure the cost of sagas.
#[derive(Debug, Parser)]
struct Options {
    /// Use few and short rounds: to check that everything works, not to publish
    #[arg(long)]
    quick: bool,
    /// Fail if a limit is exceeded
    #[arg(long)]
    enforce: bool,
    /// Measure the items of one step of a saga with a journal, and nothing else
    #[arg(long)]
    items: bool,
    /// Passed by `cargo bench`; without it the program runs as a test, with quick rounds
    #[arg(long, hide = true)]
    bench: bool,
}

/// The numbers of steps of the short chain and of the long one.
const STEPS: [f64; 2] = [5.0, 15.0];

struct Input(u64);

/// Declares a chain of nodes and the same chain as a saga, each step with its undo.
macro_rules! chain {
    ($module:ident: $first:ident $First:ident $undo_first:ident;
     $($step:ident $Step:ident $undo:ident of $Before:ident;)+ => $Last:ident) => {
        mod $module {
            use super::{Deserialize, Input, Serialize, graph, node, saga};

            #[derive(Serialize, Deserialize)]
            pub(super) struct $First(pub(super) u64);
            $(
                #[derive(Serialize, Deserialize)]
                pub(super) struct $Step(pub(super) u64);
            )+

            #[node]
            async fn $first(input: &Input) -> $First {
                $First(input.0)
            }

            $(
                #[node]
                async fn $step(before: &$Before) -> $Step {
                    $Step(before.0 + 1)
                }
            )+

            #[graph(output = $Last)]
            pub(super) struct Chain {
                pub(super) input: Input,
            }

            #[saga]
            pub(super) struct Steps {
                pub(super) input: u64,
            }

            #[saga(output = $Last, version = 1)]
            impl Steps {
                #[step(undo = $undo_first)]
                async fn $first(&self) -> $First {
                    $First(self.input)
                }

                async fn $undo_first(&self, _: &$First) {}

                $(
                    #[step(undo = $undo)]
                    async fn $step(&self, before: &$Before) -> $Step {
                        $Step(before.0 + 1)
                    }

                    async fn $undo(&self, _: &$Step) {}
                )+
            }
        }
    };
}

chain! {
    short: a A undo_a;
    b B undo_b of A;
    c C undo_c of B;
    d D undo_d of C;
    e E undo_e of D;
    => E
}

chain! {
    long: a A undo_a;
    b B undo_b of A;
    c C undo_c of B;
    d D undo_d of C;
    e E undo_e of D;
    f F undo_f of E;
    g G undo_g of F;
    h H undo_h of G;
    i I undo_i of H;
    j J undo_j of I;
    k K undo_k of J;
    l L undo_l of K;
    m M undo_m of L;
    n N undo_n of M;
    o O undo_o of N;
    => O
}

#[derive(Serialize, Deserialize)]
struct First(u64);

#[derive(Serialize, Deserialize)]
struct Second(u64);

#[derive(Serialize, Deserialize)]
struct Third(u64);

/// A gate that holds the third step in the first process.
#[derive(Default)]
struct Gate {
    is_open: AtomicBool,
    waiting: AtomicUsize,
    opened: Notify,
}

/// A saga that the first process begins and another one resumes.
#[saga]
struct Interrupted {
    input: u64,
    #[inject]
    gate: Arc<Gate>,
}

#[saga(output = Third, version = 1)]
impl Interrupted {
    #[step(undo = undo_first)]
    async fn first(&self) -> First {
        First(self.input)
    }

    #[step(undo = undo_second)]
    async fn second(&self, first: &First) -> Second {
        Second(first.0 + 1)
    }

    #[step(irrevocable)]
    async fn third(&self, second: &Second) -> Third {
        while !self.gate.is_open.load(Ordering::Acquire) {
            self.gate.waiting.fetch_add(1, Ordering::Relaxed);
            self.gate.opened.notified().await;
        }
        Third(second.0 + 1)
    }

    async fn undo_first(&self, _: &First) {}
    async fn undo_second(&self, _: &Second) {}
}

/// A step with many items, each recorded in the journal.
#[saga]
struct Many {
    items: Vec<u32>,
}

#[saga(output = Second, version = 1)]
impl Many {
    #[step(each = items, undo = undo_item, concurrency = 64)]
    async fn item(&self, item: &u32) -> First {
        First(u64::from(*item))
    }

    #[step(irrevocable)]
    async fn sum(&self, items: &[First]) -> Second {
        Second(items.iter().map(|item| item.0).sum())
    }

    async fn undo_item(&self, _: &First) {}
}

/// Returns the shortest time of several runs with this number of items, each with a journal of its own.
fn run_of_items(count: u32, runs: u32) -> Duration {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime can be built");
    let times = (0..runs).map(|_| {
        let many = Many::builder().journal(MemoryJournal::new()).build();
        let items = (0..count).collect();
        runtime.block_on(async {
            let start = Instant::now();
            let sum = many.run(Many { items }).await.expect("no step fails");
            let took = start.elapsed();
            assert_eq!(sum.0, u64::from(count) * u64::from(count - 1) / 2);
            took
        })
    });
    times.min().expect("there is a run")
}

/// Measures the items of one step. Returns false if the time of an item grows with the number of items.
fn measure_items(is_quick: bool) -> bool {
    let (counts, runs): (&[u32], u32) = if is_quick {
        (&[100, 400], 1)
    } else {
        (&[1_000, 4_000, 16_000, 32_000], 7)
    };
    println!("| items of a step, with a journal in memory | time | an item | ratio | at most | |");
    println!("|---:|---:|---:|---:|---:|---|");
    let (mut first, mut kept) = (None, true);
    for count in counts {
        let took = run_of_items(*count, runs);
        let each = took.as_secs_f64() * 1e6 / f64::from(*count);
        let ratio = each / *first.get_or_insert(each);
        kept &= ratio <= 2.0;
        let verdict = if ratio <= 2.0 { "kept" } else { "**exceeded**" };
        println!("| {count} | {took:.1?} | {each:.2} us | {ratio:.2}x | 2.00x | {verdict} |");
    }
    kept
}

/// Returns the short and the long chain: as graphs, as sagas, and as sagas with a journal.
fn contenders() -> [Contender; 6] {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = Rc::new(runtime.expect("a runtime can be built"));
    macro_rules! contender {
        ($runner:ident = $make:expr; |$number:ident| $execution:expr) => {{
            let runtime = Rc::clone(&runtime);
            Contender::new(Kind::OrganumReused, move |executions| {
                // A journal keeps the records of runs, so each turn has its own journal.
                let $runner = $make;
                runtime.block_on(async {
                    let start = Instant::now();
                    for $number in 0..executions {
                        let _ = std::hint::black_box($execution);
                    }
                    start.elapsed()
                })
            })
        }};
    }
    macro_rules! graph {
        ($module:ident) => {
            contender!(chain = $module::Chain::runner(); |n| {
                chain.run(Input(n)).await.map(|last| last.0)
            })
        };
    }
    macro_rules! saga {
        ($module:ident, $make:expr) => {
            contender!(steps = $make; |n| {
                steps.run($module::Steps { input: n }).await.map(|last| last.0)
            })
        };
    }
    macro_rules! journalled {
        ($module:ident) => {
            saga!(
                $module,
                $module::Steps::builder()
                    .journal(MemoryJournal::new())
                    .build()
            )
        };
    }
    [
        graph!(short),
        graph!(long),
        saga!(short, short::Steps::runner()),
        saga!(long, long::Steps::runner()),
        journalled!(short),
        journalled!(long),
    ]
}

/// Measures the cost of a step. Returns false if it exceeds a limit.
fn measure_steps(rounds: &Rounds) -> bool {
    let mut contenders = contenders();
    let mut all: Vec<&mut Contender> = contenders.iter_mut().collect();
    let samples = rounds.measure(&mut all);
    let [few, many] = STEPS;
    // What each further step adds, without the cost of the run.
    let per_step = |at: usize| (samples[at + 1].least() - samples[at].least()) / (many - few);
    let node = per_step(0);
    println!(
        "| | run of {few} steps | of {many} | a further step | more than a node | at most | |"
    );
    println!("|---|---:|---:|---:|---:|---:|---|");
    let mut kept = true;
    for (at, title, most) in [
        (0, "a graph", None),
        (2, "a saga", Some(250.0)),
        (4, "a saga with a journal in memory", Some(1000.0)),
    ] {
        let runs = format!(
            "{:.0} ns | {:.0} ns",
            samples[at].least(),
            samples[at + 1].least()
        );
        let step = per_step(at);
        let Some(most) = most else {
            println!("| {title} | {runs} | {step:.0} ns | | | |");
            continue;
        };
        let more = step - node;
        kept &= more <= most;
        let verdict = if more <= most { "kept" } else { "**exceeded**" };
        println!("| {title} | {runs} | {step:.0} ns | {more:.0} ns | {most:.0} ns | {verdict} |");
    }
    kept
}

/// Returns the peak memory of this process in KiB since the last call.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let peak = line.split_whitespace().nth(1)?.parse().ok();
    fs::write("/proc/self/clear_refs", "5").ok();
    peak
}

/// Leaves this many sagas in the journal and resumes them; returns the time that took and the growth of
/// memory in KiB.
fn recovery(count: usize) -> (Duration, Option<u64>) {
    let lease = Duration::from_millis(100);
    let journal = MemoryJournal::new();
    let runner = |journal: &MemoryJournal, gate: &Arc<Gate>, lease: Duration| {
        let runner = Interrupted::builder(Arc::clone(gate));
        runner.journal(journal.clone()).lease(lease).build()
    };
    let gate = Arc::new(Gate::default());
    let first = Builder::new_current_thread().enable_all().build();
    let first = first.expect("a runtime can be built");
    first.block_on(async {
        let runner: SagaRunner<Interrupted, Arc<Gate>> = runner(&journal, &gate, lease);
        for input in 0..count as u64 {
            tokio::spawn(runner.run(InterruptedInput { input }));
        }
        while gate.waiting.load(Ordering::Relaxed) < count {
            tokio::task::yield_now().await;
        }
    });
    // The first process ends here.
    first.shutdown_background();
    std::thread::sleep(2 * lease);
    gate.is_open.store(true, Ordering::Release);
    let second = Builder::new_current_thread().enable_all().build();
    let second = second.expect("a runtime can be built");
    let before = peak().and_then(|_| peak());
    let start = Instant::now();
    // A long lease: the recovery that begins by itself after one would take a part of the sagas.
    let runner = runner(&journal, &gate, Duration::from_mins(1));
    let recovered = second.block_on(runner.recover());
    let took = start.elapsed();
    let recovered = recovered.expect("the journal is in memory");
    assert_eq!(recovered.completed, count as u64, "{recovered:?}");
    let grown = before
        .zip(peak())
        .map(|(before, after)| after.saturating_sub(before));
    (took, grown)
}

fn main() -> ExitCode {
    let options = Options::parse();
    let is_quick = options.quick || !options.bench;
    if options.items {
        let kept = measure_items(is_quick);
        return if kept || !options.enforce {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    let (count, turn) = if is_quick {
        (3, Duration::from_micros(200))
    } else {
        (200, Duration::from_millis(2))
    };
    let rounds = Rounds { count, turn };
    let kept = measure_steps(&rounds);
    println!("\n| sagas that were left behind | time | a saga | memory grows by |");
    println!("|---:|---:|---:|---:|");
    let counts: &[usize] = if is_quick { &[100] } else { &[1_000, 10_000] };
    for count in counts {
        let (took, grown) = recovery(*count);
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let each = took.as_secs_f64() * 1e6 / *count as f64;
        let grown = grown.map_or("?".to_owned(), |grown| format!("{grown} KiB"));
        println!("| {count} | {took:.1?} | {each:.1} us | {grown} |");
    }
    if kept || !options.enforce {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
