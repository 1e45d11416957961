use organum::prelude::*;

#[event]
struct Greeted {
    name: &'static str,
    #[serde(skip)]
    kind: &'static str,
    #[serde(deserialize_with = "read")]
    other: &'static str,
}

fn read<'de, D: serde::Deserializer<'de>>(_: D) -> Result<&'static str, D::Error> {
    Ok("other")
}

#[event]
enum Parted {
    One(Option<&'static str>),
    Several { names: &'static [u8] },
}

#[organ]
fn greet(_event: &Greeted) {}

#[spine(entry(Greeted))]
struct Hall {
    greet: greet,
}

fn main() {}
