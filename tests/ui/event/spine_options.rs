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

#[spine(entries(Greet))]
struct Unknown {
    greet: greet,
}

#[spine(entry = Greet)]
struct NoList {
    greet: greet,
}

#[spine(entry(Greet), max_hops = 0)]
struct NoHops {
    greet: greet,
}

#[spine(entry(Greet), max_hops = "many")]
struct ManyHops {
    greet: greet,
}

#[spine(entry(Greet), max_hops(3))]
struct Listed {
    greet: greet,
}

fn main() {}
