//! The defaults of a graph for nodes without policies of their own, under tokio's paused clock, so that
//! times are exact.
#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "a predicate takes a reference to the node's error, whatever that is"
)]
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use organum::{
    GraphErrorKind, NodeErrorKind,
    observe::{NodeEvent, NodeInfo, Observer},
    prelude::*,
};
use organum_tests::{
    block_on,
    script::{
        Act::{self, Abort, Fail, Panic, Provide, Wait},
        Failed, Script,
    },
};
use tokio::time::{Instant, sleep};

const TRANSIENT: Act = Fail(Failed::Transient);

fn node_error(result: Result<impl Sized, GraphError>) -> NodeError {
    let error = result.err().expect("a failure");
    error.node_error().unwrap().clone()
}

fn is_transient(error: &Failed) -> bool {
    *error == Failed::Transient
}

macro_rules! nodes {
    ($($graph:ident: $output:ident, $node:ident, [$($options:tt)*], $error:ty, $act:ident;)*) => {
        $(
            #[derive(Debug)]
            struct $output;

            #[node($($options)*)]
            async fn $node(script: &Script) -> Result<$output, $error> {
                script.$act().await?;
                Ok($output)
            }

            #[graph(
                output = $output,
                defaults(retry(attempts = 3, backoff = fixed("100ms")), timeout = "50ms")
            )]
            struct $graph {
                script: Script,
            }
        )*
    };
}

nodes! {
    Plain: PlainOut, plain, [], Failed, fallible;
    Aborting: AbortingOut, aborting, [], Attempt<Failed>, act;
    Spawned: SpawnedOut, spawned, [spawn], Failed, fallible;
    Turns: TurnsOut, turns, [concurrency = 1], Failed, fallible;
    OwnRetry: OwnRetryOut, own_retry, [retry(attempts = 2, backoff = fixed("7ms"))], Failed, fallible;
    OwnPredicate: OwnPredicateOut, own_predicate, [retry(attempts = 2), retry_if = is_transient], Failed, fallible;
    OwnTimeout: OwnTimeoutOut, own_timeout, [timeout = "1s"], Failed, fallible;
    OwnBoth: OwnBothOut, own_both, [retry(attempts = 2), timeout = "1s"], Failed, fallible;
    Once: OnceOut, once, [retry(attempts = 1)], Failed, fallible;
    NoRetry: NoRetryOut, no_retry, [retry = none], Failed, fallible;
    NoTimeout: NoTimeoutOut, no_timeout, [timeout = none], Failed, fallible;
    Neither: NeitherOut, neither, [retry = none, timeout = none], Failed, fallible;
}

/// Runs a graph by a script. Returns the start of each attempt, the number of reported attempts, and the
/// end.
macro_rules! tried {
    ($graph:ident, $acts:expr) => {{
        let start = Instant::now();
        let script = Script::new($acts);
        let result = $graph {
            script: script.clone(),
        }
        .run()
        .await;
        let told = match &result {
            Ok(_) => None,
            Err(error) => {
                let error = error.node_error().unwrap();
                Some((error.kind(), error.attempts()))
            }
        };
        (script.began(), told, start.elapsed().as_millis())
    }};
}

const FAILED: NodeErrorKind = NodeErrorKind::Failed;
const TIMED_OUT: NodeErrorKind = NodeErrorKind::TimedOut;

#[tokio::test(start_paused = true)]
async fn nodes_without_policies_take_those_of_the_graph() {
    assert_eq!(
        tried!(Plain, &[TRANSIENT, TRANSIENT, Wait(40)]),
        (vec![0, 100, 200], None, 240)
    );
    assert_eq!(
        tried!(Plain, &[TRANSIENT; 3]),
        (vec![0, 100, 200], Some((FAILED, 3)), 200)
    );
    assert_eq!(
        tried!(Plain, &[Wait(1000), Wait(51), Wait(49)]),
        (vec![0, 150, 300], None, 349)
    );
    assert_eq!(
        tried!(Plain, &[Wait(1000); 3]),
        (vec![0, 150, 300], Some((TIMED_OUT, 3)), 350)
    );
    // Panics are retried only if the graph says so.
    assert_eq!(
        tried!(Plain, &[Panic]),
        (vec![0], Some((NodeErrorKind::Panicked, 1)), 0)
    );
    assert_eq!(
        tried!(Aborting, &[TRANSIENT, Abort]),
        (vec![0, 100], Some((FAILED, 2)), 100)
    );
    assert_eq!(
        tried!(Spawned, &[TRANSIENT, Wait(1000), Provide]),
        (vec![0, 100, 250], None, 250)
    );
}

#[tokio::test(start_paused = true)]
async fn each_option_of_a_node_overrides_its_default_separately() {
    assert_eq!(
        tried!(OwnRetry, &[Wait(1000), TRANSIENT]),
        (vec![0, 57], Some((FAILED, 2)), 57)
    );
    assert_eq!(
        tried!(OwnPredicate, &[Fail(Failed::Permanent)]),
        (vec![0], Some((FAILED, 1)), 0)
    );
    assert_eq!(
        tried!(OwnPredicate, &[Wait(1000), Wait(50)]),
        (vec![0, 50], None, 100)
    );
    assert_eq!(
        tried!(OwnTimeout, &[Wait(999), Provide]),
        (vec![0], None, 999)
    );
    assert_eq!(
        tried!(OwnTimeout, &[Wait(1001), TRANSIENT, Provide]),
        (vec![0, 1100, 1200], None, 1200)
    );
    assert_eq!(
        tried!(OwnBoth, &[Wait(1001), TRANSIENT]),
        (vec![0, 1000], Some((FAILED, 2)), 1000)
    );
}

#[tokio::test(start_paused = true)]
async fn a_node_can_opt_out() {
    assert_eq!(tried!(Once, &[TRANSIENT]), (vec![0], Some((FAILED, 1)), 0));
    assert_eq!(
        tried!(Once, &[Wait(1000)]),
        (vec![0], Some((TIMED_OUT, 1)), 50)
    );
    assert_eq!(
        tried!(NoRetry, &[TRANSIENT]),
        (vec![0], Some((FAILED, 1)), 0)
    );
    assert_eq!(
        tried!(NoRetry, &[Wait(1000)]),
        (vec![0], Some((TIMED_OUT, 1)), 50)
    );
    assert_eq!(
        tried!(NoTimeout, &[TRANSIENT, Wait(1000)]),
        (vec![0, 100], None, 1100)
    );
    assert_eq!(tried!(Neither, &[Wait(1000)]), (vec![0], None, 1000));
    assert_eq!(
        tried!(Neither, &[TRANSIENT]),
        (vec![0], Some((FAILED, 1)), 0)
    );
}

#[tokio::test(start_paused = true)]
async fn a_concurrency_bound_combines_with_the_policies_of_the_graph() {
    let start = Instant::now();
    let runner = Turns::runner();
    let scripts = [(); 2].map(|()| Script::new(&[TRANSIENT, Wait(40)]));
    let [a, b] = scripts.clone().map(|script| runner.run(script));
    let (a, b) = tokio::join!(a, b);
    assert!(a.is_ok() && b.is_ok());
    let mut began = scripts.map(|script| script.began());
    began.sort_unstable();
    assert_eq!(began, [[0, 100], [0, 140]]);
    assert_eq!(start.elapsed(), Duration::from_millis(180));
}

/// One node in graphs with different defaults, and in one without.
mod graphs {
    use super::*;

    #[graph(output = PlainOut)]
    pub(super) struct Nothing {
        pub(super) script: Script,
    }

    #[graph(output = PlainOut, defaults(retry(attempts = 2)))]
    pub(super) struct Retries {
        pub(super) script: Script,
    }

    #[graph(output = PlainOut, defaults(timeout = "20ms"))]
    pub(super) struct Bounds {
        pub(super) script: Script,
    }

    #[graph(output = PlainOut, run_timeout = "75ms", defaults(timeout = "50ms", retry(attempts = 9)))]
    pub(super) struct BoundsTheRun {
        pub(super) script: Script,
    }

    #[graph(output = PlainOut, defaults(retry(attempts = 2, panics)))]
    pub(super) struct Daring {
        pub(super) script: Script,
    }
}

#[tokio::test(start_paused = true)]
async fn each_graph_has_defaults_of_its_own() {
    use graphs::{Bounds, BoundsTheRun, Daring, Nothing, Retries};
    assert_eq!(
        tried!(Nothing, &[TRANSIENT]),
        (vec![0], Some((FAILED, 1)), 0)
    );
    assert_eq!(tried!(Nothing, &[Wait(9999)]), (vec![0], None, 9999));
    assert_eq!(
        tried!(Retries, &[TRANSIENT, Wait(9999)]),
        (vec![0, 0], None, 9999)
    );
    assert_eq!(
        tried!(Bounds, &[Wait(21)]),
        (vec![0], Some((TIMED_OUT, 1)), 20)
    );
    assert_eq!(tried!(Daring, &[Panic, Provide]), (vec![0, 0], None, 0));

    // The timeout of the graph bounds the whole run.
    let start = Instant::now();
    let script = Script::new(&[Wait(1000); 9]);
    let run = BoundsTheRun {
        script: script.clone(),
    };
    let error = run.run().await.unwrap_err();
    assert_eq!(error.kind(), GraphErrorKind::TimedOut);
    assert_eq!(script.began(), [0, 50]);
    assert_eq!(start.elapsed(), Duration::from_millis(75));
}

#[tokio::test(start_paused = true)]
async fn a_composed_graph_has_defaults_too() {
    let script = Script::new(&[TRANSIENT, Wait(1000), Provide]);
    let run = compose!(
        PlainOut, defaults(retry(attempts = 3, backoff = fixed("10ms")), timeout = "5ms");
        script: Script = script.clone()
    );
    assert!(run.await.is_ok());
    assert_eq!(script.began(), [0, 10, 25]);
}

#[tokio::test(start_paused = true)]
async fn a_replaced_node_has_no_defaults() {
    use organum::test::Replace;
    let start = Instant::now();
    let script = Script::new(&[]);
    let run = || {
        Plain {
            script: script.clone(),
        }
        .run()
    };
    let error = node_error(run().fail::<PlainOut>(Failed::Transient).await);
    assert_eq!((error.attempts(), script.began().len()), (1, 0));
    let slow = || async {
        sleep(Duration::from_secs(1)).await;
        Ok(PlainOut)
    };
    assert!(run().replace_with(slow).await.is_ok());
    assert_eq!(start.elapsed(), Duration::from_secs(1));
}

/// Nodes that cannot fail.
mod unfailing {
    use super::*;

    #[derive(Debug)]
    pub(super) struct Unfailing;
    #[derive(Debug)]
    pub(super) struct Built;
    #[derive(Debug)]
    pub(super) struct Computed;

    #[node]
    async fn unfailing(script: &Script) -> Unfailing {
        script.act().await.unwrap();
        Unfailing
    }

    #[node]
    struct Fields {
        script: Script,
    }

    #[node]
    fn built(fields: &Fields) -> Built {
        assert_eq!(fields.script.began(), [0; 0]);
        Built
    }

    #[node]
    fn computed(script: &Script) -> Computed {
        block_on(script.act()).unwrap();
        Computed
    }

    #[graph(
        output = Unfailing,
        defaults(retry(attempts = 3, panics), timeout = "50ms")
    )]
    pub(super) struct Waits {
        pub(super) script: Script,
    }

    #[graph(
        output = (Built, Computed),
        defaults(retry(attempts = 3, panics), timeout = "50ms")
    )]
    pub(super) struct Computes {
        pub(super) script: Script,
    }
}

#[tokio::test(start_paused = true)]
async fn infallible_nodes_are_not_retried_and_synchronous_ones_not_stopped() {
    use unfailing::{Computes, Waits};
    assert_eq!(
        tried!(Waits, &[Panic]),
        (vec![0], Some((NodeErrorKind::Panicked, 1)), 0)
    );
    assert_eq!(
        tried!(Waits, &[Wait(1000)]),
        (vec![0], Some((TIMED_OUT, 1)), 50)
    );
    assert_eq!(
        tried!(Computes, &[Panic]),
        (vec![0], Some((NodeErrorKind::Panicked, 1)), 0)
    );
    assert_eq!(tried!(Computes, &[Provide]), (vec![0], None, 0));
}

/// Every form of node and of dependency.
mod forms {
    use organum::OneOf2;

    use super::*;

    pub(super) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

    /// The callers so far. The first call of each fails.
    #[derive(Clone, Default)]
    pub(super) struct Calls(Arc<Mutex<Vec<&'static str>>>);

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

        pub(super) fn of(&self, name: &str) -> usize {
            let calls = self.0.lock().unwrap();
            calls.iter().filter(|call| **call == name).count()
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
    pub(super) struct Blocked;
    pub(super) struct Tolerant;
    pub(super) struct Chosen;
    #[derive(Default)]
    pub(super) struct Closed(pub(super) Arc<AtomicBool>);
    pub(super) struct All;

    #[node]
    async fn aliased(calls: &Calls) -> Result<Aliased> {
        calls.call("aliased")?;
        Ok(Aliased)
    }

    #[node]
    fn object(gateway: &dyn Gateway, _owned: Aliased) -> Result<Object> {
        gateway.ask()?;
        Ok(Object)
    }

    #[node(spawn)]
    async fn generic<T: Clone>(calls: &Calls, value: T, run: &Run) -> Result<Generic<T>> {
        calls.call("generic")?;
        assert_eq!(run.attempt(), 2);
        Ok(Generic(value))
    }

    #[node]
    fn step() -> Step {
        Step
    }

    #[node]
    impl Step {
        async fn compose(&self, calls: &Calls) -> Result<Stepped> {
            calls.call("compose")?;
            Ok(Stepped)
        }
    }

    #[node(explicit)]
    async fn text(calls: &Calls) -> Result<String> {
        calls.call("text")?;
        Ok("explicit".to_owned())
    }

    #[node(blocking)]
    fn blocked(calls: &Calls) -> Result<Blocked> {
        calls.call("blocked")?;
        Ok(Blocked)
    }

    #[node]
    fn tolerant(
        calls: &Calls,
        blocked: std::result::Result<&Blocked, &NodeError>,
        stepped: Option<&Stepped>,
    ) -> Result<Tolerant> {
        calls.call("tolerant")?;
        assert_eq!(blocked.err().unwrap().attempts(), 1);
        assert!(stepped.is_some());
        Ok(Tolerant)
    }

    #[node]
    async fn chosen(
        calls: &Calls,
        first: FirstOk<(&Blocked, &String)>,
        raced: Race<(&Aliased, &Stepped)>,
    ) -> Result<Chosen> {
        calls.call("chosen")?;
        assert!(matches!(first.get(), OneOf2::Second(text) if text == "explicit"));
        assert!(matches!(raced.get(), OneOf2::First(_) | OneOf2::Second(_)));
        Ok(Chosen)
    }

    impl Closed {
        async fn close(&mut self) {
            self.0.store(true, SeqCst);
        }
    }

    #[node(close = Closed::close)]
    async fn closed(calls: &Calls, closed: &Arc<AtomicBool>) -> Result<Closed> {
        calls.call("closed")?;
        Ok(Closed(Arc::clone(closed)))
    }

    #[node]
    fn all(_: &Object, _: &Generic<Aliased>, _: &Tolerant, _: &Chosen, _: &Closed) -> All {
        All
    }

    #[graph(
        output = All,
        nodes(text),
        defaults(retry(attempts = 2, backoff = fixed("1ms")), timeout = "1s")
    )]
    pub(super) struct Forms {
        pub(super) calls: Calls,
        pub(super) gateway: Arc<dyn Gateway>,
        pub(super) closed: Arc<AtomicBool>,
    }
}

#[tokio::test]
async fn every_form_of_node_takes_the_defaults() {
    let calls = forms::Calls::default();
    let closed = Arc::new(AtomicBool::new(false));
    let run = forms::Forms {
        calls: calls.clone(),
        gateway: Arc::new(calls.clone()),
        closed: Arc::clone(&closed),
    };
    run.run().await.unwrap();
    for name in [
        "aliased", "gateway", "generic", "compose", "text", "tolerant", "chosen", "closed",
    ] {
        assert_eq!(calls.of(name), 2, "{name}");
    }
    // A blocking node cannot wait.
    assert_eq!(calls.of("blocked"), 1);
    assert!(closed.load(SeqCst));
}

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Observer for Told {
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let event = match event {
            NodeEvent::Retried { attempt, delay, .. } => format!("retried {attempt} {delay:?}"),
            NodeEvent::Ended {
                outcome, attempts, ..
            } => format!("{outcome} in {attempts}"),
            _ => return,
        };
        let line = format!("{} {event}", node.name());
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test(start_paused = true)]
async fn observers_are_notified_of_retries_under_the_defaults() {
    let told = Told::default();
    let script = Script::new(&[TRANSIENT, TRANSIENT, Provide]);
    let run = Plain { script }.run();
    assert!(run.observe(told.clone()).await.is_ok());
    let told = told.0.lock().unwrap().clone();
    assert_eq!(
        told,
        [
            "PlainOut retried 1 100ms",
            "PlainOut retried 2 100ms",
            "PlainOut ok in 3"
        ]
    );
}

#[test]
fn defaults_without_delays_poll_on_any_executor() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    struct Out;

    #[node]
    fn out() -> Result<Out, Failed> {
        if CALLS.fetch_add(1, SeqCst) < 2 {
            return Err(Failed::Transient);
        }
        Ok(Out)
    }

    #[graph(output = Out, defaults(retry(attempts = 3), timeout = "1s"))]
    struct Bare {}

    assert!(block_on(Bare {}.run()).is_ok());
    assert_eq!(CALLS.load(SeqCst), 3);
}
