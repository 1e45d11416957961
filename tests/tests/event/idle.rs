//! Tests of when a spine that is served is idle: it holds no delivery, no delivery that it gave back is due, and
//! its last pull was empty. Other consumers and events from outside do not count.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{future::pending, time::Duration};

use organum::{
    Runtime, Spine, SpineErrorKind, event,
    event::{SpineBuilder, backend::MemoryBackend},
    organ,
    policy::Backoff,
    spine,
};
use tokio::time::{Instant, sleep, timeout};

#[event]
struct Sale;
#[event]
struct Summary {
    sales: u64,
}

/// Emits a summary when the spine is idle.
#[derive(Default)]
struct Batch {
    open: u64,
    idle: u64,
    takes: Duration,
}

#[organ]
impl Batch {
    #[handle]
    async fn sale(&mut self, _event: &Sale) {
        sleep(self.takes).await;
        self.open += 1;
    }

    #[idle]
    fn sum(&mut self) -> Option<Summary> {
        self.idle += 1;
        let sales = std::mem::take(&mut self.open);
        (sales > 0).then_some(Summary { sales })
    }
}

#[derive(Default)]
struct Sink {
    total: u64,
}

#[organ]
impl Sink {
    async fn handle(&mut self, event: &Summary) {
        sleep(Duration::from_millis(6)).await;
        self.total += event.sales;
    }
}

#[derive(Default)]
#[spine(entry(Sale))]
struct Shop {
    batch: Batch,
    sink: Sink,
}

fn both(shop: impl Fn() -> SpineBuilder<Shop>) -> [Runtime<Shop>; 2] {
    [shop().build(), shop().parallel().build()]
}

/// Each phase follows from a sale, and none from the organ itself.
#[tokio::test(start_paused = true)]
async fn steady_traffic_from_outside_does_not_exceed_the_limit_of_phases() {
    for mut shop in both(|| Shop::default().builder().max_phases(3)) {
        let handle = shop.handle();
        let customers = tokio::spawn(async move {
            loop {
                handle.publish(Sale).await.unwrap();
                sleep(Duration::from_millis(5)).await;
            }
        });
        let served = timeout(Duration::from_secs(20), shop.serve(pending())).await;
        customers.abort();
        assert!(served.is_err(), "the serve does not end: {served:?}");
        shop.drain().await.unwrap();
        let shop = shop.shutdown().await.unwrap();
        assert!(shop.batch.idle > 100, "{} idle phases", shop.batch.idle);
        assert!(shop.sink.total > 500, "{} sales", shop.sink.total);
    }
}

/// Emits an event in every idle phase.
#[derive(Default)]
struct Restless;

#[organ]
impl Restless {
    #[handle]
    fn sale(&mut self, _event: &Sale) {}

    #[handle]
    fn summary(&mut self, _event: &Summary) {}

    #[idle]
    fn again(&mut self) -> Summary {
        Summary { sales: 0 }
    }
}

#[derive(Default)]
#[spine(entry(Sale))]
struct Loop {
    restless: Restless,
}

#[tokio::test(start_paused = true)]
async fn organs_that_are_never_idle_end_a_serve() {
    for is_parallel in [false, true] {
        let restless = Loop::default().builder().max_phases(3);
        let mut restless = if is_parallel {
            restless.parallel().build()
        } else {
            restless.build()
        };
        restless.publish(Sale).await.unwrap();
        let served = timeout(Duration::from_hours(1), restless.serve(pending())).await;
        let stopped = served.unwrap().unwrap_err();
        assert_eq!(stopped.kind(), SpineErrorKind::NeverIdle);
    }
}

/// One of two consumers that share a backend is idle long before the other: each has its own phases.
#[tokio::test(start_paused = true)]
async fn each_consumer_of_a_shared_backend_has_its_own_phases() {
    for is_parallel in [false, true] {
        let backend = MemoryBackend::new();
        let shop = |takes| {
            let batch = Batch {
                takes,
                ..Batch::default()
            };
            let sink = Sink::default();
            let shop = Shop { batch, sink }
                .builder()
                .backend(backend.clone())
                .prefetch(1);
            if is_parallel {
                shop.parallel().build()
            } else {
                shop.build()
            }
        };
        let (mut quick, mut slow) = (
            shop(Duration::from_millis(1)),
            shop(Duration::from_mins(10)),
        );
        for _ in 0..10 {
            quick.publish(Sale).await.unwrap();
        }
        let began = Instant::now();
        let (served, drained) = tokio::join!(
            timeout(Duration::from_mins(5), slow.serve(pending())),
            quick.drain()
        );
        assert!(served.is_err(), "the slow handler is still running");
        assert!(drained.unwrap().phases > 0);
        assert!(began.elapsed() < Duration::from_mins(6));
        let quick = quick.shutdown().await.unwrap();
        assert!(quick.batch.idle > 0);
        assert_eq!(quick.sink.total, 9);
    }
}

/// An organ whose first two calls fail.
#[derive(Default)]
struct Shy {
    calls: u32,
    idle_after: Vec<u32>,
}

#[organ(on_failure = nack)]
impl Shy {
    fn handle(&mut self, _event: &Sale) -> Result<(), &'static str> {
        self.calls += 1;
        if self.calls < 3 {
            Err("not yet")
        } else {
            Ok(())
        }
    }

    #[idle]
    fn idle(&mut self) {
        self.idle_after.push(self.calls);
    }
}

#[derive(Default)]
#[spine(entry(Sale))]
struct Stall {
    shy: Shy,
}

/// A delivery that the consumer gave back is still its own work.
#[tokio::test(start_paused = true)]
async fn a_drain_waits_for_the_deliveries_that_it_gave_back() {
    for is_parallel in [false, true] {
        let stall = Stall::default()
            .builder()
            .redelivery(Backoff::Fixed(Duration::from_mins(1)));
        let mut stall = if is_parallel {
            stall.parallel().build()
        } else {
            stall.build()
        };
        stall.publish(Sale).await.unwrap();
        stall.drain().await.unwrap();
        let stall = stall.shutdown().await.unwrap();
        assert_eq!(stall.shy.idle_after, [3], "one idle phase, at the end");
    }
}
