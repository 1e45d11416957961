//! Retries, timeouts and bounds on concurrency, under tokio's paused clock, so that times are exact.
#![allow(
    clippy::borrowed_box,
    clippy::trivially_copy_pass_by_ref,
    reason = "a predicate takes a reference to the node's error, whatever that is"
)]
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    error::Error as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use organum::{GraphErrorKind, NodeErrorKind, NodePanic, policy::Elapsed, prelude::*};
use organum_tests::{
    block_on,
    script::{
        Act::{self, Abort, Fail, Panic, Provide, Wait},
        Failed, Script,
    },
};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

const MS: Duration = Duration::from_millis(1);

const ATTEMPTS: u32 = 2;
const PAUSE: Duration = Duration::from_millis(30);
const LIMIT: Duration = Duration::from_millis(50);

fn is_transient(error: &Failed) -> bool {
    *error == Failed::Transient
}

macro_rules! graphs {
    ($($graph:ident: $output:ident, $node:ident, [$($options:tt)*], $error:ty, $act:ident;)*) => {
        $(
            #[derive(Debug)]
            struct $output;

            #[node($($options)*)]
            async fn $node(script: &Script) -> Result<$output, $error> {
                script.$act().await?;
                Ok($output)
            }

            #[graph(output = $output)]
            struct $graph {
                script: Script,
            }
        )*
    };
}

graphs! {
    Thrice: ThriceOut, thrice, [retry(attempts = 3, backoff = exponential("100ms"))], Failed, fallible;
    Picky: PickyOut, picky, [retry(attempts = 3), retry_if = is_transient], Failed, fallible;
    Aborting: AbortingOut, aborting, [retry(attempts = 3, backoff = fixed("1s")), retry_if = is_transient], Attempt<Failed>, act;
    Unpoliced: UnpolicedOut, unpoliced, [], Attempt<Failed>, act;
    Bounded: BoundedOut, bounded, [timeout = "50ms"], Failed, fallible;
    Patient: PatientOut, patient, [retry(attempts = 3, backoff = fixed("10ms")), timeout = "50ms", retry_if = is_transient], Failed, fallible;
    Daring: DaringOut, daring, [retry(attempts = 3, backoff = fixed("10ms"), panics)], Failed, fallible;
    Capped: CappedOut, capped, [retry(attempts = 5, backoff = exponential("100ms", factor = 3.0, max = "500ms"))], Failed, fallible;
    Spread: SpreadOut, spread, [retry(attempts = 4, backoff = exponential("100ms", max = "150ms"), jitter)], Failed, fallible;
    Away: AwayOut, away, [spawn, retry(attempts = 3, backoff = fixed("10ms")), timeout = "50ms", concurrency = 1], Failed, fallible;
    Constant: ConstantOut, constant, [retry(attempts = ATTEMPTS + 1, backoff = fixed(PAUSE)), timeout = LIMIT, concurrency = self::ATTEMPTS], Failed, fallible;
}

#[tokio::test(start_paused = true)]
async fn policies_may_be_constants() {
    let script = Script::new(&[TRANSIENT, Wait(200), Provide]);
    let result = Constant {
        script: script.clone(),
    }
    .run()
    .await;
    assert!(result.is_ok());
    assert_eq!(script.began(), [0, 30, 110]);
}

const TRANSIENT: Act = Fail(Failed::Transient);
const PERMANENT: Act = Fail(Failed::Permanent);

fn node_error(result: Result<impl Sized, GraphError>) -> NodeError {
    let error = result.err().expect("a failure");
    error.node_error().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_node_that_fails_twice_succeeds_with_three_attempts() {
    let script = Script::new(&[TRANSIENT, TRANSIENT, Provide]);
    let result = Thrice {
        script: script.clone(),
    }
    .run()
    .await;
    assert!(result.is_ok());
    assert_eq!(script.began(), [0, 100, 300]);
}

#[tokio::test(start_paused = true)]
async fn a_predicate_that_is_false_means_one_call() {
    let script = Script::new(&[PERMANENT]);
    let error = node_error(
        Picky {
            script: script.clone(),
        }
        .run()
        .await,
    );
    assert_eq!((script.began().len(), error.attempts()), (1, 1));
    assert_eq!(error.downcast_ref(), Some(&Failed::Permanent));

    let script = Script::new(&[TRANSIENT, PERMANENT]);
    let error = node_error(
        Picky {
            script: script.clone(),
        }
        .run()
        .await,
    );
    assert_eq!((script.began().len(), error.attempts()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn an_abort_means_one_call() {
    let script = Script::new(&[Abort]);
    let error = node_error(
        Aborting {
            script: script.clone(),
        }
        .run()
        .await,
    );
    assert_eq!((script.began().len(), error.attempts()), (1, 1));
    // The node's own error is the source, without the value that stops its retries.
    let source = error.source().unwrap();
    assert_eq!(source.downcast_ref(), Some(&Failed::Permanent));

    let script = Script::new(&[TRANSIENT, TRANSIENT, Provide]);
    assert!(
        Aborting {
            script: script.clone()
        }
        .run()
        .await
        .is_ok()
    );
    assert_eq!(script.began(), [0, 1000, 2000]);
}

#[tokio::test(start_paused = true)]
async fn the_attempts_reported_are_those_made() {
    let script = Script::new(&[TRANSIENT, TRANSIENT, PERMANENT]);
    let error = node_error(
        Thrice {
            script: script.clone(),
        }
        .run()
        .await,
    );
    assert_eq!((script.began(), error.attempts()), (vec![0, 100, 300], 3));
    assert_eq!(error.kind(), NodeErrorKind::Failed);
    assert_eq!(
        error.downcast_ref(),
        Some(&Failed::Permanent),
        "the last one"
    );
    assert_eq!(
        error.to_string(),
        "node `ThriceOut` of graph `Thrice` failed in attempt 3"
    );
}

#[tokio::test]
async fn an_attempt_may_be_the_error_of_a_node_without_policies() {
    for act in [TRANSIENT, Abort] {
        let script = Script::new(&[act]);
        let error = node_error(Unpoliced { script }.run().await);
        assert!(error.source().unwrap().is::<Failed>());
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn delays_grow_up_to_the_cap() {
    let script = Script::new(&[TRANSIENT; 5]);
    let error = node_error(
        Capped {
            script: script.clone(),
        }
        .run()
        .await,
    );
    assert_eq!(script.began(), [0, 100, 400, 900, 1400]);
    assert_eq!(error.attempts(), 5);
}

#[tokio::test(start_paused = true)]
async fn jitter_stays_within_the_delays_and_is_not_one_of_them() {
    let mut all = std::collections::HashSet::new();
    for _ in 0..20 {
        let script = Script::new(&[TRANSIENT; 4]);
        node_error(
            Spread {
                script: script.clone(),
            }
            .run()
            .await,
        );
        let began = script.began();
        for (pair, bound) in began.windows(2).zip([100, 150, 150]) {
            // A timer fires at the next whole millisecond.
            assert!(pair[1] - pair[0] <= bound + 1, "{began:?}");
        }
        all.insert(began);
    }
    assert!(all.len() > 10, "{all:?}");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_a_failure_of_its_own_kind() {
    let script = Script::new(&[Wait(51)]);
    let start = Instant::now();
    let error = node_error(Bounded { script }.run().await);
    assert_eq!(start.elapsed(), 50 * MS);
    assert_eq!(
        (error.kind(), error.attempts()),
        (NodeErrorKind::TimedOut, 1)
    );
    assert_eq!(error.downcast_ref(), Some(&Elapsed { after: 50 * MS }));
    assert_eq!(
        error.to_string(),
        "node `BoundedOut` of graph `Bounded` timed out after 50ms"
    );
    assert!(
        Bounded {
            script: Script::new(&[Wait(49)])
        }
        .run()
        .await
        .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn a_timeout_bounds_each_attempt_and_is_retried_whatever_the_predicate_says() {
    let script = Script::new(&[Wait(1000), TRANSIENT, Wait(40)]);
    let start = Instant::now();
    assert!(
        Patient {
            script: script.clone()
        }
        .run()
        .await
        .is_ok()
    );
    assert_eq!(script.began(), [0, 60, 70]);
    assert_eq!(start.elapsed(), 110 * MS);

    let script = Script::new(&[Wait(1000); 3]);
    let error = node_error(
        Patient {
            script: script.clone(),
        }
        .run()
        .await,
    );
    assert_eq!(
        (error.kind(), error.attempts()),
        (NodeErrorKind::TimedOut, 3)
    );
    assert_eq!(script.began(), [0, 60, 120]);
}

/// A node without a `Result`: only its timeout can be retried, so no predicate is required.
#[tokio::test(start_paused = true)]
async fn an_infallible_node_is_retried_after_a_timeout() {
    struct Waits(Mutex<Vec<u64>>);
    struct Late;

    #[node(retry(attempts = 3), timeout = "50ms")]
    async fn late(waits: &Waits) -> Late {
        let wait = waits.0.lock().unwrap().pop().unwrap();
        sleep(Duration::from_millis(wait)).await;
        Late
    }

    #[graph(output = Late)]
    struct Waiting {
        waits: Waits,
    }

    let start = Instant::now();
    let waits = Waits(Mutex::new(vec![10, 1000, 1000]));
    assert!(Waiting { waits }.run().await.is_ok());
    assert_eq!(start.elapsed(), 110 * MS);
    let waits = Waits(Mutex::new(vec![1000; 3]));
    let error = node_error(Waiting { waits }.run().await);
    assert_eq!(
        (error.kind(), error.attempts()),
        (NodeErrorKind::TimedOut, 3)
    );
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_retried_only_if_asked() {
    let script = Script::new(&[TRANSIENT, Panic, Provide]);
    let error = node_error(
        Thrice {
            script: script.clone(),
        }
        .run()
        .await,
    );
    assert_eq!(
        (error.kind(), error.attempts()),
        (NodeErrorKind::Panicked, 2)
    );
    let panic: &NodePanic = error.downcast_ref().unwrap();
    assert_eq!(panic.to_string(), "attempt 2");
    assert_eq!(script.began(), [0, 100]);

    let script = Script::new(&[TRANSIENT, Panic, Provide]);
    assert!(
        Daring {
            script: script.clone()
        }
        .run()
        .await
        .is_ok()
    );
    assert_eq!(script.began(), [0, 10, 20]);

    let script = Script::new(&[Panic; 3]);
    let error = node_error(Daring { script }.run().await);
    assert_eq!(
        (error.kind(), error.attempts()),
        (NodeErrorKind::Panicked, 3)
    );
}

#[tokio::test(start_paused = true)]
async fn no_attempt_starts_once_the_run_is_cancelled() {
    let script = Script::new(&[TRANSIENT, Provide]);
    let token = CancellationToken::new();
    let run = Thrice {
        script: script.clone(),
    }
    .run()
    .cancel_on(token.clone());
    let cancelled = async {
        sleep(99 * MS).await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(run, cancelled);
    assert_eq!(result.err().unwrap().kind(), GraphErrorKind::Cancelled);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(script.began(), [0]);
}

#[tokio::test(start_paused = true)]
async fn a_spawned_node_has_all_policies() {
    let runner = Away::runner();
    let first = Script::new(&[TRANSIENT, Wait(1000), Provide]);
    assert!(runner.run(first.clone()).await.is_ok());
    assert_eq!(first.began(), [0, 10, 70]);

    let scripts = [(); 2].map(|()| Script::new(&[Wait(30)]));
    let runs = scripts.clone().map(|script| runner.run(script));
    let (a, b) = {
        let [a, b] = runs;
        tokio::join!(a, b)
    };
    assert!(a.is_ok() && b.is_ok());
    let mut began: Vec<_> = scripts.iter().flat_map(Script::began).collect();
    began.sort_unstable();
    assert_eq!(
        began,
        [0, 30],
        "the wait for a permit does not count as time of the attempt"
    );
}

mod limited {
    use super::*;

    /// The number of concurrent calls, and its maximum so far.
    #[derive(Clone, Default)]
    pub(super) struct Load(pub(super) Arc<(AtomicU32, AtomicU32)>);

    pub(super) struct Fetched;
    pub(super) struct Other;
    pub(super) struct Page;

    #[node(concurrency = 3)]
    async fn fetched(load: &Load) -> Fetched {
        let now = load.0.0.fetch_add(1, SeqCst) + 1;
        load.0.1.fetch_max(now, SeqCst);
        sleep(10 * MS).await;
        load.0.0.fetch_sub(1, SeqCst);
        Fetched
    }

    #[node]
    async fn other() -> Other {
        sleep(5 * MS).await;
        Other
    }

    #[node]
    fn page(_: &Fetched, _: &Other) -> Page {
        Page
    }

    #[graph(output = (Page, Fetched))]
    pub(super) struct Pages {
        #[inject]
        pub(super) load: Load,
    }
}

#[tokio::test(start_paused = true)]
async fn concurrency_bounds_a_node_over_all_runs_of_a_runner() {
    let load = limited::Load::default();
    let runner = limited::Pages::runner(load.clone());
    let start = Instant::now();
    let runs = (0..10).map(|number| {
        let runner = runner.clone();
        tokio::spawn(async move {
            if number % 2 == 0 {
                runner.run(()).await.map(|_| ())
            } else {
                // A run of one output has another plan, and the same bound.
                runner.run(()).only::<limited::Fetched>().await.map(|_| ())
            }
        })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap().unwrap();
    }
    assert_eq!(load.0.1.load(SeqCst), 3);
    assert_eq!(start.elapsed(), 40 * MS, "ten calls, three at a time");

    // Another runner has its own bound, and a run without a runner has none.
    let load = limited::Load::default();
    let (a, b) = (
        limited::Pages::runner(load.clone()),
        limited::Pages::runner(load.clone()),
    );
    let start = Instant::now();
    let alone = || limited::Pages { load: load.clone() }.run();
    let runs = tokio::join!(
        a.run(()),
        a.run(()),
        a.run(()),
        b.run(()),
        b.run(()),
        b.run(()),
        alone(),
        alone(),
        alone(),
        alone(),
    );
    assert!(runs.0.is_ok() && runs.9.is_ok());
    assert_eq!(load.0.1.load(SeqCst), 10);
    assert_eq!(start.elapsed(), 10 * MS);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_run_releases_its_permit() {
    let load = limited::Load::default();
    let runner = limited::Pages::runner(load.clone());
    let mut runs: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn({
                let runner = runner.clone();
                async move { runner.run(()).await.map(|_| ()) }
            })
        })
        .collect();
    sleep(MS).await;
    assert_eq!(load.0.0.load(SeqCst), 3);
    runs[0].abort();
    let start = Instant::now();
    runs.pop().unwrap().await.unwrap().unwrap();
    assert_eq!(start.elapsed(), 10 * MS, "the call began at once");
}

mod blocked {
    use super::*;

    /// Each call sends that it began, and ends when it receives a message.
    pub(super) struct Calls {
        pub(super) began: std::sync::mpsc::Sender<u32>,
        pub(super) end: Arc<Mutex<std::sync::mpsc::Receiver<()>>>,
    }
    #[derive(Clone)]
    pub(super) struct Number(pub(super) u32);
    #[derive(Debug)]
    pub(super) struct Blocked(pub(super) u32);

    #[node(blocking, concurrency = 1)]
    fn blocked(calls: &Calls, number: &Number) -> Blocked {
        calls.began.send(number.0).unwrap();
        calls.end.lock().unwrap().recv().unwrap();
        Blocked(number.0)
    }

    #[graph(output = Blocked)]
    pub(super) struct Blocks {
        pub(super) number: Number,
        #[inject]
        pub(super) calls: Calls,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bounded_blocking_nodes_wait_for_a_permit_and_do_not_run_if_dropped_before() {
    use blocked::{Blocks, Calls, Number};
    let (began, begins) = std::sync::mpsc::channel();
    let (end, ends) = std::sync::mpsc::channel();
    let end_of_calls = Arc::new(Mutex::new(ends));
    let runner = Blocks::runner(Calls {
        began,
        end: end_of_calls,
    });
    let start = |number| {
        let run = runner.run(Number(number));
        tokio::spawn(async { run.await.map(|out| out.0) })
    };
    let wait = Duration::from_millis(50);
    let first = start(1);
    assert_eq!(begins.recv(), Ok(1));
    let second = start(2);
    sleep(wait).await;
    let third = start(3);
    sleep(wait).await;
    assert!(begins.try_recv().is_err(), "the first call still runs");
    second.abort();
    assert!(second.await.unwrap_err().is_cancelled());
    end.send(()).unwrap();
    assert_eq!(first.await.unwrap().unwrap(), 1);
    assert_eq!(begins.recv(), Ok(3));
    end.send(()).unwrap();
    assert_eq!(third.await.unwrap().unwrap(), 3);
    tokio::time::timeout(Duration::from_secs(10), runner.handle().shutdown())
        .await
        .unwrap();
    assert!(begins.try_recv().is_err(), "the second call did not begin");
}

mod attempts_seen {
    use super::*;

    pub(super) struct Seen(pub(super) Vec<(u32, u32)>);
    #[derive(Clone, Default)]
    pub(super) struct Told(pub(super) Arc<Mutex<Vec<(u32, Run)>>>);

    #[node(retry(attempts = 3), concurrency = 1)]
    async fn seen(told: &Told, run: &Run) -> Result<Seen, Failed> {
        let mut told = told.0.lock().unwrap();
        told.push((run.attempt(), run.clone()));
        if told.len() < 3 {
            return Err(Failed::Transient);
        }
        let clones = told.iter().map(|(at, run)| (*at, run.attempt()));
        Ok(Seen(clones.collect()))
    }

    #[graph(output = Seen)]
    pub(super) struct Attempts {
        pub(super) told: Told,
    }
}

#[tokio::test]
async fn a_node_can_read_the_number_of_its_attempt() {
    let told = attempts_seen::Told::default();
    let seen = attempts_seen::Attempts { told }.run().await.unwrap();
    assert_eq!(seen.0, [(1, 1), (2, 2), (3, 3)]);
}

mod bounded_run {
    use super::*;

    pub(super) struct First;
    pub(super) struct Second;
    pub(super) struct Work(pub(super) u64);

    #[node(concurrency = 1)]
    async fn first(work: &Work) -> First {
        sleep(Duration::from_millis(work.0)).await;
        First
    }

    #[node]
    async fn second(work: &Work, _: &First) -> Second {
        sleep(Duration::from_millis(work.0)).await;
        Second
    }

    #[graph(output = Second, run_timeout = "100ms")]
    pub(super) struct Bounded {
        pub(super) work: Work,
    }
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_a_graph_bounds_the_whole_run_waiting_included() {
    use bounded_run::{Bounded, Work};
    let start = Instant::now();
    let error = Bounded { work: Work(51) }.run().await.err().unwrap();
    assert_eq!(
        (error.kind(), error.graph()),
        (GraphErrorKind::TimedOut, "Bounded")
    );
    let elapsed = error.downcast_ref::<organum::policy::Elapsed>().unwrap();
    assert_eq!(elapsed.after, 100 * MS);
    assert_eq!(start.elapsed(), 100 * MS);
    assert_eq!(
        error.to_string(),
        "the run of graph `Bounded` timed out after 100ms"
    );

    // A run that would complete at the time limit has exceeded it.
    assert!(Bounded { work: Work(50) }.run().await.is_err());
    assert!(Bounded { work: Work(49) }.run().await.is_ok());

    // The time spent waiting for a permit counts.
    let runner = Bounded::runner();
    let start = Instant::now();
    let (a, b, c) = tokio::join!(
        runner.run(Work(40)),
        runner.run(Work(40)),
        runner.run(Work(40)),
    );
    assert!(a.is_ok() && b.is_err() && c.is_err());
    assert_eq!(start.elapsed(), 100 * MS);
}

#[test]
fn the_timeout_of_a_graph_needs_a_runtime() {
    let run = bounded_run::Bounded {
        work: bounded_run::Work(1),
    }
    .run();
    let error = block_on(run).err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::NoClock);
}

#[tokio::test(start_paused = true)]
async fn a_composed_graph_has_a_timeout_too() {
    let script = Script::new(&[Wait(60), Wait(60)]);
    let run = compose!(PatientOut, run_timeout = "70ms"; script: Script);
    let error = run.await.err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::TimedOut);
}

mod endless {
    use super::*;

    #[derive(Clone, Default)]
    pub(super) struct Calls(pub(super) Arc<AtomicU32>);
    pub(super) struct Inline;
    pub(super) struct Spawned;

    #[node(retry(attempts = 1_000_000))]
    async fn inline(calls: &Calls) -> Result<Inline, Failed> {
        calls.0.fetch_add(1, SeqCst);
        Err(Failed::Transient)
    }

    #[node(spawn, retry(attempts = 1_000_000))]
    async fn spawned(calls: &Calls) -> Result<Spawned, Failed> {
        calls.0.fetch_add(1, SeqCst);
        Err(Failed::Transient)
    }

    #[graph(output = (Inline, Spawned))]
    pub(super) struct Endless {
        pub(super) calls: Calls,
    }
}

#[tokio::test]
async fn nodes_that_never_wait_are_stopped_between_attempts() {
    async fn stops<T: Send + 'static>(
        calls: &endless::Calls,
        run: impl Future<Output = T> + Send + 'static,
    ) {
        let before = calls.0.load(SeqCst);
        let run = tokio::spawn(run);
        while calls.0.load(SeqCst) < before + 10 {
            tokio::task::yield_now().await;
        }
        run.abort();
        assert!(run.await.is_err_and(|error| error.is_cancelled()));
        tokio::task::yield_now().await;
        let after = calls.0.load(SeqCst);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(calls.0.load(SeqCst), after);
    }
    let calls = endless::Calls::default();
    let run = || {
        endless::Endless {
            calls: calls.clone(),
        }
        .run()
    };
    stops(&calls, run().only::<endless::Inline>()).await;
    stops(&calls, run().only::<endless::Spawned>()).await;
    stops(&calls, run()).await;
}

#[tokio::test(start_paused = true)]
async fn a_replaced_node_has_none_of_its_policies() {
    use organum::test::Replace;
    let script = Script::new(&[]);
    let run = Thrice {
        script: script.clone(),
    }
    .run();
    let replaced = run.fail::<ThriceOut>(Failed::Transient);
    let error = node_error(replaced.await);
    assert_eq!((error.attempts(), script.began().len()), (1, 0));
}

/// Policies on every form of node.
mod forms {
    use super::*;

    pub(super) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

    /// The callers so far. The first call of each fails.
    #[derive(Default)]
    pub(super) struct Calls(Mutex<Vec<&'static str>>);

    impl Calls {
        fn call(&self, name: &'static str) -> Result<()> {
            let mut calls = self.0.lock().unwrap();
            let is_first = !calls.contains(&name);
            calls.push(name);
            if is_first {
                return Err("not yet".into());
            }
            Ok(())
        }

        pub(super) fn count(&self) -> usize {
            self.0.lock().unwrap().len()
        }
    }

    pub(super) trait Gateway: Send + Sync {
        fn ask(&self) -> Result<()>;
    }

    impl Gateway for Calls {
        fn ask(&self) -> Result<()> {
            self.call("gateway")
        }
    }

    #[derive(Clone)]
    pub(super) struct Aliased;
    pub(super) struct Object;
    pub(super) struct Generic<T>(pub(super) T);
    pub(super) struct Step;
    pub(super) struct Stepped;
    pub(super) struct Unfailing;
    pub(super) struct All;

    #[node(retry(attempts = 2), retry_if = any_of_them)]
    async fn aliased(calls: &Calls) -> Result<Aliased> {
        calls.call("aliased")?;
        Ok(Aliased)
    }

    fn any_of_them(error: &Box<dyn std::error::Error + Send + Sync>) -> bool {
        error.to_string() == "not yet"
    }

    #[node(retry(attempts = 2, backoff = none))]
    fn object(gateway: &dyn Gateway, _owned: Aliased) -> Result<Object> {
        gateway.ask()?;
        Ok(Object)
    }

    #[node(retry(attempts = 2), concurrency = 2)]
    async fn generic<T: Clone>(calls: &Calls, value: T) -> Result<Generic<T>> {
        calls.call("generic")?;
        Ok(Generic(value))
    }

    #[node]
    fn step() -> Step {
        Step
    }

    #[node(retry(attempts = 2), timeout = "1s")]
    impl Step {
        async fn compose(&self, calls: &Calls) -> Result<Stepped> {
            calls.call("compose")?;
            Ok(Stepped)
        }
    }

    #[node(explicit, retry(attempts = 2), concurrency = 1)]
    async fn text(calls: &Calls) -> Result<String> {
        calls.call("text")?;
        Ok("explicit".to_owned())
    }

    #[node(timeout = "1s", retry(attempts = 2, panics))]
    async fn unfailing(calls: &Calls) -> Unfailing {
        assert!(calls.call("unfailing").is_ok(), "not yet");
        Unfailing
    }

    #[node]
    fn all(_: &Object, _: &Generic<Aliased>, _: &Stepped, _: &String, _: &Unfailing) -> All {
        All
    }

    #[graph(output = All, nodes(text))]
    pub(super) struct Forms {
        pub(super) calls: Calls,
        pub(super) gateway: Arc<dyn Gateway>,
    }
}

#[tokio::test]
async fn every_form_of_node_can_have_policies() {
    let gateway = Arc::new(forms::Calls::default());
    let run = forms::Forms {
        calls: forms::Calls::default(),
        gateway: gateway.clone(),
    };
    assert!(run.run().await.is_ok());
    assert_eq!(gateway.count(), 2);
}

#[test]
fn retries_without_delay_poll_on_any_executor() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    struct Out;

    #[node(retry(attempts = 3))]
    fn out() -> Result<Out, Failed> {
        if CALLS.fetch_add(1, SeqCst) < 2 {
            return Err(Failed::Transient);
        }
        Ok(Out)
    }

    #[graph(output = Out)]
    struct Bare {}

    assert!(block_on(Bare {}.run()).is_ok());
    assert_eq!(CALLS.load(SeqCst), 3);
}
