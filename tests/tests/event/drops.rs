//! Values that panic when they are dropped, which is contained: events, outputs of handlers, errors.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fmt;

use organum::{
    Event, Runtime, Spine as _, SpineErrorKind, dead_letter::DeadLetterFilter, event, organ, spine,
};

#[event]
struct Begun(u32);

#[event]
struct Bomb(u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(self.0 != 13, "the drop of a bomb");
    }
}

/// An error that panics when it is dropped.
#[derive(Debug)]
struct Shell;

impl fmt::Display for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a shell")
    }
}

impl std::error::Error for Shell {}

impl Drop for Shell {
    fn drop(&mut self) {
        panic!("the drop of a shell");
    }
}

/// Emits bombs, some of them from handlers that then fail.
#[derive(Default)]
struct Works;

#[organ]
impl Works {
    async fn handle(&mut self, event: &Event) -> (Option<Bomb>, Result<Option<Bomb>, Shell>) {
        match event {
            Begun(number) => match number {
                6 => (Some(Bomb(13)), Ok(None)),
                7 => (Some(Bomb(13)), Err(Shell)),
                8 => (None, Ok(Some(Bomb(13)))),
                _ => (Some(Bomb(*number)), Ok(None)),
            },
        }
    }
}

#[derive(Default)]
struct Pit {
    total: u32,
}

#[organ]
impl Pit {
    fn handle(&mut self, event: &Bomb) {
        self.total += event.0;
    }
}

#[derive(Default)]
struct Watch {
    begun: Vec<u32>,
}

#[organ]
impl Watch {
    fn handle(&mut self, event: &Begun) {
        self.begun.push(event.0);
    }
}

#[spine(entry(Begun, Bomb))]
#[derive(Default)]
struct Quarry {
    works: Works,
    pit: Pit,
    watch: Watch,
}

fn build(is_parallel: bool) -> Runtime<Quarry> {
    let builder = Quarry::default().builder();
    if is_parallel {
        builder.parallel().build()
    } else {
        builder.build()
    }
}

#[tokio::test]
async fn a_drop_that_panics_is_contained() {
    for is_parallel in [false, true] {
        for is_served in [false, true] {
            let mut quarry = build(is_parallel);
            for number in 5..10 {
                if is_served {
                    quarry.publish(Begun(number)).await.unwrap();
                    quarry.drain().await.unwrap();
                } else {
                    quarry.run(Begun(number)).await.unwrap();
                }
            }
            let letters = quarry.dead_letters();
            let letters = letters.list(&DeadLetterFilter::all()).await.unwrap();
            assert_eq!(letters.len(), 1, "the letter of the shell");
            let spine = quarry.spine();
            assert_eq!(spine.watch.begun, [5, 6, 7, 8, 9]);
            assert_eq!(spine.pit.total, 5 + 13 + 13 + 9);
        }
    }
}

/// Events that remain in a queue, or are refused.
#[tokio::test]
async fn remaining_events_are_dropped_with_their_runtime() {
    let quarry = build(false);
    quarry.publish(Bomb(13)).await.unwrap();
    let handle = quarry.handle();
    drop(quarry);
    let refused = handle.publish(Bomb(13)).await.unwrap_err();
    assert_eq!(refused.kind(), SpineErrorKind::ShutDown);
}
