use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Greeter;

#[organ]
impl Greeter {
    async fn handle(&mut self, event: &Event, out: &mut Outbox<(Greeted, Greet)>) {
        match event {
            Greet { .. } => {
                out.emit(Greeted);
                out.emit(Parted);
            }
        }
    }
}

#[organ]
fn one(_event: &Greet, out: &mut Outbox<Greeted>) {
    out.emit(Parted);
}

#[organ]
fn returned(_event: &Greet) -> Greeted {
    Parted
}

fn main() {}
