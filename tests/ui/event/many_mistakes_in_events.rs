use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

#[event("")]
struct Blank;

struct Greeter;

#[organ]
impl Greeter {
    fn handle(&mut self, event: &Event) -> Parted {
        match event {
            Greet { name } if name.is_empty() => Parted,
            Greeted => Parted,
            _ => Parted,
        }
    }
}

#[organ(timeout = "1 second")]
fn slow(_event: &Greet) {}

#[organ]
fn fine(_event: &Greet) -> Greeted {
    Greeted
}

#[organ]
fn listener(_event: &Parted) {}

#[spine(entry(Greet))]
struct Hall {
    fine: fine,
    listener: listener,
}

#[spine(entries(Greet))]
struct House {
    fine: fine,
}

fn main() {}
