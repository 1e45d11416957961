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
fn greet(_event: &Greet, _names: &mut Vec<String>) {}

fn main() {}
