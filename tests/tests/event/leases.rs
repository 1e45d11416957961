//! Tests of leases: a prefetched event keeps its lease or is not handled, and counts as delivered once a handler
//! begins.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use organum::{
    Runtime, Spine,
    dead_letter::MemoryDeadLetters,
    event,
    event::{SpineBuilder, backend::MemoryBackend},
    organ, spine,
};
use tokio::{sync::mpsc, time::sleep};

#[event]
struct Charge(u32);

#[derive(Clone, Default)]
struct Calls(Arc<Mutex<BTreeMap<u32, u32>>>);

impl Calls {
    fn count(&self, number: u32) {
        *self.0.lock().unwrap().entry(number).or_default() += 1;
    }
}

/// An organ that blocks its thread.
struct Till {
    calls: Calls,
    takes: Duration,
}

#[organ]
impl Till {
    fn handle(&mut self, event: &Charge) {
        std::thread::sleep(self.takes);
        self.calls.count(event.0);
    }
}

#[spine(entry(Charge))]
struct Shop {
    till: Till,
}

/// One thread, which handlers block, so that no task can renew a lease.
#[tokio::test]
async fn a_prefetched_event_whose_lease_expired_is_not_handled_twice() {
    for is_parallel in [false, true] {
        let calls = Calls::default();
        let till = Till {
            calls: calls.clone(),
            takes: Duration::from_millis(50),
        };
        let backend = MemoryBackend::new().with_lease(Duration::from_millis(300));
        let builder = Shop { till }.builder().backend(backend);
        let mut shop = if is_parallel {
            builder.parallel()
        } else {
            builder
        }
        .build();
        for number in 0..16 {
            shop.publish(Charge(number)).await.unwrap();
        }
        let stats = shop.drain().await.unwrap();
        let calls = calls.0.lock().unwrap();
        let once: BTreeMap<u32, u32> = (0..16).map(|number| (number, 1)).collect();
        assert_eq!(*calls, once, "{stats:?}");
    }
}

/// A handler that takes longer than its lease is recorded if no other consumer pulls.
#[tokio::test]
async fn a_handler_that_outlasts_its_lease_is_recorded_unless_another_consumer_has_its_event() {
    let calls = Calls::default();
    let till = Till {
        calls: calls.clone(),
        takes: Duration::from_millis(100),
    };
    let backend = MemoryBackend::new().with_lease(Duration::from_millis(30));
    let mut shop = Shop { till }.builder().backend(backend).build();
    for number in 0..3 {
        shop.publish(Charge(number)).await.unwrap();
    }
    shop.drain().await.unwrap();
    let once: BTreeMap<u32, u32> = (0..3).map(|number| (number, 1)).collect();
    assert_eq!(*calls.0.lock().unwrap(), once);
}

/// An organ that kills its process at one event.
struct Fuse {
    calls: Calls,
    dies: mpsc::UnboundedSender<()>,
}

#[organ]
impl Fuse {
    async fn handle(&mut self, event: &Charge) {
        self.calls.count(event.0);
        if event.0 == 3 {
            self.dies.send(()).unwrap();
            std::future::pending::<()>().await;
        }
    }
}

#[spine(entry(Charge))]
struct Box_ {
    fuse: Fuse,
}

#[tokio::test(start_paused = true)]
async fn only_the_event_that_kills_its_process_becomes_a_dead_letter() {
    for is_parallel in [false, true] {
        let (calls, letters) = (Calls::default(), MemoryDeadLetters::new());
        let backend = MemoryBackend::new().with_lease(Duration::from_millis(20));
        let build = |dies| {
            let fuse = Fuse {
                calls: calls.clone(),
                dies,
            };
            let builder: SpineBuilder<Box_> = Box_ { fuse }.builder();
            let builder = builder
                .backend(backend.clone())
                .dead_letters(letters.clone());
            if is_parallel {
                builder.parallel()
            } else {
                builder
            }
            .build()
        };
        let first: Runtime<Box_> = build(mpsc::unbounded_channel().0);
        for number in 0..12 {
            first.publish(Charge(number)).await.unwrap();
        }
        let mut deaths = 0;
        loop {
            let (dies, mut dead) = mpsc::unbounded_channel();
            let mut process = build(dies);
            tokio::select! {
                ended = process.drain() => {
                    ended.unwrap();
                    break;
                }
                _ = dead.recv() => deaths += 1,
            }
            drop(process);
            sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(deaths, 16, "parallel: {is_parallel}");
        let letters = letters.letters();
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!(
            (&*letters[0].reason.kind, letters[0].attempts),
            ("too many deliveries", 16)
        );
        let calls = calls.0.lock().unwrap();
        let mut expected: BTreeMap<u32, u32> = (0..12).map(|number| (number, 1)).collect();
        expected.insert(3, 16);
        assert_eq!(*calls, expected, "parallel: {is_parallel}");
    }
}
