//! Tests of the observers with the events of nodes that have policies and resources.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

use super::{GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, RunInfo, Tracing};

/// Notifies the observer of a run in which the node is attempted three times and closed.
fn tell(observer: &impl Observer) {
    let run = RunInfo::new("Graph", None, None);
    let node = NodeInfo::new(&run, "Node", false, &[]);
    let duration = Some(Duration::from_millis(1));
    let outcome = Outcome::Ok;
    observer.graph(&run, &GraphEvent::Started);
    observer.node(&node, &NodeEvent::Started);
    for attempt in [1, 2] {
        let delay = Duration::from_millis(100) * attempt;
        observer.node(&node, &NodeEvent::Retried { attempt, delay });
    }
    let ended = NodeEvent::Ended {
        outcome,
        attempts: 3,
        duration,
        cached: false,
    };
    observer.node(&node, &ended);
    observer.node(&node, &NodeEvent::Closed { outcome, duration });
    observer.graph(&run, &GraphEvent::Ended { outcome, duration });
    observer.graph(&run, &GraphEvent::CleanedUp { duration });
}

/// Collects events as text, each with the innermost span it lies in.
struct Collect(Arc<Mutex<Vec<String>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() != "run" {
            let _ = write!(self.0, " {}={value:?}", field.name());
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collect {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let span = context
            .event_span(event)
            .map_or("no span", |span| span.name());
        let mut fields = Fields(span.to_owned());
        event.record(&mut fields);
        self.0.lock().unwrap().push(fields.0);
    }
}

#[test]
fn retries_closes_and_clean_ups_are_events_in_their_spans() {
    let events = Arc::default();
    let subscriber = tracing_subscriber::registry().with(Collect(Arc::clone(&events)));
    tracing::subscriber::with_default(subscriber, || tell(&Tracing::new()));
    let expected = [
        "node message=retry attempt=1 delay_ms=100",
        "node message=retry attempt=2 delay_ms=200",
        "graph message=closed graph=\"Graph\" node=\"Node\" outcome=\"ok\"",
        "no span message=cleaned up graph=\"Graph\"",
    ];
    assert_eq!(*events.lock().unwrap(), expected);
}

#[test]
fn a_timeline_knows_how_often_a_node_was_tried() {
    let timeline = super::Timeline::new();
    tell(&timeline);
    let attempts: Vec<_> = timeline
        .entries()
        .iter()
        .map(|entry| entry.attempts)
        .collect();
    assert_eq!(attempts, [3]);
    assert!(timeline.to_string().contains("3 attempts"), "{timeline}");
}

#[cfg(feature = "prometheus")]
#[test]
fn retries_are_counted_by_graph_and_node() {
    let metrics = super::Prometheus::new();
    tell(&metrics);
    tell(&metrics);
    let text = metrics.text();
    for line in [
        r#"organum_retries_total{graph="Graph",node="Node"} 4"#,
        r#"organum_nodes_total{graph="Graph",node="Node",outcome="ok"} 2"#,
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
}

#[test]
fn a_chart_of_any_width_can_be_printed() {
    let timeline = super::Timeline::new().labelled("x".repeat(70_000));
    tell(&timeline);
    for columns in [0, 1, 100_000, usize::MAX] {
        assert!(timeline.chart(columns).to_string().contains("Node"));
    }
}
