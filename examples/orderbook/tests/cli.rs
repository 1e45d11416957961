//! Tests of the program as a user runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
}

fn run(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_orderbook"))
        .args(arguments)
        .output()
        .expect("it was built");
    Ran {
        out: String::from_utf8(output.stdout).expect("it is text"),
        err: String::from_utf8(output.stderr).expect("it is text"),
        code: output.status.code(),
    }
}

/// The path of a file for this test, which does not exist.
fn file(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

fn text(path: &Path) -> &str {
    path.to_str().expect("it is text")
}

/// The summary without the last line, which is about events or the trace.
fn summary(out: &str) -> String {
    let lines: Vec<_> = out.lines().take(9).collect();
    lines.join("\n")
}

const SUMMARY: &str = "\
trades       1192 of 30539 shares
turnover     3046280.93
last price   99.40
cancelled    141, 171 too late
rejected     14
in the book  329 orders for 16936 shares
best bid     99.40
best ask     99.59
digest       cbc683517dab356d
events       7460
";

#[test]
fn the_same_seed_gives_the_same_day() {
    let day = run(&["--orders", "2000", "--seed", "7"]);
    assert_eq!(day.code, Some(0), "{}", day.err);
    assert_eq!(day.out, SUMMARY);
    assert!(day.err.contains(" events/s ("), "{}", day.err);
    assert_ne!(run(&["--orders", "2000", "--seed", "8"]).out, day.out);
}

#[test]
fn a_recorded_day_is_replayed_byte_for_byte() {
    let path = file("day.archive");
    for (seed, trace) in [("7", "1"), ("8", "2")] {
        let recorded = run(&["record", text(&path), "--orders", "500", "--seed", seed]);
        assert_eq!(recorded.code, Some(0), "{}", recorded.err);
        assert!(
            recorded
                .out
                .ends_with(&format!("recorded as trace {trace}\n"))
        );

        for arguments in [
            &["replay", text(&path)][..],
            &["replay", text(&path), "--trace", trace],
        ] {
            let replayed = run(arguments);
            assert_eq!(replayed.code, Some(0), "{}", replayed.err);
            assert_eq!(summary(&replayed.out), summary(&recorded.out));
            let told = format!("trace {trace} was replayed, byte for byte, in ");
            assert!(replayed.out.contains(&told), "{}", replayed.out);
        }
    }
}

#[test]
fn a_day_without_orders_has_a_summary() {
    let path = file("quiet.archive");
    let recorded = run(&["record", text(&path), "--orders", "0"]);
    assert_eq!(recorded.code, Some(0), "{}", recorded.err);
    assert!(
        recorded
            .out
            .ends_with("nothing happened, so nothing is recorded\n")
    );
    let replayed = run(&["replay", text(&path)]);
    assert_eq!(replayed.code, Some(1));
    assert!(
        replayed.err.contains("holds no trace yet"),
        "{}",
        replayed.err
    );
    let day = run(&["--orders", "0"]);
    assert!(
        day.out.contains("trades       0 of 0 shares\n"),
        "{}",
        day.out
    );
    assert!(day.out.contains("last price   -\n"), "{}", day.out);
}

#[test]
fn a_missing_or_damaged_recording_is_reported() {
    let path = file("none.archive");
    let ran = run(&["replay", text(&path)]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("there is no file"), "{}", ran.err);
    assert!(!path.exists(), "a replay makes no file");

    fs::write(&path, "no archive").expect("it can be written");
    let ran = run(&["replay", text(&path)]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("is not an archive, or is damaged"),
        "{}",
        ran.err
    );

    let path = file("one.archive");
    assert_eq!(run(&["record", text(&path), "--orders", "5"]).code, Some(0));
    let ran = run(&["replay", text(&path), "--trace", "9"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("holds no trace 9"), "{}", ran.err);

    let ran = run(&["--orders", "many"]);
    assert_eq!(ran.code, Some(2));
}
