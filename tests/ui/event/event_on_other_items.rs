use organum::prelude::*;

#[event]
fn greet() {}

#[event]
union Bits {
    a: u32,
    b: f32,
}

#[event]
type Alias = u32;

#[event]
struct Generic<T> {
    of: T,
}

#[event]
struct Borrowed<'a>(&'a str);

#[event]
enum Sized<const N: usize> {
    A([u8; N]),
}

fn main() {}
