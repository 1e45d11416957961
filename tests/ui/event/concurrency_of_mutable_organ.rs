use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Desk;

#[organ(concurrency = 4)]
impl Desk {
    #[handle]
    fn look(&self, _event: &Greet) {}

    #[handle]
    fn write(&mut self, _event: &Greeted) {}
}

fn main() {}
