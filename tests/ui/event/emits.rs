use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Other;

#[derive(Emits)]
struct Both(Greeted, Parted);

#[derive(Emits)]
enum Answer {
    Hello(Greeted),
    Two(Greeted, Parted),
    Named { parted: Parted },
}

#[derive(Emits)]
enum Unknown {
    Hello(Greeted),
    Other(Other),
}

#[organ]
fn answers(_event: &Greet) -> Answer {
    Answer::Hello(Greeted)
}

fn main() {}
