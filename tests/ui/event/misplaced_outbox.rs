use organum::prelude::*;

#[event]
struct Greet;

#[event]
struct Greeted;

#[organ]
fn owned(_event: &Greet, out: Outbox<Greeted>) {
    drop(out);
}

#[organ]
fn shared(_event: &Greet, out: &Outbox<Greeted>) {
    let _ = out;
}

#[organ]
fn twice(_event: &Greet, out: &mut Outbox<Greeted>, again: &mut Outbox<Greet>) {
    out.emit(Greeted);
    again.emit(Greet);
}

fn main() {}
