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
    #[handle]
    fn none(&mut self, event: &Event) {
        println!("{}", event.name());
    }

    #[handle]
    fn if_let(&mut self, event: &Event) {
        if let Greet { name } = event {
            println!("{name}");
        }
    }

    #[handle]
    fn let_else(&mut self, event: &Event) {
        let Greet { name } = event else { return };
        println!("{name}");
    }

    #[handle]
    fn is(&mut self, event: &Event) -> Option<Greeted> {
        matches!(event, Greet { .. }).then_some(Greeted)
    }

    #[handle]
    fn not_last(&mut self, event: &Event) {
        let name = match event {
            Greet { name } => name,
        };
        println!("{name}");
    }

    #[handle]
    fn inside(&mut self, event: &Event) -> Result<Greeted, std::io::Error> {
        Ok(match event {
            Greet { .. } => Greeted,
        })
    }

    #[handle]
    fn twice(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
        }
        match event {
            Greeted => {}
        }
    }

    #[handle]
    fn odd(&mut self, event: &Event) {
        match event {
            Greet { .. } => {}
            "hello" | 3..=5 => {}
            (Greeted, Parted) => {}
        }
    }
}

#[derive(Default)]
struct Listener {
    names: Vec<String>,
}

#[organ(all)]
impl Listener {
    fn handle(&mut self, event: &Event) {
        let name = match event {
            Greet { name } => name.clone(),
            other => other.name().to_owned(),
        };
        self.names.push(name);
    }
}

fn main() {}
