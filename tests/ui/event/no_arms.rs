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
        match event {}
    }
}

fn main() {}
