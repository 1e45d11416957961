//! Stores that fail, records that cannot be read, owners that are replaced.

use organum::{
    Uuid,
    prelude::*,
    store::{
        ClaimId, ClaimRequest, FinishRequest, Leases, OnRunning, PutRequest, RecordClaim,
        RecordStatus, RecordValue,
        conformance::{Fault, Faulty},
    },
};
use organum_tests::Gate;
use tokio::{
    task::yield_now,
    time::{Instant, advance, sleep},
};

use super::*;

/// The answer, which counts the calls that were made to get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Price {
    sku: u32,
    call: u32,
}

const LEASE: Duration = Duration::from_secs(1);

#[node(persist(scope = global, lease = "1s"))]
async fn price(sku: &Sku, calls: &Calls) -> Price {
    let call = calls.next();
    sleep(5 * LEASE).await;
    Price { sku: sku.0, call }
}

#[graph(output = Price)]
struct Quote {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Charge(u32);

#[node(persist(scope = run, lease = "1s"))]
async fn charge(_: &Sku, calls: &Calls) -> Charge {
    sleep(5 * LEASE).await;
    Charge(calls.next())
}

#[graph(output = Charge)]
struct Pay {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Careless(u32);

#[node(persist(scope = run, on_store_error = run))]
async fn careless(_: &Sku, calls: &Calls) -> Careless {
    Careless(calls.next())
}

#[graph(output = Careless)]
struct Opted {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Strict(u32);

#[node(persist(scope = global, on_store_error = fail))]
async fn strict(_: &Sku, calls: &Calls) -> Strict {
    Strict(calls.next())
}

#[graph(output = Strict)]
struct OptedOut {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

fn faulty(fault: Fault) -> (MemoryStore, Arc<dyn Store>) {
    let store = MemoryStore::new();
    (store.clone(), Arc::new(Faulty::new(Arc::new(store), fault)))
}

/// Each single call that fails is repeated: refused, or answered in vain.
#[tokio::test(start_paused = true)]
async fn a_store_that_fails_once_changes_nothing() {
    for at in 0..12 {
        for fault in [Fault::RefusesCall(at), Fault::LosesCall(at)] {
            let (memory, store) = faulty(fault);
            let calls = Calls::default();
            let pay = Pay::runner(calls.clone(), store);
            let id = Uuid::now_v7();
            for _ in 0..2 {
                assert_eq!(
                    pay.run(Sku(7)).id(id).await.unwrap(),
                    Charge(1),
                    "{fault:?}"
                );
            }
            assert_eq!(
                records(&memory).await[0].status,
                RecordStatus::Done,
                "{fault:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn lost_answers_and_dropped_futures_change_nothing() {
    for fault in [Fault::LosesAnswers, Fault::DropsFutures, Fault::Fails] {
        let (memory, store) = faulty(fault);
        let calls = Calls::default();
        let quote = Quote::runner(calls.clone(), store);
        if fault == Fault::Fails {
            // Two callers could meet three failures in a row.
            quote.run(Sku(7)).await.unwrap();
        }
        let (first, second) = tokio::join!(quote.run(Sku(7)), quote.run(Sku(7)));
        assert_eq!(first.unwrap(), second.unwrap(), "{fault:?}");
        assert_eq!(calls.count(), 1, "{fault:?}");
        assert_eq!(
            records(&memory).await[0].status,
            RecordStatus::Done,
            "{fault:?}"
        );
    }
}

/// From each call on the store is gone, or only its answers are.
#[tokio::test(start_paused = true)]
async fn a_store_that_stays_away_fails_the_run_or_not_as_the_node_says() {
    let mut kinds = Vec::new();
    for at in 0..8 {
        for fault in [Fault::RefusesFrom(at), Fault::LosesFrom(at)] {
            let quote = Quote::runner(Calls::default(), faulty(fault).1);
            assert_eq!(quote.run(Sku(7)).await.unwrap().call, 1, "{fault:?}");
            let opted = Opted::runner(Calls::default(), faulty(fault).1);
            assert_eq!(opted.run(Sku(7)).await.unwrap(), Careless(1), "{fault:?}");

            let calls = Calls::default();
            match Pay::runner(calls.clone(), faulty(fault).1)
                .run(Sku(7))
                .await
            {
                Ok(charge) => assert_eq!(charge, Charge(1)),
                Err(error) => {
                    let kind = kind(&error);
                    let ran = u32::from(kind == PersistErrorKind::NotRecorded);
                    assert_eq!(calls.count(), ran, "{fault:?}");
                    kinds.push(kind);
                }
            }
            if at == 0 {
                let strict = OptedOut::runner(Calls::default(), faulty(fault).1);
                let error = strict.run(Sku(7)).await.unwrap_err();
                assert_eq!(kind(&error), PersistErrorKind::Store);
            }
        }
    }
    kinds.dedup();
    assert_eq!(
        kinds,
        [PersistErrorKind::Store, PersistErrorKind::NotRecorded]
    );
}

#[tokio::test(start_paused = true)]
async fn the_errors_of_a_store_name_a_cure_and_no_value() {
    let (_, store) = faulty(Fault::RefusesFrom(0));
    let error = Pay::runner(Calls::default(), store)
        .run(Sku(7))
        .await
        .unwrap_err();
    let cause = error.downcast_ref::<PersistError>().unwrap();
    assert_eq!(
        cause.to_string(),
        "the store cannot tell whether the result is recorded: check the store, or write `persist(on_store_error = run)` if the node may run twice"
    );
}

async fn overwrite(store: &MemoryStore, value: RecordValue) {
    let key = records(store).await[0].key;
    let answers = store.put(&[PutRequest::new(key, value)]).await.unwrap();
    for answer in answers {
        answer.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_record_is_a_miss_for_all_runs_and_an_error_for_one() {
    let mut of_other_type = RecordValue::new(*b"3");
    of_other_type.fingerprint = 1;
    of_other_type.version = 1;
    for wrong in [RecordValue::new(*b"{"), of_other_type] {
        let (memory, store) = memory();
        let quote = Quote::runner(Calls::default(), store);
        assert_eq!(quote.run(Sku(7)).await.unwrap().call, 1);
        overwrite(&memory, wrong.clone()).await;
        // It runs again, and what it returns is recorded.
        assert_eq!(quote.run(Sku(7)).await.unwrap().call, 2);
        assert_eq!(quote.run(Sku(7)).await.unwrap().call, 2);

        let (memory, store) = self::memory();
        let (calls, id) = (Calls::default(), Uuid::now_v7());
        let pay = Pay::runner(calls.clone(), store);
        assert_eq!(pay.run(Sku(7)).id(id).await.unwrap(), Charge(1));
        overwrite(&memory, wrong).await;
        let error = pay.run(Sku(7)).id(id).await.unwrap_err();
        assert_eq!(kind(&error), PersistErrorKind::Unreadable);
        assert_eq!(calls.count(), 1);

        let (memory, store) = self::memory();
        let opted = Opted::runner(Calls::default(), store);
        assert_eq!(opted.run(Sku(7)).id(id).await.unwrap(), Careless(1));
        overwrite(&memory, RecordValue::new(*b"{")).await;
        assert_eq!(opted.run(Sku(7)).id(id).await.unwrap(), Careless(2));
        assert_eq!(opted.run(Sku(7)).id(id).await.unwrap(), Careless(2));
    }
}

/// Returns the key and a value that another process computes for the same input.
async fn computed_elsewhere() -> (organum::key::Key, RecordValue) {
    let (memory, store) = memory();
    let calls = Calls::default();
    calls.0.store(98, SeqCst);
    Quote::runner(calls, store).run(Sku(7)).await.unwrap();
    let key = records(&memory).await[0].key;
    let found = memory.get(&[key]).await.unwrap().remove(0).unwrap();
    (key, found.value().unwrap().clone())
}

async fn claim(store: &MemoryStore, key: organum::key::Key, take: OnRunning) -> RecordClaim {
    let request = ClaimRequest::new(key, ClaimId::new(), LEASE).on_running(take);
    store.claim(&[request]).await.unwrap().remove(0).unwrap()
}

/// Another owner's process ended without a result: its lease is waited for, and the node runs.
#[tokio::test(start_paused = true)]
async fn a_record_whose_owner_is_gone_is_taken_over_when_its_lease_ends() {
    let (memory, store) = memory();
    let (key, _) = computed_elsewhere().await;
    claim(&memory, key, OnRunning::Tell).await;
    let began = Instant::now();
    let calls = Calls::default();
    let price = Quote::runner(calls.clone(), store).run(Sku(7)).await;
    assert_eq!(price.unwrap().call, 1);
    assert_eq!(began.elapsed(), LEASE + 5 * LEASE);
    assert_eq!(records(&memory).await[0].lapses, 1);
}

/// Another owner takes over while the node runs: the late result is refused, and the run returns the
/// other owner's.
#[tokio::test(start_paused = true)]
async fn the_result_of_an_owner_that_was_replaced_is_refused() {
    let (memory, store) = memory();
    let (key, value) = computed_elsewhere().await;
    let run = tokio::spawn(Quote::runner(Calls::default(), store).run(Sku(7)));
    sleep(LEASE).await;
    let taken = claim(&memory, key, OnRunning::Take).await;
    let RecordClaim::Granted { lease, .. } = taken else {
        unreachable!("it is taken")
    };
    // The first owner ends before the second one, and waits for it.
    sleep(LEASE / 2).await;
    memory.renew(std::slice::from_ref(&lease)).await.unwrap();
    let finish = async {
        for _ in 0..10 {
            sleep(LEASE / 2).await;
            memory.renew(std::slice::from_ref(&lease)).await.unwrap();
        }
        let finish = FinishRequest::done(&lease, value);
        memory.finish(&[finish]).await.unwrap().remove(0).unwrap();
    };
    let (price, ()) = tokio::join!(run, finish);
    assert_eq!(price.unwrap().unwrap().call, 99);
}

/// A value that was invalidated while it was computed is returned to its own run, and not recorded.
#[tokio::test(start_paused = true)]
async fn a_record_that_is_invalidated_meanwhile_stays_absent() {
    let (memory, store) = memory();
    let run = tokio::spawn(Quote::runner(Calls::default(), store).run(Sku(7)));
    sleep(LEASE).await;
    let key = records(&memory).await[0].key;
    memory.invalidate(&[key]).await.unwrap();
    assert_eq!(run.await.unwrap().unwrap().call, 1);
    let found = memory.get(&[key]).await.unwrap().remove(0).unwrap();
    assert_eq!(found.value(), None);
}

#[tokio::test(start_paused = true)]
async fn after_ten_lapsed_leases_the_node_is_not_run() {
    let (memory, store) = memory();
    let (key, _) = computed_elsewhere().await;
    for _ in 0..10 {
        claim(&memory, key, OnRunning::Tell).await;
        advance(2 * LEASE).await;
    }
    let calls = Calls::default();
    let quote = Quote::runner(calls.clone(), store);
    for _ in 0..2 {
        let error = quote.run(Sku(7)).await.unwrap_err();
        assert_eq!(kind(&error), PersistErrorKind::Lapsed);
    }
    assert_eq!(calls.count(), 0);
    memory.remove(&[key]).await.unwrap();
    assert_eq!(quote.run(Sku(7)).await.unwrap().call, 1);
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Gated(u32);

#[node(persist(scope = global))]
async fn gated(_: &Sku, calls: &Calls, gate: &Arc<Gate>) -> Gated {
    let call = calls.next();
    yield_now().await;
    gate.wait().await;
    Gated(call)
}

#[graph(output = Gated)]
struct Waits {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    gate: Arc<Gate>,
    #[inject]
    store: Arc<dyn Store>,
}

/// A run that is dropped after each number of polls leaves a record that the next run gets at once, or
/// its result.
#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_at_any_poll_leaves_no_claim() {
    for polls in 0..20 {
        let memory = MemoryStore::new();
        // The store answers after more than one poll.
        let store: Arc<dyn Store> = Arc::new(organum::store::SingleFlight::new(Arc::new(
            organum::store::Batched::new(
                Arc::new(memory.clone()),
                organum::store::BatchBounds::default(),
            ),
        )));
        let gate = Arc::new(Gate::default());
        let waits = Waits::runner(Calls::default(), gate.clone(), store);
        let mut run = Box::pin(waits.run(Sku(7)));
        for poll in 0..polls {
            if poll == 10 {
                gate.open();
            }
            let polled = futures(&mut run).await;
            if polled {
                break;
            }
            yield_now().await;
        }
        drop(run);
        for _ in 0..20 {
            yield_now().await;
        }
        gate.open();
        let began = Instant::now();
        waits.run(Sku(7)).await.unwrap();
        assert_eq!(began.elapsed(), Duration::ZERO, "after {polls} polls");
        assert_eq!(records(&memory).await[0].lapses, 0);
    }
}

/// Polls a future once, and returns true if it is ready.
async fn futures<F: Future + Unpin>(future: &mut F) -> bool {
    let mut future = std::pin::Pin::new(future);
    std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}
