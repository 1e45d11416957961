// rustc reports it; a spine with such an organ reports nothing else.
use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[derive(Default)]
struct Greeter {
    names: Vec<String>,
}

#[organ]
impl Greeter {
    fn handle(&mut self, event: &Event) -> Option<Greeted> {
        match event {
            Greet { name } => {
                let name = ;
                None
            }
        }
    }
}

#[organ]
fn note(_event: &Greeted) {
    let noted = ;
}

#[spine(entry(Greet))]
struct Hall {
    greeter: Greeter,
    note: note,
}

fn main() {}
