use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Desk;

#[organ]
fn greet(_event: &Greet) {}

#[spine(entry(Greet))]
struct Hall {
    greet: greet,
    desk: Desk,
    names: Vec<String>,
}

fn main() {}
