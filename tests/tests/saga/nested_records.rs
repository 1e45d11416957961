//! The records of nested sagas: those that a program refuses, and those of a saga that is cut while it begins.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    prelude::*,
    saga::{
        RecordedSaga, RefusalKind, SagaAnswer, SagaEntry, SagaErrorKind, SagaId, SagaOperator,
        SagaOperatorErrorKind, SagaStatus,
    },
    store::{
        ClaimId, Journal, JournalClaim, JournalStatus, Leases, MemoryJournal, StoreError,
        StoreErrorKind,
    },
};
use organum_tests::{
    Log,
    journal::{Around, Asked, Surrounded, statuses},
    saga::No,
};
use tokio::time::sleep;
use uuid::Uuid;

organum_tests::values!(Inner Second);

const LEASE: Duration = Duration::from_secs(1);

/// Two programs that have different versions of the nested saga.
macro_rules! program {
    ($name:ident, $version:literal) => {
        mod $name {
            use super::*;

            #[saga]
            pub(super) struct Part {
                #[inject]
                pub(super) diary: Log,
            }

            #[saga(error = std::convert::Infallible, output = Inner, version = $version)]
            impl Part {
                #[step(undo = undo_inner)]
                async fn inner(&self) -> Inner {
                    self.diary.say("inner");
                    sleep(3 * LEASE).await;
                    Inner(1)
                }

                async fn undo_inner(&self, _: &Inner) {
                    self.diary.say("undo inner");
                }
            }

            #[saga]
            pub(super) struct Whole {
                #[inject]
                pub(super) diary: Log,
            }

            #[saga(error = No, output = Second, version = 1)]
            impl Whole {
                #[step(saga)]
                fn part(&self) -> Part {
                    Part {
                        diary: self.diary.clone(),
                    }
                }

                #[step(irrevocable)]
                async fn second(&self, _: &Inner) -> Second {
                    Second(1)
                }
            }
        }
    };
}

program!(older, 1);
program!(newer, 2);

/// Leaves a run of the older program while its nested saga is running.
async fn left(journal: &MemoryJournal) -> (SagaId, SagaId) {
    let builder = older::Whole::builder(Log::default());
    let runner = builder.journal(journal.clone()).lease(LEASE).build();
    let run = tokio::spawn(runner.run(older::WholeInput {}).report());
    sleep(LEASE / 2).await;
    runner.handle().abort();
    assert_eq!(run.await.unwrap().status(), SagaStatus::Left);
    let mut ids = statuses(journal).await.into_iter().map(|(id, _)| id);
    let (one, other) = (ids.next().unwrap(), ids.next().unwrap());
    let is_nested = journal.load(one.0).await.unwrap().unwrap().head.parent;
    if is_nested.is_some() {
        (other, one)
    } else {
        (one, other)
    }
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_of_another_version_is_named_with_its_parent() {
    let journal = MemoryJournal::new();
    let (outer, nested) = left(&journal).await;
    let builder = newer::Whole::builder(Log::default());
    let runner = builder.journal(journal.clone()).lease(LEASE).build();
    for _ in 0..2 {
        let recovery = runner.recover().await.unwrap();
        assert_eq!((recovery.refused, recovery.found()), (1, 1), "{recovery:?}");
        let refusal = &recovery.refusals[0];
        assert_eq!(refusal.kind(), RefusalKind::Version);
        assert_eq!((refusal.saga(), refusal.id()), ("Part", nested));
        assert_eq!(refusal.parent(), Some(("Whole", outer)));
        let text = format!(
            "saga `Part` {nested}, a step of saga `Whole` {outer}, was begun by version 1, and this program has version 2"
        );
        assert!(refusal.to_string().starts_with(&text), "{refusal}");
    }
    // A run with the id of the outer saga says the same.
    let again = runner.run(newer::WholeInput {}).id(outer).report().await;
    assert_eq!(again.status(), SagaStatus::Left);
    assert_eq!(again.error().unwrap().kind(), SagaErrorKind::Refused);
    // The older program finishes both.
    let builder = older::Whole::builder(Log::default());
    let runner = builder.journal(journal.clone()).lease(LEASE).build();
    assert_eq!(runner.recover().await.unwrap().completed, 1);
    for (_, status) in statuses(&journal).await {
        assert_eq!(status, SagaStatus::Completed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_whose_record_cannot_be_read_is_named_with_its_parent() {
    let journal = MemoryJournal::new();
    let (outer, nested) = left(&journal).await;
    let claim = journal.claim(nested.0, ClaimId::new(), LEASE).await;
    let Ok(JournalClaim::Granted(lease)) = claim else {
        panic!("{claim:?}");
    };
    let number = journal.load(nested.0).await.unwrap().unwrap();
    let number = number.next_number();
    let damage: [&[u8]; 1] = [b"{}"];
    let damaged = journal.append(&lease, number, &damage, JournalStatus::Running);
    damaged.await.unwrap();
    journal.release(&lease).await.unwrap();
    let builder = older::Whole::builder(Log::default());
    let runner = builder.journal(journal.clone()).lease(LEASE).build();
    let recovery = runner.recover().await.unwrap();
    assert_eq!((recovery.refused, recovery.found()), (1, 1), "{recovery:?}");
    let refusal = &recovery.refusals[0];
    assert_eq!(refusal.kind(), RefusalKind::Record);
    assert_eq!(refusal.id(), nested);
    assert_eq!(refusal.parent(), Some(("Whole", outer)));
}

/// A version of the outer saga that has no nested saga any more.
mod without_part {
    use super::*;

    #[saga]
    pub(super) struct Whole {
        #[inject]
        diary: Log,
    }

    #[saga(error = No, output = Second, version = 2, migrate = migrate)]
    impl Whole {
        #[step(irrevocable)]
        async fn second(&self) -> Second {
            self.diary.say("second");
            Second(1)
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "a migration may fail")]
    fn migrate(mut saga: RecordedSaga) -> Result<RecordedSaga, Box<dyn Error + Send + Sync>> {
        saga.entries.retain(|entry| match entry {
            SagaEntry::Started { step, .. } | SagaEntry::Done { step, .. } => step != "part",
            _ => true,
        });
        Ok(saga)
    }
}

/// Records the end of a saga that no process drives.
async fn finish(journal: &MemoryJournal, saga: SagaId) {
    let claim = journal.claim(saga.0, ClaimId::new(), LEASE).await;
    let Ok(JournalClaim::Granted(lease)) = claim else {
        panic!("{claim:?}");
    };
    let number = journal.load(saga.0).await.unwrap().unwrap();
    let end = SagaStatus::RolledBack;
    let entry = serde_json::to_vec(&SagaEntry::Finished { end }).unwrap();
    let status = JournalStatus::finished(end.as_str());
    let entries: [&[u8]; 1] = [&entry];
    let ended = journal.append(&lease, number.next_number(), &entries, status);
    ended.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_that_a_later_version_does_not_have_is_reported() {
    let (journal, diary) = (MemoryJournal::new(), Log::default());
    let (outer, nested) = left(&journal).await;
    let builder = without_part::Whole::builder(diary.clone());
    let runner = builder.journal(journal.clone()).lease(LEASE).build();
    for _ in 0..2 {
        let recovery = runner.recover().await.unwrap();
        assert_eq!((recovery.refused, recovery.found()), (1, 1), "{recovery:?}");
        let refusal = &recovery.refusals[0];
        assert_eq!(refusal.kind(), RefusalKind::Orphaned);
        assert_eq!((refusal.id(), refusal.step()), (outer, Some("part")));
        assert!(refusal.to_string().contains(&nested.to_string()));
    }
    let again = runner.run(without_part::WholeInput {}).id(outer);
    let again = again.await.unwrap_err();
    assert_eq!(again.status(), SagaStatus::Left);
    let answer = SagaOperator::cancel(&runner, outer).await.unwrap_err();
    assert_eq!(answer.kind(), SagaOperatorErrorKind::Refused);
    assert!(diary.lines().is_empty());
    // Somebody has undone the nested saga by hand, and records its end.
    finish(&journal, nested).await;
    assert_eq!(runner.recover().await.unwrap().completed, 1);
    assert_eq!(diary.lines(), ["second"]);
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_whose_parent_has_ended_is_reported_and_cancelled() {
    let journal = MemoryJournal::new();
    let (outer, nested) = left(&journal).await;
    let builder = older::Part::builder(Log::default());
    let parts = builder.journal(journal.clone()).lease(LEASE).build();
    assert_eq!(parts.recover().await.unwrap().found(), 0);
    let error = SagaOperator::cancel(&parts, nested).await.unwrap_err();
    assert_eq!(error.kind(), SagaOperatorErrorKind::Nested);
    finish(&journal, outer).await;
    for _ in 0..2 {
        let recovery = parts.recover().await.unwrap();
        assert_eq!((recovery.refused, recovery.found()), (1, 1), "{recovery:?}");
        let refusal = &recovery.refusals[0];
        assert_eq!(refusal.kind(), RefusalKind::Orphaned);
        assert_eq!((refusal.id(), refusal.step()), (nested, None));
        assert!(refusal.to_string().contains(&outer.to_string()));
    }
    let answer = SagaOperator::cancel(&parts, nested).await.unwrap();
    assert_eq!(answer, SagaAnswer::Ended(SagaStatus::RolledBack));
    assert_eq!(parts.recover().await.unwrap().found(), 0);
}

/// A fault of a journal, once.
#[derive(Clone)]
enum Fault {
    /// The record of the nested saga is begun, and the answer takes long.
    DelaysBegin(Arc<AtomicU32>),
    /// The first append that begins a rollback is refused.
    RefusesRollback(Arc<AtomicU32>),
}

impl Around for Fault {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        match (self, asked) {
            (Self::DelaysBegin(begun), Asked::Begin) => {
                begun.fetch_add(1, Ordering::Relaxed);
            }
            (Self::RefusesRollback(refused), Asked::Append(entries)) => {
                let mut entries = entries.iter();
                let is_it = entries.any(|entry| matches!(entry, SagaEntry::RollingBack { .. }));
                if is_it && refused.fetch_add(1, Ordering::Relaxed) == 0 {
                    let kind = StoreErrorKind::Refused;
                    return Err(StoreError::new(kind, "test", "append"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn after(&self) -> Result<(), StoreError> {
        if let Self::DelaysBegin(begun) = self
            && begun.load(Ordering::Relaxed) == 2
        {
            begun.fetch_add(1, Ordering::Relaxed);
            sleep(5 * LEASE).await;
        }
        Ok(())
    }
}

#[saga]
struct Short {
    #[inject]
    diary: Log,
}

#[saga(error = No, output = Second, version = 1, run_timeout = "1s")]
impl Short {
    #[step(saga)]
    fn part(&self) -> older::Part {
        older::Part {
            diary: self.diary.clone(),
        }
    }

    #[step(irrevocable)]
    async fn second(&self, _: &Inner) -> Second {
        Second(1)
    }
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_that_is_cut_while_its_record_begins_ends_with_its_parent() {
    let (journal, diary) = (MemoryJournal::new(), Log::default());
    let fault = Fault::DelaysBegin(Arc::default());
    let runner = Short::builder(diary.clone())
        .journal(Surrounded::new(&journal, fault))
        .lease(LEASE)
        .build();
    let report = runner.run(ShortInput {}).report().await;
    assert_eq!(report.status(), SagaStatus::RolledBack);
    let all = statuses(&journal).await;
    assert_eq!(all.len(), 2, "{all:?}");
    for (_, status) in all {
        assert_eq!(status, SagaStatus::RolledBack);
    }
    assert!(diary.lines().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_parent_of_a_nested_saga_that_is_left_is_left() {
    let (journal, diary) = (MemoryJournal::new(), Log::default());
    let fault = Fault::RefusesRollback(Arc::default());
    let runner = Short::builder(diary.clone())
        .journal(Surrounded::new(&journal, fault))
        .lease(LEASE)
        .build();
    let id = SagaId(Uuid::now_v7());
    let report = runner.run(ShortInput {}).id(id).report().await;
    assert_eq!(report.status(), SagaStatus::Left);
    let recovery = runner.recover().await.unwrap();
    assert_eq!((recovery.found(), recovery.left), (1, 0), "{recovery:?}");
    let all = statuses(&journal).await;
    assert!(all[0].1.is_finished(), "{all:?}");
    assert_eq!(all[0].1, all[1].1);
}

/// A graph with a saga as a node.
mod graphs {
    use super::*;

    #[derive(Clone)]
    pub(super) struct Booking(pub(super) Log);

    #[derive(Clone)]
    pub(super) struct Booked;

    #[saga(node, error = std::convert::Infallible, output = Booked)]
    impl Booking {
        #[step(undo = cancel)]
        async fn book(&self) -> Booked {
            self.0.say("book");
            Booked
        }

        async fn cancel(&self, _: &Booked) {
            self.0.say("cancel");
        }
    }

    #[graph(output = Booked)]
    pub(super) struct Bookings {
        pub(super) booking: Booking,
    }
}

#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("no")]
    Own,
    #[error("the graph")]
    Graph(#[from] GraphError),
}

struct Journey {
    diary: Log,
    is_undone: bool,
}

#[saga(error = Problem, output = Second)]
impl Journey {
    #[step(undo = cancel_all)]
    async fn all(&self) -> Result<Inner, GraphError> {
        let booking = graphs::Booking(self.diary.clone());
        graphs::Bookings { booking }.run().await?;
        Ok(Inner(1))
    }

    /// The saga in the graph is done, so its effect is undone here.
    async fn cancel_all(&self, _: &Inner) {
        if self.is_undone {
            self.diary.say("cancel all");
        }
    }

    #[step(irrevocable)]
    async fn second(&self, _: &Inner) -> Result<Second, Problem> {
        Err(Problem::Own)
    }
}

/// A saga that is a node is not a step: the outer saga does not undo it.
#[tokio::test]
async fn a_saga_that_is_a_node_of_a_graph_stays_done_when_an_outer_saga_rolls_back() {
    for is_undone in [false, true] {
        let diary = Log::default();
        let journey = Journey {
            diary: diary.clone(),
            is_undone,
        };
        let report = journey.run().report().await;
        assert_eq!(report.status(), SagaStatus::RolledBack);
        let expected: &[&str] = if is_undone {
            &["book", "cancel all"]
        } else {
            &["book"]
        };
        assert_eq!(diary.lines(), expected);
    }
}
