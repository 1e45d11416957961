//! A backend whose calls fail after all retries: no event is lost.
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
    Outbox, Runtime, Spine, SpineErrorKind,
    dead_letter::{DeadLetter, DeadLetterFilter},
    event,
    event::{
        OnBackendFailure, SpineBuilder,
        backend::{Backend as _, MemoryBackend, Message},
        encoding::PAYLOAD_LIMIT,
    },
    organ,
    policy::{Backoff, Breaker, Retry},
    spine,
    store::{StoreError, StoreErrorKind, StoreFuture},
};
use organum_tests::backend::{Change, Changed};

/// A backend whose first enqueues and settlements fail.
#[derive(Clone)]
struct Flaky {
    inner: MemoryBackend,
    enqueues: Arc<AtomicU32>,
    settlements: Arc<AtomicU32>,
    /// The number of messages that a failed enqueue takes.
    takes: usize,
}

impl Flaky {
    fn new() -> Self {
        Self {
            inner: MemoryBackend::new().with_lease(Duration::from_millis(300)),
            enqueues: Arc::default(),
            settlements: Arc::default(),
            takes: 0,
        }
    }

    fn fails(calls: &AtomicU32, doing: &'static str) -> Result<(), StoreError> {
        let counted = calls.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        });
        match counted {
            Err(_) => Ok(()),
            Ok(_) => {
                let error = StoreError::new(StoreErrorKind::Unavailable, "flaky", doing);
                Err(error.with_source("a scripted failure"))
            }
        }
    }
}

impl Change for Flaky {
    fn inner(&self) -> &MemoryBackend {
        &self.inner
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message], _: bool) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            if let Err(error) = Self::fails(&self.enqueues, "enqueue") {
                let some = self.takes.min(messages.len());
                self.inner.enqueue(&messages[..some]).await?;
                return Err(error);
            }
            self.inner.enqueue(messages).await
        })
    }

    fn around<'a, T: Send + 'a>(
        &'a self,
        call: &'static str,
        answer: impl FnOnce() -> StoreFuture<'a, T> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        Box::pin(async move {
            if call == "settle" {
                Self::fails(&self.settlements, "settle")?;
            }
            answer().await
        })
    }
}

#[event]
struct Begun {
    number: u32,
    text: String,
}
#[event]
struct Done(u32);
#[event]
struct Asked;

/// Emits events at the start, some of which are too long.
#[derive(Default)]
struct Starter {
    lengths: Vec<usize>,
}

#[organ]
impl Starter {
    #[start]
    fn start(&mut self, out: &mut Outbox<Begun>) {
        for (number, length) in (0..).zip(&self.lengths) {
            let text = "x".repeat(*length);
            out.emit(Begun { number, text });
        }
    }

    #[handle]
    fn asked(&mut self, _event: &Asked) {}
}

#[derive(Default)]
struct First {
    calls: Vec<u32>,
}

#[organ]
impl First {
    fn handle(&mut self, event: &Begun) -> Done {
        self.calls.push(event.number);
        Done(event.number)
    }
}

#[derive(Default)]
struct Second {
    calls: Vec<u32>,
    lengths: Vec<usize>,
}

#[organ]
impl Second {
    async fn handle(&mut self, event: &Begun) {
        // Later than the first organ, also in parallel.
        tokio::time::sleep(Duration::from_millis(20)).await;
        self.calls.push(event.number);
        self.lengths.push(event.text.len());
    }
}

#[derive(Default)]
struct Books {
    done: Vec<u32>,
}

#[organ]
impl Books {
    fn handle(&mut self, event: &Done) {
        self.done.push(event.0);
    }
}

#[spine(entry(Asked, Begun))]
#[derive(Default)]
struct Office {
    starter: Starter,
    first: First,
    second: Second,
    books: Books,
}

fn retry(attempts: u32) -> Retry {
    let backoff = Backoff::Fixed(Duration::from_millis(10));
    Retry::new(NonZeroU32::new(attempts).unwrap()).backoff(backoff)
}

fn office(backend: &Flaky, lengths: &[usize]) -> SpineBuilder<Office> {
    let mut office = Office::default();
    office.starter.lengths = lengths.to_vec();
    let patient = Breaker::new(
        NonZeroU32::new(1000).unwrap(),
        Backoff::Fixed(Duration::from_millis(1)),
    );
    office
        .builder()
        .backend(Changed(backend.clone()))
        .breaker(patient)
        .on_backend_failure(OnBackendFailure::Store(retry(3)))
}

async fn letters(office: &Runtime<Office>) -> Vec<DeadLetter> {
    office
        .dead_letters()
        .list(&DeadLetterFilter::all())
        .await
        .unwrap()
}

/// The other events of the hook are enqueued.
#[tokio::test(start_paused = true)]
async fn a_hook_event_that_is_too_long_becomes_a_dead_letter() {
    for is_parallel in [false, true] {
        let mut office = office(&Flaky::new(), &[1, PAYLOAD_LIMIT, 3]);
        if is_parallel {
            office = office.parallel();
        }
        let mut office = office.build();
        let stats = office.drain().await.unwrap();
        assert_eq!((stats.dead_letters, stats.phases), (1, 1));
        let found = letters(&office).await;
        assert_eq!(found.len(), 1);
        let letter = &found[0];
        assert_eq!(
            (&*letter.subject, &*letter.reason.kind),
            ("Begun", "not enqueued")
        );
        assert!(letter.reason.messages[0].contains("longer than 1000000 bytes"));
        assert!(letter.content.as_ref().unwrap().0.len() > PAYLOAD_LIMIT);
        let refused = office.redrive(letter.id).await.unwrap_err();
        assert!(refused.kind() == SpineErrorKind::Encode, "{refused}");
        assert_eq!(letters(&office).await.len(), 1);
        let office = office.shutdown().await.unwrap();
        assert_eq!(office.second.lengths, [1, 3]);
    }
}

/// An event that the backend had taken when the call failed is handled once, after all letters are redriven.
#[tokio::test(start_paused = true)]
async fn hook_events_that_the_backend_did_not_take_become_dead_letters() {
    let backend = Flaky {
        takes: 2,
        ..Flaky::new()
    };
    backend.enqueues.store(3, Ordering::SeqCst);
    let mut office = office(&backend, &[0; 4]).build();
    let stats = office.drain().await.unwrap();
    assert_eq!((stats.dead_letters, stats.handled), (4, 2 * 3));
    let found = letters(&office).await;
    assert_eq!(found.len(), 4);
    assert!(
        found
            .iter()
            .all(|letter| letter.reason.kind == "not enqueued")
    );
    office.redrive_all(&DeadLetterFilter::all()).await.unwrap();
    assert!(letters(&office).await.is_empty());
    office.drain().await.unwrap();
    let office = office.shutdown().await.unwrap();
    assert_eq!(office.first.calls, [0, 1, 2, 3]);
    assert_eq!(office.second.calls, [0, 1, 2, 3]);
    assert_eq!(office.books.done.len(), 4);
}

/// Without dead letters the events wait in the runtime.
#[tokio::test(start_paused = true)]
async fn hook_events_of_a_failed_serve_are_enqueued_by_the_next_one() {
    let backend = Flaky::new();
    backend.enqueues.store(1, Ordering::SeqCst);
    let mut office = office(&backend, &[0; 2])
        .on_backend_failure(OnBackendFailure::Fail)
        .build();
    let failed = office.drain().await.unwrap_err();
    assert!(failed.kind() == SpineErrorKind::Backend, "{failed}");
    office.drain().await.unwrap();
    assert_eq!(office.shutdown().await.unwrap().second.calls, [0, 1]);
}

/// The publisher got no response, and the backend had taken the event: its letter can be redriven nevertheless.
#[tokio::test(start_paused = true)]
async fn an_event_published_without_a_response_is_handled_once() {
    let backend = Flaky {
        takes: 1,
        ..Flaky::new()
    };
    backend.enqueues.store(3, Ordering::SeqCst);
    let mut office = office(&backend, &[]).build();
    let text = String::new();
    office.publish(Begun { number: 7, text }).await.unwrap();
    let found = letters(&office).await;
    assert_eq!(found.len(), 1);
    office.redrive(found[0].id).await.unwrap();
    office.drain().await.unwrap();
    let office = office.shutdown().await.unwrap();
    assert_eq!((office.first.calls, office.books.done), (vec![7], vec![7]));
}

/// The result of the first organ cannot be recorded, and the backend works again when the second one completes: the
/// event does not end without the emissions of the first organ.
#[tokio::test(start_paused = true)]
async fn an_unrecorded_result_is_repeated_and_not_lost() {
    for is_parallel in [false, true] {
        let backend = Flaky::new();
        let mut office = office(&backend, &[]);
        if is_parallel {
            office = office.parallel();
        }
        let mut office = office.build();
        let text = String::new();
        office.publish(Begun { number: 7, text }).await.unwrap();
        backend.settlements.store(3, Ordering::SeqCst);
        let stats = office.drain().await.unwrap();
        assert_eq!((stats.lapsed, stats.dead_letters), (1, 0));
        let office = office.shutdown().await.unwrap();
        assert_eq!(office.first.calls, [7, 7]);
        assert_eq!(office.books.done, [7], "one event was emitted");
    }
}
