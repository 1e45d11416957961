//! Edge cases of settings and backends.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    Event, Spine as _, SpineErrorKind,
    dead_letter::DeadLetterFilter,
    event,
    event::{
        EncodeError,
        archive::MemoryArchive,
        backend::{Backend as _, Delivery, MemoryBackend},
        layer_fn,
    },
    organ,
    policy::{Backoff, Policy, Retry},
    spine,
    store::StoreFuture,
};
use organum_tests::backend::{Change, Changed};
use tokio::time::sleep;

#[event(key = 0)]
struct Tick(u32);

#[event]
struct Measured {
    celsius: f64,
}

/// Emits this number of events in idle phases.
#[derive(Default)]
struct Clock {
    ticks: u32,
    when_idle: u32,
}

#[organ]
impl Clock {
    #[handle]
    fn tick(&mut self, _event: &Tick) {
        self.ticks += 1;
    }

    #[idle]
    fn idle(&mut self) -> Option<Tick> {
        self.when_idle = self.when_idle.checked_sub(1)?;
        Some(Tick(0))
    }
}

/// Emits a value that may have no form in JSON.
#[derive(Default)]
struct Probe {
    read: u32,
}

#[organ]
impl Probe {
    #[handle]
    fn tick(&mut self, event: &Tick) -> Option<Measured> {
        match event.0 {
            1 => Some(Measured { celsius: f64::NAN }),
            _ => None,
        }
    }

    #[handle]
    fn measured(&mut self, _event: &Measured) {
        self.read += 1;
    }
}

#[spine(entry(Tick, Measured))]
#[derive(Default)]
struct Station {
    clock: Clock,
    probe: Probe,
}

#[tokio::test(start_paused = true)]
async fn phases_are_bounded_by_those_in_which_organs_emit() {
    for is_parallel in [false, true] {
        for is_served in [false, true] {
            for (phases, when_idle) in [(0, 0), (0, 1), (1, 1), (1, 2), (3, 3)] {
                let mut station = Station::default();
                station.clock.when_idle = when_idle;
                let builder = station.builder().max_phases(phases);
                let builder = if is_parallel {
                    builder.parallel()
                } else {
                    builder
                };
                let mut station = builder.build();
                let ended = if is_served {
                    station.publish(Tick(0)).await.unwrap();
                    station.drain().await
                } else {
                    station.run(Tick(0)).await
                };
                if when_idle > phases {
                    assert_eq!(ended.unwrap_err().kind(), SpineErrorKind::NeverIdle);
                } else {
                    assert_eq!(ended.unwrap().events, u64::from(when_idle) + 1);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn leases_and_delays_have_no_upper_limit() {
    for is_parallel in [false, true] {
        let backend = MemoryBackend::new().with_lease(Duration::MAX);
        let builder = Mail::default()
            .builder()
            .backend(backend)
            .redelivery(Backoff::Fixed(Duration::MAX));
        let mut mail = if is_parallel {
            builder.parallel()
        } else {
            builder
        }
        .build();
        mail.publish(Tick(0)).await.unwrap();
        let stats = mail.serve(sleep(Duration::from_secs(1)));
        let stats = tokio::time::timeout(Duration::from_secs(5), stats).await;
        assert!(stats.is_err(), "the event that was given back is not due");
        let shutdown = mail.handle().shutdown().within(Duration::MAX);
        drop(shutdown);
    }
}

/// An organ that always fails, and leaves its events to the backend.
#[derive(Default)]
struct Postman {
    calls: u32,
}

#[organ(on_failure = nack)]
impl Postman {
    async fn handle(&mut self, event: &Event) -> Result<(), &'static str> {
        match event {
            Tick(_) => {
                self.calls += 1;
                Err("the dog")
            }
        }
    }
}

#[spine(entry(Tick))]
#[derive(Default)]
struct Mail {
    postman: Postman,
}

/// The attempts of a letter are the calls of its handler, over all deliveries.
#[tokio::test(start_paused = true)]
async fn a_letter_that_was_nacked_counts_its_calls() {
    for is_parallel in [false, true] {
        for is_served in [false, true] {
            let retry = Retry::new(NonZeroU32::new(2).unwrap());
            let builder = Mail::default()
                .builder()
                .defaults(Policy::new().retry(retry))
                .max_deliveries(3);
            let mut mail = if is_parallel {
                builder.parallel()
            } else {
                builder
            }
            .build();
            if is_served {
                mail.publish(Tick(0)).await.unwrap();
                mail.drain().await.unwrap();
            } else {
                mail.run(Tick(0)).await.unwrap();
            }
            let letters = mail.dead_letters().list(&DeadLetterFilter::all()).await;
            let letters = letters.unwrap();
            assert_eq!(mail.spine().postman.calls, 6);
            assert_eq!((letters.len(), letters[0].attempts), (1, 6));
        }
    }
}

/// A backend that never waits, and counts its pulls.
#[derive(Clone)]
struct Hasty {
    inner: MemoryBackend,
    pulls: Arc<AtomicU32>,
}

impl Change for Hasty {
    fn inner(&self) -> &MemoryBackend {
        &self.inner
    }

    fn pull(&self, limit: usize, _wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        self.pulls.fetch_add(1, Ordering::Relaxed);
        self.inner.pull(limit, Duration::ZERO)
    }
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_does_not_wait_is_not_pulled_again_at_once() {
    for is_parallel in [false, true] {
        let backend = Hasty {
            inner: MemoryBackend::new(),
            pulls: Arc::default(),
        };
        let builder = Station::default()
            .builder()
            .backend(Changed(backend.clone()));
        let mut station = if is_parallel {
            builder.parallel()
        } else {
            builder
        }
        .build();
        let handle = station.handle();
        let outside = async {
            sleep(Duration::from_secs(10)).await;
            handle.publish(Tick(0)).await.unwrap();
            sleep(Duration::from_secs(10)).await;
        };
        assert_eq!(station.serve(outside).await.unwrap().events, 1);
        let pulls = backend.pulls.load(Ordering::Relaxed);
        assert!((20..1_000).contains(&pulls), "{pulls} pulls in 20 s");
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_recorded_is_refused() {
    for is_parallel in [false, true] {
        let builder = Station::default().builder().archive(MemoryArchive::new());
        let mut station = if is_parallel {
            builder.parallel()
        } else {
            builder
        }
        .build();
        let celsius = f64::NAN;
        let refused = station.run(Measured { celsius }).await.unwrap_err();
        assert_eq!(refused.kind(), SpineErrorKind::Encode);
        let cause = refused.downcast_ref::<EncodeError>();
        assert_eq!(cause, Some(&EncodeError::NotFinite { event: "Measured" }));
        let many = [21.0, f64::NAN].map(|celsius| Measured { celsius });
        let refused = station.run_all(many).await.unwrap_err();
        assert_eq!(refused.kind(), SpineErrorKind::Encode);
        // If a handler emits such an event, the handler has failed.
        let stats = station.run(Tick(1)).await.unwrap();
        assert_eq!((stats.events, stats.dead_letters), (1, 1));
        assert_eq!(station.spine().probe.read, 0);
    }
}

/// An organ that first fails, and later takes a second for each event.
#[derive(Default)]
struct Press {
    is_well: bool,
}

#[organ]
impl Press {
    async fn handle(&mut self, event: &Event) -> Result<(), &'static str> {
        match event {
            Tick(_) if self.is_well => {
                sleep(Duration::from_secs(1)).await;
                Ok(())
            }
            Tick(_) => Err("jammed"),
        }
    }
}

#[spine(entry(Tick))]
#[derive(Default)]
struct Print {
    press: Press,
}

#[tokio::test(start_paused = true)]
async fn a_letter_that_is_being_redriven_is_not_discarded() {
    let mut print = Print::default().builder().build();
    print.run(Tick(0)).await.unwrap();
    print.spine_mut().press.is_well = true;
    let letters = print.dead_letters();
    let all = DeadLetterFilter::all();
    let id = letters.list(&all).await.unwrap()[0].id;
    let outside = async {
        sleep(Duration::from_millis(500)).await;
        letters.discard(id).await.unwrap_err().kind()
    };
    let (redriven, refused) = tokio::join!(print.redrive(id), outside);
    assert_eq!(redriven.unwrap().handled, 1);
    assert_eq!(refused, SpineErrorKind::LetterBusy);
    assert!(!letters.discard(id).await.unwrap());
}

/// An organ whose guard refuses odd ticks.
struct Even;

#[organ(concurrency = 8)]
impl Even {
    async fn handle(&self, event: &Event) {
        match event {
            Tick(number) if number % 2 == 0 => tokio::task::yield_now().await,
        }
    }
}

#[spine(entry(Tick))]
struct Pair {
    left: Even,
    right: Even,
}

/// Also with a layer that waits after the handler, on several threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_that_guards_refuse_are_counted() {
    for is_parallel in [false, true] {
        let waits = layer_fn(|_, mut next| {
            Box::pin(async move {
                let result = next.run().await;
                sleep(Duration::from_micros(300)).await;
                result
            })
        });
        let pair = Pair {
            left: Even,
            right: Even,
        };
        let builder = pair.builder().layer(waits);
        let mut pair = if is_parallel {
            builder.parallel()
        } else {
            builder
        }
        .build();
        let stats = pair.run_all((0..200).map(Tick)).await.unwrap();
        assert_eq!((stats.handled, stats.unhandled), (400, 200));
    }
}

/// An organ that calls the handler of another organ, whose guards may refuse the event.
#[derive(Default)]
struct Asking;

#[organ]
impl Asking {
    async fn handle(&mut self, event: &Event) {
        match event {
            Tick(_) => Even.handle(event).await,
        }
    }
}

/// An organ for odd numbers, with a `return` and a `?` before the match.
#[derive(Default)]
struct Odd {
    taken: u32,
}

#[organ]
impl Odd {
    fn handle(&mut self, event: &Event) -> Result<Option<Measured>, std::num::TryFromIntError> {
        if self.taken > 10 {
            return Ok(None);
        }
        let _ = u8::try_from(self.taken)?;
        match event {
            Tick(number) if number % 2 == 1 => {
                self.taken += 1;
                Ok(None)
            }
        }
    }
}

/// A function whose guards refuse even numbers.
#[organ]
async fn none_even(event: &Event) {
    match event {
        Tick(number) if number % 2 == 1 => {}
    }
}

#[spine(entry(Tick), terminal(Measured))]
struct Trio {
    asking: Asking,
    odd: Odd,
    none_even: none_even,
}

/// A refusal of a handler that is called by another handler is not counted.
#[tokio::test]
async fn a_refusal_belongs_to_the_handler_that_refused() {
    let mut trio = Trio {
        asking: Asking,
        odd: Odd::default(),
        none_even: none_even {},
    }
    .builder()
    .build();
    let stats = trio.run_all([Tick(1), Tick(3)]).await.unwrap();
    assert_eq!((stats.handled, stats.unhandled), (6, 0));
    let stats = trio.run(Tick(2)).await.unwrap();
    assert_eq!((stats.handled, stats.unhandled), (3, 2));
    assert_eq!(trio.spine().odd.taken, 2);
}

/// The delivery of a dropped serve is settled after a stop and a run in memory.
#[tokio::test(start_paused = true)]
async fn a_delivery_in_flight_survives_a_stop_and_a_parallel_run() {
    let mut print = Print::default();
    print.press.is_well = true;
    let mut print = print.builder().parallel().build();
    for number in 0..4 {
        print.publish(Tick(number)).await.unwrap();
    }
    let cut = tokio::time::timeout(Duration::from_millis(1500), print.drain());
    assert!(cut.await.is_err());
    print.stop().await.unwrap();
    print.run(Tick(9)).await.unwrap();
    print.drain().await.unwrap();
    assert_eq!(print.stats().handled, 5);
}
