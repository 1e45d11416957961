//! Runs every example and checks its output.

use std::{collections::BTreeSet, fs, process::Command};

macro_rules! examples {
    ($($name:ident: $line:literal)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        $(
            #[test]
            fn $name() {
                runs(env!(concat!("CARGO_BIN_EXE_", stringify!($name))), $line);
            }
        )*
    };
}

examples! {
    hello: "Hello, Ada!"
    parallel: "Weather and Traffic were asked side by side"
    many_outputs: "for the count alone ran Words and Count"
    dependency_injection: "Good evening, Alan"
    struct_step: "500 + 100 = 600"
    generics: "users/7 orders/7"
    error_handling: "node `Balance` of graph `Pay` failed (needed by Paid -> Balance): there is no account 9"
    retry: "node `Reading` of graph `Ask` failed in attempt 3"
    timeout: "node `Book` of graph `Borrow` timed out after 50ms (needed by Loan -> Book)"
    fallback_and_race: "1.00 as of yesterday, 20 ms by train, no tip"
    resources: "transaction closed"
    once_per_runner: "user 10, after 2 connects"
    testing_with_replacements: "at a rate of 2 the price is 200"
    introspection: "Sent (output)"
    greeting: "Ada came. Hello, Ada!"
    seance: "3 Agatha leaves a shadow"
    saga_trip: "step `hotel` of saga `Trip` failed; done flight, car; undone car, flight"
    saga_reservations: "step `reserve[3]` of saga `Order` failed; done reserve[0], reserve[1], reserve[2]; undone reserve[2], reserve[1], reserve[0]"
    saga_race: "done; done by_card, paid, by_transfer; undone by_transfer"
    exactly_once: "8 callers, 1 call"
    crash_recovery: "calls: reserve 1, charge 2, ship 1"
    scope_comparison: "3 runs of 2 executions: 2 calls with scope = run, 1 with scope = global"
    transaction: "committed: 1 order, recorded: true"
    own_store: "the store in a file keeps every promise"
    observability: "of the nodes, 4 provided a value, 1 failed, 0 were cancelled"
}

#[track_caller]
fn runs(program: &str, line: &str) {
    let ran = Command::new(program).output().expect("it was built");
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{}\n{out}\n{err}", ran.status);
    assert!(
        out.lines().any(|shown| shown == line),
        "no `{line}` in\n{out}"
    );
}

#[test]
fn no_example_is_left_out() {
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin"));
    let files: BTreeSet<String> = files
        .expect("the examples are there")
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    let tested = NAMES.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(files, tested);
}

#[test]
fn the_readme_shows_the_greeting_and_what_it_prints() {
    let readme = include_str!("../../../README.md");
    let source = include_str!("../src/bin/greeting.rs");
    let (_, code) = source.split_once("\n\n").expect("a text, then the code");
    assert!(readme.contains(&format!("```rust\n{code}```")));
    let ran = Command::new(env!("CARGO_BIN_EXE_greeting")).output();
    let out = ran.expect("it was built").stdout;
    let out = String::from_utf8_lossy(&out);
    assert!(readme.contains(&format!("```text\n{out}```")), "{out}");
}
