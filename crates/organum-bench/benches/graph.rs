//! Runs every contender on every graph: first in interleaved rounds, then under criterion.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use criterion::Criterion;
use organum_bench::allocations::Counting;
use organum_bench::case::{self, Case, Threads};
use organum_bench::report::{self, Section};
use organum_bench::rounds::Rounds;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Measure Organum and the libraries that it is compared with.
#[derive(Debug, Parser)]
struct Options {
    /// Measure only graphs whose name contains this, such as `chain`, `fan`, `diamond`, `random`, `uneven`
    filter: Option<String>,
    /// Use few and short rounds: to check that everything works, not to publish
    #[arg(long)]
    quick: bool,
    /// Run only one of the two parts
    #[arg(long)]
    only: Option<Part>,
    /// The number of rounds of the tables
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Fail if a limit is exceeded
    #[arg(long)]
    enforce: bool,
    /// Passed by `cargo bench`; without it the program runs as a test, with quick rounds
    #[arg(long, hide = true)]
    bench: bool,
}

/// A part of this benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The tables, measured in interleaved rounds.
    Tables,
    /// The same contenders under criterion, one after the other.
    Criterion,
}

impl Options {
    fn quick(&self) -> bool {
        self.quick || !self.bench
    }

    fn wants(&self, key: &str) -> bool {
        self.filter.as_deref().is_none_or(|part| key.contains(part))
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    let mut kept = true;
    if options.only != Some(Part::Criterion) {
        kept = tables(&options);
    }
    if options.only != Some(Part::Tables) {
        criterion(&options);
    }
    if options.enforce && !kept {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Prints the tables and returns true if every limit was kept.
fn tables(options: &Options) -> bool {
    let wanted = usize::from(options.rounds);
    let (rounds, uneven_rounds) = if options.quick() {
        let rounds = Rounds {
            count: wanted.min(20),
            turn: Duration::from_micros(250),
        };
        (rounds, wanted.min(3))
    } else {
        let rounds = Rounds {
            count: wanted,
            // Shorter than the time slice of a scheduler: most turns are not interrupted even if the
            // machine is busy.
            turn: Duration::from_micros(500),
        };
        (rounds, wanted.min(100))
    };
    let wants = |key: &str| options.wants(key);
    let mut sections = vec![
        report::ready(rounds, wants),
        report::yielding(Threads::One, rounds, wants),
        report::yielding(Threads::Two, rounds, wants),
    ];
    if wants("random_1000") {
        sections.push(report::large(rounds));
    }
    if wants("uneven") {
        sections.push(report::uneven(uneven_rounds));
    }
    sections.retain(|section| !section.is_empty());
    for section in &sections {
        println!("{section}");
    }
    limits(&sections)
}

fn limits(sections: &[Section]) -> bool {
    println!("## Limits\n\n| | measured | at most | |\n|---|---:|---:|---|");
    let mut kept = true;
    for limit in sections.iter().flat_map(|section| &section.limits) {
        println!("{limit}");
        kept &= limit.kept();
    }
    println!();
    kept
}

fn criterion(options: &Options) {
    let mut criterion = Criterion::default();
    criterion = if options.quick() {
        criterion
            .without_plots()
            .sample_size(10)
            .warm_up_time(Duration::from_millis(20))
            .measurement_time(Duration::from_millis(100))
    } else {
        criterion
            .sample_size(50)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(2))
    };
    let mut cases = case::ready();
    cases.extend(case::yielding(Threads::One));
    cases.push(case::large());
    for case in cases.iter_mut().filter(|case| options.wants(case.key)) {
        group(&mut criterion, case);
    }
    criterion.final_summary();
}

fn group(criterion: &mut Criterion, case: &mut Case) {
    let mut group = criterion.benchmark_group(case.key);
    for contender in &mut case.contenders {
        group.bench_function(contender.kind().key(), |bencher| {
            bencher.iter_custom(|executions| contender.run(executions));
        });
    }
    group.finish();
}
