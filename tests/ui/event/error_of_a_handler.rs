use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Refused;

#[organ]
fn greet(_event: &Greet) -> Result<Greeted, Refused> {
    Err(Refused)
}

struct Greeter;

#[organ]
impl Greeter {
    async fn handle(&mut self, event: &Event) -> Result<(), Refused> {
        match event {
            Greet { .. } => Err(Refused),
        }
    }
}

fn main() {}
