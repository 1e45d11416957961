//! Mistakes inside handlers are reported as in any function. No note may lead into the standard library:
//! it would quote the source of it, where that is installed.
use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Greeter {
    names: Vec<String>,
}

impl Greeter {
    fn remember(&mut self, name: String) {
        self.names.push(name);
    }
}

#[organ]
impl Greeter {
    async fn handle(&mut self, event: &Event) -> Option<Greeted> {
        match event {
            Greet { name } if name.is_blank() => None,
            Greet { name } => {
                self.remember(name);
                None
            }
            Parted => self.nmaes.pop().map(|_| Greeted),
        }
    }
}

#[organ]
fn tells(event: &Event) -> Option<Greeted> {
    match event {
        Greet { name: 3 } => None,
        Greeted { .. } => event.nmae(),
    }
}

#[organ]
fn answers(event: &Event) -> Greeted {
    match event {
        Greet { .. } => Parted,
    }
}

fn main() {}
