use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

use std::{cell::RefCell, rc::Rc};

struct Greeter {
    names: Rc<RefCell<Vec<String>>>,
}

#[organ]
impl Greeter {
    fn handle(&mut self, event: &Event) {
        match event {
            Greet { name } => self.names.borrow_mut().push(name.clone()),
        }
    }
}

#[spine(entry(Greet))]
struct Hall {
    greeter: Greeter,
}

fn main() {}
