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
    fn handle(&mut self, event: &Event) -> Greeted {
        match event {
            Greet { name } if name.is_empty() => Greeted,
            other => Greeted,
        }
    }
}

#[organ(concurency = 2)]
fn part(_event: &Greeted) -> Parted {
    Parted
}

#[spine(entry(Greet))]
struct Hall {
    greeter: Greeter,
    part: part,
}

async fn runs(mut hall: Runtime<Hall>) {
    hall.run(Greet { name: String::new() }).await.unwrap();
}

fn main() {}
