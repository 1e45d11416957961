//! Benchmarks of Organum and of comparable libraries.
//!
//! | to run | what it does |
//! |---|---|
//! | `cargo bench -p organum-bench --bench graph` | every contender in interleaved rounds, as Markdown tables, then the same under criterion |
//! | `cargo bench -p organum-bench --bench features` | what policies, observers and tolerant dependencies cost |
//! | `cargo bench -p organum-bench --no-default-features --bench events` | what it costs to carry an event |
//! | `cargo bench -p organum-bench --no-default-features --bench sagas` | what sagas and their recovery cost |
//! | `cargo bench -p organum-bench --bench instructions -- --save-summary=json` | instruction counts, under valgrind |
//! | `cargo run -p organum-bench --bin instruction_table` | those counts as a Markdown table |
//! | `cargo run -p organum-bench --release --bin compile_time` | what the attributes cost `cargo check` |
//!
//! # What is measured
//!
//! Four graphs: a [chain of 10](shapes::chain_10); [1-10-1](shapes::fan_1_10_1), 12 nodes; a
//! [diamond](shapes::diamond_10x4) of 10 layers of 4, every node of a layer depending on all 4 of
//! the layer before, between a source and a sink, 42 nodes; and a [random](shapes::random_100)
//! graph of 100 nodes drawn from [`generator::SEED`]. A node adds up its dependencies and passes
//! its result through `black_box`; a node that can fail passes the whole `Result`, so that nobody
//! can tell that it never does.
//!
//! The error of those nodes holds a `String`, since errors of real nodes hold something that has to
//! be dropped. This matters: the shape of the `Result` decides how `tokio::try_join!` copies and
//! tests it, and that figure, to which the others are put in ratio, is up to three times as high
//! with one error type as with another.
//!
//! A turn is half a millisecond of executions inside one `block_on`, and is timed there, after half
//! as many that are not. The contenders take turns in rounds, in a changing order; a figure is the
//! median over the rounds, a ratio the median of the ratios within each round. Allocations are
//! counted in a pass of their own ([`allocations`]). The profile is the release profile as shipped:
//! no link-time optimization, and unwinding. No subscriber and no observer is installed.
//!
//! Where nodes yield, the runtime has neither timers nor sockets to look at between two polls,
//! which makes the hand-written versions as fast as they can be.
//!
//! # How the contenders differ
//!
//! * By hand, a layer is every node whose dependencies are in earlier layers. A layer of one node
//!   is awaited without a macro.
//! * `async_dag`, dagx and operese-dagx use their graph up when they run it, so building it is part
//!   of an execution. `async_dag` takes nodes that can fail and hands every dependency on as a
//!   clone; the other two have no failing nodes.
//! * A task of dagx or operese-dagx has at most 8 dependencies. The sink of 1-10-1 has 10, which
//!   two more tasks add up in halves.
//! * A `bevy_ecs` schedule is built once, with its single-threaded executor; its systems are
//!   ordinary functions and its results resources of the world.
//!
//! # The files
//!
//! The build script calls [`generator`] to write [`shapes`]; [`case`] lists the contenders of each shape;
//! [`rounds`] measures them; [`report`] prints the results, and [`limit`] states the limits for them.
//!
//! `--no-default-features` builds the generator and the benchmarks of events and sagas, without the
//! shapes and the peers they call.

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
/// Every module holds the same things: a type per node, the nodes as functions (`infallible` and
/// `fallible`), Organum's graph, the graph joined by hand layer by layer, and, where peers are
/// measured, the graph as each peer has it.
#[cfg(feature = "shapes")]
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/shapes.rs"));
}

/// The error of a node that can fail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BenchError {
    /// The text of the error.
    pub message: String,
}
