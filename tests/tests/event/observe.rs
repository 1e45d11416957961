//! The output of observers and layers of a spine: a record, lines of JSON, spans, metrics.
#![allow(clippy::unwrap_used, reason = "helpers of tests are test code too")]

use std::{
    io::{self, Write},
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::Duration,
};

use organum::{
    Event, Runtime, Spine,
    dead_letter::DeadLetterFilter,
    event,
    event::{Logging, Metrics, OnFailure, Spans, SpineBuilder, TraceContext},
    observe::{Observer, SpineEvent, SpineLog, Tracing},
    organ,
    policy::{Backoff, Policy, Retry},
    spine,
};
use organum_tests::Log;
use serde_json::{Map, Value};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::format::FmtSpan;
use uuid::Uuid;

use super::spine::{OrderPlaced, SECRET, Shop, order};

fn attempts(number: u32) -> Retry {
    let backoff = Backoff::Fixed(Duration::from_millis(100));
    Retry::new(NonZeroU32::new(number).unwrap()).backoff(backoff)
}

/// Three orders: one that succeeds at the second attempt with three labels, one that is never shipped, and one
/// without a customer.
fn orders() -> [OrderPlaced; 3] {
    [
        OrderPlaced {
            fails: 1,
            labels: 3,
            ..order(1)
        },
        OrderPlaced {
            panics: 9,
            ..order(2)
        },
        order(0),
    ]
}

#[event]
struct Asked;

#[organ(timeout = "10ms")]
async fn never(event: &Event) {
    match event {
        Asked => std::future::pending().await,
    }
}

#[derive(Default)]
#[spine(entry(Asked))]
struct Waiting {
    never: never,
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_times_out_is_observed_as_such() {
    let log = SpineLog::new();
    let mut waiting = Waiting::default().builder().observe(log.clone()).build();
    waiting.run(Asked).await.unwrap();
    let text = log.to_string();
    assert!(text.contains("Asked -> never.never timed out\n"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_record_connects_events_and_their_causes() {
    let log = SpineLog::new();
    let mut shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(2)))
        .observe(log.clone())
        .build();
    shop.run_all(orders()).await.unwrap();
    shop.shutdown().await.unwrap();
    let expected = "\
OrderPlaced -> fulfilment.handle failed, retried in 100ms
OrderPlaced -> fulfilment.handle -> OrderShipped, LabelPrinted x3 (2 attempts)
OrderPlaced -> audit.record
OrderPlaced -> fulfilment.handle panicked
OrderPlaced -> fulfilment.handle -> dead letter: panicked
OrderPlaced -> audit.record
OrderPlaced -> fulfilment.handle -> OrderShipped
OrderPlaced -> audit.record
OrderShipped -> mail.handle -> ReceiptSent
OrderShipped -> audit.record
LabelPrinted -> audit.record
LabelPrinted -> audit.record
LabelPrinted -> audit.record
OrderShipped -> mail.handle not delivered
OrderShipped -> audit.record
ReceiptSent -> audit.record
idle (1)
hook fulfilment.close
";
    assert_eq!(log.to_string(), expected);
    log.clear();
    assert!(log.lines().is_empty());
}

#[tokio::test]
async fn a_record_contains_events_that_are_left_to_the_backend() {
    let log = SpineLog::new();
    let mut shop = Shop::runtime()
        .on_failure(OnFailure::Nack)
        .max_deliveries(2)
        .observe(log.clone())
        .build();
    let fails = OrderPlaced {
        fails: 9,
        ..order(1)
    };
    shop.run(fails).await.unwrap();
    let expected = [
        "OrderPlaced -> fulfilment.handle failed",
        "OrderPlaced -> fulfilment.handle -> left to the backend",
        "OrderPlaced -> audit.record",
        "OrderPlaced -> fulfilment.handle failed",
        "OrderPlaced -> fulfilment.handle -> dead letter: failed",
        "idle (1)",
    ];
    assert_eq!(log.lines(), expected);
}

/// Counts its calls, and fails while it is torn.
struct Books {
    calls: u32,
    is_torn: bool,
}

#[organ]
impl Books {
    fn handle(&mut self, event: &Event) -> Result<(), &'static str> {
        self.calls += 1;
        match event {
            DayBegan | DayClosed if self.is_torn => Err(SECRET),
            DayBegan | DayClosed => Ok(()),
        }
    }

    #[start]
    fn open(&mut self) -> DayBegan {
        DayBegan
    }

    #[idle]
    fn close(&mut self, phase: u32) -> Option<DayClosed> {
        (phase == 1).then_some(DayClosed)
    }

    #[stop]
    fn burn(&mut self) -> Result<(), &'static str> {
        Err(SECRET)
    }
}

#[event]
struct DayBegan;
#[event]
struct DayClosed;

#[spine(entry(DayBegan))]
struct Office {
    books: Books,
}

impl Office {
    fn runtime() -> SpineBuilder<Self> {
        let books = Books {
            calls: 0,
            is_torn: true,
        };
        Self { books }.builder()
    }

    /// Runs a day with a dead letter that is redriven, and a failing stop hook.
    async fn day(mut office: Runtime<Self>) {
        office.run(DayBegan).await.unwrap();
        office.spine_mut().books.is_torn = false;
        let letters = office
            .dead_letters()
            .list(&DeadLetterFilter::all())
            .await
            .unwrap();
        assert_eq!(letters.len(), 3);
        office.redrive(letters[0].id).await.unwrap();
        office.stop().await.unwrap_err();
    }
}

#[tokio::test]
async fn a_record_contains_hooks_and_redriven_events() {
    let log = SpineLog::new();
    Office::day(Office::runtime().observe(log.clone()).build()).await;
    let expected = [
        "hook books.open -> DayBegan",
        "DayBegan -> books.handle failed",
        "DayBegan -> books.handle -> dead letter: failed",
        "DayBegan -> books.handle failed",
        "DayBegan -> books.handle -> dead letter: failed",
        "idle (1)",
        "hook books.close -> DayClosed",
        "DayClosed -> books.handle failed",
        "DayClosed -> books.handle -> dead letter: failed",
        "idle (2)",
        "hook books.close",
        "DayBegan redriven to books.handle",
        "DayBegan -> books.handle",
        "idle (1)",
        "hook books.close -> DayClosed",
        "DayClosed -> books.handle",
        "idle (2)",
        "hook books.close",
        "hook books.burn failed",
    ];
    assert_eq!(log.lines(), expected);
}

#[tokio::test]
async fn hooks_and_entering_events_are_logged_by_an_observer() {
    let (output, _guard) = Output::collect(FmtSpan::NONE);
    Office::day(Office::runtime().observe(Tracing::new()).build()).await;
    let lines = output.of("organum::spine");
    let logged: Vec<_> = lines
        .iter()
        .filter(|line| ["entered", "hook", "stopping"].contains(&text(line, "message")))
        .map(|line| {
            let field = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or("-");
            ["level", "message", "event", "place", "outcome", "emitted"]
                .map(field)
                .join("|")
        })
        .collect();
    let expected = [
        "DEBUG|entered|DayBegan|-|-|-",
        "DEBUG|hook|-|books.open|ok|DayBegan",
        "DEBUG|hook|-|books.close|ok|DayClosed",
        "DEBUG|hook|-|books.close|ok|",
        "DEBUG|entered|DayBegan|books.handle|-|-",
        "DEBUG|hook|-|books.close|ok|DayClosed",
        "DEBUG|hook|-|books.close|ok|",
        "INFO|stopping|-|-|-|-",
        "ERROR|hook|-|books.burn|failed|",
    ];
    assert_eq!(logged, expected);
}

/// The output of a subscriber.
#[derive(Clone, Default)]
pub(super) struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output {
    /// Installs a subscriber that writes lines of JSON, as a program would.
    pub(super) fn collect(spans: FmtSpan) -> (Self, DefaultGuard) {
        let output = Self::default();
        let writer = output.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_max_level(tracing::Level::DEBUG)
            .with_span_events(spans)
            .with_writer(move || writer.clone())
            .finish();
        (output, tracing::subscriber::set_default(subscriber))
    }

    /// Returns the lines, parsed.
    pub(super) fn objects(&self) -> Vec<Map<String, Value>> {
        let bytes = self.0.lock().unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert!(!text.contains(SECRET), "{text}");
        text.lines()
            .map(|line| match serde_json::from_str(line) {
                Ok(Value::Object(object)) => object,
                other => panic!("{other:?} in {line}"),
            })
            .collect()
    }

    /// Returns the lines with this target.
    fn of(&self, target: &str) -> Vec<Map<String, Value>> {
        let mut objects = self.objects();
        objects.retain(|object| object["target"] == target);
        objects
    }
}

fn text<'a>(object: &'a Map<String, Value>, field: &str) -> &'a str {
    object[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} of {object:?} is a text"))
}

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// Returns a fixed id.
fn id() -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)
}

async fn run(mut shop: Runtime<Shop>, order: OrderPlaced) {
    let trace: TraceContext = TRACE.parse().unwrap();
    shop.run(order).id(id()).trace(trace).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_log_is_one_object_of_json_a_line() {
    let (output, _guard) = Output::collect(FmtSpan::NONE);
    let shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(2)))
        .layer(Logging::new())
        .build();
    run(shop, orders()[0].clone()).await;
    let lines = output.of("organum::event");

    let mut fields: Vec<&str> = lines[1].keys().map(String::as_str).collect();
    fields.sort_unstable();
    let expected = [
        "attempt",
        "causation_id",
        "correlation_id",
        "emitted",
        "event",
        "event_id",
        "level",
        "message",
        "organ",
        "outcome",
        "place",
        "spine",
        "target",
        "timestamp",
        "trace_id",
    ];
    assert_eq!(fields, expected);

    let logged: Vec<_> = lines
        .iter()
        .map(|line| {
            let fields = ["level", "message", "event", "place", "outcome", "emitted"];
            fields.map(|field| text(line, field)).join("|")
        })
        .collect();
    let expected = [
        "WARN|not handled|OrderPlaced|fulfilment.handle|failed|",
        "INFO|handled|OrderPlaced|fulfilment.handle|ok|OrderShipped, LabelPrinted x3",
        "INFO|handled|OrderPlaced|audit.record|ok|",
        "INFO|handled|OrderShipped|mail.handle|ok|ReceiptSent",
        "INFO|handled|OrderShipped|audit.record|ok|",
        "INFO|handled|LabelPrinted|audit.record|ok|",
        "INFO|handled|LabelPrinted|audit.record|ok|",
        "INFO|handled|LabelPrinted|audit.record|ok|",
        "INFO|handled|ReceiptSent|audit.record|ok|",
    ];
    assert_eq!(logged, expected);
    assert_eq!(
        (&lines[0]["attempt"], &lines[1]["attempt"]),
        (&Value::from(1), &Value::from(2))
    );

    // All events follow from the order, the receipt through the shipment.
    let (placed, shipped, receipt) = (&lines[0], &lines[3], &lines[8]);
    for line in &lines {
        assert_eq!(line["correlation_id"], id().to_string());
        assert_eq!(line["trace_id"], TRACE[3..35]);
        assert_eq!(line["spine"], "Shop");
    }
    assert_eq!(placed["event_id"], id().to_string());
    assert_eq!(shipped["causation_id"], placed["event_id"]);
    assert_eq!(receipt["causation_id"], shipped["event_id"]);
    assert_eq!(shipped["organ"], "Mailer");
    let time = text(placed, "timestamp");
    assert!(
        time.ends_with('Z') && time.chars().nth(10) == Some('T'),
        "{time}"
    );
}

#[tokio::test]
async fn without_a_trace_there_is_no_trace_field() {
    let (output, _guard) = Output::collect(FmtSpan::NONE);
    let mut shop = Shop::runtime().layer(Logging::new()).build();
    shop.run(order(1)).await.unwrap();
    let lines = output.of("organum::event");
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().all(|line| !line.contains_key("trace_id")));
}

#[tokio::test(start_paused = true)]
async fn actions_of_the_runtime_are_logged_by_an_observer() {
    let (output, _guard) = Output::collect(FmtSpan::NONE);
    let mut shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(2)))
        .observe(Tracing::new())
        .build();
    let [retried, _, undelivered] = orders();
    let lost = OrderPlaced {
        fails: 9,
        ..order(2)
    };
    shop.run_all([retried, lost, undelivered]).await.unwrap();
    shop.stop().await.unwrap();
    let lines = output.of("organum::spine");
    let of = |message: &str| -> Vec<&Map<String, Value>> {
        let lines = lines.iter();
        lines.filter(|line| line["message"] == message).collect()
    };
    let counts: Vec<_> = [
        ("started", "INFO"),
        ("received", "DEBUG"),
        ("not delivered", "DEBUG"),
        ("retry", "WARN"),
        ("done", "DEBUG"),
        ("dead letter", "ERROR"),
        ("idle", "DEBUG"),
        ("stopped", "INFO"),
    ]
    .into_iter()
    .map(|(message, level)| {
        let lines = of(message);
        assert!(lines.iter().all(|line| line["level"] == level), "{message}");
        (message, lines.len())
    })
    .collect();
    let expected = [
        ("started", 1),
        ("received", 9),
        ("not delivered", 1),
        ("retry", 2),
        ("done", 13),
        ("dead letter", 1),
        ("idle", 1),
        ("stopped", 1),
    ];
    assert_eq!(counts, expected);

    let retry = of("retry")[0];
    assert_eq!(
        (&retry["delay_ms"], &retry["attempt"]),
        (&100.into(), &1.into())
    );
    assert_eq!(text(retry, "place"), "fulfilment.handle");
    let done = of("done")[0];
    assert_eq!(
        (&done["attempts"], &done["unhandled"]),
        (&2.into(), &false.into())
    );
    assert_eq!(text(done, "emitted"), "OrderShipped, LabelPrinted x3");
    let letter = of("dead letter")[0];
    assert_eq!(
        (text(letter, "reason"), text(letter, "event")),
        ("failed", "OrderPlaced")
    );
    let known = shop
        .dead_letters()
        .list(&DeadLetterFilter::default())
        .await
        .unwrap();
    assert_eq!(text(letter, "letter"), known[0].id.to_string());
    assert_eq!(
        text(letter, "correlation_id"),
        known[0].correlation.to_string()
    );
}

#[tokio::test(start_paused = true)]
async fn a_span_surrounds_each_call_and_has_its_place_in_the_trace() {
    let (output, _guard) = Output::collect(FmtSpan::CLOSE);
    let shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(2)))
        .layer(Spans::new())
        .build();
    run(shop, orders()[0].clone()).await;
    let lines = output.objects();

    // The log lines of handlers are inside the span of the attempt.
    let working: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == "working")
        .map(|line| &line["span"])
        .collect();
    assert_eq!(working.len(), 2);
    for (span, attempt) in working.iter().zip(1..) {
        assert_eq!(span["name"], "handle");
        assert_eq!(span["attempt"], attempt);
        assert_eq!(span["place"], "fulfilment.handle");
        assert_eq!(span["event_id"], id().to_string());
    }

    let spans: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == "close")
        .map(|line| &line["span"])
        .collect();
    let outcomes: Vec<_> = spans
        .iter()
        .map(|span| {
            let field = |field: &str| span[field].as_str().unwrap();
            format!(
                "{} {} {}",
                field("place"),
                field("outcome"),
                field("emitted")
            )
        })
        .collect();
    let expected = [
        "fulfilment.handle failed ",
        "fulfilment.handle ok OrderShipped, LabelPrinted x3",
        "audit.record ok ",
        "mail.handle ok ReceiptSent",
        "audit.record ok ",
        "audit.record ok ",
        "audit.record ok ",
        "audit.record ok ",
        "audit.record ok ",
    ];
    assert_eq!(outcomes, expected);

    // The parent span of an event is that of its parent event; the parent of the first one is the caller's.
    let (placed, shipped, receipt) = (spans[1], spans[3], spans[8]);
    assert_eq!(placed["parent_span_id"], TRACE[36..52]);
    assert_eq!(shipped["parent_span_id"], placed["span_id"]);
    assert_eq!(receipt["parent_span_id"], shipped["span_id"]);
    assert_ne!(placed["span_id"], shipped["span_id"]);
    for span in &spans {
        assert_eq!(span["trace_id"], TRACE[3..35]);
        assert_eq!(span["correlation_id"], id().to_string());
        assert_eq!(span["span_id"].as_str().unwrap().len(), 16);
    }
}

/// Logs the durations of calls and handlers.
struct Durations(Log);

impl Observer for Durations {
    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        match event {
            SpineEvent::Called {
                place,
                attempt,
                outcome,
                duration,
                ..
            } if *place == "fulfilment.handle" => {
                self.0
                    .say(format!("{spine} call {attempt} {outcome} {duration:?}"));
            }
            SpineEvent::Handled {
                place,
                outcome,
                duration: Some(duration),
                ..
            } if *place == "fulfilment.handle" => {
                self.0
                    .say(format!("{spine} handled {outcome} {duration:?}"));
            }
            _ => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_layer_measures_attempts_and_an_observer_all_of_them_together() {
    let log = Log::new();
    let durations = Arc::new(Durations(log.clone()));
    let mut shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(2)))
        .layer(Metrics::to(Arc::clone(&durations)))
        .observe(durations)
        .build();
    let slow = OrderPlaced {
        takes_ms: 30,
        fails: 1,
        ..order(1)
    };
    let panics = OrderPlaced {
        panics: 9,
        ..order(2)
    };
    shop.run_all([slow, panics]).await.unwrap();
    let expected = [
        "Shop call 1 failed 30ms",
        "Shop call 2 ok 30ms",
        "Shop handled ok 160ms",
        "Shop call 1 panicked 0ns",
        "Shop handled panicked 0ns",
    ];
    assert_eq!(log.lines(), expected);
}

mod prometheus {
    use organum::observe::Prometheus;

    use super::*;

    async fn observed(metrics: &Arc<Prometheus>) {
        let mut shop = Shop::runtime()
            .defaults(Policy::new().retry(attempts(2)))
            .layer(Metrics::to(Arc::clone(metrics)))
            .observe(Arc::clone(metrics))
            .build();
        shop.run_all(orders()).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn events_and_handlers_are_counted_and_measured() {
        let metrics = Arc::new(Prometheus::new());
        observed(&metrics).await;
        let text = metrics.text();
        let placed = r#"event="OrderPlaced",place="fulfilment.handle""#;
        for line in [
            r#"organum_events_total{event="OrderPlaced",spine="Shop"} 3"#,
            r#"organum_events_total{event="LabelPrinted",spine="Shop"} 3"#,
            r#"organum_handled_total{event="OrderPlaced",outcome="ok",place="fulfilment.handle",spine="Shop"} 2"#,
            r#"organum_handled_total{event="OrderPlaced",outcome="panicked",place="fulfilment.handle",spine="Shop"} 1"#,
            r#"organum_emitted_total{event="LabelPrinted",place="fulfilment.handle",spine="Shop"} 3"#,
            r#"organum_emitted_total{event="ReceiptSent",place="mail.handle",spine="Shop"} 1"#,
            r#"organum_undelivered_total{event="OrderShipped",place="mail.handle",spine="Shop"} 1"#,
            r#"organum_dead_letters_total{event="OrderPlaced",place="fulfilment.handle",reason="panicked",spine="Shop"} 1"#,
            r#"organum_calls_total{event="OrderPlaced",outcome="failed",place="fulfilment.handle",spine="Shop"} 1"#,
            r#"organum_calls_total{event="OrderPlaced",outcome="ok",place="fulfilment.handle",spine="Shop"} 2"#,
            &format!(r#"organum_handler_retries_total{{{placed},spine="Shop"}} 1"#),
            &format!(r#"organum_call_duration_seconds_count{{{placed},spine="Shop"}} 4"#),
            &format!(r#"organum_handle_duration_seconds_count{{{placed},spine="Shop"}} 3"#),
            // The handler that was retried waited for 100 ms.
            &format!(r#"organum_handle_duration_seconds_sum{{{placed},spine="Shop"}} 0.1"#),
            &format!(r#"organum_call_duration_seconds_sum{{{placed},spine="Shop"}} 0"#),
            "organum_series_dropped_total 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert!(!text.contains(SECRET));
    }

    #[tokio::test]
    async fn hooks_and_entering_events_are_counted() {
        let metrics = Arc::new(Prometheus::new());
        Office::day(Office::runtime().observe(Arc::clone(&metrics)).build()).await;
        let text = metrics.text();
        for line in [
            r#"organum_entered_total{event="DayBegan",spine="Office"} 2"#,
            r#"organum_emitted_total{event="DayClosed",place="books.close",spine="Office"} 2"#,
            r#"organum_hooks_total{outcome="ok",place="books.close",spine="Office"} 4"#,
            r#"organum_hooks_total{outcome="failed",place="books.burn",spine="Office"} 1"#,
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert!(!text.contains(SECRET));
    }

    #[tokio::test(start_paused = true)]
    async fn series_of_spines_are_bounded_too() {
        let metrics = Arc::new(Prometheus::with_series(2));
        observed(&metrics).await;
        let text = metrics.text();
        let is_sample = |line: &&str| {
            line.starts_with("organum_") && !line.starts_with("organum_series_dropped_total")
        };
        let counters = text.lines().filter(is_sample);
        let series = counters.filter(|line| !line.contains("_bucket") && !line.contains("_sum"));
        assert_eq!(series.count(), 2, "{text}");
        assert!(!text.contains("organum_series_dropped_total 0\n"), "{text}");
    }
}
