//! The command for the queue of a backend.

use clap::Parser;
use organum::{
    __private::v1::serde_json::{self, Value},
    Runtime, Spine, event,
    event::{OnFailure, backend::MemoryBackend},
    organ, spine,
};
use organum_cli::{Ended, QueueCommand};
use organum_tests::command::{ID, steady};

#[event(key = account)]
struct Paid {
    account: u32,
    cents: i64,
}

#[organ]
fn ledger(event: &Paid) -> Result<(), &'static str> {
    if event.cents < 0 {
        return Err("nobody pays less than nothing");
    }
    Ok(())
}

#[derive(Default)]
#[spine(entry(Paid))]
struct Bank {
    ledger: ledger,
}

/// The command as a program mounts it.
#[derive(Parser)]
struct Program {
    #[command(subcommand)]
    command: QueueCommand,
}

/// Runs the command. Returns its output, and the way in which it ended.
async fn run(backend: &MemoryBackend, arguments: &str) -> (String, Ended) {
    let arguments = ["bank"].into_iter().chain(arguments.split_whitespace());
    let program = Program::try_parse_from(arguments).expect("the arguments are valid");
    let mut out = Vec::new();
    let ended = program.command.write_to(&mut out, backend).await;
    let out = String::from_utf8(out).expect("the output is text");
    (out, ended.expect("the backend does not fail"))
}

fn bank(backend: &MemoryBackend) -> Runtime<Bank> {
    let bank = Bank::default().builder().on_failure(OnFailure::Fail);
    bank.backend(backend.clone()).build()
}

#[tokio::test(start_paused = true)]
async fn an_event_that_stops_a_spine_is_found_and_skipped() {
    let backend = MemoryBackend::new();
    let mut bank = bank(&backend);
    let poison = bank
        .publish(Paid {
            account: 7,
            cents: -1,
        })
        .await
        .expect("there is room");
    bank.publish(Paid {
        account: 8,
        cents: 1,
    })
    .await
    .expect("there is room");
    bank.drain().await.expect_err("its handler fails");

    let (out, ended) = run(&backend, "list").await;
    assert_eq!(ended, Ended::Well);
    let head = "ID                                    EVENT  ONLY  STATUS   DELIVERIES\n";
    let steady = steady(&out);
    assert!(
        steady.starts_with(&format!("{head}{ID}  Paid   -     waiting  ")),
        "{out}"
    );
    assert_eq!(out.lines().count(), 3, "{out}");
    let (out, _) = run(&backend, "list --limit 1").await;
    assert!(
        out.ends_with("there are more: raise --limit to see them\n"),
        "{out}"
    );

    let (out, _) = run(&backend, "list --json").await;
    let first = out.lines().next().expect("there are two");
    let first: Value = serde_json::from_str(first).expect("the line is JSON");
    assert_eq!(first["id"], poison.to_string());
    assert_eq!(
        (&first["event"], &first["key"]),
        (&"Paid".into(), &"7".into())
    );
    assert_eq!(first["status"], "waiting");

    let (out, ended) = run(&backend, &format!("skip {poison}")).await;
    assert_eq!(
        (&*out, ended),
        (&*format!("skipped: {poison} Paid\n"), Ended::Well)
    );
    assert_eq!(
        bank.drain().await.expect("the event was skipped").handled,
        1
    );

    let (out, ended) = run(&backend, &format!("skip {poison}")).await;
    assert!(
        out.starts_with(&format!("there is no message {poison}: ")),
        "{out}"
    );
    assert_eq!(ended, Ended::Failed);
}

#[tokio::test]
async fn a_queue_is_cleared_after_a_confirmation() {
    let backend = MemoryBackend::new();
    let bank = bank(&backend);
    for account in 0..3 {
        bank.publish(Paid { account, cents: 1 })
            .await
            .expect("there is room");
    }
    let (out, ended) = run(&backend, "clear").await;
    let counted = "3 messages would be removed: add --yes to do it\n";
    assert_eq!((&*out, ended), (counted, Ended::NotDone));
    let (out, ended) = run(&backend, "clear --yes").await;
    assert_eq!((&*out, ended), ("3 messages removed\n", Ended::Well));
    for empty in ["clear --yes", "list"] {
        let (out, ended) = run(&backend, empty).await;
        assert_eq!((&*out, ended), ("no messages\n", Ended::Well));
    }
}
