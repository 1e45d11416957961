//! Programs that must compile and run, among them unusual ones that use the names of generated code.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "they are written as in crates of their own"
)]

mod composed;
mod cures;
mod declarations;
mod in_a_function;
mod input_whose_node_cannot_run;
mod names;
mod own_names;
mod shadowing;
mod shadowing_events;
mod signatures;
mod sixty_levels;
mod tutorial;
mod unused_nodes;
