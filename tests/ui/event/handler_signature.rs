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
    fn no_self(event: &Event) {
        match event {
            Greet { .. } => {}
        }
    }

    #[handle]
    fn by_value(self, _event: &Greet) {}

    #[handle]
    fn owned(&mut self, _event: Greet) {}

    #[handle]
    fn no_event(&mut self) {}

    #[handle]
    fn more(&mut self, _event: &Greet, _name: &String) {}

    #[handle]
    fn generic<T: Default>(&mut self, _event: &Greet) {}

    #[handle]
    unsafe fn unchecked(&mut self, _event: &Greet) {}

    #[handle]
    fn opaque(&mut self, _event: &Greet) -> impl Emits {
        Greeted
    }
}

fn main() {}
