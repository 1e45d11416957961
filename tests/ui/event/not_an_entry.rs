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
fn greet(_event: &Greet) -> Greeted {
    Greeted
}

#[spine(entry(Greet), terminal(Greeted))]
struct Hall {
    greet: greet,
}

async fn runs(mut hall: Runtime<Hall>) {
    hall.run(Greeted).await.unwrap();
    hall.run("hello").await.unwrap();
}

fn main() {}
