//! Spines whose declaration is measured: each organ handles events of some earlier organs and emits one
//! of its own, so that the search for loops has many paths.

use std::fmt::Write as _;

/// Returns the source of a crate with this many organs, with or without their spine.
///
/// # Errors
/// The text cannot be written.
pub fn spine_source(organs: usize, with_spine: bool) -> Result<String, std::fmt::Error> {
    let mut text = String::from(
        "#![allow(missing_docs, unused_imports)]\n\
         use organum::{Event, event, organ, spine};\n\
         #[event]\npub struct E0;\n",
    );
    for organ in 1..=organs {
        let mut heard = [organ - 1, organ / 2, organ / 3];
        heard.sort_unstable();
        let mut arms = String::new();
        for (place, event) in heard.iter().enumerate() {
            if !heard[..place].contains(event) {
                write!(arms, "E{event} => None, ")?;
            }
        }
        writeln!(
            text,
            "#[event]\npub struct E{organ};\n\
             #[derive(Default)]\npub struct O{organ};\n\
             #[organ]\nimpl O{organ} {{\n    \
             pub async fn handle(&mut self, event: &Event) -> Option<E{organ}> {{\n        \
             match event {{ {arms} }}\n    }}\n}}"
        )?;
    }
    if with_spine {
        writeln!(
            text,
            "#[derive(Default)]\n#[spine(entry(E0), terminal(E{organs}))]\npub struct Large {{"
        )?;
        for organ in 1..=organs {
            writeln!(text, "    pub o{organ}: O{organ},")?;
        }
        text.push_str("}\n");
    }
    Ok(text)
}
