//! Users' types that panic wherever the runtime uses them: no event is lost, and nothing hangs.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{fmt, sync::Arc, time::Duration};

use organum::{
    Event, NodePanic, Runtime, Spine, SpineErrorKind,
    dead_letter::{self, DeadLetter, DeadLetterFilter},
    event,
    event::{EncodeError, backend::MemoryBackend},
    organ, spine,
};
use organum_tests::letters::{FailingOnce, Fault};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::timeout;

/// An error that panics in `Display`, `source` and its drop.
#[derive(Debug)]
struct Grenade;

impl fmt::Display for Grenade {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("shown")
    }
}

impl std::error::Error for Grenade {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        panic!("asked")
    }
}

impl Drop for Grenade {
    fn drop(&mut self) {
        panic!("dropped")
    }
}

/// A value that panics when it is serialised or deserialised, depending on its number.
struct Mine(u32);

const IS_WRITTEN: u32 = 1;
const IS_READ: u32 = 2;

impl Serialize for Mine {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        assert_ne!(self.0, IS_WRITTEN, "written");
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Mine {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mine = u32::deserialize(from)?;
        assert_ne!(mine, IS_READ, "read");
        Ok(Self(mine))
    }
}

#[event]
struct Ask {
    what: u32,
}
#[event]
struct Answer {
    mine: Mine,
}

#[derive(Default)]
struct Bomb {
    calls: u32,
}

#[organ]
impl Bomb {
    fn handle(&mut self, event: &Ask) -> Result<Option<Answer>, Grenade> {
        self.calls += 1;
        match event.what {
            0 => Err(Grenade),
            3 => std::panic::panic_any(Grenade),
            mine => Ok(Some(Answer { mine: Mine(mine) })),
        }
    }
}

/// An organ that fails at each event.
#[derive(Default)]
struct Listener {
    calls: u32,
}

#[organ]
impl Listener {
    fn handle(&mut self, event: &Event) -> Result<(), &'static str> {
        self.calls += 1;
        match event {
            Answer { .. } => Err("no"),
        }
    }
}

/// An organ that handles the events after the failures of others.
#[derive(Default)]
struct Calm {
    handled: Vec<u32>,
}

#[organ]
impl Calm {
    fn handle(&mut self, event: &Ask) {
        self.handled.push(event.what);
    }
}

#[spine(entry(Ask, Answer))]
#[derive(Default)]
struct Field {
    bomb: Bomb,
    listener: Listener,
    calm: Calm,
}

async fn letters(field: &Runtime<Field>) -> Vec<DeadLetter> {
    field
        .dead_letters()
        .list(&DeadLetterFilter::all())
        .await
        .unwrap()
}

/// In a run and served, sequentially and in parallel: the other organs handle all events.
#[tokio::test(start_paused = true)]
async fn errors_that_panic_when_they_are_shown_or_dropped_are_ordinary_failures() {
    for is_parallel in [false, true] {
        for is_served in [false, true] {
            let mut field = Field::default().builder();
            if is_parallel {
                field = field.parallel();
            }
            let mut field = field.build();
            for what in [0, 3] {
                if is_served {
                    field.publish(Ask { what }).await.unwrap();
                    field.drain().await.unwrap();
                } else {
                    field.run(Ask { what }).await.unwrap();
                }
            }
            let found = letters(&field).await;
            let kinds: Vec<_> = found.iter().map(|letter| &*letter.reason.kind).collect();
            assert_eq!(kinds, ["failed", "panicked"]);
            assert_eq!(
                found[0].reason.messages,
                ["an error whose `Display` panics"]
            );
            assert_eq!(field.shutdown().await.unwrap().calm.handled, [0, 3]);
        }
    }
}

/// A run encodes only the dead letter, which contains the reason for its missing content. Where the event has to be
/// encoded, the handler that emitted it has failed.
#[tokio::test(start_paused = true)]
async fn an_event_that_panics_when_it_is_encoded_is_a_failure_of_its_emitter() {
    for is_parallel in [false, true] {
        let field = || {
            let field = Field::default().builder();
            let field = if is_parallel { field.parallel() } else { field };
            field.build()
        };
        let mut ran = field();
        ran.run(Ask { what: IS_WRITTEN }).await.unwrap();
        let found = letters(&ran).await;
        let why = "the payload of event `Answer` cannot be written, as its `Serialize` panicked";
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place.as_deref(), Some("listener.handle"));
        assert_eq!(found[0].reason.messages, ["no", why]);
        assert!(found[0].content.is_none());
        assert_eq!(ran.shutdown().await.unwrap().calm.handled, [1]);

        let mut served = field();
        served.publish(Ask { what: IS_WRITTEN }).await.unwrap();
        served.drain().await.unwrap();
        let found = letters(&served).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place.as_deref(), Some("bomb.handle"));
        assert_eq!(found[0].reason.messages, [why]);
        assert_eq!(served.shutdown().await.unwrap().calm.handled, [1]);
    }
}

#[tokio::test]
async fn an_event_that_panics_when_it_is_encoded_is_not_published() {
    let field = Field::default().builder().build();
    let mine = Mine(IS_WRITTEN);
    let refused = field.publish(Answer { mine }).await.unwrap_err();
    let panicked = EncodeError::Panicked { event: "Answer" };
    assert_eq!(refused.downcast_ref(), Some(&panicked));
}

#[tokio::test]
async fn an_event_that_panics_when_it_is_decoded_is_not_redriven() {
    let mut field = Field::default().builder().build();
    field.run(Ask { what: IS_READ }).await.unwrap();
    let found = letters(&field).await;
    assert_eq!(found[0].subject, "Answer");
    let refused = field.redrive(found[0].id).await.unwrap_err();
    assert!(refused.kind() == SpineErrorKind::Unreadable, "{refused}");
    assert_eq!(letters(&field).await.len(), 1);
}

/// The run fails with an error instead of the panic, and the next run handles the event.
#[tokio::test(start_paused = true)]
async fn a_panic_of_a_store_is_contained_and_loses_nothing() {
    for is_parallel in [false, true] {
        let store = FailingOnce::with(dead_letter::MemoryDeadLetters::new(), Fault::PanicsAtPut);
        let mut field = Field::default().builder().dead_letters(store);
        if is_parallel {
            field = field.parallel();
        }
        let mut field = field.build();
        let ended = timeout(Duration::from_mins(1), field.run(Ask { what: 0 })).await;
        let failed = ended.expect("the run does not hang").unwrap_err();
        assert_eq!(failed.kind(), SpineErrorKind::DeadLetters);
        let panicked = NodePanic("the store panics".to_owned());
        assert_eq!(failed.downcast_ref(), Some(&panicked));
        field.run(Ask { what: 5 }).await.unwrap();
        let kinds = letters(&field).await;
        assert_eq!(
            kinds.len(),
            2,
            "the letters of the question and of the answer"
        );
        let mut handled = field.shutdown().await.unwrap().calm.handled;
        handled.sort_unstable();
        assert_eq!(handled, [0, 5]);
    }
}

mod unhandled {
    use super::*;

    #[event]
    pub(super) struct Whisper(pub(super) u32);
    #[event]
    pub(super) struct Ended;

    #[derive(Default)]
    pub(super) struct Picky {
        pub(super) calls: u32,
    }

    #[organ]
    impl Picky {
        fn handle(&mut self, event: &Event) {
            self.calls += 1;
            match event {
                Whisper(7) => {}
            }
        }
    }

    #[organ]
    fn end(_: &Whisper) -> Ended {
        Ended
    }

    #[spine(entry(Whisper), terminal(Ended))]
    #[derive(Default)]
    pub(super) struct Hall {
        pub(super) picky: Picky,
        end: end,
    }
}

/// Terminal events have no handlers, and other events have none that matches: both are acknowledged, and none
/// remains in the backend.
#[tokio::test(start_paused = true)]
async fn events_without_handlers_are_acknowledged() {
    use organum::event::backend::Backend as _;
    use unhandled::{Hall, Whisper};

    for is_parallel in [false, true] {
        let backend = Arc::new(MemoryBackend::new());
        let mut hall = Hall::default().builder().backend(Arc::clone(&backend));
        if is_parallel {
            hall = hall.parallel();
        }
        let mut hall = hall.build();
        for whisper in 0..10 {
            hall.publish(Whisper(whisper)).await.unwrap();
        }
        let stats = timeout(Duration::from_mins(1), hall.drain());
        let stats = stats.await.expect("the drain does not hang").unwrap();
        assert_eq!((stats.events, stats.undelivered), (20, 9));
        assert_eq!(backend.metrics().await.unwrap().pending(), 0);
        assert_eq!(hall.shutdown().await.unwrap().picky.calls, 1);
    }
}
