//! The `Debug` output of the library's types, which contains names and ids, and nothing of a payload.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use organum::{
    Spine, event,
    event::archive::{MemoryArchive, Trace},
    observe::{Observer, SpineEvent},
    organ, spine,
};

const SECRET: &str = "a secret";

#[event(key = holder)]
struct Paid {
    holder: String,
    cents: u32,
}

#[event(key = holder)]
struct Booked {
    holder: String,
}

/// An organ that emits another event in a replay.
#[derive(Default)]
struct Ledger {
    is_other: bool,
}

#[organ]
impl Ledger {
    fn handle(&mut self, event: &Paid) -> Booked {
        let mut holder = event.holder.clone();
        assert!(event.cents > 0, "nobody pays nothing");
        if self.is_other {
            holder.push('!');
        }
        Booked { holder }
    }
}

#[spine(entry(Paid), terminal(Booked))]
#[derive(Default)]
struct Bank {
    ledger: Ledger,
}

/// An observer that records the `Debug` output of its notifications.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<String>>);

impl Observer for Shown {
    fn spine(&self, _spine: &'static str, event: &SpineEvent<'_>) {
        let mut shown = self.0.lock().unwrap();
        write!(shown, "{event:?}").unwrap();
    }
}

fn paid() -> Paid {
    Paid {
        holder: SECRET.to_owned(),
        cents: 5,
    }
}

#[tokio::test]
async fn notifications_and_recorded_entries_show_no_payload() {
    let (shown, archive) = (Shown::default(), MemoryArchive::new());
    let mut bank = Bank::default()
        .builder()
        .observe(shown.clone())
        .archive(archive.clone())
        .build();
    bank.run(paid()).await.unwrap();
    bank.stop().await.unwrap();
    let notified = shown.0.lock().unwrap().clone();
    assert!(
        notified.contains("Paid") && notified.contains("hops"),
        "{notified}"
    );

    let id = bank.trace().unwrap();
    let trace = Trace::read(&archive, id).await.unwrap();
    let block = organum::event::archive::Archive::read(&archive, id, 0)
        .await
        .unwrap();
    let recorded = format!("{trace:?} {block:?}");
    assert!(recorded.contains("event `Paid`"), "{recorded}");

    let other = Bank {
        ledger: Ledger { is_other: true },
    };
    let mut replay = other.builder().replay(&archive, id).await.unwrap();
    let report = replay.run().await.unwrap();
    assert!(!report.is_identical());
    let until = bank_that_differs(&archive, id).await;
    let differs = format!("{report:?} {until:?} {until}");
    for text in [notified, recorded, differs] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

async fn bank_that_differs(
    archive: &MemoryArchive,
    id: organum::event::archive::TraceId,
) -> organum::event::ReplayError {
    let other = Bank {
        ledger: Ledger { is_other: true },
    };
    let mut replay = other.builder().replay(archive, id).await.unwrap();
    replay.until_entry(100).await.unwrap_err()
}

#[tokio::test]
async fn a_runtime_and_its_handles_show_their_spine() {
    let bank = Bank::default().builder().build();
    bank.publish(paid()).await.unwrap();
    let handle = bank.handle();
    assert_eq!(
        format!("{bank:?} {handle:?}"),
        "Runtime(Bank) SpineHandle(Bank)"
    );
    let (queue, letters) = (handle.queue(), bank.dead_letters());
    assert_eq!(
        format!("{queue:?} {letters:?}"),
        "SpineQueue(Bank) SpineDeadLetters(Bank)"
    );
    let listed = format!("{:?}", queue.list(10).await.unwrap());
    assert!(
        listed.contains("Paid") && !listed.contains(SECRET),
        "{listed}"
    );
}
