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
fn note(event: &Event) {
    match event {
        Greet { .. } => {}
        Greeted | Parted => {}
    }
}

#[spine(entry(Greet))]
struct Hall {
    note: note,
}

#[organ]
fn greeted(_event: &Greeted) {}

#[spine()]
struct Porch {
    greeted: greeted,
}

fn main() {}
