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
fn greet(_event: &Greet) {}

#[spine]
enum Hall {}

#[spine]
fn hall() {}

#[spine(entry(Greet))]
struct Tuple(greet);

#[spine(entry(Greet))]
struct Generic<T> {
    greet: greet,
    rest: T,
}

#[spine(entry(Greet))]
struct Borrowed<'a> {
    greet: &'a greet,
}

#[spine(entry(Greet))]
struct Static {
    greet: &'static greet,
}

#[spine(entry(Greet))]
struct Empty {}

#[spine(entry(Greet))]
struct Sometimes {
    #[cfg(test)]
    greet: greet,
}

fn main() {}
