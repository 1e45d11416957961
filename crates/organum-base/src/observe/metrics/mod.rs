//! Counters and histograms for Prometheus.

mod saga;
mod series;
mod spine;

use prometheus::{Encoder, Registry, TextEncoder, core::Collector};

use self::{
    saga::SagaMetrics,
    series::{Counter, Limit, Seconds},
    spine::SpineMetrics,
};
use super::{GraphEvent, NodeEvent, NodeInfo, Observer, RunInfo, SagaEvent, SagaInfo, SpineEvent};

/// Counts runs and nodes, events and the results of their handlers, sagas and undos, and measures their
/// durations, for Prometheus. One instance observes many: give one, in an `Arc`, to every runner and
/// every spine.
///
/// | metric | kind | labels |
/// |---|---|---|
/// | `organum_runs_total` | counter | `graph`, `outcome` |
/// | `organum_run_duration_seconds` | histogram | `graph` |
/// | `organum_nodes_total` | counter | `graph`, `node`, `outcome` |
/// | `organum_node_duration_seconds` | histogram | `graph`, `node` |
/// | `organum_retries_total` | counter | `graph`, `node` |
/// | `organum_events_total` | counter | `spine`, `event` |
/// | `organum_handled_total` | counter | `spine`, `event`, `place`, `outcome` |
/// | `organum_handle_duration_seconds` | histogram | `spine`, `event`, `place` |
/// | `organum_emitted_total` | counter | `spine`, `event`, `place` |
/// | `organum_handler_retries_total` | counter | `spine`, `event`, `place` |
/// | `organum_undelivered_total` | counter | `spine`, `event`, `place` |
/// | `organum_nacked_total` | counter | `spine`, `event`, `place` |
/// | `organum_dead_letters_total` | counter | `spine`, `event`, `place`, `reason` |
/// | `organum_dead_letters_dropped_total` | counter | `spine` |
/// | `organum_calls_total` | counter | `spine`, `event`, `place`, `outcome` |
/// | `organum_call_duration_seconds` | histogram | `spine`, `event`, `place` |
/// | `organum_sagas_total` | counter | `saga`, `end` |
/// | `organum_rollbacks_total` | counter | `saga`, `step`, `reason` |
/// | `organum_undone_total` | counter | `saga`, `step` |
/// | `organum_undo_retries_total` | counter | `saga`, `step` |
/// | `organum_parked_total` | counter | `saga`, `step`, `reason` |
/// | `organum_series_dropped_total` | counter | |
///
/// Runs and nodes are counted when they end. A place is an organ's field and its handler,
/// `fulfilment.handle`; the place of a dead letter without a failed handler is empty. An event counts as
/// handled once a handler is done with it, with the outcome `unhandled` if guards refused it. Calls are
/// single attempts, which the layer `organum::event::Metrics` reports. The events that hooks emit are
/// counted when they are taken from the queue.
///
/// Sagas are counted when they end, and a stalled saga each time it ends; their steps are nodes. All
/// items of a step have its name. The step of a rollback is empty if no step failed, but the saga was
/// cancelled or took too long.
///
/// Labels are names and outcomes, so there are only as many series as there are nodes, handlers of
/// events, and steps; a limit applies in any case. A series is one combination of labels of one metric,
/// and a histogram is one series. Once the limit is reached, an update that would add a series is not
/// recorded, and `organum_series_dropped_total` counts it.
///
/// Available with the feature `prometheus`.
///
/// ```
/// use std::sync::Arc;
/// use organum::{prelude::*, observe::Prometheus};
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
/// let metrics = Arc::new(Prometheus::new());
/// let hello = Hello::builder().observe(Arc::clone(&metrics)).build();
/// hello.run(()).await?;
///
/// // The answer of a handler of `/metrics`, with this content type.
/// assert_eq!(Prometheus::CONTENT_TYPE, "text/plain; version=0.0.4");
/// let line = r#"organum_runs_total{graph="Hello",outcome="ok"} 1"#;
/// assert!(metrics.text().contains(line));
/// # Ok(())
/// # }
/// ```
pub struct Prometheus {
    registry: Registry,
    runs: Counter,
    run_seconds: Seconds,
    nodes: Counter,
    node_seconds: Seconds,
    retries: Counter,
    spines: SpineMetrics,
    sagas: SagaMetrics,
    limit: Limit,
}

/// Upper bounds of the histograms' buckets, in seconds: from 100 µs to a minute.
const BUCKETS: [f64; 12] = [
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0,
];

impl Prometheus {
    /// The content type of [`text`](Self::text).
    pub const CONTENT_TYPE: &'static str = prometheus::TEXT_FORMAT;

    /// Creates an observer with at most 10 000 series.
    pub fn new() -> Self {
        Self::with_series(10_000)
    }

    /// Creates an observer with at most this many series.
    pub fn with_series(most: usize) -> Self {
        let registry = Registry::new();
        Self {
            runs: Counter::new(
                &registry,
                "runs_total",
                "Runs that ended.",
                &["graph", "outcome"],
            ),
            run_seconds: Seconds::new(
                &registry,
                "run_duration_seconds",
                "How long runs took.",
                &["graph"],
            ),
            nodes: Counter::new(
                &registry,
                "nodes_total",
                "Nodes that ended.",
                &["graph", "node", "outcome"],
            ),
            node_seconds: Seconds::new(
                &registry,
                "node_duration_seconds",
                "How long nodes took.",
                &["graph", "node"],
            ),
            retries: Counter::new(
                &registry,
                "retries_total",
                "Attempts that failed and were followed by another one.",
                &["graph", "node"],
            ),
            spines: SpineMetrics::new(&registry),
            sagas: SagaMetrics::new(&registry),
            limit: Limit::new(&registry, most),
            registry,
        }
    }

    /// All metrics in the text exposition format, version 0.0.4.
    pub fn text(&self) -> String {
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        debug_assert!(encoded.is_ok(), "a vector accepts every write");
        String::from_utf8(text).unwrap_or_default()
    }
}

/// Registers a metric. Names and labels are constants, each used once.
fn register<C: Collector + Clone + 'static>(
    registry: &Registry,
    metric: prometheus::Result<C>,
) -> C {
    let metric = metric.expect("names and labels of the metrics are well-formed");
    registry
        .register(Box::new(metric.clone()))
        .expect("each metric is registered once");
    metric
}

impl Default for Prometheus {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Prometheus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prometheus")
    }
}

impl Observer for Prometheus {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        if let GraphEvent::Ended { outcome, duration } = *event {
            let labels = [run.graph(), outcome.as_str()];
            self.runs.count(&self.limit, &labels);
            self.run_seconds
                .measure(&self.limit, &labels[..1], duration);
        }
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let (graph, name) = (node.graph(), node.name());
        match *event {
            NodeEvent::Ended {
                outcome, duration, ..
            } => {
                let labels = [graph, name, outcome.as_str()];
                self.nodes.count(&self.limit, &labels);
                self.node_seconds
                    .measure(&self.limit, &labels[..2], duration);
            }
            NodeEvent::Retried { .. } => self.retries.count(&self.limit, &[graph, name]),
            _ => {}
        }
    }

    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        self.spines.tell(&self.limit, spine, event);
    }

    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        self.sagas.tell(&self.limit, saga.saga, event);
    }
}
