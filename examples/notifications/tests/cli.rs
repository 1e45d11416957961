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
    let output = Command::new(env!("CARGO_BIN_EXE_notifications"))
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
fn letters(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

/// Runs a command with the dead letters in `path`.
fn with(path: &Path, arguments: &[&str]) -> Ran {
    let letters = ["--letters", path.to_str().expect("it is text")];
    run(&[&letters[..], arguments].concat())
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let story = run(&["--seed", "7"]);
    assert_eq!((story.err.as_str(), story.code), ("", Some(0)));
    assert_eq!(run(&["--seed", "7"]).out, story.out);
    assert_ne!(run(&["--seed", "8"]).out, story.out);
}

#[test]
fn whatever_the_seed_letters_are_redriven_once_the_channels_are_cured() {
    for seed in ["1", "2", "3"] {
        let Ran { out, err, code } = run(&["--seed", seed]);
        assert_eq!((err.as_str(), code), ("", Some(0)));
        let sms = "  Requested > SmsDue at sms.handle, 2 attempts: timed out after 500ms\n";
        assert_eq!(out.matches(sms).count(), 2, "{out}");
        let parts = [
            "failed in attempt 1, next one in ",
            "sms.handle timed out in attempt 1, next one in 1.000 s\n",
            "  Requested > MailDue at mail.handle, 1 attempt: there is no mailbox nobody@example.org\n",
            "\n10 delivered, 1 dead letter left:\n",
            "  Requested > MailDue at mail.handle, 2 attempts: there is no mailbox nobody@example.org\n",
        ];
        for part in parts {
            assert!(out.contains(part), "no `{part}` in\n{out}");
        }
    }
}

#[test]
fn one_command_redrives_what_another_one_left() {
    let path = letters("redriven.json");
    let urgent = ["send", "--urgent", "ada@example.org", "The server is down"];
    let sent = with(&path, &[&["--blocked", "sms"], &urgent[..]].concat());
    assert_eq!(sent.code, Some(1), "{}{}", sent.out, sent.err);
    assert!(
        sent.out
            .contains("ada@example.org      delivered by push\n"),
        "{}",
        sent.out
    );
    assert!(
        sent.out
            .contains("sms.handle timed out: it is a dead letter\n")
    );

    let listed = with(&path, &["dead-letters", "list"]);
    assert!(
        listed
            .out
            .contains("Notifications  SmsDue   sms.handle  timed out  2\n"),
        "{}",
        listed.out
    );

    // Without --yes, the command only counts.
    let all = ["dead-letters", "redrive", "--all"];
    let asked = with(&path, &all);
    assert_eq!(
        asked.out,
        "1 dead letter would be redriven: add --yes to do it\n"
    );
    assert_eq!(asked.code, Some(2));

    let yes = [&all[..], &["--yes"]].concat();
    let blocked = with(&path, &[&["--blocked", "sms"], &yes[..]].concat());
    assert_eq!(blocked.code, Some(1), "{}", blocked.out);
    let listed = with(&path, &["dead-letters", "list"]);
    assert!(listed.out.contains("timed out  4\n"), "{}", listed.out);

    let cured = with(&path, &yes);
    assert_eq!(cured.code, Some(0), "{}", cured.out);
    assert!(
        cured
            .out
            .contains("ada@example.org      delivered by SMS\n"),
        "{}",
        cured.out
    );
    assert!(!cured.out.contains("push"), "{}", cured.out);
    assert_eq!(
        with(&path, &["dead-letters", "list"]).out,
        "no dead letters\n"
    );
}

#[test]
fn invalid_arguments_are_refused() {
    let path = letters("refused.json");
    for (arguments, text) in [
        (
            &["send", "ada", "Hello"][..],
            "`ada` is not an address: write it as ada@example.org",
        ),
        (&["--blocked", "fax"], "[possible values: mail, sms, push]"),
        (&["--seed", "x"], "invalid digit"),
    ] {
        let ran = with(&path, arguments);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(text), "no `{text}` in\n{}", ran.err);
    }
    assert!(!path.exists());

    fs::write(&path, "no letters").expect("it can be written");
    let ran = with(&path, &["dead-letters", "list"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .starts_with("error: store `file` failed to list the dead letters: "),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("refused.json"), "{}", ran.err);
}
