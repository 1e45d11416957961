use organum::prelude::*;

#[event]
struct Greet;

#[event]
struct Part;

#[derive(Default)]
struct Greeter {
    count: u32,
}

#[organ]
impl Greeter {
    pub fn handle(&mut self, _event: &Greet) {
        self.count += 1;
    }

    #[handle]
    fn part(&mut self, _event: &Part) {
        self.count -= 1;
    }
}

#[spine(entry(Greet, Part))]
#[derive(Default)]
struct Hall {
    greeter: Greeter,
}

fn main() {}
