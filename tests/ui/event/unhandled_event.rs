use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

#[derive(Emits)]
enum Answer {
    Hello(Greeted),
    Bye(Parted),
}

struct Greeter;

#[organ]
impl Greeter {
    fn handle(&mut self, event: &Event) -> Option<Greeted> {
        match event {
            Greet { .. } => Some(Greeted),
        }
    }
}

#[organ]
fn both(_event: &Greet) -> Result<Vec<Answer>, std::io::Error> {
    Ok(vec![Answer::Hello(Greeted), Answer::Bye(Parted)])
}

#[spine(entry(Greet))]
struct Hall {
    greeter: Greeter,
}

#[spine(entry(Greet))]
struct House {
    both: both,
    greeter: Greeter,
}

fn main() {}
