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

#[organ(snapshot)]
impl Greeter {
    fn handle(&mut self, _event: &Greet) {}
}

fn main() {}
