//! A handler and a hook that an attribute makes such.
use organum::prelude::*;

#[event]
struct Came;
#[derive(Default)]
struct Desk;

#[organ]
impl Desk {
    #[cfg_attr(all(), handle)]
    fn came(&mut self, _came: &Came) {}

    #[cfg_attr(all(), start)]
    fn start(&mut self) {}
}

fn main() {}
