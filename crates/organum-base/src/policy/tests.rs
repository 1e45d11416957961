#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    cell::{Cell, RefCell},
    fmt,
    num::NonZeroU32,
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::{Attempt, Backoff, Elapsed, Exhausted, Reason, Retry, retry, timeout};

const MS: Duration = Duration::from_millis(1);

fn attempts(attempts: u32) -> Retry {
    Retry::new(NonZeroU32::new(attempts).unwrap())
}

fn exponential(factor: f64, max: Option<Duration>) -> Retry {
    attempts(9).backoff(Backoff::Exponential {
        first: 100 * MS,
        factor,
        max,
    })
}

fn delays(policy: Retry, of: std::ops::RangeInclusive<u32>) -> Vec<u128> {
    of.map(|attempt| policy.delay(attempt).as_millis())
        .collect()
}

#[test]
fn exponential_delays_double_exactly() {
    let policy = attempts(9).backoff(Backoff::exponential(100 * MS));
    assert_eq!(delays(policy, 1..=5), [100, 200, 400, 800, 1600]);
    assert_eq!(delays(exponential(1.5, None), 1..=4), [100, 150, 225, 337]);
    assert_eq!(delays(exponential(1.0, None), 1..=3), [100, 100, 100]);
}

#[test]
fn a_cap_is_the_longest_delay_and_none_is_no_cap() {
    let capped = exponential(2.0, Some(350 * MS));
    assert_eq!(delays(capped, 1..=4), [100, 200, 350, 350]);
    assert_eq!(capped.delay(u32::MAX), 350 * MS);
    let uncapped = exponential(2.0, None);
    assert_eq!(uncapped.delay(31), 100 * MS * (1 << 30));
}

#[test]
fn delays_saturate_and_are_never_zero() {
    let longest = Duration::from_nanos(u64::MAX);
    let policy = exponential(2.0, None);
    assert_eq!(policy.delay(100), longest);
    assert_eq!(policy.delay(u32::MAX), longest);
    assert_eq!(exponential(1e300, None).delay(3), longest);
    for attempt in 1..200 {
        assert!(policy.delay(attempt) >= 100 * MS);
        assert!(policy.delay(attempt + 1) >= policy.delay(attempt));
    }
}

#[test]
fn other_delays() {
    let fixed = attempts(9).backoff(Backoff::Fixed(7 * MS));
    assert_eq!(delays(fixed, 1..=3), [7, 7, 7]);
    assert_eq!(delays(attempts(9), 1..=3), [0, 0, 0]);
}

#[test]
fn jitter_is_spread_over_all_of_the_delay() {
    let policy = exponential(2.0, None).jitter();
    let mut random = fastrand::Rng::with_seed(7);
    for attempt in 1..=3 {
        let bound = policy.delay(attempt);
        let drawn: Vec<Duration> = (0..2000)
            .map(|_| policy.delay_with(attempt, &mut random))
            .collect();
        assert!(drawn.iter().all(|&delay| delay <= bound));
        for quarter in 0..4 {
            let range = bound * quarter / 4..bound * (quarter + 1) / 4;
            let within = drawn.iter().filter(|delay| range.contains(delay)).count();
            assert!((400..600).contains(&within), "{within} of 2000");
        }
    }
    let mut again = fastrand::Rng::with_seed(7);
    let mut random = fastrand::Rng::with_seed(7);
    assert_eq!(
        policy.delay_with(3, &mut again),
        policy.delay_with(3, &mut random),
        "the same seed gives the same delay"
    );
}

#[test]
fn without_jitter_nothing_is_random() {
    let policy = exponential(2.0, None);
    let mut random = fastrand::Rng::with_seed(7);
    assert_eq!(policy.delay_with(2, &mut random), 200 * MS);
}

/// Runs the retry loop over a script with the result of each attempt; returns the result and the retries
/// that were reported.
async fn tried(
    policy: &Retry,
    script: &[Result<u32, &'static str>],
    should_retry: impl Fn(&&'static str) -> bool,
) -> (Result<u32, Exhausted<&'static str>>, Vec<(u32, Duration)>) {
    let told = RefCell::new(Vec::new());
    let result = retry(
        policy,
        should_retry,
        |number| async move { script[number as usize - 1].map_err(Reason::Failed) },
        |attempt, delay| told.borrow_mut().push((attempt, delay)),
    )
    .await;
    (result, told.into_inner())
}

#[tokio::test(start_paused = true)]
async fn it_waits_exactly_between_attempts_and_tells_so() {
    let policy = exponential(2.0, None);
    let start = Instant::now();
    let (result, told) = tried(&policy, &[Err("a"), Err("b"), Ok(3)], |_| true).await;
    assert_eq!(result.unwrap(), 3);
    assert_eq!(told, [(1, 100 * MS), (2, 200 * MS)]);
    assert_eq!(start.elapsed(), 300 * MS);
}

#[tokio::test]
async fn the_last_failure_is_kept_with_the_attempts_made() {
    let (result, told) = tried(&attempts(2), &[Err("a"), Err("b")], |_| true).await;
    let exhausted = result.unwrap_err();
    assert_eq!(exhausted.attempts, 2);
    assert!(matches!(exhausted.reason, Reason::Failed("b")));
    assert_eq!(told.len(), 1);
}

#[tokio::test]
async fn the_predicate_decides_and_its_panic_is_a_no() {
    let script = [Err("transient"), Err("permanent"), Ok(3)];
    let (result, _) = tried(&attempts(3), &script, |&text| text == "transient").await;
    assert_eq!(result.unwrap_err().attempts, 2);
    let (result, _) = tried(&attempts(3), &script, |_| panic!("predicate")).await;
    let exhausted = result.unwrap_err();
    assert_eq!(exhausted.attempts, 1);
    assert!(matches!(exhausted.reason, Reason::Failed("transient")));
}

#[tokio::test]
async fn an_abort_is_the_last_attempt() {
    let (policy, calls) = (attempts(5), Cell::new(0));
    let result = retry(
        &policy,
        |_: &u8| true,
        |_| async {
            calls.set(calls.get() + 1);
            Err::<(), _>(Attempt::Abort(7).into())
        },
        |_, _| panic!("nothing is retried"),
    );
    assert!(matches!(
        result.await.unwrap_err().reason,
        Reason::Aborted(7)
    ));
    assert_eq!(calls.get(), 1);
}

#[tokio::test]
async fn panics_are_retried_only_if_asked() {
    async fn made(policy: Retry) -> (Result<u32, Exhausted<u8>>, u32) {
        let calls = Cell::new(0);
        let attempt = |number| {
            calls.set(number);
            assert!(number != 1, "while the future is made");
            async move {
                assert!(number != 2, "while it is polled");
                Ok(number)
            }
        };
        let result = retry(&policy, |_| true, attempt, |_, _| {}).await;
        (result, calls.get())
    }
    let (result, calls) = made(attempts(3).panics()).await;
    assert_eq!((result.unwrap(), calls), (3, 3));
    let (result, calls) = made(attempts(3)).await;
    let exhausted = result.unwrap_err();
    assert_eq!((exhausted.attempts, calls), (1, 1));
    assert!(matches!(exhausted.reason, Reason::Panicked(_)));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_stops_what_waits_too_long() {
    assert_eq!(timeout(10 * MS, sleep(9 * MS)).await, Ok(()));
    assert_eq!(timeout(10 * MS, async { 7 }).await, Ok(7));
    let start = Instant::now();
    let elapsed = timeout(10 * MS, sleep(11 * MS)).await;
    assert_eq!(elapsed, Err(Elapsed { after: 10 * MS }));
    assert_eq!(start.elapsed(), 10 * MS);
    assert_eq!(elapsed.unwrap_err().to_string(), "timed out after 10ms");
}

#[tokio::test]
async fn a_timeout_comes_through_though_the_budget_is_used_up() {
    let greedy = async {
        loop {
            tokio::task::coop::consume_budget().await;
        }
    };
    assert!(timeout(5 * MS, greedy).await.is_err());
}

#[test]
fn what_is_exhausted_is_an_error_with_the_last_one_as_its_source() {
    use std::error::Error as _;

    let exhausted = |attempts, reason| Exhausted { attempts, reason };
    let told = |exhausted: &Exhausted<fmt::Error>| {
        let source = exhausted.source().map(ToString::to_string);
        (exhausted.to_string(), source)
    };
    let no = fmt::Error.to_string();
    let failed = exhausted(3, Reason::Failed(fmt::Error));
    assert_eq!(
        told(&failed),
        ("gave up after 3 attempts".to_owned(), Some(no.clone()))
    );
    let aborted = exhausted(1, Reason::Aborted(fmt::Error));
    let text = "gave up after 1 attempt, as no other one would help";
    assert_eq!(told(&aborted), (text.to_owned(), Some(no)));
    let after = Duration::from_secs(1);
    let elapsed = Elapsed { after };
    let timed_out = exhausted(2, Reason::TimedOut(elapsed));
    let text = "gave up after 2 attempts, the last of which took too long";
    assert_eq!(
        told(&timed_out),
        (text.to_owned(), Some(elapsed.to_string()))
    );
    let clockless = exhausted(1, Reason::NoClock);
    let text = "gave up after 1 attempt, as the runtime has no clock";
    assert_eq!(told(&clockless), (text.to_owned(), None));
    let panicked = exhausted(2, Reason::Panicked(Box::new("oh")));
    let text = "gave up after 2 attempts, the last of which panicked";
    assert_eq!(told(&panicked), (text.to_owned(), None));
}
