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

    #[start(now)]
    fn start(&mut self, _phase: u32) {}

    #[start]
    fn again(&mut self) {}

    #[idle]
    fn idle(_phase: u32) {}

    #[stop]
    #[handle]
    fn stop(&mut self, _event: &Greeted) {}
}

struct Older;

#[organ]
impl Older {
    fn handle(&mut self, _event: &Greet) {}

    #[quiet]
    fn quiet(&mut self) {}
}

fn main() {}
