#![allow(non_camel_case_types)]

use organum::prelude::*;

#[event]
struct closed;

#[event]
enum Light {
    on,
    off,
}

struct Door;

#[organ]
impl Door {
    fn handle(&mut self, event: &Event) {
        match event {
            closed => println!("closed"),
        }
    }
}

struct Lamp;

#[organ]
impl Lamp {
    fn handle(&mut self, event: &Event) {
        match event {
            on => println!("on"),
            Light::off => println!("off"),
        }
    }
}

fn main() {}
