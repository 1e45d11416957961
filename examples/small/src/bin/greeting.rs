//! The smallest chain of events: somebody arrives, is greeted, and both are written down.

use organum::prelude::*;

#[event]
struct Arrived {
    name: String,
}

#[event]
struct Greeted {
    text: String,
}

#[organ]
fn greeter(event: &Arrived) -> Greeted {
    let text = format!("Hello, {}!", event.name);
    Greeted { text }
}

#[derive(Default)]
struct Guestbook {
    lines: Vec<String>,
}

#[organ]
impl Guestbook {
    fn handle(&mut self, event: &Event) {
        match event {
            Arrived { name } => self.lines.push(format!("{name} came")),
            Greeted { text } => self.lines.push(text.clone()),
        }
    }
}

#[spine(entry(Arrived))]
#[derive(Default)]
struct Door {
    greeter: greeter,
    guestbook: Guestbook,
}

#[tokio::main]
async fn main() -> Result<(), SpineError> {
    let mut door = Door::default();
    let name = "Ada".to_owned();
    let stats = door.run(Arrived { name }).await?;
    assert_eq!(stats.events, 2);
    println!("{}", door.guestbook.lines.join(". "));
    print!("{}", organum::event::picture::<Door>().text());
    Ok(())
}
