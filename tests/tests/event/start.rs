//! The hooks of the start: each is done once, however often a run fails or is dropped among them.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::time::Duration;

use organum::{Event, Spine, SpineErrorKind, event, event::backend::MemoryBackend, organ, spine};
use tokio::time::{sleep, timeout};

#[event]
struct Order(u32);
#[event]
struct Opened(u32);

/// Opens at once.
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

/// Fails at its first start, and takes for ever at the second one.
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

/// Opens behind the others, and hears what happens.
#[derive(Default)]
struct Last {
    starts: u32,
    heard: Vec<u32>,
}

#[organ]
impl Last {
    #[start]
    fn open(&mut self) {
        self.starts += 1;
    }

    #[handle]
    fn hear(&mut self, event: &Event) {
        match event {
            Opened(number) | Order(number) => self.heard.push(*number),
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

/// One after the other and side by side, in a run and served.
#[tokio::test(start_paused = true)]
async fn a_start_that_failed_or_was_dropped_goes_on_where_it_was() {
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
            assert!(errors[1].is_err(), "it was dropped");
            assert!(matches!(errors[2], Ok(Ok(_))));
            let shop = shop.shutdown().await.unwrap();
            let starts = [shop.quick.starts, shop.slow.starts, shop.last.starts];
            assert_eq!(starts, [1, 3, 1]);
            let mut heard = shop.last.heard;
            if is_served {
                // What was served before is first.
                heard.sort_unstable();
            }
            assert_eq!(heard, [1, 2, 11, 12, 13]);
        }
    }
}

#[event]
struct Go;

/// Fails at what it is told, and at its stop.
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

/// Also after a run that failed, and after a hook of the stop that did.
#[tokio::test]
async fn all_hooks_of_the_stop_are_called_whatever_failed() {
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
