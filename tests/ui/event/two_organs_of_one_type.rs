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
    fn handle(&mut self, _event: &Greet) {}
}

#[organ]
impl Greeter {
    #[handle]
    fn part(&mut self, _event: &Parted) {}
}

fn main() {}
