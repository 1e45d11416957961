//! Time limits of handlers that never wait.

use organum::prelude::*;
use organum::{event, organ};

#[event]
struct A {}

#[organ(timeout = "5s")]
fn function(_: &A) {}

#[derive(Default)]
struct Block;

#[organ(timeout = "5s")]
impl Block {
    fn handle(&mut self, event: &Event) {
        match event {
            A { .. } => {}
        }
    }
}

#[derive(Default)]
struct Methods;

#[organ]
impl Methods {
    #[handle(timeout = "5s")]
    fn first(&self, _: &A) {}
}

fn main() {}
