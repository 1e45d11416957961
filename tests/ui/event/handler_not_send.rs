use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

use std::rc::Rc;

struct Greeter;

#[organ]
impl Greeter {
    async fn handle(&mut self, event: &Event) {
        match event {
            Greet { name } => {
                let name = Rc::new(name.clone());
                std::future::ready(()).await;
                println!("{name}");
            }
        }
    }
}

#[organ]
async fn short(_event: &Greet) -> Greeted {
    let kept = Rc::new(3);
    std::future::ready(()).await;
    println!("{kept}");
    Greeted
}

fn main() {}
