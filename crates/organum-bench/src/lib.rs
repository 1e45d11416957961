//! Benchmarks of Organum, compared with other libraries.
//!
//! | command | effect |
//! |---|---|
//! | `cargo bench -p organum-bench --bench graph` | runs every contender in interleaved rounds and prints Markdown tables, then runs the same under criterion |
//! | `cargo bench -p organum-bench --bench features` | measures the cost of policies, observers and tolerant dependencies |
//! | `cargo bench -p organum-bench --no-default-features --bench events` | measures the cost of delivering an event |
//! | `cargo bench -p organum-bench --no-default-features --bench sagas` | measures the cost of sagas and their recovery |
//! | `cargo bench -p organum-bench --bench instructions -- --save-summary=json` | counts instructions, under valgrind |
//! | `cargo run -p organum-bench --bin instruction_table` | prints those counts as a Markdown table |
//! | `cargo run -p organum-bench --release --bin compile_time` | measures the cost of the attributes in `cargo check` |
//!
//! # Measured graphs
//!
//! There are four graphs: a [chain of 10](shapes::chain_10); [1-10-1](shapes::fan_1_10_1), 12 nodes; a
//! [diamond](shapes::diamond_10x4) of 10 layers of 4, every node of a layer depending on all 4 of the
//! layer before, between a source and a sink, 42 nodes; and a [random](shapes::random_100) graph of 100
//! nodes drawn from [`generator::SEED`]. A node adds up its dependencies and passes its result through
//! `black_box`; a node that can fail passes the whole `Result`, so that the compiler cannot see that it
//! never fails.
//!
//! The error of those nodes contains a `String`, since errors of real nodes contain a value that has to
//! be dropped. This matters: the layout of the `Result` determines how `tokio::try_join!` copies and
//! tests it, and its time, which is the base of the ratios, differs by a factor of up to three between
//! error types.
//!
//! A turn is half a millisecond of executions inside one `block_on`, timed inside it, after half as many
//! untimed ones. The contenders run alternately in rounds, in a changing order; a figure is the median
//! over the rounds, a ratio the median of the ratios within each round. Allocations are counted in a
//! separate pass ([`allocations`]). The profile is the release profile as shipped: no link-time
//! optimization, and unwinding. No subscriber and no observer is installed.
//!
//! If nodes yield, the runtime has neither timers nor sockets to check between two polls, which makes the
//! hand-written versions as fast as possible.
//!
//! # Differences between the contenders
//!
//! * In the hand-written version, a layer is every node whose dependencies are in earlier layers. A layer
//!   of one node is awaited without a macro.
//! * `async_dag`, dagx and operese-dagx consume their graph when they run it, so building it is part of
//!   an execution. `async_dag` takes nodes that can fail and passes every dependency on as a clone; the
//!   other two have no failing nodes.
//! * A task of dagx or operese-dagx has at most 8 dependencies. The sink of 1-10-1 has 10, which
//!   two more tasks add up in halves.
//! * A `bevy_ecs` schedule is built once, with its single-threaded executor; its systems are
//!   ordinary functions and its results resources of the world.
//!
//! # Structure
//!
//! The build script lets [`generator`] write [`shapes`]; [`case`] lists the contenders of each shape;
//! [`rounds`] measures them; [`report`] prints the results and [`limit`] checks their limits.
//!
//! `--no-default-features` builds the generator and the benchmarks of events and sagas, without the
//! shapes and the other libraries.

pub mod generator;

pub mod allocations;
#[cfg(feature = "shapes")]
pub mod case;
pub mod contender;
#[cfg(feature = "shapes")]
pub mod limit;
#[cfg(feature = "shapes")]
pub mod report;
pub mod rounds;
/// The measured graphs, one generated module each.
///
/// Every module has the same content: a type per node, the nodes as functions (`infallible` and
/// `fallible`), Organum's graph, the graph joined by hand layer by layer, and, where other libraries are
/// measured, the graph for each of them.
#[cfg(feature = "shapes")]
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/shapes.rs"));
}

/// The error type of the nodes that can fail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BenchError {
    /// The text of the error.
    pub message: String,
}
