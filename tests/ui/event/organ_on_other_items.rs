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
struct Greeter;

#[organ]
enum Kind {}

#[organ]
trait Named {}

struct Desk;

#[organ]
impl Clone for Desk {
    fn clone(&self) -> Self {
        Desk
    }
}

struct Borrowing<'a>(&'a str);

#[organ]
impl<'a> Borrowing<'a> {
    fn handle(&mut self, _event: &Greet) {}
}

#[organ]
fn nothing() {}

struct Door;

impl Door {
    #[organ]
    fn handle(&mut self, _event: &Greet) {}
}

fn main() {}
