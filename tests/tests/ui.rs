//! The compile errors, as users read them: `tests/ui/*/*.rs` and the reviewed `.stderr` next to each.
//!
//! One folder: `cargo test -p organum-tests --test ui graph`. One case: `… --test ui graph -- trybuild=cycle`. After a
//! change of a text: run with `TRYBUILD=overwrite`, then read every line of the difference.

#[test]
fn graph() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/graph/*.rs");
}

#[test]
fn event() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/event/*.rs");
}

#[test]
fn saga() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/saga/*.rs");
}
