use std::any::Any;

use organum::{event::EventType, prelude::*};

#[event]
struct Greet;

struct Greeter;

#[organ]
impl Greeter {
    #[handle]
    fn perhaps(&mut self, _event: Option<&Greet>) {}

    #[handle]
    fn any(&mut self, _event: &dyn Any) {}

    #[handle]
    fn each(&mut self, _event: &impl EventType) {}

    #[handle]
    fn pair(&mut self, _event: (&Greet, u8)) {}
}

fn main() {}
