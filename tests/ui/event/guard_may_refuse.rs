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
            Parted => Greeted,
        }
    }
}

#[organ]
async fn fails(event: &Event) -> Result<(Greeted, Parted), std::io::Error> {
    match event {
        Greet { name } if name.is_empty() => Ok((Greeted, Parted)),
    }
}

// An arm without a guard takes what the guard refuses.
#[organ]
fn covered(event: &Event) -> Greeted {
    match event {
        Greet { name } if name.is_empty() => Greeted,
        Greet { .. } => Greeted,
    }
}

fn main() {}
