use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Order {
    id: u32,
}

#[derive(Debug)]
struct Other;

struct Greeter;

#[organ]
impl Greeter {
    fn handle(&mut self, event: &Event) -> Option<Greeted> {
        match event {
            Order { id } if *id > 3 => Some(Greeted),
            Greet { .. } => None,
        }
    }
}

#[organ]
fn listens(_event: &Other) {}

#[organ]
fn returns(_event: &Greet) -> Option<Other> {
    None
}

#[organ]
fn puts(_event: &Greet, _out: &mut Outbox<(Greeted, Other)>) {}

#[organ]
fn greet(_event: &Greet) {}

#[spine(entry(Greet, Other))]
struct Hall {
    greet: greet,
}

fn main() {}
