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
    fn greet(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
        }
    }
}

struct Empty;

#[organ]
impl Empty {}

fn main() {}
