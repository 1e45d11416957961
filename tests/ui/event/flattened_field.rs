use std::collections::BTreeMap;

use organum::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Address {
    city: String,
}

#[event]
struct Ordered {
    id: u32,
    #[serde(flatten)]
    address: Address,
}

#[event]
enum Changed {
    Renamed {
        #[serde(rename = "to", flatten)]
        more: BTreeMap<String, String>,
    },
    // The cure.
    Moved { address: Address },
}

fn main() {}
