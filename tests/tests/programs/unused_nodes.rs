//! A node that no graph uses is no mistake, whatever it needs, even if it is part of a cycle.
#![deny(warnings)]
#![allow(
    unreachable_pub,
    clippy::pedantic,
    reason = "in a library it is reachable"
)]

use organum::node;

pub struct Missing;
pub struct Unused;
pub struct Chicken;
pub struct Egg;

#[node]
pub async fn unused(_missing: &Missing) -> Unused {
    Unused
}

#[node]
pub fn chicken(_egg: &Egg) -> Chicken {
    Chicken
}

#[node]
pub fn egg(_chicken: &Chicken) -> Egg {
    Egg
}

#[node(explicit)]
pub fn names(_missing: &Missing) -> Vec<String> {
    Vec::new()
}
