use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

#[organ]
fn greet(_event: &Greet) {}

#[spine(entry(Greet, Greet), terminal(Parted, Parted), entry(Greeted))]
struct Hall {
    greet: greet,
}

fn main() {}
