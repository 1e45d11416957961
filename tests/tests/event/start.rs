//! Start hooks: each completes once, although runs fail or are dropped in between.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::time::Duration;

use organum::{Event, Spine, SpineErrorKind, event, event::backend::MemoryBackend, organ, spine};
use tokio::time::{sleep, timeout};

#[event]
struct Order(u32);
#[event]
struct Opened(u32);

/// An organ whose start hook completes at once.
#[derive(Default)]
struct Quick {
    starts: u32,
}

#[organ]
impl Quick {
    #[start]
    fn open(&mut self) -> Opened {
        self.starts += 1;
        Opened(1)
    }

    #[handle]
    fn order(&mut self, _event: &Order) {}
}

/// An organ whose start hook fails at its first call, and takes very long at the second one.
#[derive(Default)]
struct Slow {
    starts: u32,
}

#[organ]
impl Slow {
    #[start]
    async fn open(&mut self) -> Result<Opened, &'static str> {
        self.starts += 1;
        match self.starts {
            1 => Err("the door is stuck"),
            2 => {
                sleep(Duration::from_secs(1000)).await;
                Ok(Opened(0))
            }
            _ => Ok(Opened(2)),
        }
    }

    #[handle]
    fn order(&mut self, _event: &Order) {}
}

/// The last organ, which records the events.
#[derive(Default)]
struct Last {
    starts: u32,
    received: Vec<u32>,
}

#[organ]
impl Last {
    #[start]
    fn open(&mut self) {
        self.starts += 1;
    }

    #[handle]
    fn record(&mut self, event: &Event) {
        match event {
            Opened(number) | Order(number) => self.received.push(*number),
        }
    }
}

#[spine(entry(Order))]
#[derive(Default)]
struct Shop {
    quick: Quick,
    slow: Slow,
    last: Last,
}

/// In a run and served, sequentially and in parallel.
#[tokio::test(start_paused = true)]
async fn a_start_that_failed_or_was_dropped_continues_with_its_hook() {
    for is_parallel in [false, true] {
        for is_served in [false, true] {
            let mut shop = Shop::default().builder().backend(MemoryBackend::new());
            if is_parallel {
                shop = shop.parallel();
            }
            let mut shop = shop.build();
            let mut errors = Vec::new();
            for order in [11, 12, 13] {
                let ended = if is_served {
                    shop.publish(Order(order)).await.unwrap();
                    timeout(Duration::from_secs(10), shop.drain()).await
                } else {
                    timeout(Duration::from_secs(10), shop.run(Order(order))).await
                };
                errors.push(ended);
            }
            let Ok(Err(failed)) = &errors[0] else {
                panic!("the hook does not fail");
            };
            assert_eq!(failed.kind(), SpineErrorKind::Hook);
            assert!(errors[1].is_err(), "the run was dropped");
            assert!(matches!(errors[2], Ok(Ok(_))));
            let shop = shop.shutdown().await.unwrap();
            let starts = [shop.quick.starts, shop.slow.starts, shop.last.starts];
            assert_eq!(starts, [1, 3, 1]);
            let mut received = shop.last.received;
            if is_served {
                // Published events come before those of the hooks.
                received.sort_unstable();
            }
            assert_eq!(received, [1, 2, 11, 12, 13]);
        }
    }
}

#[event]
struct Go;

/// An organ that fails on request, and at its stop.
#[derive(Default)]
struct Frail {
    fails: bool,
    stops: u32,
}

#[organ(on_failure = fail)]
impl Frail {
    #[handle]
    fn go(&mut self, _event: &Go) -> Result<(), &'static str> {
        if self.fails { Err("no") } else { Ok(()) }
    }

    #[stop]
    fn close(&mut self) -> Result<(), &'static str> {
        self.stops += 1;
        Err("stuck")
    }
}

#[derive(Default)]
struct Other {
    stops: u32,
}

#[organ]
impl Other {
    #[handle]
    fn go(&mut self, _event: &Go) {}

    #[stop]
    fn close(&mut self) {
        self.stops += 1;
    }
}

#[spine(entry(Go))]
#[derive(Default)]
struct Pair {
    frail: Frail,
    other: Other,
}

/// Also after a failed run, and after a failed stop hook.
#[tokio::test]
async fn all_stop_hooks_are_called_after_failures() {
    for (fails, is_parallel) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut pair = Pair::default().builder();
        if is_parallel {
            pair = pair.parallel();
        }
        let mut pair = pair.build();
        pair.spine_mut().frail.fails = fails;
        let ended = pair.run(Go).await;
        assert_eq!(ended.is_err(), fails);
        pair.stop().await.unwrap_err();
        let organs = pair.spine();
        assert_eq!((organs.frail.stops, organs.other.stops), (1, 1));
    }
}
