//! The spans of `observe::Tracing`, as a subscriber receives them.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    fmt::{Debug, Write},
    sync::Arc,
    time::Duration,
};

use organum::{observe::Tracing, prelude::*, test::Replace};
use organum_tests::{Log, eventually, yield_once};
use tokio::time::{sleep, timeout};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry::{LookupSpan, Scope},
};

/// Records the events of spans, each with its path, and the log events with their spans.
struct Collect(Log);

/// Fields as text; ids of runs are replaced by one text.
#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = match field.name() {
            "run" => "…".to_owned(),
            _ => format!("{value:?}"),
        };
        let _ = write!(self.0, " {}={value}", field.name());
    }
}

/// Returns the name of a span from its `node` or `graph`.
struct Name(String);

impl Visit for Name {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if ["node", "graph"].contains(&field.name()) {
            self.0 = format!("{value:?}").replace('"', "");
        }
    }
}

fn path<S: Subscriber + for<'a> LookupSpan<'a>>(id: &Id, context: &Context<'_, S>) -> String {
    let scope = context.span_scope(id).into_iter();
    let names = scope.flat_map(Scope::from_root).map(|span| {
        let extensions = span.extensions();
        extensions
            .get::<Name>()
            .map_or_else(|| span.name().to_owned(), |name| name.0.clone())
    });
    names.collect::<Vec<_>>().join("/")
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collect {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut name = Name(attributes.metadata().name().to_owned());
        let mut fields = Fields::default();
        attributes.record(&mut name);
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(name);
        }
        let path = path(id, &context);
        self.0.say(format!("open {path}{}", fields.0));
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        record.record(&mut fields);
        self.0.say(format!("{}{}", path(id, &context), fields.0));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let within = context.event_span(event);
        let within = within.map(|span| path(&span.id(), &context));
        self.0
            .say(format!("event {}{}", within.unwrap_or_default(), fields.0));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.0.say(format!("close {}", path(&id, &context)));
    }
}

/// Collects the events of this thread until the guard is dropped.
fn collect() -> (Log, DefaultGuard) {
    let log = Log::new();
    let subscriber = tracing_subscriber::registry().with(Collect(log.clone()));
    (log, tracing::subscriber::set_default(subscriber))
}

struct Card(&'static str);
struct Rate(#[expect(dead_code, reason = "a payload that must not be seen")] &'static str);
struct Charge;
struct Paid;

#[node]
async fn rate(card: &Card) -> Rate {
    tracing::info!("asks");
    yield_once().await;
    tracing::info!("has it");
    Rate(card.0)
}

#[node(spawn)]
async fn charge(card: &Card, _: &Rate) -> Result<Charge, String> {
    tracing::info!("charges");
    if card.0.is_empty() {
        return Err("a secret".to_owned());
    }
    Ok(Charge)
}

#[node]
fn paid(_: &Charge) -> Paid {
    Paid
}

#[graph(output = Paid)]
struct Pay {
    card: Card,
}

#[tokio::test]
async fn spans_of_a_run_and_its_nodes_hold_what_the_nodes_log() {
    let (log, _guard) = collect();
    let pay = Pay::builder().observe(Tracing::new()).build();
    assert!(pay.run(Card("a secret")).await.is_ok());
    let expected = [
        r#"open Pay graph="Pay" run=…"#,
        r#"open Pay/Rate node="Rate" replaced=false"#,
        "event Pay/Rate message=asks",
        "event Pay/Rate message=has it",
        "Pay/Rate attempts=1",
        r#"Pay/Rate outcome="ok""#,
        "close Pay/Rate",
        r#"open Pay/Charge node="Charge" replaced=false"#,
        "event Pay/Charge message=charges",
        "Pay/Charge attempts=1",
        r#"Pay/Charge outcome="ok""#,
        "close Pay/Charge",
        r#"open Pay/Paid node="Paid" replaced=false"#,
        "Pay/Paid attempts=1",
        r#"Pay/Paid outcome="ok""#,
        "close Pay/Paid",
        r#"Pay outcome="ok""#,
        "close Pay",
    ];
    assert_eq!(log.lines(), expected);
}

#[tokio::test]
async fn spans_of_a_run_that_fails_do_not_hold_the_text_of_the_error() {
    let (log, _guard) = collect();
    let run = Pay { card: Card("") }.run().observe(Tracing::new());
    assert!(run.replace(Rate("a secret")).await.is_err());
    let lines = log.lines();
    for line in [
        r#"open Pay/Rate node="Rate" replaced=true"#,
        r#"Pay/Charge outcome="failed""#,
        r#"Pay outcome="failed""#,
        "close Pay",
    ] {
        assert!(lines.contains(&line.to_owned()), "{line} in {lines:#?}");
    }
    assert!(!lines.iter().any(|line| line.contains("secret")));
}

#[tokio::test]
async fn a_span_around_a_run_and_runs_inside_nodes_nest() {
    struct Outer;

    #[node]
    async fn outer() -> Result<Outer, GraphError> {
        let run = Pay { card: Card("1") }.run().observe(Tracing::new());
        run.await.map(|_| Outer)
    }

    let (log, _guard) = collect();
    let request = tracing::info_span!("request");
    let entered = request.enter();
    let run = compose!(Outer).observe(Tracing::new());
    let mut run = std::pin::pin!(run);
    let first = std::future::poll_fn(|cx| std::task::Poll::Ready(run.as_mut().poll(cx))).await;
    assert!(first.is_pending());
    drop(entered);
    assert!(run.await.is_ok());
    let lines = log.lines();
    for line in [
        "event request/Composed/Outer/Pay/Rate message=asks",
        "event request/Composed/Outer/Pay/Rate message=has it",
        "event request/Composed/Outer/Pay/Charge message=charges",
    ] {
        assert!(lines.contains(&line.to_owned()), "{line} in {lines:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_closes_its_spans() {
    struct Long;

    #[node(spawn)]
    async fn long() -> Long {
        sleep(Duration::from_secs(10)).await;
        Long
    }

    let (log, _guard) = collect();
    let tracing = Arc::new(Tracing::new());
    let run = compose!(Long).observe(Arc::clone(&tracing));
    assert!(timeout(Duration::from_secs(1), run).await.is_err());
    sleep(Duration::from_millis(1)).await;
    eventually("nothing is left", || Arc::strong_count(&tracing) == 1);
    let expected = [
        r#"open Composed graph="Composed" run=…"#,
        r#"open Composed/Long node="Long" replaced=false"#,
        "Composed/Long attempts=1",
        r#"Composed/Long outcome="cancelled""#,
        "close Composed/Long",
        r#"Composed outcome="cancelled""#,
        "close Composed",
        r#"event  message=cleaned up graph="Composed" run=…"#,
    ];
    assert_eq!(log.lines(), expected);
}

#[tokio::test]
async fn the_span_of_a_node_that_panics_is_exited_like_any_other() {
    struct Angry;

    #[node]
    async fn angry() -> Angry {
        yield_once().await;
        panic!("a secret")
    }

    let (log, _guard) = collect();
    let run = compose!(Angry).observe(Tracing::new());
    assert!(run.await.is_err());
    tracing::info!("after it");
    let lines = log.lines();
    assert!(lines.contains(&r#"Composed/Angry outcome="panicked""#.to_owned()));
    assert_eq!(lines.last().unwrap(), "event  message=after it");
    assert!(!lines.iter().any(|line| line.contains("secret")));
}

#[tokio::test]
async fn runs_at_the_same_time_have_spans_of_their_own() {
    let (log, _guard) = collect();
    let pay = Pay::builder().observe(Tracing::new()).build();
    let both = each(2, ["1", "2"], |card| pay.run(Card(card))).await;
    assert!(both.is_ok());
    let logged = "event Pay/Rate message=asks";
    assert_eq!((log.count(logged), log.count("close Pay")), (2, 2));
    assert!(!log.lines().iter().any(|line| line.starts_with("event  ")));
}
