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

#[organ(timout = "5s", concurrency = 0, cached = true, version = 0)]
impl Greeter {
    #[handle(retries = 3, on_failure = drop)]
    fn greet(&self, _event: &Greet) {}

    #[handle(concurrency = 2)]
    fn part(&self, _event: &Parted) {}

    #[handle = "x"]
    fn greeted(&self, _event: &Greeted) {}
}

struct Desk;

#[organ(concurrency = 4, timeout = 5, on_failure = "fail")]
impl Desk {
    #[handle]
    fn look(&self, _event: &Greet) {}

    #[handle]
    fn write(&mut self, _event: &Greeted) {}
}

struct Door;

#[organ(on_failure = dead_leter, timeout = "soon", retry(attempts = 0, backoff = fixed("0s")), concurrency = 70000)]
impl Door {
    fn handle(&self, _event: &Greet) {}
}

fn main() {}
