//! Counters and histograms for Prometheus.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry, TextEncoder,
    core::Collector,
};

use super::{GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, RunInfo};

/// Counts runs and nodes and measures how long they take, for Prometheus. Made to watch many runs:
/// give one, in an `Arc`, to every runner.
///
/// | metric | kind | labels |
/// |---|---|---|
/// | `organum_runs_total` | counter | `graph`, `outcome` |
/// | `organum_run_duration_seconds` | histogram | `graph` |
/// | `organum_nodes_total` | counter | `graph`, `node`, `outcome` |
/// | `organum_node_duration_seconds` | histogram | `graph`, `node` |
/// | `organum_retries_total` | counter | `graph`, `node` |
/// | `organum_series_dropped_total` | counter | |
///
/// Runs and nodes are counted when they end. Labels are names and outcomes, so there are only as
/// many series as there are nodes; a limit stands guard all the same. A series is one combination of
/// labels of one metric, and a histogram is one series. Once there are as many as allowed, what
/// would add another one is not recorded, and `organum_series_dropped_total` counts how often that
/// happened.
///
/// With the feature `prometheus`.
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
/// let hello = Hello::runner().observed_by(Arc::clone(&metrics));
/// hello.given(()).await?;
///
/// // What a handler of `/metrics` answers, with this content type.
/// assert_eq!(Prometheus::CONTENT_TYPE, "text/plain; version=0.0.4");
/// let line = r#"organum_runs_total{graph="Hello",outcome="ok"} 1"#;
/// assert!(metrics.text().contains(line));
/// # Ok(())
/// # }
/// ```
pub struct Prometheus {
    registry: Registry,
    runs: IntCounterVec,
    run_seconds: HistogramVec,
    nodes: IntCounterVec,
    node_seconds: HistogramVec,
    retries: IntCounterVec,
    dropped: IntCounter,
    known: Mutex<Known>,
}

/// The series that exist.
struct Known {
    series: HashSet<Series>,
    most: usize,
}

/// One combination of labels of one metric.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Series {
    Runs(&'static str, Outcome),
    RunSeconds(&'static str),
    Nodes(&'static str, &'static str, Outcome),
    NodeSeconds(&'static str, &'static str),
    Retries(&'static str, &'static str),
}

/// Upper bounds of the histograms' buckets, in seconds: from 100 µs to a minute.
const BUCKETS: [f64; 12] = [
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0,
];

impl Prometheus {
    /// The content type of [`text`](Self::text).
    pub const CONTENT_TYPE: &'static str = prometheus::TEXT_FORMAT;

    /// Nothing counted yet; at most 10 000 series.
    pub fn new() -> Self {
        Self::with_series(10_000)
    }

    /// Nothing counted yet; at most so many series.
    pub fn with_series(most: usize) -> Self {
        let registry = Registry::new();
        Self {
            runs: counter(
                &registry,
                "runs_total",
                "Runs that ended.",
                &["graph", "outcome"],
            ),
            run_seconds: histogram(
                &registry,
                "run_duration_seconds",
                "How long runs took.",
                &["graph"],
            ),
            nodes: counter(
                &registry,
                "nodes_total",
                "Nodes that ended.",
                &["graph", "node", "outcome"],
            ),
            node_seconds: histogram(
                &registry,
                "node_duration_seconds",
                "How long nodes took.",
                &["graph", "node"],
            ),
            retries: counter(
                &registry,
                "retries_total",
                "Attempts that failed and were followed by another one.",
                &["graph", "node"],
            ),
            dropped: register(
                &registry,
                IntCounter::new(
                    "organum_series_dropped_total",
                    "Updates that were dropped because they needed a series beyond the limit.",
                ),
            ),
            registry,
            known: Mutex::new(Known {
                series: HashSet::new(),
                most,
            }),
        }
    }

    /// All metrics in the text exposition format, version 0.0.4.
    pub fn text(&self) -> String {
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        debug_assert!(encoded.is_ok(), "a vector takes all that is written");
        String::from_utf8(text).unwrap_or_default()
    }

    /// May this series be updated? Counts it as dropped if not.
    fn has_room(&self, series: Series) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.series.contains(&series) {
            return true;
        }
        if known.series.len() < known.most {
            known.series.insert(series);
            return true;
        }
        drop(known);
        self.dropped.inc();
        false
    }

    fn count(&self, series: Series, counter: &IntCounterVec, labels: &[&str]) {
        if self.has_room(series) {
            counter.with_label_values(labels).inc();
        }
    }

    fn measure(
        &self,
        series: Series,
        histogram: &HistogramVec,
        labels: &[&str],
        duration: Option<Duration>,
    ) {
        if let Some(duration) = duration
            && self.has_room(series)
        {
            let seconds = duration.as_secs_f64();
            histogram.with_label_values(labels).observe(seconds);
        }
    }
}

fn counter(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    let options = Opts::new(name, help).namespace("organum");
    register(registry, IntCounterVec::new(options, labels))
}

fn histogram(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> HistogramVec {
    let options = HistogramOpts::new(name, help)
        .namespace("organum")
        .buckets(BUCKETS.to_vec());
    register(registry, HistogramVec::new(options, labels))
}

/// Names and labels are constants, each used once.
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
            let graph = run.graph();
            let labels = [graph, outcome.as_str()];
            self.count(Series::Runs(graph, outcome), &self.runs, &labels);
            let series = Series::RunSeconds(graph);
            self.measure(series, &self.run_seconds, &[graph], duration);
        }
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let (graph, name) = (node.graph(), node.name());
        match *event {
            NodeEvent::Ended {
                outcome, duration, ..
            } => {
                let series = Series::Nodes(graph, name, outcome);
                self.count(series, &self.nodes, &[graph, name, outcome.as_str()]);
                let series = Series::NodeSeconds(graph, name);
                self.measure(series, &self.node_seconds, &[graph, name], duration);
            }
            NodeEvent::Retried { .. } => {
                let series = Series::Retries(graph, name);
                self.count(series, &self.retries, &[graph, name]);
            }
            _ => {}
        }
    }
}
