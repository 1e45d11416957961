//! The nodes that run, their order, and the number of their calls.

use std::{sync::Arc, time::Duration};

use organum::prelude::*;
use organum_tests::{Gate, Log, Tracked, block_on, yield_once};
use tokio::time::{Instant, sleep};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

mod diamond {
    use super::*;

    pub(super) struct Root;
    pub(super) struct Left;
    pub(super) struct Right;
    pub(super) struct Bottom;

    #[node]
    fn root(log: &Log) -> Root {
        log.say("root");
        Root
    }

    #[node]
    async fn left(_: &Root) -> Left {
        sleep(ms(40)).await;
        Left
    }

    #[node]
    async fn right(_: &Root) -> Right {
        sleep(ms(40)).await;
        Right
    }

    #[node]
    async fn bottom(_: &Left, _: &Right, log: &Log) -> Bottom {
        sleep(ms(10)).await;
        log.say("bottom");
        Bottom
    }

    #[graph(output = Bottom)]
    pub(super) struct Diamond {
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn a_diamond_runs_the_shared_node_once_and_takes_50_ms() {
    let log = Log::new();
    let start = Instant::now();
    diamond::Diamond { log: log.clone() }.run().await.unwrap();
    assert_eq!(start.elapsed(), ms(50));
    assert_eq!(log.lines(), ["root", "bottom"]);
}

#[tokio::test(start_paused = true)]
async fn a_diamond_takes_50_ms_in_every_run_of_a_runner() {
    let runner = diamond::Diamond::runner();
    for _ in 0..3 {
        let start = Instant::now();
        runner.run(Log::new()).await.unwrap();
        assert_eq!(start.elapsed(), ms(50));
    }
}

mod uneven {
    use super::*;

    pub(super) struct Slow;
    pub(super) struct Fast;
    pub(super) struct AfterFast;
    pub(super) struct Both;

    #[node]
    async fn slow() -> Slow {
        sleep(ms(100)).await;
        Slow
    }

    #[node]
    async fn fast() -> Fast {
        sleep(ms(10)).await;
        Fast
    }

    #[node]
    async fn after_fast(_: &Fast) -> AfterFast {
        sleep(ms(60)).await;
        AfterFast
    }

    #[node]
    fn both(_: &Slow, _: &AfterFast) -> Both {
        Both
    }

    #[graph(output = Both)]
    pub(super) struct Uneven;
}

#[tokio::test(start_paused = true)]
async fn a_node_starts_when_its_own_dependencies_are_there_also_on_a_reused_runner() {
    let runner = uneven::Uneven::runner();
    for _ in 0..4 {
        let start = Instant::now();
        runner.run(()).await.unwrap();
        assert_eq!(
            start.elapsed(),
            ms(100),
            "not 160: levels do not wait for each other"
        );
    }
}

mod small_and_large {
    use super::*;

    pub(super) struct Shared;
    pub(super) struct Small;
    pub(super) struct Middle;
    pub(super) struct Large;

    #[node]
    fn shared(log: &Log) -> Shared {
        log.say("shared");
        Shared
    }

    #[node]
    async fn small(_: &Shared, log: &Log) -> Small {
        log.say("small");
        sleep(ms(5)).await;
        Small
    }

    #[node]
    async fn middle(_: &Shared, log: &Log) -> Middle {
        log.say("middle");
        sleep(ms(1000)).await;
        Middle
    }

    #[node(blocking)]
    fn large(_: &Middle, _: &Small, log: &Log) -> Large {
        log.say("large");
        Large
    }

    #[graph(output = (Large, Small))]
    pub(super) struct Sizes {
        #[inject]
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_of_a_small_output_never_runs_the_nodes_of_a_larger_one() {
    let log = Log::new();
    let runner = small_and_large::Sizes::runner(log.clone());
    let start = Instant::now();
    runner
        .run(())
        .only::<small_and_large::Small>()
        .await
        .unwrap();
    assert_eq!(start.elapsed(), ms(5));
    assert_eq!(log.lines(), ["shared", "small"]);
    runner.run(()).await.unwrap();
    assert_eq!(log.count("middle") + log.count("large"), 2);
}

mod interleaved {
    use super::*;

    /// A value of the same type in every run, on the heap.
    pub(super) struct Text(pub(super) String);
    pub(super) struct First(Vec<String>);
    pub(super) struct Second(Vec<String>);
    pub(super) struct Joined(pub(super) Vec<String>);

    #[node]
    async fn first(text: &Text) -> First {
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(text.0.clone());
            sleep(ms(10)).await;
        }
        First(seen)
    }

    #[node]
    async fn second(text: &Text) -> Second {
        yield_once().await;
        let seen = text.0.clone();
        sleep(ms(25)).await;
        Second(vec![seen, text.0.clone()])
    }

    #[node]
    async fn joined(first: &First, second: &Second, text: &Text) -> Joined {
        sleep(ms(1)).await;
        Joined([&first.0[..], &second.0, std::slice::from_ref(&text.0)].concat())
    }

    #[graph(output = Joined)]
    pub(super) struct Interleaved {
        pub(super) text: Text,
    }
}

#[tokio::test(start_paused = true)]
async fn ten_interleaving_runs_of_one_runner_do_not_leak_into_one_another() {
    use interleaved::{Interleaved, Text};
    let runner = Interleaved::runner();
    // Twice, so that the second time the runs reuse the memory of the first ones.
    for round in 0..2 {
        let start = Instant::now();
        let runs: Vec<_> = (0..10)
            .map(|number| {
                let text = format!("round {round} run {number} {}", "x".repeat(100));
                let run = runner.run(Text(text.clone()));
                tokio::spawn(async move { (text, run.await.unwrap().0) })
            })
            .collect();
        for run in runs {
            let (text, joined) = run.await.unwrap();
            assert_eq!(joined, vec![text; 6]);
        }
        assert_eq!(start.elapsed(), ms(31));
    }
}

struct Waited(Tracked);

#[node]
async fn waited(gate: &Arc<Gate>, log: &Log) -> Waited {
    let waited = log.tracked("waited");
    gate.wait().await;
    Waited(waited)
}

#[graph(output = Waited)]
struct Waits {
    gate: Arc<Gate>,
    log: Log,
}

#[test]
fn nothing_runs_before_the_run_is_polled() {
    let (gate, log) = (Arc::new(Gate::default()), Log::new());
    let run = Waits {
        gate: gate.clone(),
        log: log.clone(),
    }
    .run();
    drop(run);
    assert_eq!(log.lines(), Vec::<String>::new());
    assert_eq!(
        Arc::strong_count(&gate),
        1,
        "the inputs are dropped with the run"
    );
    gate.open();
    let value = block_on(
        Waits {
            gate,
            log: log.clone(),
        }
        .run(),
    )
    .unwrap();
    assert_eq!(log.lines(), ["made waited"]);
    drop(value.0);
    log.assert_balanced();
}
