//! Instruction counts of every contender on every graph, under valgrind.
//!
//! A count covers [`COUNTED_EXECUTIONS`] executions inside one `block_on`, after some that are not
//! counted; `instruction_table` divides.

#![allow(
    missing_docs,
    reason = "the items gungraun's macros write are public and have no docs"
)]

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use organum_bench::case::{self, Case};
use organum_bench::contender::{COUNTED_EXECUTIONS, Contender};

/// Returns the named contender on the named graph, warmed up.
fn contender(case: &str, name: &str) -> Contender {
    let mut cases = case::ready();
    cases.push(case::large());
    let mut contender = cases
        .into_iter()
        .filter(|known| known.key == case)
        .flat_map(|Case { contenders, .. }| contenders)
        .find(|known| known.kind().key() == name)
        .expect("the benchmark names known cases and contenders");
    contender.run(10);
    contender
}

/// Declares a benchmark of one graph: a count for every named contender.
macro_rules! counted {
    ($case:ident: $($name:ident)+) => {
        #[library_benchmark]
        $(#[bench::$name(contender(stringify!($case), stringify!($name)))])+
        fn $case(mut contender: Contender) -> Contender {
            black_box(contender.run(COUNTED_EXECUTIONS.into()));
            contender
        }
    };
}

/// Declares the benchmarks of [`counted`] for the contenders of every graph in `case::ready`.
macro_rules! all_counted {
    ($($case:ident)+) => {
        $(counted!(
            $case: join try_join async_dag operese_dagx dagx bevy_ecs organum_fresh organum_reused
        );)+
    };
}

all_counted!(chain_10 fan_1_10_1 diamond_10x4 random_100);
counted!(random_1000: organum_fresh organum_reused);

library_benchmark_group!(
    name = graphs,
    benchmarks = [chain_10, fan_1_10_1, diamond_10x4, random_100, random_1000]
);

main!(library_benchmark_groups = graphs);
