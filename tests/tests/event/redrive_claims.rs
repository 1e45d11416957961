//! A dead letter is redriven by one process and one runtime at a time: each claims it for the duration of the
//! redrive.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    collections::BTreeSet,
    fs,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    Runtime, Spine,
    dead_letter::{
        self, ClaimId, ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor,
        DeadLetterFilter, DeadLetterId, DeadLetters, Lease, Leases, Renewal, StoreFuture,
    },
    event,
    event::SpineErrorKind,
    organ, spine,
};
use tokio::time::sleep;

#[event]
struct Order(u32);

/// Ships orders. Clones share their counters.
#[derive(Clone, Default)]
struct Dock {
    calls: Arc<AtomicU32>,
    is_closed: Arc<AtomicBool>,
    takes: Duration,
}

#[organ]
impl Dock {
    async fn handle(&mut self, _event: &Order) -> Result<(), &'static str> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        sleep(self.takes).await;
        if self.is_closed.load(Ordering::SeqCst) {
            return Err("the dock is closed");
        }
        Ok(())
    }
}

#[spine(entry(Order))]
struct Harbour {
    dock: Dock,
}

fn harbour(dock: &Dock, store: impl DeadLetters) -> Runtime<Harbour> {
    let dock = dock.clone();
    Harbour { dock }.builder().dead_letters(store).build()
}

/// Returns a store with the letters of this number of orders.
async fn letters(count: u32) -> dead_letter::MemoryDeadLetters {
    let (store, dock) = (dead_letter::MemoryDeadLetters::new(), Dock::default());
    dock.is_closed.store(true, Ordering::SeqCst);
    let orders = (0..count).map(Order);
    harbour(&dock, store.clone()).run_all(orders).await.unwrap();
    assert_eq!(store.len(), count as usize);
    store
}

#[tokio::test(start_paused = true)]
async fn two_runtimes_redrive_each_letter_once() {
    let store = letters(50).await;
    let dock = Dock {
        takes: Duration::from_millis(10),
        ..Dock::default()
    };
    let (mut one, mut other) = (harbour(&dock, store.clone()), harbour(&dock, store.clone()));
    let all = DeadLetterFilter::all();
    let (first, second) = tokio::join!(one.redrive_all(&all), other.redrive_all(&all));
    assert_eq!(first.unwrap().handled + second.unwrap().handled, 50);
    assert_eq!(dock.calls.load(Ordering::SeqCst), 50);
    assert!(store.is_empty());
}

#[test]
fn two_processes_redrive_each_letter_once() {
    let folder = tempfile::tempdir().unwrap();
    let program = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_redriving"));
        command.arg(folder.path()).args(arguments).spawn().unwrap()
    };
    assert!(program(&["fail", "50"]).wait().unwrap().success());
    let both = [program(&["redrive"]), program(&["redrive"])];
    for mut one in both {
        assert!(one.wait().unwrap().success());
    }
    let calls = fs::read_to_string(folder.path().join("calls")).unwrap();
    let calls: Vec<u32> = calls.lines().map(|line| line.parse().unwrap()).collect();
    let each: BTreeSet<u32> = calls.iter().copied().collect();
    assert_eq!((calls.len(), each.len()), (50, 50));
}

#[tokio::test(start_paused = true)]
async fn a_letter_that_is_being_redriven_is_busy() {
    let store = letters(1).await;
    let id = store.letters()[0].id;
    let dock = Dock {
        takes: Duration::from_mins(10),
        ..Dock::default()
    };
    let (mut one, mut other) = (harbour(&dock, store.clone()), harbour(&dock, store.clone()));
    let (first, second) = tokio::join!(one.redrive(id), async {
        // Longer than a claim lasts without a renewal.
        sleep(Duration::from_mins(5)).await;
        other.redrive(id).await
    });
    assert_eq!(first.unwrap().handled, 1);
    let busy = second.unwrap_err();
    assert!(busy.kind() == SpineErrorKind::LetterBusy, "{busy}");
    assert_eq!(dock.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_claim_ends_with_a_failed_redrive_and_with_its_runtime() {
    let store = letters(1).await;
    let id = store.letters()[0].id;
    let dock = Dock::default();
    dock.is_closed.store(true, Ordering::SeqCst);
    let (mut one, mut other) = (harbour(&dock, store.clone()), harbour(&dock, store.clone()));
    for attempts in [2, 3] {
        assert_eq!(one.redrive(id).await.unwrap().dead_letters, 1);
        assert_eq!(store.letters()[0].attempts, attempts);
    }
    assert_eq!(other.redrive(id).await.unwrap().dead_letters, 1);
    // A dropped redrive holds the letter, as its event is still in the queue.
    let slow = Dock {
        takes: Duration::from_mins(1),
        ..Dock::default()
    };
    let mut dropped = harbour(&slow, store.clone());
    let soon = Duration::from_secs(1);
    tokio::time::timeout(soon, dropped.redrive(id))
        .await
        .unwrap_err();
    let busy = other.redrive(id).await.unwrap_err();
    assert!(busy.kind() == SpineErrorKind::LetterBusy, "{busy}");
    drop(dropped);
    dock.is_closed.store(false, Ordering::SeqCst);
    assert_eq!(other.redrive(id).await.unwrap().handled, 1);
    assert!(store.is_empty());
}

/// A store that renews no lease, as if its holder was disconnected.
#[derive(Clone)]
struct CutOff(dead_letter::MemoryDeadLetters);

impl Leases for CutOff {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move { Ok(vec![Renewal::Lost; leases.len()]) })
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.0.release(lease)
    }
}

impl DeadLetters for CutOff {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        self.0.put(letter)
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        self.0.list(filter, after, limit)
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.0.get(id)
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        self.0.claim(id, claim, length)
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        self.0.update(claimed, letter)
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        self.0.remove(claimed)
    }
}

#[tokio::test(start_paused = true)]
async fn a_late_redrive_does_not_remove_a_letter_claimed_by_another() {
    let store = letters(1).await;
    let id = store.letters()[0].id;
    let slow = Dock {
        takes: Duration::from_mins(5),
        ..Dock::default()
    };
    let closed = Dock::default();
    closed.is_closed.store(true, Ordering::SeqCst);
    let mut late = harbour(&slow, CutOff(store.clone()));
    let mut other = harbour(&closed, store.clone());
    let (first, second) = tokio::join!(late.redrive(id), async {
        sleep(Duration::from_mins(2)).await;
        other.redrive(id).await
    });
    assert_eq!(first.unwrap().handled, 1);
    assert_eq!(second.unwrap().dead_letters, 1);
    let letter = &store.letters()[0];
    assert_eq!(letter.attempts, 2, "the second failure is recorded");
}
