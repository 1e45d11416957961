use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

use Greet as Hello;

#[organ]
fn greet(_event: &Greet) {}

#[spine(entry(Greet, Hello))]
struct Hall {
    greet: greet,
}

fn main() {}
