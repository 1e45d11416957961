//! The queue of a backend: messages are listed, skipped and cleared.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use organum::{
    Spine, SpineErrorKind, event,
    event::{OnFailure, backend::QueueStatus},
    organ, spine,
};

#[event(key = account)]
struct Paid {
    account: u32,
    cents: i64,
}

#[derive(Default)]
struct Ledger {
    cents: i64,
}

#[organ]
impl Ledger {
    fn handle(&mut self, event: &Paid) -> Result<(), &'static str> {
        if event.cents < 0 {
            return Err("nobody pays less than nothing");
        }
        self.cents += event.cents;
        Ok(())
    }
}

#[derive(Default)]
#[spine(entry(Paid))]
struct Bank {
    ledger: Ledger,
}

/// An event whose handler stops the run each time is skipped, and the event behind it is handled.
#[tokio::test(start_paused = true)]
async fn an_event_that_always_stops_the_run_can_be_skipped() {
    for in_parallel in [false, true] {
        let bank = Bank::default().builder().on_failure(OnFailure::Fail);
        let mut bank = if in_parallel {
            bank.parallel().build()
        } else {
            bank.build()
        };
        let queue = bank.handle().queue();
        let account = 7;
        let poison = bank.publish(Paid { account, cents: -1 }).await.unwrap();
        let other = bank
            .publish(Paid {
                account,
                cents: 100,
            })
            .await
            .unwrap();
        for _ in 0..3 {
            let stopped = bank.drain().await.unwrap_err();
            assert_eq!(stopped.kind(), SpineErrorKind::Handler);
        }
        let listed = queue.list(10).await.unwrap();
        let ids: Vec<_> = listed.iter().map(|message| message.id).collect();
        assert!(ids.contains(&poison) && ids.contains(&other), "{listed:?}");
        assert!(
            listed
                .iter()
                .all(|message| message.status == QueueStatus::Waiting)
        );
        assert_eq!(
            (&*listed[0].event, listed[0].key.as_deref()),
            ("Paid", Some("7"))
        );
        assert_eq!(queue.list(1).await.unwrap().len(), 1);

        queue.skip(poison).await.unwrap();
        assert_eq!(bank.drain().await.unwrap().handled, 1);
        assert_eq!(bank.spine().ledger.cents, 100);
        assert!(queue.list(10).await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_is_cleared() {
    let mut bank = Bank::default().builder().build();
    for account in 0..10 {
        bank.publish(Paid { account, cents: 1 }).await.unwrap();
    }
    bank.handle().queue().clear().await.unwrap();
    assert_eq!(bank.drain().await.unwrap().events, 0);
}
