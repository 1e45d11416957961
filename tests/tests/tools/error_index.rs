//! Every compile-error case has an entry in `docs/errors.md`, and every entry a case; and the texts are
//! the same on every machine.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Returns the reviewed texts of the compile-error cases.
fn texts() -> impl Iterator<Item = PathBuf> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    ["graph", "event", "saga"]
        .into_iter()
        .flat_map(move |folder| fs::read_dir(ui.join(folder)).expect("the cases are there"))
        .map(|entry| entry.expect("a case").path())
        .filter(|path| path.extension().is_some_and(|end| end == "stderr"))
}

/// Returns the names of the compile-error cases.
fn cases() -> BTreeSet<String> {
    texts()
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
}

/// Returns the names after `Cases:` in the error index.
fn listed() -> BTreeSet<String> {
    let index = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    let index = fs::read_to_string(index).expect("the error index is there");
    index
        .split("Cases: ")
        .skip(1)
        .filter_map(|entry| entry.split("\n\n").next())
        .flat_map(|names| names.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_error_index_names_every_case_and_no_other() {
    let (cases, listed) = (cases(), listed());
    assert!(cases.len() > 50, "the cases were not found");
    let missing: Vec<_> = cases.difference(&listed).collect();
    assert!(missing.is_empty(), "not in docs/errors.md: {missing:?}");
    let gone: Vec<_> = listed.difference(&cases).collect();
    assert!(gone.is_empty(), "no such cases: {gone:?}");
}

/// A note that leads into the standard library quotes its source where the toolchain's component
/// `rust-src` is installed, and none where it is not.
#[test]
fn no_text_depends_on_the_source_of_the_standard_library() {
    for path in texts() {
        let text = fs::read_to_string(&path).expect("a reviewed text");
        assert!(!text.contains("$RUST"), "{}", path.display());
    }
}
