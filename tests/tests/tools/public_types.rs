//! Public enums and public fields bind the project permanently: each states why it is not
//! `#[non_exhaustive]`.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use super::architecture::{CRATES, sources};
use crate::root;

/// Returns true if the struct that begins at line `at` has a public field.
fn has_public_field(lines: &[&str], at: usize) -> bool {
    let indentation = lines[at].len() - lines[at].trim_start().len();
    lines[at].ends_with('{')
        && lines[at + 1..]
            .iter()
            .take_while(|line| line.len() != indentation + 1 || line.trim() != "}")
            .any(|line| line.trim_start().starts_with("pub ") && line.contains(':'))
}

/// Returns the comments and attributes that stand directly above line `at`.
fn head<'a>(lines: &'a [&'a str], at: usize) -> impl Iterator<Item = &'a str> {
    lines[..at]
        .iter()
        .rev()
        .map(|line| line.trim())
        .take_while(|line| !line.is_empty() && !line.ends_with('}') && !line.ends_with(';'))
}

/// Returns the public types of a file that may not change and do not state why.
fn unexplained(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let start = line.trim_start();
        let reason = if start.starts_with("pub enum ") && !start.contains('$') {
            "// Exhaustive: "
        } else if start.starts_with("pub struct ") && has_public_field(&lines, at) {
            "// Public fields: "
        } else {
            continue;
        };
        let is_explained =
            head(&lines, at).any(|line| line == "#[non_exhaustive]" || line.starts_with(reason));
        if !is_explained {
            found.push(format!("{start} (add `#[non_exhaustive]` or `{reason}…`)"));
        }
    }
    found
}

#[test]
fn types_that_cannot_grow_say_why() {
    let (mut files, mut wrong) = (0, Vec::new());
    // The macros have no types that users can hold.
    for (name, _) in CRATES.iter().filter(|(name, _)| *name != "organum-macros") {
        let mut texts = Vec::new();
        sources(
            &root().join("crates").join(name).join("src"),
            &[],
            &mut texts,
        );
        files += texts.len();
        for (module, text) in &texts {
            let place = format!("{name} {}", module.join("::"));
            wrong.extend(
                unexplained(text)
                    .iter()
                    .map(|what| format!("{place}: {what}")),
            );
        }
    }
    assert!(files > 100, "the sources are found");
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_type_without_a_reason_is_found() {
    let text =
        "/// A.\n#[derive(Clone)]\npub enum A {\n}\n\n/// B.\npub struct B {\n    pub b: u8,\n}\n";
    assert_eq!(unexplained(text).len(), 2);
    let text = "// Exhaustive: two.\npub enum A {\n}\n\n#[non_exhaustive]\npub struct B {\n    pub b: u8,\n}\n";
    assert_eq!(unexplained(text), [""; 0]);
}
