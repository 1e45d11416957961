//! The events that observers receive: each node that starts ends exactly once, with the right outcome.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll, time::Duration};

use organum::{Outcome, prelude::*, test::Replace};
use organum_tests::{Events, Gate, Log, block_on, yield_once};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Fine,
    Fails,
    Panics,
}

struct Base;
struct Short;
struct Long;
struct Spawned;
struct Blocking;
struct End;

#[node]
fn base() -> Base {
    Base
}

#[node]
async fn short(_: &Base, how: &How) -> Result<Short, String> {
    sleep(ms(10)).await;
    match how {
        How::Fine => Ok(Short),
        How::Fails => Err("as told".to_owned()),
        How::Panics => panic!("as told"),
    }
}

#[node]
async fn long(_: &Base) -> Long {
    sleep(ms(30)).await;
    Long
}

#[node(spawn)]
async fn spawned(_: &Short) -> Spawned {
    sleep(ms(5)).await;
    Spawned
}

#[node(blocking)]
fn blocking(_: &Spawned) -> Blocking {
    Blocking
}

#[node]
fn end(_: &Blocking, _: &Long) -> End {
    End
}

#[graph(output = End)]
struct Watched {
    how: How,
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

#[tokio::test(start_paused = true)]
async fn a_completed_run_reports_every_node_in_order() {
    let runner = Watched::runner();
    for _ in 0..2 {
        let events = Events::new();
        runner.run(How::Fine).observe(events.clone()).await.unwrap();
        let told = events.told();
        assert_eq!(told[..3], ["graph start Watched", "start Base", "ok Base"]);
        assert_eq!(sorted(told[3..5].to_vec()), ["start Long", "start Short"]);
        let rest = [
            "ok Short",
            "start Spawned",
            "ok Spawned",
            "start Blocking",
            "ok Blocking",
            "ok Long",
            "start End",
            "ok End",
            "graph ok Watched",
        ];
        assert_eq!(told[5..], rest);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_run_reports_failed_and_cancelled_nodes() {
    for (how, word) in [(How::Fails, "failed"), (How::Panics, "panicked")] {
        let events = Events::new();
        let run = Watched { how }.run().observe(events.clone());
        assert!(run.await.is_err());
        events.assert_paired();
        let told = events.told();
        let end = [
            format!("{word} Short"),
            "cancelled Long".to_owned(),
            format!("graph {word} Watched"),
        ];
        assert_eq!(told[5..], end);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_or_dropped_run_is_reported_as_cancelled() {
    for is_dropped in [true, false] {
        // While the inline nodes wait, and while the spawned one does.
        for after in [5, 12] {
            let events = Events::new();
            let run = Watched { how: How::Fine }.run().observe(events.clone());
            if is_dropped {
                assert!(timeout(ms(after), run).await.is_err());
            } else {
                let token = CancellationToken::new();
                let run = tokio::spawn(run.cancel_on(token.clone()));
                sleep(ms(after)).await;
                token.cancel();
                assert!(run.await.unwrap().is_err());
            }
            // The spawned node is stopped at its await, and the values that it borrowed are dropped then.
            sleep(ms(1)).await;
            events.assert_paired();
            let mut told = events.told();
            if after == 12 {
                assert_eq!(told.pop().as_deref(), Some("graph clean Watched"));
            }
            assert_eq!(told.pop().as_deref(), Some("graph cancelled Watched"));
            let waiting = if after == 5 {
                "cancelled Short"
            } else {
                "cancelled Spawned"
            };
            let cancelled = sorted(told.split_off(told.len() - 2));
            assert_eq!(cancelled, ["cancelled Long", waiting]);
            assert!(!told.iter().any(|line| line.starts_with("cancelled")));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_replaced_node_is_reported_and_its_dependencies_are_not() {
    let events = Events::new();
    let run = Watched { how: How::Fine }.run().observe(events.clone());
    run.replace(Blocking).await.unwrap();
    events.assert_paired();
    let told = sorted(events.told());
    let expected = [
        "graph ok Watched",
        "graph start Watched",
        "ok Base",
        "ok Blocking",
        "ok End",
        "ok Long",
        "start Base",
        "start Blocking",
        "start End",
        "start Long",
    ];
    assert_eq!(told, expected);
}

#[tokio::test(start_paused = true)]
async fn a_failing_replacement_is_reported_as_failed() {
    let events = Events::new();
    let run = Watched { how: How::Fine }.run().observe(events.clone());
    assert!(run.fail::<Blocking>("as told").await.is_err());
    events.assert_paired();
    assert!(events.told().contains(&"failed Blocking".to_owned()));
}

#[tokio::test]
async fn a_run_dropped_at_any_await_reports_each_node_once() {
    for polls in 0_usize.. {
        let events = Events::new();
        let is_done = {
            let mut run = pin!(Watched { how: How::Fine }.run().observe(events.clone()));
            let mut left = polls;
            poll_fn(|cx| {
                if left == 0 {
                    return Poll::Ready(false);
                }
                left -= 1;
                match run.as_mut().poll(cx) {
                    Poll::Ready(_) => Poll::Ready(true),
                    Poll::Pending if left == 0 => Poll::Ready(false),
                    Poll::Pending => Poll::Pending,
                }
            })
            .await
        };
        events.assert_paired();
        if is_done {
            assert_eq!(events.told().len(), 14);
            break;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeline_is_exact_under_a_paused_clock() {
    let timeline = Timeline::new();
    let run = Watched { how: How::Fine }.run().observe(timeline.clone());
    run.replace(Blocking).await.unwrap();
    let entries = timeline.entries();
    let find = |node| entries.iter().find(|entry| entry.node == node).unwrap();
    assert_eq!(entries.len(), 4);
    assert_eq!((find("Long").start, find("Long").end), (ms(0), ms(30)));
    assert_eq!((find("End").start, find("End").end), (ms(30), ms(30)));
    assert_eq!(find("End").outcome, Outcome::Ok);

    let timeline = Timeline::new();
    sleep(ms(100)).await;
    let run = Watched { how: How::Fails }.run().observe(timeline.clone());
    assert!(run.await.is_err());
    let entries = timeline.entries();
    let find = |node| entries.iter().find(|entry| entry.node == node).unwrap();
    assert_eq!(
        (find("Short").end, find("Short").outcome),
        (ms(10), Outcome::Failed)
    );
    assert_eq!(
        (find("Long").end, find("Long").outcome),
        (ms(10), Outcome::Cancelled)
    );
    assert!(entries.iter().all(|entry| entry.node != "End"));
}

#[test]
fn concurrent_runs_of_a_runner_have_their_own_observers() {
    struct Waited;

    #[node]
    async fn waited(gate: &Arc<Gate>) -> Waited {
        gate.wait().await;
        yield_once().await;
        Waited
    }

    #[graph(output = Waited)]
    struct Waits {
        gate: Arc<Gate>,
    }

    let (gate, runner) = (Arc::new(Gate::default()), Waits::runner());
    let watched: Vec<_> = (0..4)
        .map(|_| {
            let events = Events::new();
            let run = runner
                .run(Arc::clone(&gate))
                .observe(Arc::new(events.clone()));
            (events, std::thread::spawn(move || block_on(run).is_ok()))
        })
        .collect();
    gate.open();
    for (events, run) in watched {
        assert!(run.join().unwrap());
        let expected = [
            "graph start Waits",
            "start Waited",
            "ok Waited",
            "graph ok Waits",
        ];
        assert_eq!(events.told(), expected);
    }
}

#[test]
fn observing_one_output_reports_only_its_nodes() {
    let events = Events::new();
    let run = compose!((Base, Text); log: Log = Log::new());
    assert!(block_on(run.observe(events.clone()).only::<Base>()).is_ok());
    let expected = [
        "graph start Composed",
        "start Base",
        "ok Base",
        "graph ok Composed",
    ];
    assert_eq!(events.told(), expected);
}

struct Text;

struct Cache<T>(Vec<T>);

#[node]
async fn cache<T: Send + Sync + 'static>(log: &Log) -> Cache<T> {
    log.say("cache");
    yield_once().await;
    Cache(Vec::new())
}

#[node]
fn text(small: &Cache<u8>, large: &Cache<u16>) -> Text {
    assert!(small.0.is_empty() && large.0.is_empty());
    Text
}

#[test]
fn each_type_of_a_generic_node_is_reported_under_its_own_name() {
    let events = Events::new();
    assert!(block_on(compose!(Text; log: Log = Log::new()).observe(events.clone())).is_ok());
    events.assert_paired();
    let told = events.told();
    for name in ["start Cache<u8>", "start Cache<u16>"] {
        assert!(told.contains(&name.to_owned()), "{told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeline_returns_the_critical_path_and_the_time_saved() {
    let timeline = Timeline::new();
    let run = Watched { how: How::Fine }.run().observe(timeline.clone());
    run.replace(Spawned).await.unwrap();
    // The replaced node has no dependencies, so `Short` does not run.
    let path: Vec<_> = timeline
        .critical_path()
        .iter()
        .map(|entry| entry.node)
        .collect();
    assert_eq!(path, ["Base", "Long", "End"]);
    assert_eq!(
        (timeline.took(), timeline.in_sequence()),
        (ms(30), ms(30)),
        "{timeline}"
    );
    let is_replaced = |entry: &organum::TimelineEntry| (entry.node, entry.is_replaced);
    let replaced: Vec<_> = timeline.entries().iter().map(is_replaced).collect();
    assert!(replaced.contains(&("Spawned", true)));
    assert_eq!(replaced.iter().filter(|(_, is)| *is).count(), 1);
    assert!(timeline.entries().iter().all(|entry| entry.attempts == 1));
    let text = timeline.chart(10).to_string();
    assert!(text.contains("  Long     ██████████    30 ms\n"), "{text}");
    assert!(text.contains("ms  replaced\n"), "{text}");
    assert_eq!(Timeline::new().critical_path(), []);
}

#[tokio::test(start_paused = true)]
async fn labels_distinguish_the_runs_of_one_timeline() {
    struct Both;

    #[node]
    async fn both(timeline: &Timeline, runner: &Runner<Watched>) -> Result<Both, GraphError> {
        let run = |label: &'static str| {
            let run = runner.run(How::Fine).replace(Blocking);
            run.observe(timeline.labelled(label))
        };
        each(2, ["one", "two"], run).await?;
        Ok(Both)
    }

    let timeline = Timeline::new();
    let run = compose!(Both; timeline: Timeline = timeline.clone(), runner: Runner<Watched> = Watched::runner());
    run.observe(timeline.clone()).await.unwrap();
    let entries = timeline.entries();
    let outer = entries.iter().find(|entry| entry.node == "Both").unwrap();
    assert_eq!((outer.parent, outer.label.as_deref()), (None, None));
    for label in ["one", "two"] {
        let inner = entries
            .iter()
            .filter(|entry| entry.label.as_deref() == Some(label));
        let inner: Vec<_> = inner.collect();
        assert_eq!(inner.len(), 4);
        let is_inside = |entry: &&organum::TimelineEntry| {
            let parent = entry.parent.expect("known");
            (parent.run, parent.node, entry.graph) == (outer.run, "Both", "Watched")
        };
        assert!(inner.iter().all(is_inside));
    }
    assert_eq!((timeline.took(), timeline.in_sequence()), (ms(30), ms(60)));
    let text = timeline.to_string();
    assert!(
        text.contains("Side by side: one Long, two Long\n"),
        "{text}"
    );
}
