//! Defaults that the builder of a runner sets: `defaults(configurable)`.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{num::NonZeroU32, time::Duration};

use organum::{
    NodeErrorKind,
    policy::{Backoff, Policy, Retry},
    prelude::*,
};
use organum_tests::script::{
    Act::{self, Fail, Provide, Wait},
    Failed, Script,
};
use tokio::time::Instant;

const TRANSIENT: Act = Fail(Failed::Transient);

fn tries(attempts: u32) -> Retry {
    Retry::new(NonZeroU32::new(attempts).unwrap())
        .backoff(Backoff::Fixed(Duration::from_millis(100)))
}

macro_rules! nodes {
    ($($graph:ident: $output:ident, $node:ident, [$($options:tt)*], [$($defaults:tt)*];)*) => {
        $(
            #[derive(Debug)]
            struct $output;

            #[node($($options)*)]
            async fn $node(script: &Script) -> Result<$output, Failed> {
                script.fallible().await?;
                Ok($output)
            }

            #[graph(output = $output, defaults($($defaults)*))]
            struct $graph {
                script: Script,
            }
        )*
    };
}

nodes! {
    Plain: PlainOut, plain, [], [configurable];
    Spawned: SpawnedOut, spawned, [spawn], [configurable];
    Turns: TurnsOut, turns, [concurrency = 1], [configurable];
    OwnRetry: OwnRetryOut, own_retry, [retry(attempts = 2, backoff = fixed("7ms"))], [configurable];
    OwnTimeout: OwnTimeoutOut, own_timeout, [timeout = "1s"], [configurable];
    NoRetry: NoRetryOut, no_retry, [retry = none], [configurable];
    Given: GivenOut, given, [], [retry(attempts = 2, backoff = fixed("9ms")), timeout = "50ms", configurable];
}

/// Runs a graph by a script, with these defaults. Returns the start of each attempt, and the failure.
macro_rules! tried {
    ($graph:ident, $policy:expr, $acts:expr) => {{
        let script = Script::new($acts);
        let runner = $graph::builder().defaults($policy).build();
        let result = runner.run(script.clone()).await;
        let told = result.err().map(|error| {
            let error = error.node_error().unwrap();
            (error.kind(), error.attempts())
        });
        (script.began(), told)
    }};
}

const FAILED: NodeErrorKind = NodeErrorKind::Failed;
const TIMED_OUT: NodeErrorKind = NodeErrorKind::TimedOut;

#[tokio::test(start_paused = true)]
async fn nodes_without_policies_take_those_of_the_builder() {
    let policy = Policy::new()
        .retry(tries(3))
        .timeout(Duration::from_millis(50));
    let acts = &[TRANSIENT, TRANSIENT, Provide];
    assert_eq!(tried!(Plain, policy, acts), (vec![0, 100, 200], None));
    assert_eq!(tried!(Spawned, policy, acts), (vec![0, 100, 200], None));
    assert_eq!(tried!(Turns, policy, acts), (vec![0, 100, 200], None));
    let acts = &[Wait(60), Wait(60), Wait(60)];
    assert_eq!(
        tried!(Plain, policy, acts),
        (vec![0, 150, 300], Some((TIMED_OUT, 3)))
    );
}

#[tokio::test(start_paused = true)]
async fn a_node_that_declares_one_policy_takes_the_other_from_the_builder() {
    let policy = Policy::new()
        .retry(tries(3))
        .timeout(Duration::from_millis(50));
    assert_eq!(
        tried!(OwnRetry, policy, &[Wait(60), Wait(60)]),
        (vec![0, 57], Some((TIMED_OUT, 2)))
    );
    assert_eq!(
        tried!(OwnTimeout, policy, &[TRANSIENT, Wait(60)]),
        (vec![0, 100], None)
    );
    assert_eq!(
        tried!(NoRetry, policy, &[TRANSIENT]),
        (vec![0], Some((FAILED, 1)))
    );
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_the_builder_leaves_out_comes_from_the_graph() {
    let nothing = Policy::new();
    assert_eq!(
        tried!(Plain, nothing, &[TRANSIENT]),
        (vec![0], Some((FAILED, 1)))
    );
    assert_eq!(
        tried!(Given, nothing, &[TRANSIENT, Wait(60)]),
        (vec![0, 9], Some((TIMED_OUT, 2)))
    );
    let only_retry = nothing.retry(tries(3));
    assert_eq!(
        tried!(Given, only_retry, &[TRANSIENT, TRANSIENT, Wait(60)]),
        (vec![0, 100, 200], Some((TIMED_OUT, 3)))
    );
    let only_timeout = nothing.timeout(Duration::from_millis(5));
    assert_eq!(
        tried!(Given, only_timeout, &[TRANSIENT, Wait(10)]),
        (vec![0, 9], Some((TIMED_OUT, 2)))
    );
}

#[tokio::test(start_paused = true)]
async fn runs_without_a_runner_or_without_defaults_of_it_use_those_of_the_graph() {
    let script = Script::new(&[TRANSIENT, Provide]);
    let run = Given {
        script: script.clone(),
    };
    assert!(run.run().await.is_ok());
    assert_eq!(script.began(), [0, 9]);
    let script = Script::new(&[TRANSIENT, Provide]);
    assert!(Given::runner().run(script.clone()).await.is_ok());
    assert_eq!(script.began(), [0, 9]);
}

#[tokio::test(start_paused = true)]
async fn a_later_policy_of_the_builder_replaces_what_it_sets() {
    let first = Policy::new()
        .retry(tries(2))
        .timeout(Duration::from_secs(9));
    let script = Script::new(&[TRANSIENT, Wait(60)]);
    let plain = Plain::builder()
        .defaults(first)
        .defaults(Policy::new().timeout(Duration::from_millis(5)))
        .build();
    let error = plain.run(script.clone()).await.err().unwrap();
    let error = error.node_error().unwrap();
    assert_eq!((error.kind(), error.attempts()), (TIMED_OUT, 2));
}

#[tokio::test(start_paused = true)]
async fn each_runner_has_its_own_defaults() {
    let runners = [2, 3].map(|attempts| {
        let policy = Policy::new().retry(tries(attempts));
        Plain::builder().defaults(policy).build()
    });
    let begin = Instant::now();
    for (runner, attempts) in runners.iter().zip([2, 3]) {
        let script = Script::new(&[TRANSIENT, TRANSIENT, TRANSIENT]);
        let error = runner.clone().run(script).await.err().unwrap();
        assert_eq!(error.node_error().unwrap().attempts(), attempts);
    }
    assert_eq!(begin.elapsed(), Duration::from_millis(300));
}
