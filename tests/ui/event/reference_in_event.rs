use organum::prelude::*;

#[event]
struct Greeted {
    name: &'static str,
    #[serde(skip)]
    kind: &'static str,
}

#[event]
enum Parted {
    One(Option<&'static str>),
    Several { names: &'static [u8] },
}

#[organ]
fn greet(_event: &Greeted) {}

#[spine(entry(Greeted))]
struct Hall {
    greet: greet,
}

fn main() {}
