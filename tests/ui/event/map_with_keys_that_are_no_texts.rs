use std::collections::{BTreeMap, HashMap};

use organum::prelude::*;

#[event]
struct Drawn {
    points: HashMap<(u8, u8), u32>,
    lines: Option<Vec<BTreeMap<[u8; 2], String>>>,
}

fn main() {}
