use organum::prelude::*;

type Happening = Event;

#[event]
struct Greet {
    name: String,
}

#[derive(Default)]
struct Greeter {
    names: Vec<String>,
}

#[organ]
impl Greeter {
    fn handle(&mut self, event: &Happening) {
        match event {
            Greet { name } => self.names.push(name.clone()),
        }
    }
}

#[spine(entry(Greet))]
struct Hall {
    greeter: Greeter,
}

fn main() {}
