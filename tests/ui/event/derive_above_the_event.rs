use organum::prelude::*;

#[derive(serde::Serialize)]
#[event]
struct Greet {
    name: String,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
#[event]
struct Greeted {
    name: String,
}

fn main() {}
