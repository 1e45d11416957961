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
    fn handle(&mut self, event: &Event) -> Option<Greeted> {
        match event {
            Greeet { name } => Some(Greeted),
            Parted => None,
        }
    }
}

#[organ]
fn greet(_event: &Greet) {}

#[organ]
fn note(_event: &Greeeted) {}

#[spine(entry(Greet), terminal(Farewell))]
struct Hall {
    greet: greet,
}

fn main() {}
