//! Dependencies that an organ that is a function cannot keep; an organ behind an `Arc`; an event under another name.
use std::sync::Arc;

use organum::prelude::*;

#[event]
struct Came;

#[organ]
fn unnamed(_came: &Came, _any: impl Clone) {}

#[organ]
fn unnamed_behind(_came: &Came, _any: &impl Clone) {}

#[organ]
fn borrowed(_came: &Came, _number: Option<&u8>) {}

#[organ]
fn text(_came: &Came, _text: &str) {}

#[derive(Default)]
struct Desk;

#[organ]
impl Desk {
    fn handle(&self, _came: &Came) {}
}

#[spine(entry(Came))]
struct Hall {
    desk: Arc<Desk>,
}

fn main() {}
