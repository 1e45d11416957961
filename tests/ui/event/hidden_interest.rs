//! A second place where the type of an event is asked.

use organum::prelude::*;
use organum::{event, organ};

#[event]
struct A {}

#[event]
struct B {}

#[derive(Default)]
struct Hidden;

#[organ]
impl Hidden {
    fn handle(&mut self, event: &Event) {
        if let Some(b) = event.get::<B>() {
            drop(b);
        }
        match event {
            A { .. } => {}
        }
    }
}

#[derive(Default)]
struct Spelled;

#[organ]
impl Spelled {
    fn handle(&mut self, event: &Event) {
        let _ = Event::get::<B>(event);
        match event {
            A { .. } => {}
        }
    }
}

fn main() {}
