//! Redrives of dead letters without a handler, and of events that only organs with `all` handle.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use clap::Parser;
use organum::{
    Event, Runtime, Spine, SpineErrorKind,
    dead_letter::{self, DeadLetter, DeadLetterFilter, Redriver},
    event,
    event::backend::MemoryBackend,
    organ, spine,
};
use organum_cli::{DeadLetterCommand, Ended};
use organum_tests::letters::{FailingOnce, Fault};

#[event]
struct Ping(u32);

#[organ]
fn ping(event: &Ping) -> Ping {
    Ping(event.0 + 1)
}

#[spine(entry(Ping), max_hops = 3)]
#[derive(Default)]
struct Table {
    ping: ping,
}

async fn the_letter<S: organum::Spine>(runtime: &Runtime<S>) -> DeadLetter {
    let mut letters = runtime
        .dead_letters()
        .list(&DeadLetterFilter::all())
        .await
        .unwrap();
    assert_eq!(letters.len(), 1, "one letter exists");
    letters.remove(0)
}

#[tokio::test]
async fn a_letter_of_too_many_hops_stays_when_it_fails_again() {
    let mut table = Table::default().builder().build();
    table.run(Ping(0)).await.unwrap();
    for redrives in 0..3 {
        let letter = the_letter(&table).await;
        assert_eq!(letter.reason.kind, "too many hops");
        assert_eq!(letter.attempts, redrives);
        let stats = table.redrive(letter.id).await.unwrap();
        assert_eq!(stats.dead_letters, 1);
    }
    the_letter(&table).await;
}

#[tokio::test(start_paused = true)]
async fn a_letter_of_too_many_hops_stays_when_it_fails_again_through_a_backend() {
    let mut table = Table::default()
        .builder()
        .backend(MemoryBackend::new())
        .build();
    table.publish(Ping(0)).await.unwrap();
    table.drain().await.unwrap();
    for _ in 0..3 {
        let letter = the_letter(&table).await;
        table.redrive(letter.id).await.unwrap();
        assert_eq!(table.drain().await.unwrap().dead_letters, 1);
    }
    the_letter(&table).await;
}

#[event]
struct Begun;
#[event]
struct Noted;

#[organ]
fn note(_: &Begun) -> Noted {
    Noted
}

/// Fails at its first `Noted`.
#[derive(Default)]
struct Audit {
    noted: u32,
}

#[organ(all)]
impl Audit {
    fn handle(&mut self, event: &Event) -> Result<(), &'static str> {
        if event.name() == "Noted" {
            self.noted += 1;
            if self.noted == 1 {
                return Err("the book is full");
            }
        }
        Ok(())
    }
}

#[spine(entry(Begun))]
#[derive(Default)]
struct Office {
    note: note,
    audit: Audit,
}

#[tokio::test]
async fn an_event_that_only_an_organ_with_all_handles_is_redriven() {
    let mut office = Office::default().builder().build();
    office.run(Begun).await.unwrap();
    let letter = the_letter(&office).await;
    assert_eq!(letter.subject, "Noted");
    assert_eq!(office.redrive(letter.id).await.unwrap().handled, 1);
    assert!(
        office
            .dead_letters()
            .list(&DeadLetterFilter::all())
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(office.spine().audit.noted, 2);
}

/// An organ that fails while it is full.
#[derive(Default)]
struct Shelf {
    is_full: bool,
}

#[organ]
impl Shelf {
    fn handle(&mut self, _event: &Begun) -> Result<(), &'static str> {
        if self.is_full { Err("full") } else { Ok(()) }
    }
}

#[spine(entry(Begun))]
#[derive(Default)]
struct Library {
    shelf: Shelf,
}

#[derive(Parser)]
struct Letters {
    #[command(subcommand)]
    command: DeadLetterCommand,
}

/// Runs the command, and returns its output and result.
async fn command(library: &mut Runtime<Library>, arguments: &[&str]) -> (String, Ended) {
    let letters = Letters::parse_from([&["letters"], arguments].concat());
    let store = library.dead_letters().store();
    let mut out = Vec::new();
    let mut redrivers: [&mut dyn Redriver; 1] = [library];
    let ended = letters.command.write_to(&mut out, &*store, &mut redrivers);
    let ended = ended.await.unwrap();
    (String::from_utf8(out).unwrap(), ended)
}

/// The command reports that a letter is enqueued, which is not another failure.
#[tokio::test(start_paused = true)]
async fn the_command_distinguishes_enqueued_letters_from_failed_ones() {
    let mut library = Library::default()
        .builder()
        .backend(MemoryBackend::new())
        .build();
    library.spine_mut().shelf.is_full = true;
    for _ in 0..2 {
        library.publish(Begun).await.unwrap();
    }
    library.drain().await.unwrap();
    let ids: Vec<_> = library
        .dead_letters()
        .list(&DeadLetterFilter::all())
        .await
        .unwrap();
    let ids: Vec<_> = ids.iter().map(|letter| letter.id.to_string()).collect();

    for _ in 0..2 {
        let (out, ended) = command(&mut library, &["redrive", &ids[0]]).await;
        let said = "enqueued for a serving process: ";
        assert!(out.starts_with(said), "{out}");
        assert_eq!((out.lines().count(), ended), (1, Ended::Well));
    }
    let (out, ended) = command(&mut library, &["redrive", "--all", "--yes"]).await;
    assert!(out.ends_with("0 redriven, 2 enqueued, 0 failed\n"), "{out}");
    assert_eq!(ended, Ended::Well);
    assert_eq!(
        library.drain().await.unwrap().dead_letters,
        2,
        "each letter once"
    );

    library.spine_mut().shelf.is_full = false;
    command(&mut library, &["redrive", "--all", "--yes"]).await;
    assert_eq!(library.drain().await.unwrap().handled, 2);
    let (out, _) = command(&mut library, &["list"]).await;
    assert_eq!(out, "no dead letters\n");
}

#[event]
struct Row(u32);
#[event]
struct Sum(u32);

/// Handles a row at the second attempt, and emits the sum when the spine is idle.
#[derive(Default)]
struct Adder {
    attempts: u32,
    sum: u32,
    emitted: u32,
}

#[organ]
impl Adder {
    #[handle]
    fn row(&mut self, event: &Row) -> Result<(), &'static str> {
        self.sum += event.0;
        self.attempts += 1;
        if self.attempts == 1 {
            Err("not yet")
        } else {
            Ok(())
        }
    }

    #[idle]
    fn sum(&mut self) -> Option<Sum> {
        let has_news = std::mem::replace(&mut self.emitted, self.sum) != self.sum;
        has_news.then_some(Sum(self.sum))
    }
}

#[organ]
fn refuse(event: &Sum) -> Result<(), String> {
    Err(format!("{} is refused", event.0))
}

#[spine(entry(Row))]
#[derive(Default)]
struct Import {
    adder: Adder,
    refuse: refuse,
}

/// The events of hooks in a redrive have other ids than those of the first run, so their letters are kept.
#[tokio::test]
async fn hook_events_of_a_redrive_overwrite_no_letter() {
    let mut import = Import::default().builder().build();
    import.run(Row(7)).await.unwrap();
    let rows = DeadLetterFilter::all().place("adder");
    let letters = import.dead_letters().list(&rows).await.unwrap();
    import.redrive(letters[0].id).await.unwrap();
    let letters = import
        .dead_letters()
        .list(&DeadLetterFilter::all().place("refuse"))
        .await
        .unwrap();
    let messages: Vec<_> = letters
        .iter()
        .map(|letter| &*letter.reason.messages[0])
        .collect();
    assert_eq!(messages, ["7 is refused", "14 is refused"]);
}

#[tokio::test]
async fn a_letter_that_cannot_be_removed_causes_no_second_call() {
    let store = FailingOnce::with(dead_letter::MemoryDeadLetters::new(), Fault::FailsAtRemove);
    let mut office = Office::default().builder().dead_letters(store).build();
    office.run(Begun).await.unwrap();
    let letter = the_letter(&office).await;
    let stopped = office.redrive(letter.id).await.unwrap_err();
    assert!(stopped.kind() == SpineErrorKind::DeadLetters, "{stopped}");
    assert_eq!(office.spine().audit.noted, 2);
    // The rest of the redrive completes now.
    office.run(Begun).await.unwrap();
    assert_eq!(
        office.spine().audit.noted,
        3,
        "one more call for one more event"
    );
}

#[event]
struct Countdown(u32);

#[organ]
fn count(event: &Countdown) -> Option<Countdown> {
    (event.0 > 0).then(|| Countdown(event.0 - 1))
}

mod before {
    use super::*;

    #[spine(entry(Countdown), max_hops = 3)]
    #[derive(Default)]
    pub(super) struct Launch {
        count: count,
    }
}

mod after {
    use super::*;

    #[spine(entry(Countdown), max_hops = 30)]
    #[derive(Default)]
    pub(super) struct Launch {
        count: count,
    }
}

#[tokio::test]
async fn a_letter_of_too_many_hops_is_redriven_by_a_program_that_allows_more() {
    let store = dead_letter::MemoryDeadLetters::new();
    let mut launch = before::Launch::default()
        .builder()
        .dead_letters(store.clone())
        .build();
    launch.run(Countdown(9)).await.unwrap();
    let letter = the_letter(&launch).await;
    let mut launch = after::Launch::default()
        .builder()
        .dead_letters(store)
        .build();
    let stats = launch.redrive(letter.id).await.unwrap();
    assert_eq!((stats.handled, stats.dead_letters), (6, 0));
    assert!(
        launch
            .dead_letters()
            .list(&DeadLetterFilter::all())
            .await
            .unwrap()
            .is_empty()
    );
}
