use organum::prelude::*;

#[event]
struct Greeted;

#[derive(Emits)]
enum Answer {
    Greeted(Greeted),
    Several(Vec<Answer>),
}

#[organ]
fn greet(_event: &Greeted) -> Answer {
    Answer::Several(vec![Answer::Greeted(Greeted)])
}

fn main() {}
