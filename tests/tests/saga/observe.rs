//! The logs of `Tracing` and the metrics of `Prometheus` about a saga.
#![allow(
    clippy::unused_async,
    reason = "steps that have nothing to wait for are nevertheless `async`"
)]

use std::{
    fmt::{Debug, Write},
    sync::atomic::{AtomicU32, Ordering},
};

use organum::{
    observe::Tracing,
    prelude::*,
    saga::{SagaRunner, SagaStatus},
};
use organum_tests::Log;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};

#[derive(Debug, thiserror::Error)]
#[error("a secret")]
struct No;

struct Held(u32);
struct Paid;
struct Sent;

/// A saga that holds items, pays and sends. The undo of the second item always fails, that of the first one once.
#[derive(Default)]
struct Buy {
    items: Vec<u32>,
    is_refused: bool,
    tries: AtomicU32,
}

#[saga(error = No, output = Sent)]
impl Buy {
    #[step(each = items, concurrency = 1, undo = put_back, undo_retry(attempts = 2))]
    async fn hold(&self, item: &u32) -> Held {
        Held(*item)
    }

    async fn put_back(&self, held: &Held) -> Result<(), No> {
        let is_first = self.tries.fetch_add(1, Ordering::Relaxed) == 2;
        if held.0 == 2 || is_first {
            return Err(No);
        }
        Ok(())
    }

    #[step(undo = refund)]
    async fn pay(&self, _: &[Held]) -> Paid {
        Paid
    }

    async fn refund(&self, _: &Paid) {}

    #[step(irrevocable)]
    async fn send(&self, _: &Paid) -> Result<Sent, No> {
        if self.is_refused { Err(No) } else { Ok(Sent) }
    }
}

fn refused() -> Buy {
    Buy {
        items: vec![1, 2],
        is_refused: true,
        ..Buy::default()
    }
}

/// A layer that keeps the events about sagas.
struct Collect(Log);

/// The fields of an event as text, with a placeholder for ids.
#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = match field.name() {
            "saga_id" | "letter" | "delay_ms" => "…".to_owned(),
            _ => format!("{value:?}").replace('"', ""),
        };
        let _ = write!(self.0, " {}={value}", field.name());
    }
}

impl<S: Subscriber> Layer<S> for Collect {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "organum::saga" {
            let mut fields = Fields::default();
            event.record(&mut fields);
            self.0
                .say(format!("{}{}", event.metadata().level(), fields.0));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn undos_are_logged_without_the_texts_of_errors() {
    let log = Log::new();
    let subscriber = tracing_subscriber::registry().with(Collect(log.clone()));
    let _guard = tracing::subscriber::set_default(subscriber);
    let buy = SagaRunner::<Buy>::builder().observe(Tracing::new()).build();
    assert_eq!(
        buy.run(refused()).report().await.status(),
        SagaStatus::Parked
    );
    let about = "saga=Buy saga_id=…";
    assert_eq!(
        log.lines(),
        [
            format!("WARN message=rolling back {about} step=send reason=failed"),
            format!("DEBUG message=undoing {about} step=pay"),
            format!("INFO message=undone {about} step=pay attempts=1"),
            format!("DEBUG message=undoing {about} step=hold[1]"),
            format!("WARN message=undo retry {about} step=hold[1] attempt=1 delay_ms=…"),
            format!(
                "ERROR message=dead letter {about} step=hold[1] attempts=2 reason=failed letter=…"
            ),
            format!("DEBUG message=undoing {about} step=hold[0]"),
            format!("WARN message=undo retry {about} step=hold[0] attempt=1 delay_ms=…"),
            format!("INFO message=undone {about} step=hold[0] attempts=2"),
            format!("INFO message=ended {about} end=parked"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn sagas_and_undos_are_counted_by_name() {
    use std::sync::Arc;

    use organum::observe::Prometheus;

    let metrics = Arc::new(Prometheus::new());
    let buy = SagaRunner::<Buy>::builder()
        .observe(Arc::clone(&metrics))
        .build();
    assert_eq!(
        buy.run(Buy::default()).report().await.status(),
        SagaStatus::Completed
    );
    for _ in 0..2 {
        assert_eq!(
            buy.run(refused()).report().await.status(),
            SagaStatus::Parked
        );
    }
    let token = tokio_util::sync::CancellationToken::new();
    token.cancel();
    let run = buy.run(Buy::default()).cancel_on(token).report();
    assert_eq!(run.await.status(), SagaStatus::RolledBack);
    let text = metrics.text();
    for line in [
        r#"organum_sagas_total{end="completed",saga="Buy"} 1"#,
        r#"organum_sagas_total{end="parked",saga="Buy"} 2"#,
        r#"organum_sagas_total{end="rolled back",saga="Buy"} 1"#,
        r#"organum_rollbacks_total{reason="failed",saga="Buy",step="send"} 2"#,
        r#"organum_rollbacks_total{reason="cancelled",saga="Buy",step=""} 1"#,
        r#"organum_undone_total{saga="Buy",step="pay"} 2"#,
        r#"organum_undone_total{saga="Buy",step="hold"} 2"#,
        r#"organum_undo_retries_total{saga="Buy",step="hold"} 4"#,
        r#"organum_parked_total{reason="failed",saga="Buy",step="hold"} 2"#,
    ] {
        assert!(text.lines().any(|other| other == line), "{line} in {text}");
    }
    assert!(!text.contains("secret"));
}
