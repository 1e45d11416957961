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
    #[handle]
    fn wild(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
            _ => {}
        }
    }

    #[handle]
    fn named(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
            other => println!("{other:?}"),
        }
    }

    #[handle]
    fn alternative(&mut self, event: &Event) {
        match event {
            Greet { .. } | _ => {}
        }
    }

    // All was asked for, so that is fine.
    #[handle(all)]
    fn all(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
            other => println!("{other:?}"),
        }
    }
}

fn main() {}
