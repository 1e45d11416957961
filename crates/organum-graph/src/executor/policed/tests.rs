//! Random programs of attempts, compared with a plain model on the paused clock, so that times are exact.

use std::{
    cell::RefCell,
    future::poll_fn,
    num::NonZeroU32,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
    rc::Rc,
    task::Poll,
    time::Duration,
};

use proptest::prelude::*;
use tokio::time::{Instant, sleep};

use super::{Defaults, EffectivePolicy, LastFailure, NodePolicy, policed};
use crate::{
    executor::{
        Failure, Operations,
        call::{Call, Cause, Place},
        step::RetainedDeps,
    },
    policy::{Attempt, Backoff, Retry},
    share::{Proof, output},
    table::Error,
};

#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("failed")]
struct Failed(u8);

/// Errors up to this number may be retried.
const TRANSIENT: u8 = 2;

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as a predicate is")]
fn is_transient(error: &Failed) -> bool {
    error.0 <= TRANSIENT
}

#[derive(Clone, Copy, Debug)]
enum End {
    Provide,
    Fail(u8),
    Abort(u8),
    Panic,
}

/// All times are even numbers of milliseconds, except for the odd time of the cancellation, so the model
/// never has to order two events at the same time.
#[derive(Clone, Debug)]
struct Program {
    attempts: u32,
    backoff: Delays,
    retries_panics: bool,
    timeout: Option<u64>,
    /// The delay and the end of each attempt.
    acts: Vec<(u64, End)>,
    cancelled: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
enum Delays {
    None,
    Fixed(u64),
    Growing {
        first: u64,
        factor: u32,
        max: Option<u64>,
    },
}

/// The result of a program, its end, and the start of each of its attempts.
#[derive(Debug, PartialEq)]
struct Seen {
    outcome: Outcome,
    ended: u64,
    began: Vec<u64>,
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Provided,
    Failed { attempts: u32, how: How },
    Cancelled,
}

#[derive(Debug, PartialEq)]
enum How {
    Error(u8),
    Panic,
    TimedOut,
}

fn even(below: u64) -> impl Strategy<Value = u64> {
    (0..below / 2).prop_map(|half| half * 2)
}

fn program() -> impl Strategy<Value = Program> {
    let delays = prop_oneof![
        Just(Delays::None),
        (1..20_u64).prop_map(|half| Delays::Fixed(half * 2)),
        (1..20_u64, 1..4_u32, prop::option::of(20..60_u64)).prop_map(|(half, factor, max)| {
            Delays::Growing {
                first: half * 2,
                factor,
                max: max.map(|half| half * 2),
            }
        }),
    ];
    let end = prop_oneof![
        1 => Just(End::Provide),
        4 => (0..4_u8).prop_map(End::Fail),
        1 => (0..4_u8).prop_map(End::Abort),
        1 => Just(End::Panic),
    ];
    (
        1..6_u32,
        delays,
        any::<bool>(),
        prop::option::of((1..20_u64).prop_map(|half| half * 2)),
        prop::collection::vec((prop_oneof![Just(0), even(50)], end), 5),
        prop::option::of(even(300).prop_map(|even| even + 1)),
    )
        .prop_map(
            |(attempts, backoff, retries_panics, timeout, acts, cancelled)| Program {
                attempts,
                backoff,
                retries_panics,
                timeout,
                acts,
                cancelled,
            },
        )
}

impl Program {
    /// Returns the expected result, in the simplest terms.
    fn expected(&self) -> Seen {
        let mut now = 0;
        let mut began = Vec::new();
        let cancelled = self.cancelled.unwrap_or(u64::MAX);
        let stop = |began| Seen {
            outcome: Outcome::Cancelled,
            ended: cancelled,
            began,
        };
        for attempt in 1.. {
            if now > cancelled {
                return stop(began);
            }
            began.push(now);
            let (wait, end) = self.acts[attempt as usize - 1];
            let (how, is_retried) = match self.timeout.filter(|&timeout| wait > timeout) {
                Some(timeout) => {
                    now += timeout;
                    (How::TimedOut, true)
                }
                None => {
                    now += wait;
                    match end {
                        End::Provide if now > cancelled => return stop(began),
                        End::Provide => {
                            return Seen {
                                outcome: Outcome::Provided,
                                ended: now,
                                began,
                            };
                        }
                        End::Fail(code) => (How::Error(code), code <= TRANSIENT),
                        End::Abort(code) => (How::Error(code), false),
                        End::Panic => (How::Panic, self.retries_panics),
                    }
                }
            };
            if now > cancelled {
                return stop(began);
            }
            if !is_retried || attempt == self.attempts {
                return Seen {
                    outcome: Outcome::Failed {
                        attempts: attempt,
                        how,
                    },
                    ended: now,
                    began,
                };
            }
            now += match self.backoff {
                Delays::None => 0,
                Delays::Fixed(delay) => delay,
                Delays::Growing { first, factor, max } => {
                    let delay = first * u64::from(factor).pow(attempt - 1);
                    max.map_or(delay, |max| delay.min(max))
                }
            };
        }
        unreachable!("the last attempt ends the loop")
    }

    fn policy(&self) -> EffectivePolicy {
        let millis = Duration::from_millis;
        let attempts = NonZeroU32::new(self.attempts).expect("at least one");
        let retry = Retry::new(attempts).backoff(match self.backoff {
            Delays::None => Backoff::None,
            Delays::Fixed(delay) => Backoff::Fixed(millis(delay)),
            Delays::Growing { first, factor, max } => Backoff::Exponential {
                first: millis(first),
                factor: factor.into(),
                max: max.map(millis),
            },
        });
        EffectivePolicy {
            node: "Node",
            retry: if self.retries_panics {
                retry.panics()
            } else {
                retry
            },
            timeout: self.timeout.map(millis),
        }
    }

    async fn run(&self) -> Seen {
        let start = Instant::now();
        let elapsed =
            move || u64::try_from(start.elapsed().as_millis()).expect("the time is short");
        let began = Rc::new(RefCell::new(Vec::new()));
        let policy = self.policy();
        let call = |()| async {
            let number = {
                let mut began = began.borrow_mut();
                began.push(elapsed());
                began.len()
            };
            let (wait, end) = self.acts[number - 1];
            if wait > 0 {
                sleep(Duration::from_millis(wait)).await;
            }
            match end {
                End::Provide => Ok(()),
                End::Fail(code) => Err(Attempt::Fail(Failed(code))),
                End::Abort(code) => Err(Attempt::Abort(Failed(code))),
                // `resume_unwind` skips the panic hook, so no text is printed.
                End::Panic => resume_unwind(Box::new("a panic")),
            }
        };
        let finish = |returned: Result<(), Attempt<Failed>>| {
            returned.map_err(|error| error.into_cause_if(is_transient))
        };
        let node = as_a_run(policed(&policy, RetainedDeps(()), call, finish));
        let result = match self.cancelled {
            Some(at) => tokio::time::timeout(Duration::from_millis(at), node).await,
            None => Ok(node.await),
        };
        let ended = elapsed();
        let outcome = match result {
            Err(_) => {
                sleep(Duration::from_secs(1)).await;
                Outcome::Cancelled
            }
            Ok(Ok(())) => Outcome::Provided,
            Ok(Err(cause)) => {
                let tried: Box<LastFailure> =
                    cause.downcast().expect("a node with policies was tried");
                Outcome::Failed {
                    attempts: tried.attempts,
                    how: match tried.failure {
                        Failure::Error(cause) => {
                            let Failed(code) = cause.downcast_ref().expect("the node's own error");
                            How::Error(*code)
                        }
                        Failure::TimedOut(_) => How::TimedOut,
                        Failure::Panic(_) => How::Panic,
                        Failure::Stopped
                        | Failure::NoClock
                        | Failure::AfterAttempts(_)
                        | Failure::Known(_)
                        | Failure::All(_) => panic!("nothing stops the node"),
                    },
                }
            }
        };
        let began = began.take();
        Seen {
            outcome,
            ended,
            began,
        }
    }
}

/// Catches a panic of the node as its run does: in the first attempt, if a panic is not retried.
async fn as_a_run(node: impl Future<Output = Result<(), Cause>>) -> Result<(), Cause> {
    let mut node = pin!(node);
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| node.as_mut().poll(cx)));
        polled.unwrap_or_else(|payload| {
            let failure = Failure::panicked(payload);
            Poll::Ready(Err(Box::new(LastFailure {
                attempts: 1,
                failure,
            })))
        })
    })
    .await
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn random_programs_match_the_model(program in program()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        let seen = runtime.block_on(program.run());
        prop_assert_eq!(seen, program.expected());
    }
}

/// A node that holds a value over an await, and may fail.
struct Node;

impl Call for Node {
    type Deps<'a> = ();
    type Return = Result<u8, Failed>;
    type Out = u8;
    const SHAREABLE: Proof<u8> = output();
    const PLACE: Place = Place::Inline;
    const POLICY: NodePolicy = NodePolicy::of("Node");

    async fn call<'a>((): ()) -> Result<u8, Failed> {
        let kept = [7; 64];
        std::future::ready(()).await;
        Ok(kept[3])
    }

    fn finish(returned: Self::Return) -> Result<u8, Attempt<Cause>> {
        returned.map_err(Error::into_cause)
    }
}

struct SaysNothing;
impl Defaults for SaysNothing {}

struct Retries;
impl Defaults for Retries {
    const RETRY: Option<Retry> = Some(Retry::new(NonZeroU32::new(3).unwrap()));

    fn operations<N: Call>() -> Operations {
        Operations::policed::<N, Self>()
    }
}

#[test]
fn a_graph_without_defaults_runs_the_node_itself() {
    let alone = Operations::of::<Node>();
    let plain = SaysNothing::operations::<Node>();
    assert_eq!(plain.future_layout, alone.future_layout);
    assert_eq!(plain.output_layout, alone.output_layout);
    assert!(!plain.retries);

    let retried = Retries::operations::<Node>();
    assert!(retried.future_layout.size() > alone.future_layout.size());
    assert_eq!(retried.output_layout, alone.output_layout);
    assert!(retried.retries);
}
