use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

#[event]
enum Figure {
    Round,
    Square(u32),
}

struct Greeter;

#[organ]
impl Greeter {
    #[handle]
    fn consts(&mut self, event: &Event) {
        const LIMIT: u32 = 3;
        use crate::Greet as Hello;
        match event {
            Figure::Square(LIMIT) => {}
            Hello { .. } => {}
        }
    }

    #[handle]
    fn globs(&mut self, event: &Event) {
        use Figure::*;
        match event {
            Round => {}
        }
    }
}

fn main() {}
