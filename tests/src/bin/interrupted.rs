//! Serves a spine from memory until it is interrupted, and prints its progress to standard output. The
//! tests of interrupts start it and interrupt it.
//!
//! `interrupted` handles five events, each in 100 ms; `interrupted hangs` blocks its thread in the
//! first one.

use std::{thread, time::Duration};

use organum::{Event, Spine, event, event::interrupt, organ, spine};

#[event]
struct Task {
    number: u32,
}

#[event]
struct Done {
    number: u32,
}

#[derive(Default)]
struct Worker {
    hangs: bool,
}

#[organ]
impl Worker {
    async fn handle(&mut self, event: &Event) -> Done {
        match event {
            Task { number } => {
                say(&format!("begins {number}"));
                if self.hangs {
                    thread::sleep(Duration::from_hours(1));
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                Done { number: *number }
            }
        }
    }
}

#[derive(Default)]
struct Clerk {
    done: u32,
}

#[organ]
impl Clerk {
    fn handle(&mut self, event: &Event) {
        match event {
            Done { number } => {
                self.done += 1;
                say(&format!("done with {number}"));
            }
        }
    }
}

#[derive(Default)]
#[spine(entry(Task))]
struct Works {
    worker: Worker,
    clerk: Clerk,
}

fn say(line: &str) {
    println!("{line}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut works = Works::default();
    works.worker.hangs = std::env::args().any(|argument| argument == "hangs");
    let interrupted = interrupt()?;
    let mut works = works.builder().build();
    for number in 0..5 {
        works.publish(Task { number }).await?;
    }
    works.serve(interrupted).await?;
    let works = works.shutdown().await?;
    say(&format!("ends with {}", works.clerk.done));
    Ok(())
}
