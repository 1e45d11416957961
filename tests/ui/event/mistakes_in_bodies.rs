use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Greeter {
    names: Vec<String>,
}

#[organ]
impl Greeter {
    async fn handle(&mut self, event: &Event) -> Option<Greeted> {
        match event {
            Greet { name } if name.is_blank() => None,
            Greet { name } => {
                self.names.push(name);
                Some(Parted)
            }
            Parted => self.nmaes.pop().map(|_| Greeted),
        }
    }
}

#[organ]
fn tells(event: &Event) -> Option<Greeted> {
    match event {
        Greet { name: 3 } => None,
        Greeted { .. } => event.nmae(),
    }
}

fn main() {}
