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
fn greet(_event: &Greet) -> Option<Greeted> {
    None
}

#[spine(entry(Greet, Parted), terminal(Greeted, Parted))]
struct Hall {
    greet: greet,
}

fn main() {}
