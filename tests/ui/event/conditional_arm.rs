use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

#[organ]
fn greet(event: &Event) {
    match event {
        Greet { .. } => {}
        #[cfg(test)]
        Greeted => {}
    }
}

struct Greeter;

#[organ]
impl Greeter {
    #[handle]
    #[cfg(test)]
    fn greet(&mut self, _event: &Greet) {}
}

fn main() {}
