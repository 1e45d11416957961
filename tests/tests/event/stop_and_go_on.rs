//! A stop that fails, or is dropped, while it handles the queue: the next run continues with the rest.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    collections::BTreeMap,
    future::Future as _,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Waker},
};

use organum::{
    Event, Outbox, Runtime, Spine as _, event,
    event::{SpineErrorKind, backend::MemoryBackend},
    organ, spine,
};
use tokio::task::yield_now;

#[event]
struct Job {
    number: u32,
}

#[derive(Clone, Default)]
struct Diary(Arc<Mutex<BTreeMap<(&'static str, u32), u32>>>);

impl Diary {
    fn note(&self, who: &'static str, number: u32) {
        *self.0.lock().unwrap().entry((who, number)).or_default() += 1;
    }
}

struct Strict {
    /// The jobs that fail, each once.
    fails: Vec<u32>,
    diary: Diary,
}

#[organ(on_failure = fail)]
impl Strict {
    async fn handle(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Job { number } => {
                yield_now().await;
                if let Some(at) = self.fails.iter().position(|other| other == number) {
                    self.fails.remove(at);
                    return Err("not now".to_owned());
                }
                self.diary.note("strict", *number);
                Ok(())
            }
        }
    }
}

struct Second {
    diary: Diary,
}

#[organ]
impl Second {
    async fn handle(&mut self, event: &Event) {
        match event {
            Job { number } => {
                yield_now().await;
                self.diary.note("second", *number);
            }
        }
    }
}

#[spine(entry(Job))]
struct Shop {
    strict: Strict,
    second: Second,
}

fn shop(is_parallel: bool, fails: &[u32]) -> (Runtime<Shop>, Diary) {
    let diary = Diary::default();
    let strict = Strict {
        fails: fails.to_vec(),
        diary: diary.clone(),
    };
    let second = Second {
        diary: diary.clone(),
    };
    let builder = Shop { strict, second }.builder();
    let builder = if is_parallel {
        builder.parallel()
    } else {
        builder
    };
    (builder.build(), diary)
}

fn each_is_handled_once(diary: &Diary, case: &str) {
    let counts = diary.0.lock().unwrap();
    let expected: BTreeMap<_, _> = ["second", "strict"]
        .into_iter()
        .flat_map(|who| (0..4).map(move |number| ((who, number), 1)))
        .collect();
    assert_eq!(*counts, expected, "{case}");
}

fn jobs() -> impl Iterator<Item = Job> {
    (0..4).map(|number| Job { number })
}

#[tokio::test]
async fn a_stop_that_fails_leaves_the_rest_to_the_next_run() {
    for is_parallel in [false, true] {
        let (mut shop, diary) = shop(is_parallel, &[0, 1]);
        shop.run_all(jobs()).await.unwrap_err();
        shop.stop().await.unwrap_err();
        shop.run_all([] as [Job; 0]).await.unwrap();
        each_is_handled_once(&diary, &format!("parallel: {is_parallel}"));
    }
}

#[tokio::test]
async fn a_stop_that_is_dropped_leaves_the_rest_to_the_next_run() {
    for is_parallel in [false, true] {
        for polls in 0..12 {
            let (mut shop, diary) = shop(is_parallel, &[0]);
            shop.run_all(jobs()).await.unwrap_err();
            {
                let mut stopping = pin!(shop.stop());
                let mut cx = Context::from_waker(Waker::noop());
                for _ in 0..polls {
                    if stopping.as_mut().poll(&mut cx).is_ready() {
                        break;
                    }
                }
            }
            shop.run_all([] as [Job; 0]).await.unwrap();
            each_is_handled_once(&diary, &format!("parallel: {is_parallel}, polls: {polls}"));
        }
    }
}

/// The organs are returned with the error of a shutdown, after their stop hooks.
#[tokio::test]
async fn a_shutdown_that_fails_returns_the_organs() {
    for is_parallel in [false, true] {
        let (mut shop, diary) = shop(is_parallel, &[0, 0]);
        shop.run_all(jobs()).await.unwrap_err();
        let Err(failed) = shop.shutdown().await else {
            panic!("a handler fails again");
        };
        assert_eq!(failed.kind(), SpineErrorKind::Handler);
        assert_eq!(failed.to_string(), failed.error().to_string());
        let strict = failed.into_spine().strict;
        assert_eq!(strict.fails, [0; 0], "both failures have happened");
        assert_eq!(diary.0.lock().unwrap().get(&("strict", 0)), None);
    }
}

struct Slow {
    diary: Diary,
}

#[organ]
impl Slow {
    fn handle(&mut self, event: &Event) {
        match event {
            Job { number } => self.diary.note("slow", *number),
        }
    }

    #[stop]
    async fn close(&mut self, out: &mut Outbox<Job>) {
        yield_now().await;
        yield_now().await;
        self.diary.note("slow closed", 0);
        out.emit(Job { number: 7 });
    }
}

struct Last {
    diary: Diary,
}

#[organ]
impl Last {
    fn handle(&mut self, event: &Event) {
        match event {
            Job { number } => self.diary.note("last", *number),
        }
    }

    #[stop]
    async fn close(&mut self) {
        yield_now().await;
        self.diary.note("last closed", 0);
    }
}

#[spine(entry(Job))]
struct Closing {
    slow: Slow,
    last: Last,
}

/// Completed hooks are not called again; the interrupted hook is, and the hooks after it are.
#[tokio::test]
async fn a_stop_that_is_dropped_in_a_hook_is_continued_by_the_next_one() {
    for is_parallel in [false, true] {
        for polls in 0..12 {
            let diary = Diary::default();
            let slow = Slow {
                diary: diary.clone(),
            };
            let last = Last {
                diary: diary.clone(),
            };
            let builder = Closing { slow, last }.builder();
            let builder = if is_parallel {
                builder.parallel()
            } else {
                builder
            };
            let mut closing = builder.build();
            closing.run(Job { number: 1 }).await.unwrap();
            {
                let mut stopping = pin!(closing.stop());
                let mut cx = Context::from_waker(Waker::noop());
                for _ in 0..polls {
                    if stopping.as_mut().poll(&mut cx).is_ready() {
                        break;
                    }
                }
            }
            closing.stop().await.unwrap();
            let expected = [
                (("last", 1), 1),
                (("last", 7), 1),
                (("last closed", 0), 1),
                (("slow", 1), 1),
                (("slow", 7), 1),
                (("slow closed", 0), 1),
            ];
            let noted = diary.0.lock().unwrap();
            let case = format!("parallel: {is_parallel}, polls: {polls}");
            assert_eq!(*noted, BTreeMap::from(expected), "{case}");
        }
    }
}

/// Repeated calls of `serve` use up no deliveries.
#[tokio::test(start_paused = true)]
async fn a_runtime_that_is_shut_down_pulls_nothing() {
    for is_aborted in [false, true] {
        let backend = MemoryBackend::new();
        let (diary, other) = (Diary::default(), MemoryBackend::clone(&backend));
        let second = |diary: &Diary| Second {
            diary: diary.clone(),
        };
        let strict = |diary: &Diary| Strict {
            fails: Vec::new(),
            diary: diary.clone(),
        };
        let shop = Shop {
            strict: strict(&diary),
            second: second(&diary),
        };
        let mut shop = shop.builder().backend(backend).build();
        for job in jobs() {
            shop.publish(job).await.unwrap();
        }
        if is_aborted {
            shop.handle().abort();
        } else {
            let _ = shop.handle().shutdown().await;
        }
        for _ in 0..40 {
            let refused = shop.drain().await.unwrap_err();
            assert_eq!(refused.kind(), SpineErrorKind::ShutDown);
            let refused = shop.serve(std::future::pending()).await.unwrap_err();
            assert_eq!(refused.kind(), SpineErrorKind::ShutDown);
        }
        let next = Shop {
            strict: strict(&diary),
            second: second(&diary),
        };
        let mut next = next.builder().backend(other).build();
        let stats = next.drain().await.unwrap();
        assert_eq!(stats.dead_letters, 0);
        each_is_handled_once(&diary, "by the next runtime");
    }
}
