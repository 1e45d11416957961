use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted {
    name: String,
}

struct Named<'a>(&'a str);

#[organ]
impl<'a> Named<'a> {
    fn handle(&mut self, event: &Greet) {
        let _ = (self.0, &event.name);
    }
}

struct Elided<'a>(&'a str);

#[organ]
impl Elided<'_> {
    fn handle(&mut self, event: &Greet) {
        let _ = (self.0, &event.name);
    }
}

trait Handle {
    fn handle(&mut self, event: &Greet);
}

struct OfTrait;

#[organ]
impl Handle for OfTrait {
    fn handle(&mut self, event: &Greet) {
        let _ = &event.name;
    }
}

struct Many;

#[organ]
impl Many {
    fn handle(&mut self, event: &Greet) -> impl Iterator<Item = Greeted> {
        let name = event.name.clone();
        std::iter::once(Greeted { name })
    }
}

#[organ]
fn many(event: &Greet) -> impl Iterator<Item = Greeted> + use<> {
    let name = event.name.clone();
    std::iter::once(Greeted { name })
}

fn main() {}
