//! The cures in the compile errors of events, applied: each of them compiles.

#![allow(
    non_camel_case_types,
    clippy::unneeded_struct_pattern,
    clippy::unwrap_used,
    reason = "events in other spellings; what fails here fails the test"
)]

use std::{collections::HashMap, sync::Arc};

use organum::{event, organ, prelude::*, spine};

// `closed` would make organ `Door` listen for every event: … write `closed {}` if that is its name
#[event]
struct closed;

#[event]
#[derive(Clone, Copy)]
enum Light {
    on,
    off,
}
use Light::{off, on};

#[derive(Default)]
struct Door {
    seen: Vec<&'static str>,
}

#[organ]
impl Door {
    fn handle(&mut self, event: &Event) {
        match event {
            closed {} => self.seen.push("closed"),
            on {} => self.seen.push("on"),
            Light::off => self.seen.push("off"),
        }
    }
}

// organ `Named<'a>` has a lifetime, and it lives as long as its spine: use owned fields, or `Arc`
#[derive(Default)]
struct Named {
    name: String,
    shared: Arc<str>,
}

#[organ]
impl Named {
    fn handle(&mut self, event: &closed) {
        let _ = (event, &self.name, &self.shared);
    }
}

#[event]
struct Counted(usize);

// returns `impl Iterator<Item = Counted>`, which does not name its type: write `Vec<Counted>`, and
// `collect()` its items
#[organ]
fn count(_event: &closed) -> Vec<Counted> {
    (0..3).map(Counted).collect()
}

// the outbox of handler `again` … declares `Counted` twice: remove one of them
#[organ]
fn again(_event: &closed, out: &mut Outbox<(Counted,)>) {
    out.emit(Counted(1));
    out.emit(Counted(2));
}

// an event with `HashMap<(u8, u8), u32>` cannot be written as JSON, whose keys are strings: write
// `Vec<((u8, u8), u32)>`
#[event]
struct Drawn {
    points: Vec<((u8, u8), u32)>,
    names: HashMap<u8, String>,
}

// conflicting implementations of trait `Serialize` for type `Derived`: the derive goes below the event
#[event]
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Derived {
    name: String,
}

#[organ]
fn draw(event: &Derived) -> Drawn {
    Drawn {
        points: vec![((1, 2), 3)],
        names: HashMap::from([(1, event.name.clone())]),
    }
}

#[derive(Default)]
#[spine(entry(closed, Light, Derived), terminal(Counted, Drawn))]
struct Hall {
    door: Door,
    named: Named,
    count: count,
    again: again,
    draw: draw,
}

#[tokio::test]
async fn code_with_the_cures_runs() {
    let mut hall = Hall::default();
    assert_eq!(hall.run(closed).await.unwrap().emitted, 5);
    for light in [on, off] {
        hall.run(light).await.unwrap();
    }
    let name = "point".to_owned();
    let stats = hall.run(Derived { name }).await.unwrap();
    assert_eq!((stats.emitted, stats.dead_letters), (1, 0));
    assert_eq!(hall.door.seen, ["closed", "on", "off"]);
}
