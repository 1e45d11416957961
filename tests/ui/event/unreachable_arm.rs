use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

use Greet as Hello;

struct Greeter;

#[organ]
impl Greeter {
    #[handle]
    fn same(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
            Greeted => {}
            Greet { name } => println!("{name}"),
        }
    }
}

struct Second;

#[organ]
impl Second {
    #[handle]
    fn alias(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
            Greeted | Hello { .. } => {}
        }
    }
}

fn main() {}
