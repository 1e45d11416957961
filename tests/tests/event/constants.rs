//! Constants in patterns are asked before delivery, however they are written: rustc knows them, not their
//! letters.
#![allow(
    non_upper_case_globals,
    non_camel_case_types,
    clippy::unwrap_used,
    reason = "constants and variants as others write them"
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
async fn what_no_constant_matches_is_not_delivered() {
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
