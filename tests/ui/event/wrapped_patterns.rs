use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Parted;

struct Greeter;

#[organ]
impl Greeter {
    fn handle(&mut self, event: &Event) {
        match event {
            Some(Greet { name }) => println!("{name}"),
            None => {}
        }
    }
}

#[organ]
fn note(event: &Event) {
    match event {
        Ok(Parted) => {}
        Greet { .. } => {}
    }
}

#[spine(entry(Greet, Parted))]
struct Hall {
    greeter: Greeter,
    note: note,
}

fn main() {}
