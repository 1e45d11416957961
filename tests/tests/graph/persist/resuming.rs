//! Executions that are recorded, listed and resumed.

use organum::{
    GraphErrorKind, Uuid,
    persist::{ExecutionError, ExecutionErrorKind, ExecutionFilter, ExecutionStatus},
    prelude::*,
};
use tokio::time::{Instant, sleep, timeout};

use super::*;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Order(u32);
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Express(bool);
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Reserved(u32);
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Charged(u32);
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Shipped(u32);

#[node(persist(scope = run))]
async fn reserved(order: &Order, calls: &[Calls; 3]) -> Reserved {
    calls[0].next();
    Reserved(order.0)
}

#[node(persist(scope = run))]
async fn charged(reserved: &Reserved, calls: &[Calls; 3]) -> Result<Charged, String> {
    let call = calls[1].next();
    sleep(Duration::from_secs(1)).await;
    match (reserved.0, call) {
        (13, 1) => Err("card declined".to_owned()),
        (sku, _) => Ok(Charged(sku)),
    }
}

#[node(persist(scope = run))]
async fn shipped(charged: &Charged, express: &Express, calls: &[Calls; 3]) -> Shipped {
    calls[2].next();
    sleep(Duration::from_secs(u64::from(!express.0))).await;
    Shipped(charged.0)
}

#[graph(output = Shipped, resumable)]
struct Checkout {
    order: Order,
    express: Express,
    #[inject]
    calls: [Calls; 3],
    #[inject]
    store: Arc<dyn Store>,
}

fn counts(calls: &[Calls; 3]) -> [u32; 3] {
    calls.each_ref().map(Calls::count)
}

fn kind(error: &GraphError) -> ExecutionErrorKind {
    assert_eq!(error.kind(), GraphErrorKind::NotClaimed);
    error.downcast_ref::<ExecutionError>().unwrap().kind()
}

async fn statuses(
    checkout: &Runner<Checkout>,
    which: ExecutionFilter,
) -> Vec<(Uuid, ExecutionStatus)> {
    let found = checkout.executions(which).await.unwrap();
    found
        .iter()
        .map(|execution| (execution.id, execution.status))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_was_cut_is_listed_and_resumed_with_its_inputs() {
    let (_, store) = memory();
    let calls: [Calls; 3] = Default::default();
    let checkout = Checkout::runner(calls.clone(), store.clone());
    let id = Uuid::now_v7();
    let run = timeout(1500 * MS, checkout.run((Order(7), Express(false))).id(id));
    assert!(run.await.is_err());
    assert_eq!(counts(&calls), [1, 1, 1]);
    sleep(MS).await;

    // Another process.
    let checkout = Checkout::runner(calls.clone(), store);
    let unfinished = statuses(&checkout, ExecutionFilter::Unfinished).await;
    assert_eq!(unfinished, [(id, ExecutionStatus::Unfinished)]);
    let began = Instant::now();
    assert_eq!(
        checkout.resume(id).await.unwrap().await.unwrap(),
        Shipped(7)
    );
    assert_eq!(began.elapsed(), Duration::from_secs(1));
    assert_eq!(counts(&calls), [1, 1, 2]);
    assert!(
        statuses(&checkout, ExecutionFilter::Unfinished)
            .await
            .is_empty()
    );
    let all = statuses(&checkout, ExecutionFilter::All).await;
    assert_eq!(all, [(id, ExecutionStatus::Done)]);

    // The end is recorded, and what the nodes made is found.
    assert_eq!(
        checkout
            .run((Order(7), Express(false)))
            .id(id)
            .await
            .unwrap(),
        Shipped(7)
    );
    assert_eq!(counts(&calls), [1, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn other_inputs_with_the_same_id_are_refused() {
    let (_, store) = memory();
    let calls: [Calls; 3] = Default::default();
    let checkout = Checkout::runner(calls.clone(), store);
    let id = Uuid::now_v7();
    checkout
        .run((Order(7), Express(true)))
        .id(id)
        .await
        .unwrap();
    for other in [(Order(8), Express(true)), (Order(7), Express(false))] {
        let error = checkout.run(other).id(id).await.unwrap_err();
        assert_eq!(kind(&error), ExecutionErrorKind::OtherInputs);
        let text = format!("{error:?}");
        assert!(
            text.contains("run it with those, or choose another id"),
            "{text}"
        );
    }
    assert_eq!(counts(&calls), [1, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn one_run_at_a_time_has_an_execution() {
    let (_, store) = memory();
    let calls: [Calls; 3] = Default::default();
    let checkout = Checkout::runner(calls.clone(), store);
    let id = Uuid::now_v7();
    let run = || checkout.run((Order(7), Express(false))).id(id);
    let began = Instant::now();
    let (first, second, resumed) = tokio::join!(run(), run(), async {
        sleep(MS).await;
        assert_eq!(
            statuses(&checkout, ExecutionFilter::All).await,
            [(id, ExecutionStatus::Running)]
        );
        checkout.resume(id).await.unwrap().await
    });
    for shipped in [first, second, resumed] {
        assert_eq!(shipped.unwrap(), Shipped(7));
    }
    assert_eq!(began.elapsed(), Duration::from_secs(2));
    assert_eq!(counts(&calls), [1, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_failed_is_begun_again_by_a_run_with_its_id() {
    let (_, store) = memory();
    let calls: [Calls; 3] = Default::default();
    let checkout = Checkout::runner(calls.clone(), store);
    let id = Uuid::now_v7();
    assert!(
        checkout
            .run((Order(13), Express(true)))
            .id(id)
            .await
            .is_err()
    );
    sleep(MS).await;
    let failed = checkout
        .executions(ExecutionFilter::All)
        .await
        .unwrap()
        .remove(0);
    assert_eq!((failed.id, failed.status), (id, ExecutionStatus::Failed));
    let text = failed.failure.unwrap().text;
    assert!(
        text.contains("`Charged`") && !text.contains("declined"),
        "{text}"
    );
    assert!(
        statuses(&checkout, ExecutionFilter::Unfinished)
            .await
            .is_empty()
    );

    assert_eq!(
        checkout.resume(id).await.unwrap().await.unwrap(),
        Shipped(13)
    );
    assert_eq!(counts(&calls), [1, 2, 1]);
}

/// The record of the end is a task that the shutdown waits for.
#[tokio::test(start_paused = true)]
async fn the_end_of_a_failed_execution_is_recorded_before_a_shutdown_returns() {
    let (_, store) = memory();
    let checkout = Checkout::runner(Default::default(), store.clone());
    let id = Uuid::now_v7();
    let run = checkout.run((Order(13), Express(true))).id(id);
    assert!(run.await.is_err());
    checkout.handle().shutdown().await;
    let after = Checkout::runner(Default::default(), store);
    let all = statuses(&after, ExecutionFilter::All).await;
    assert_eq!(all, [(id, ExecutionStatus::Failed)]);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_execution_cannot_be_resumed() {
    let (_, store) = memory();
    let checkout = Checkout::runner(Default::default(), store);
    let error = checkout.resume(Uuid::now_v7()).await.err().unwrap();
    assert_eq!(kind(&error), ExecutionErrorKind::Unknown);
}

#[tokio::test(start_paused = true)]
async fn without_its_store_an_execution_is_not_begun() {
    use organum::store::conformance::{Fault, Faulty};
    for at in 0..6 {
        let store = Faulty::new(Arc::new(MemoryStore::new()), Fault::RefusesFrom(at));
        let calls: [Calls; 3] = Default::default();
        let run = Checkout::runner(calls.clone(), Arc::new(store)).run((Order(7), Express(true)));
        let error = run.await.unwrap_err();
        if at < 3 {
            assert_eq!(kind(&error), ExecutionErrorKind::Store);
            assert_eq!(counts(&calls), [0, 0, 0], "{at}");
        }
    }
}

/// A run of a graph's value is recorded in the same way.
#[tokio::test(start_paused = true)]
async fn a_run_without_a_runner_is_recorded() {
    let (_, store) = memory();
    let id = Uuid::now_v7();
    let calls: [Calls; 3] = Default::default();
    let checkout = Checkout {
        order: Order(7),
        express: Express(true),
        calls: calls.clone(),
        store: store.clone(),
    };
    checkout.run().id(id).await.unwrap();
    let all = statuses(&Checkout::runner(calls, store), ExecutionFilter::All).await;
    assert_eq!(all, [(id, ExecutionStatus::Done)]);
}
