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
    fn handle(&mut self, event: &Event) {
        match event {
            Greet { surname, .. } => println!("{surname}"),
            Greeted => {}
        }
    }
}

#[organ]
fn limited(event: &Event) {
    match event {
        Greet { age: 3, .. } => {}
        Greeted => {}
    }
}

#[organ]
fn missing(event: &Event) {
    match event {
        Greet {} => {}
    }
}

fn main() {}
