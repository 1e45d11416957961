//! Programs that share a backend and do not know all of each other's events and handlers: unknown events are left to
//! the other programs, and become dead letters if none takes them for long.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::time::Duration;

use organum::{
    Event, Runtime, Spine,
    dead_letter::{DeadLetterFilter, MemoryDeadLetters},
    event,
    event::{SpineBuilder, backend::MemoryBackend},
    organ, spine,
};
use tokio::time::{sleep, timeout};

#[event]
struct Paid(u32);

#[event]
struct Shipped(u32);

#[derive(Default)]
struct Till {
    attempts: Vec<u32>,
}

#[organ]
impl Till {
    fn handle(&mut self, event: &Event) {
        match event {
            Paid(_) => self.attempts.push(event.attempt()),
        }
    }
}

#[derive(Default)]
struct Dock {
    attempts: Vec<u32>,
}

#[organ]
impl Dock {
    fn handle(&mut self, event: &Event) {
        match event {
            Shipped(_) => self.attempts.push(event.attempt()),
        }
    }
}

#[spine(entry(Paid))]
#[derive(Default)]
struct Shop {
    till: Till,
}

#[spine(entry(Shipped))]
#[derive(Default)]
struct Store {
    dock: Dock,
}

fn build<S: Spine>(
    spine: S,
    backend: &MemoryBackend,
    is_parallel: bool,
    set: impl FnOnce(SpineBuilder<S>) -> SpineBuilder<S>,
) -> Runtime<S> {
    let builder = set(spine.builder().backend(backend.clone()));
    if is_parallel {
        builder.parallel().build()
    } else {
        builder.build()
    }
}

#[tokio::test(start_paused = true)]
async fn two_spines_leave_each_others_events() {
    for is_parallel in [false, true] {
        let backend = MemoryBackend::new();
        let mut shop = build(Shop::default(), &backend, is_parallel, |builder| builder);
        let mut store = build(Store::default(), &backend, is_parallel, |builder| builder);
        for number in 0..10 {
            shop.publish(Paid(number)).await.unwrap();
            store.publish(Shipped(number)).await.unwrap();
        }
        store.drain().await.unwrap();
        shop.drain().await.unwrap();
        // Deliveries that were given back were not counted.
        assert_eq!(shop.spine().till.attempts, [1; 10]);
        assert_eq!(store.spine().dock.attempts, [1; 10]);
    }
}

/// One spine pulls the events of the other many times before the other serves.
#[tokio::test(start_paused = true)]
async fn an_event_that_a_spine_does_not_know_waits_for_one_that_does() {
    for is_parallel in [false, true] {
        let backend = MemoryBackend::new();
        let letters = MemoryDeadLetters::new();
        let mut shop = build(Shop::default(), &backend, is_parallel, |builder| builder);
        let mut store = build(Store::default(), &backend, is_parallel, |builder| {
            builder.max_deliveries(2).dead_letters(letters.clone())
        });
        for number in 0..20 {
            shop.publish(Paid(number)).await.unwrap();
        }
        let _ = timeout(Duration::from_mins(9), store.serve(std::future::pending())).await;
        store.publish(Shipped(1)).await.unwrap();
        store.drain().await.unwrap();
        assert_eq!(
            store.spine().dock.attempts,
            [1],
            "known events are not delayed"
        );
        assert!(letters.is_empty());
        let _ = timeout(Duration::from_mins(1), shop.serve(std::future::pending())).await;
        shop.join().await.unwrap();
        assert_eq!(shop.spine().till.attempts, [1; 20]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_no_program_knows_becomes_a_dead_letter() {
    for is_parallel in [false, true] {
        let backend = MemoryBackend::new();
        let letters = MemoryDeadLetters::new();
        let shop = build(Shop::default(), &backend, is_parallel, |builder| builder);
        shop.publish(Paid(1)).await.unwrap();
        let mut store = build(Store::default(), &backend, is_parallel, |builder| {
            builder
                .dead_letters(letters.clone())
                .unknown_limit(Duration::from_secs(20))
        });
        let _ = timeout(Duration::from_secs(19), store.serve(std::future::pending())).await;
        assert!(letters.is_empty());
        let stats = store.serve(sleep(Duration::from_secs(30))).await.unwrap();
        assert_eq!(stats.dead_letters, 1);
        let found = &letters.letters()[0];
        assert_eq!(
            (&*found.subject, &*found.reason.kind, found.attempts),
            ("Paid", "unknown", 0)
        );
        assert!(found.content.is_some());
        assert!(shop.handle().queue().list(1).await.unwrap().is_empty());
    }
}

/// The program before a deployment.
mod old {
    #[organum::spine(entry(super::Paid))]
    #[derive(Default)]
    pub(super) struct Shop {
        pub(super) till: super::Till,
    }
}

mod new {
    #[organum::spine(entry(super::Paid))]
    #[derive(Default)]
    pub(super) struct Shop {
        pub(super) till: super::Till,
        pub(super) audit: super::Till,
    }
}

/// An old program handles the events that it can, and acknowledges none for the handler that it does not have.
#[tokio::test(start_paused = true)]
async fn an_old_program_leaves_the_handlers_that_it_does_not_have() {
    for is_parallel in [false, true] {
        let backend = MemoryBackend::new();
        let mut new = build(new::Shop::default(), &backend, is_parallel, |builder| {
            builder
        });
        let mut old = build(old::Shop::default(), &backend, is_parallel, |builder| {
            builder
        });
        for number in 0..5 {
            new.publish(Paid(number)).await.unwrap();
        }
        assert_eq!(old.drain().await.unwrap().handled, 5);
        sleep(Duration::from_secs(10)).await;
        assert_eq!(old.drain().await.unwrap().handled, 0);
        sleep(Duration::from_secs(10)).await;
        assert_eq!(new.drain().await.unwrap().handled, 5);
        assert!(
            new.spine().till.attempts.is_empty(),
            "the handler had completed"
        );
        assert_eq!(new.spine().audit.attempts, [1; 5]);
        // A new handler does not receive events that were published without it.
        old.publish(Paid(9)).await.unwrap();
        assert_eq!(new.drain().await.unwrap().handled, 1);
        assert_eq!(
            (
                new.spine().till.attempts.len(),
                new.spine().audit.attempts.len()
            ),
            (1, 5)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_handler_has_a_dead_letter_of_its_own() {
    for is_parallel in [false, true] {
        let backend = MemoryBackend::new();
        let letters = MemoryDeadLetters::new();
        let new = build(new::Shop::default(), &backend, is_parallel, |builder| {
            builder.dead_letters(letters.clone())
        });
        let mut old = build(old::Shop::default(), &backend, is_parallel, |builder| {
            builder.dead_letters(letters.clone())
        });
        new.publish(Paid(1)).await.unwrap();
        let stats = old.serve(sleep(Duration::from_mins(12))).await.unwrap();
        assert_eq!((stats.handled, stats.dead_letters), (1, 1));
        let found = &letters.letters()[0];
        assert_eq!(
            (found.place.as_deref(), &*found.reason.kind),
            (Some("audit.handle"), "no such place")
        );
        // A program with the handler redrives the letter.
        let mut new = new;
        new.redrive_all(&DeadLetterFilter::all()).await.unwrap();
        new.drain().await.unwrap();
        assert_eq!(new.spine().audit.attempts.len(), 1);
        assert!(new.spine().till.attempts.is_empty());
        assert!(letters.is_empty());
    }
}
