//! A spine of two hundred organs is checked like a user's: in a crate of its own. Each organ handles
//! events of some of the others, so that the search for cycles has many paths.

use std::{fmt::Write as _, path::Path};

use organum_tests::stranger;

const ORGANS: usize = 200;

/// Writes organs, each of which handles three events of those before it, and emits one of its own.
fn source() -> String {
    let mut text =
        String::from("use organum::{Event, event, organ, spine};\n#[event]\npub struct E0;\n");
    let mut fields = String::new();
    for at in 1..=ORGANS {
        let mut heard = [at - 1, at / 2, at / 3];
        heard.sort_unstable();
        let mut arms = String::new();
        for (place, event) in heard.iter().enumerate() {
            if !heard[..place].contains(event) {
                write!(arms, "E{event} => None, ").expect("a string takes all");
            }
        }
        writeln!(
            text,
            "#[event]\npub struct E{at};\n\
             #[derive(Default)]\npub struct O{at};\n\
             #[organ]\nimpl O{at} {{ async fn handle(&mut self, event: &Event) -> Option<E{at}> {{ match event {{ {arms} }} }} }}",
        )
        .expect("a string takes all");
        write!(fields, "pub o{at}: O{at}, ").expect("a string takes all");
    }
    writeln!(
        text,
        "#[spine(entry(E0), terminal(E{ORGANS}))]\npub struct Large {{ {fields} }}"
    )
    .expect("a string takes all");
    text
}

#[test]
fn a_spine_of_two_hundred_organs_is_checked() {
    stranger::check(
        Path::new(env!("CARGO_TARGET_TMPDIR")),
        "two-hundred-organs",
        &source(),
    );
}
