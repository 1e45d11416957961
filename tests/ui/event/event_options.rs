use organum::prelude::*;

#[event("")]
struct Blank;

#[event(name = "  ")]
struct Spaces;

#[event("A", name = "B")]
struct Both;

#[event("padded ")]
struct Padded;

#[event(versoin = 2)]
struct Unknown;

#[event(version = 0)]
struct Zero;

#[event(key = order)]
struct Keyed {
    id: u32,
}

#[event(key = id)]
enum Choice {
    A { id: u32 },
}

#[event(key = id)]
struct Unit;

#[event(retry(attempts = 3, jitter))]
struct Retried;

#[event(3)]
struct Number;

// Each of them is an event nevertheless.
#[organ]
fn hears(event: &Event) -> Option<Zero> {
    match event {
        Blank | Spaces | Both | Padded | Unknown | Unit | Retried | Number => None,
        Keyed { id: 3 } => None,
        Choice::A { .. } => None,
    }
}

fn main() {}
