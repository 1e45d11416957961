//! Constants in patterns are checked before delivery, in any spelling: rustc resolves them, not the macro.
#![allow(
    non_upper_case_globals,
    non_camel_case_types,
    clippy::unwrap_used,
    reason = "constants and variants in other spellings"
)]

use organum::{event, organ, prelude::*, spine};

#[derive(Clone, Copy, serde::Serialize, serde::Deserialize)]
enum Colour {
    red,
    green,
}
use Colour::{green, red};

const limit: u64 = 3;
const _BIG: u64 = 9;
const 限: u64 = 11;

#[event]
struct Paid {
    cents: u64,
    colour: Colour,
}

#[event]
struct Moved(u64, u64);

#[derive(Default)]
struct Till {
    seen: Vec<String>,
}

#[organ]
impl Till {
    fn handle(&mut self, event: &Event) {
        match event {
            Paid {
                cents: limit,
                colour: red,
            } => self.seen.push("limit".to_owned()),
            Paid { cents: _BIG, .. } => self.seen.push("big".to_owned()),
            Moved(限, to) => self.seen.push(format!("to {to}")),
            Moved(from, 1 | 2) => self.seen.push(format!("from {from}")),
        }
    }
}

#[spine(entry(Paid, Moved))]
#[derive(Default)]
struct Shop {
    till: Till,
}

#[tokio::test]
async fn an_event_that_no_constant_matches_is_not_delivered() {
    let mut shop = Shop::default();
    for (cents, colour) in [(3, red), (3, green), (9, green), (4, red)] {
        let stats = shop.run(Paid { cents, colour }).await.unwrap();
        assert_eq!(stats.dead_letters, 0, "{cents}");
    }
    for (from, to) in [(11, 5), (7, 2), (7, 3)] {
        let stats = shop.run(Moved(from, to)).await.unwrap();
        assert_eq!(stats.dead_letters, 0, "{from}");
    }
    assert_eq!(shop.till.seen, ["limit", "big", "to 5", "from 7"]);
}

#[event]
struct Capped {
    limit: u64,
}

#[event]
#[expect(clippy::struct_field_names, reason = "a pattern names it")]
struct Kept {
    kept: Option<u64>,
    list: Vec<u64>,
    colour: Colour,
}

#[event]
#[derive(Clone, Copy)]
enum Light {
    on,
    off,
}
use Light::{off, on};

#[derive(Default)]
struct Shelf {
    seen: Vec<String>,
}

#[organ]
impl Shelf {
    fn handle(&mut self, event: &Event) {
        match event {
            Capped { limit } => self.seen.push("shorthand".to_owned()),
            Capped { limit: 0..limit } => self.seen.push("range".to_owned()),
            Kept {
                kept: Some(_BIG | limit),
                ..
            } => self.seen.push("alternatives".to_owned()),
            Kept {
                kept: Some(kept @ 限),
                colour: red | green,
                ..
            } if *kept > 10 => self.seen.push(format!("bound {kept}")),
            Kept {
                kept: None, list, ..
            } if matches!(&**list, [limit, _BIG, ..]) => {
                self.seen.push("guard".to_owned());
            }
            Light::on => self.seen.push("on".to_owned()),
        }
    }
}

/// The same constants in arms of their own: an event that no arm can match is not delivered.
#[derive(Default)]
struct Lamp {
    seen: u32,
}

#[organ]
impl Lamp {
    fn handle(&mut self, event: &Event) {
        match event {
            Capped { limit: cap } if *cap > 1 => self.seen += 1,
            Light::off => self.seen += 10,
        }
    }
}

#[spine(entry(Capped, Kept, Light))]
#[derive(Default)]
struct Hall {
    shelf: Shelf,
    lamp: Lamp,
}

#[tokio::test]
async fn constants_are_resolved_everywhere_in_a_pattern() {
    let mut hall = Hall::default();
    let mut undelivered = Vec::new();
    for capped in [3, 2, 4] {
        let stats = hall.run(Capped { limit: capped }).await.unwrap();
        assert_eq!(stats.dead_letters, 0, "{capped}");
        undelivered.push(stats.undelivered);
    }
    for (kept, list) in [
        (Some(9), vec![]),
        (Some(11), vec![]),
        (Some(12), vec![]),
        (None, vec![3, 9, 1]),
        (None, vec![3]),
    ] {
        let colour = green;
        let stats = hall.run(Kept { kept, list, colour }).await.unwrap();
        assert_eq!(stats.dead_letters, 0, "{kept:?}");
        undelivered.push(stats.undelivered);
    }
    for light in [on, off] {
        let stats = hall.run(light).await.unwrap();
        assert_eq!(stats.dead_letters, 0);
        undelivered.push(stats.undelivered);
    }
    let seen = [
        "shorthand",
        "range",
        "alternatives",
        "bound 11",
        "guard",
        "on",
    ];
    assert_eq!(hall.shelf.seen, seen);
    assert_eq!(hall.lamp.seen, 3 + 10);
    // A guard is not a part of the table: an event that it refuses was delivered.
    assert_eq!(undelivered, [0, 0, 1, 0, 0, 1, 0, 0, 1, 1]);
}
