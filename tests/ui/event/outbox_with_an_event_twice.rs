use organum::prelude::*;

#[event]
struct Greet;

#[event]
struct Greeted;

#[organ]
fn twice(_event: &Greet, out: &mut Outbox<(Greeted, Greeted)>) {
    out.emit(Greeted);
}

fn main() {}
