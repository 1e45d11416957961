//! Which calls share a result, and what is part of a key.

use std::ops::Deref;

use organum::{
    FirstOk, GraphErrorKind, OneOf2, Uuid, persist::RecordedFailure, policy::Elapsed, prelude::*,
    store::RecordStatus,
};
use tokio::time::{Instant, advance, sleep};

use super::*;

/// The answer, which counts the calls that were made to get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Price {
    sku: u32,
    call: u32,
}

#[node(persist(scope = global, ttl = "1h"))]
async fn price(sku: &Sku, calls: &Calls) -> Price {
    let call = calls.next();
    sleep(10 * MS).await;
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

/// Case 6: eight concurrent runs with the same input make one call; another input another one, and so
/// does the same input after the time to live.
#[tokio::test(start_paused = true)]
async fn eight_concurrent_runs_make_one_call() {
    let (_, store) = memory();
    let calls = Calls::default();
    let quote = Quote::runner(calls.clone(), store);
    let runs = (0..8).map(|_| tokio::spawn(quote.run(Sku(7))));
    for run in runs.collect::<Vec<_>>() {
        assert_eq!(run.await.unwrap().unwrap(), Price { sku: 7, call: 1 });
    }
    assert_eq!(calls.count(), 1);
    assert_eq!(quote.run(Sku(8)).await.unwrap(), Price { sku: 8, call: 2 });
    advance(Duration::from_hours(1)).await;
    assert_eq!(quote.run(Sku(7)).await.unwrap(), Price { sku: 7, call: 3 });
    assert_eq!(quote.run(Sku(7)).await.unwrap(), Price { sku: 7, call: 3 });
}

/// Case 2 of stores, in one process: the callers are on several threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_callers_on_threads_make_one_call() {
    let (_, store) = memory();
    let calls = Calls::default();
    for round in 1..=20 {
        let runners = (0..8).map(|_| Quote::runner(calls.clone(), store.clone()));
        let runs =
            runners.flat_map(|quote| (0..8).map(move |_| tokio::spawn(quote.run(Sku(round)))));
        for run in runs.collect::<Vec<_>>() {
            let price = Price {
                sku: round,
                call: round,
            };
            assert_eq!(run.await.unwrap().unwrap(), price);
        }
    }
    assert_eq!(calls.count(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_record_names_its_graph_node_and_execution() {
    let (memory, store) = memory();
    let id = Uuid::now_v7();
    Quote::runner(Calls::default(), store)
        .run(Sku(7))
        .id(id)
        .await
        .unwrap();
    let record = records(&memory).await.remove(0);
    let labels = record.labels;
    assert_eq!(labels.graph.as_deref(), Some("Quote"));
    assert_eq!(
        labels.node.as_deref(),
        Some("graph::persist::recording::price")
    );
    assert_eq!(labels.execution, Some(id.to_string().into()));
    assert_eq!(record.status, RecordStatus::Done);
}

mod per_run {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Charge(pub(super) u32);

    #[node(persist(scope = run))]
    async fn charge(_: &Sku, calls: &Calls) -> Charge {
        Charge(calls.next())
    }

    #[graph(output = Charge)]
    pub(super) struct Pay {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }
}

#[tokio::test(start_paused = true)]
async fn runs_with_one_execution_id_share_a_result() {
    use per_run::{Charge, Pay};
    let (_, store) = memory();
    let pay = Pay::runner(Calls::default(), store);
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(pay.run(Sku(1)).id(first).await.unwrap(), Charge(1));
    assert_eq!(pay.run(Sku(1)).id(second).await.unwrap(), Charge(2));
    assert_eq!(pay.run(Sku(1)).id(first).await.unwrap(), Charge(1));
    // Other inputs have another key.
    assert_eq!(pay.run(Sku(2)).id(first).await.unwrap(), Charge(3));
    // Without an id of the caller, every run is an execution of its own.
    assert_eq!(pay.run(Sku(1)).await.unwrap(), Charge(4));
    assert_eq!(pay.run(Sku(1)).await.unwrap(), Charge(5));
}

macro_rules! versions {
    ($($module:ident: $version:literal)*) => {
        $(
            mod $module {
                use super::*;

                #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
                pub(super) struct Tax(pub(super) u32);

                #[node(persist(scope = global, name = "shop/tax", version = $version))]
                fn tax(_: &Sku, calls: &Calls) -> Tax {
                    Tax(100 * $version + calls.next())
                }

                #[graph(output = Tax)]
                pub(super) struct Taxes {
                    sku: Sku,
                    #[inject]
                    calls: Calls,
                    #[inject]
                    store: Arc<dyn Store>,
                }
            }
        )*
    };
}
versions!(old: 1 new: 2);

#[tokio::test(start_paused = true)]
async fn two_versions_have_records_side_by_side() {
    let (memory, store) = memory();
    let old = old::Taxes::runner(Calls::default(), store.clone());
    let new = new::Taxes::runner(Calls::default(), store);
    for _ in 0..2 {
        assert_eq!(old.run(Sku(7)).await.unwrap().0, 101);
        assert_eq!(new.run(Sku(7)).await.unwrap().0, 201);
    }
    assert_eq!(records(&memory).await.len(), 2);
}

mod failing {
    use super::*;

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Kept(pub(super) u32);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Forgotten(pub(super) u32);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Slow(pub(super) u32);

    #[node(persist(scope = global, failures(ttl = "1m")))]
    async fn kept(_: &Sku, calls: &Calls) -> Result<Kept, String> {
        match calls.next() {
            1 => Err("sold out".to_owned()),
            call => Ok(Kept(call)),
        }
    }

    #[node(persist(scope = global))]
    async fn forgotten(_: &Sku, calls: &Calls) -> Result<Forgotten, String> {
        match calls.next() {
            1 => Err("sold out".to_owned()),
            call => Ok(Forgotten(call)),
        }
    }

    #[node(timeout = "50ms", persist(scope = global, failures(ttl = "1m")))]
    async fn slow(_: &Sku, calls: &Calls) -> Slow {
        let call = calls.next();
        if call == 1 {
            sleep(Duration::from_secs(1)).await;
        }
        Slow(call)
    }

    #[graph(output = Kept)]
    pub(super) struct Keeps {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }

    #[graph(output = Forgotten)]
    pub(super) struct Forgets {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }

    #[graph(output = Slow)]
    pub(super) struct Hangs {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }
}

#[tokio::test(start_paused = true)]
async fn failures_are_not_recorded_unless_asked() {
    let (_, store) = memory();
    let runner = failing::Forgets::runner(Calls::default(), store);
    assert!(runner.run(Sku(7)).await.is_err());
    // At once: the claim was released.
    let began = Instant::now();
    assert_eq!(runner.run(Sku(7)).await.unwrap(), failing::Forgotten(2));
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_recorded_failure_is_found_until_its_time_to_live_ends() {
    let (_, store) = memory();
    let calls = Calls::default();
    let runner = failing::Keeps::runner(calls.clone(), store);
    let first = runner.run(Sku(7)).await.unwrap_err();
    assert!(first.downcast_ref::<RecordedFailure>().is_none());
    let second = runner.run(Sku(7)).await.unwrap_err();
    let recorded = second
        .downcast_ref::<RecordedFailure>()
        .expect("it is recorded");
    assert_eq!(
        (recorded.kind(), &*recorded.to_string()),
        ("failed", "sold out")
    );
    // The text is the user's, so it is in the source alone.
    assert!(!second.to_string().contains("sold out"));
    assert!(!format!("{recorded:?}").contains("sold out"));
    assert_eq!(calls.count(), 1);
    advance(Duration::from_mins(1)).await;
    assert_eq!(runner.run(Sku(7)).await.unwrap(), failing::Kept(2));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_a_failure_that_is_recorded() {
    let (_, store) = memory();
    let runner = failing::Hangs::runner(Calls::default(), store);
    let first = runner.run(Sku(7)).await.unwrap_err();
    assert!(first.downcast_ref::<Elapsed>().is_some());
    let second = runner.run(Sku(7)).await.unwrap_err();
    assert_eq!(
        second.downcast_ref::<RecordedFailure>().unwrap().kind(),
        "timed out"
    );
}

mod retried {
    use super::*;

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Got(pub(super) u32);

    #[node(retry(attempts = 3, backoff = fixed("20s")), persist(scope = global, lease = "9s"))]
    async fn got(_: &Sku, calls: &Calls) -> Result<Got, String> {
        match calls.next() {
            3 => Ok(Got(3)),
            call => Err(call.to_string()),
        }
    }

    #[graph(output = Got)]
    pub(super) struct Gets {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct ByDefault(pub(super) u32);

    #[node(persist(scope = global, lease = "9s"))]
    async fn by_default(_: &Sku, calls: &Calls) -> Result<ByDefault, String> {
        match calls.next() {
            3 => Ok(ByDefault(3)),
            call => Err(call.to_string()),
        }
    }

    #[graph(output = ByDefault, defaults(retry(attempts = 3, backoff = fixed("20s"))))]
    pub(super) struct Defaults {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }

    #[graph(output = ByDefault, defaults(retry(attempts = 3, backoff = fixed("20s")), configurable))]
    pub(super) struct Configurable {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }
}

/// The delays are longer than the lease, which is renewed: a second run waits for all attempts.
#[tokio::test(start_paused = true)]
async fn all_attempts_are_made_under_one_lease() {
    let (memory, store) = memory();
    let began = Instant::now();
    let runner = retried::Gets::runner(Calls::default(), store);
    let (first, second) = tokio::join!(runner.run(Sku(7)), runner.run(Sku(7)));
    assert_eq!(
        (first.unwrap(), second.unwrap()),
        (retried::Got(3), retried::Got(3))
    );
    assert_eq!(began.elapsed(), Duration::from_secs(40));
    assert_eq!(records(&memory).await[0].lapses, 0);
}

#[tokio::test(start_paused = true)]
async fn the_defaults_of_a_graph_apply_inside_the_lease() {
    let (_, store) = memory();
    let runner = retried::Defaults::runner(Calls::default(), store);
    let (first, second) = tokio::join!(runner.run(Sku(7)), runner.run(Sku(7)));
    assert_eq!((first.unwrap().0, second.unwrap().0), (3, 3));
    let (_, store) = self::memory();
    let runner = retried::Configurable::runner(Calls::default(), store);
    let (first, second) = tokio::join!(runner.run(Sku(7)), runner.run(Sku(7)));
    assert_eq!((first.unwrap().0, second.unwrap().0), (3, 3));
}

mod shapes {
    use super::*;

    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(super) struct Online(pub(super) bool);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Discount(pub(super) u32);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Flat(pub(super) u32);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Total(pub(super) u32);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Best(pub(super) u32);

    #[node]
    fn discount(online: &Online) -> Result<Discount, String> {
        online
            .0
            .then_some(Discount(5))
            .ok_or_else(|| "offline".to_owned())
    }

    #[node]
    fn flat() -> Flat {
        Flat(1)
    }

    #[node(persist(scope = global))]
    fn total(discount: Option<&Discount>, calls: &Calls) -> Total {
        Total(calls.next() * 10 + discount.map_or(0, |discount| discount.0))
    }

    #[node(persist(scope = global))]
    fn best(first: FirstOk<(&Discount, &Flat)>, calls: &Calls) -> Best {
        let value = match first.get() {
            OneOf2::First(discount) => discount.0,
            OneOf2::Second(flat) => flat.0,
        };
        Best(calls.next() * 10 + value)
    }

    #[graph(output = (Total, Best))]
    pub(super) struct Forms {
        online: Online,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Cached<T>(pub(super) T, pub(super) u32);
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct A(pub(super) u8);
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct B(pub(super) u8);

    #[node(persist(scope = global))]
    fn cached<T>(of: &T, calls: &Calls) -> Cached<T>
    where
        T: Clone + Serialize + serde::de::DeserializeOwned,
    {
        Cached(of.clone(), calls.next())
    }

    #[graph(output = (Cached<A>, Cached<B>))]
    pub(super) struct Generic {
        pub(super) a: A,
        pub(super) b: B,
        #[inject]
        pub(super) calls: Calls,
        #[inject]
        pub(super) store: Arc<dyn Store>,
    }

    /// A step with a setting, which is a part of the key.
    #[derive(Clone, Serialize)]
    pub(super) struct Scale(pub(super) u32);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Scaled(pub(super) u32, pub(super) u32);

    #[node(persist(scope = global))]
    impl Scale {
        fn compose(&self, sku: &Sku, calls: &Calls) -> Scaled {
            Scaled(self.0 * sku.0, calls.next())
        }
    }

    #[graph(output = Scaled)]
    pub(super) struct Step {
        scale: Scale,
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }

    #[node(explicit, persist(scope = global))]
    fn numbers(sku: &Sku, calls: &Calls) -> Vec<u32> {
        vec![sku.0, calls.next()]
    }

    #[graph(output = Vec<u32>, nodes(numbers))]
    pub(super) struct Listed {
        sku: Sku,
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
    }

    /// One of two stores of a graph.
    pub(super) struct Audit(pub(super) Arc<dyn Store>);

    impl Deref for Audit {
        type Target = Arc<dyn Store>;

        fn deref(&self) -> &Arc<dyn Store> {
            &self.0
        }
    }

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Audited(pub(super) u32);
    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct Usual(pub(super) u32);

    #[node(persist(scope = global, store = Audit))]
    fn audited(calls: &Calls) -> Audited {
        Audited(calls.next())
    }

    /// The node may use the store itself, too.
    #[node(persist(scope = global))]
    fn usual(_: &Audited, calls: &Calls, _: &Arc<dyn Store>) -> Usual {
        Usual(calls.next())
    }

    #[graph(output = Usual)]
    pub(super) struct TwoStores {
        #[inject]
        calls: Calls,
        #[inject]
        store: Arc<dyn Store>,
        #[inject]
        audit: Audit,
    }
}

#[tokio::test]
async fn the_forms_of_a_dependency_are_parts_of_the_key() {
    use shapes::{Best, Forms, Online, Total};
    let (_, store) = memory();
    let forms = Forms::runner(Calls::default(), store);
    let on = forms.run(Online(true)).await.unwrap();
    let off = forms.run(Online(false)).await.unwrap();
    assert_eq!((on.0.0 % 10, on.1.0 % 10), (5, 5));
    assert_eq!((off.0.0 % 10, off.1.0 % 10), (0, 1));
    let (Total(total), Best(best)) = forms.run(Online(true)).await.unwrap();
    assert_eq!((total, best), (on.0.0, on.1.0));
}

#[tokio::test]
async fn the_nodes_of_a_generic_function_have_records_of_their_own() {
    use shapes::{A, B, Generic};
    let (memory, store) = memory();
    let runner = Generic::runner(Calls::default(), store);
    let (a, b) = runner.run((A(1), B(1))).await.unwrap();
    assert_ne!(a.1, b.1);
    assert_eq!(runner.run((A(1), B(1))).await.unwrap(), (a, b));
    assert_eq!(records(&memory).await.len(), 2);
}

#[tokio::test]
async fn what_a_step_is_called_on_is_a_part_of_its_key() {
    use shapes::{Scale, Scaled, Step};
    let (_, store) = memory();
    let runner = Step::runner(Calls::default(), store);
    assert_eq!(runner.run((Scale(2), Sku(3))).await.unwrap(), Scaled(6, 1));
    assert_eq!(runner.run((Scale(3), Sku(2))).await.unwrap(), Scaled(6, 2));
    assert_eq!(runner.run((Scale(2), Sku(3))).await.unwrap(), Scaled(6, 1));
}

#[tokio::test]
async fn explicit_nodes_are_recorded_too() {
    let (_, store) = memory();
    let runner = shapes::Listed::runner(Calls::default(), store);
    assert_eq!(runner.run(Sku(7)).await.unwrap(), [7, 1]);
    assert_eq!(runner.run(Sku(7)).await.unwrap(), [7, 1]);
}

#[tokio::test]
async fn a_node_names_the_store_among_several() {
    let (usual, store) = memory();
    let (audit, audit_store) = memory();
    let runner = shapes::TwoStores::runner(Calls::default(), store, shapes::Audit(audit_store));
    runner.run(()).await.unwrap();
    let names = async |store| {
        let records = records(store).await.into_iter();
        records
            .map(|record| record.labels.node.unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&usual).await,
        ["graph::persist::recording::shapes::usual"]
    );
    assert_eq!(
        names(&audit).await,
        ["graph::persist::recording::shapes::audited"]
    );
}

mod same_name {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub(super) struct First;
    #[derive(Serialize, Deserialize)]
    pub(super) struct Second;

    #[node(persist(scope = global, name = "one"))]
    fn first() -> First {
        First
    }

    #[node(persist(scope = global, name = "one"))]
    fn second() -> Second {
        Second
    }

    #[graph(output = (First, Second))]
    pub(super) struct Both {
        #[inject]
        store: Arc<dyn Store>,
    }
}

#[tokio::test]
async fn two_nodes_of_one_stable_name_are_refused() {
    let (memory, store) = memory();
    let error = same_name::Both::runner(store).run(()).await.err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::Plan);
    assert_eq!(
        error.to_string(),
        "nodes `First` and `Second` have the stable name `one` both, by which their records are found: write `persist(name = \"…\")` on one of them"
    );
    assert!(memory.is_empty());
}

mod fenced {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    pub(super) struct Token(pub(super) Option<u64>);
    pub(super) struct Plain(pub(super) Option<u64>);

    #[node(persist(scope = global))]
    fn token(run: &Run) -> Token {
        Token(run.fencing_token())
    }

    #[node]
    fn plain(_: &Token, run: &Run) -> Plain {
        Plain(run.fencing_token())
    }

    #[graph(output = (Token, Plain))]
    pub(super) struct Tokens {
        #[inject]
        store: Arc<dyn Store>,
    }
}

#[tokio::test]
async fn a_node_under_a_lease_knows_its_epoch() {
    let (memory, store) = memory();
    let (token, plain) = fenced::Tokens::runner(store).run(()).await.unwrap();
    assert_eq!(token.0, Some(records(&memory).await[0].epoch));
    assert_eq!(plain.0, None);
}

/// A value that JSON cannot represent is not recorded, and the node says what that means.
mod unwritable {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    pub(super) struct Ratio(pub(super) f64);

    #[node(persist(scope = global))]
    fn ratio() -> Ratio {
        Ratio(f64::NAN)
    }

    #[graph(output = Ratio)]
    pub(super) struct Global {
        #[inject]
        store: Arc<dyn Store>,
    }

    #[derive(Debug, Serialize, Deserialize)]
    pub(super) struct Share(pub(super) f64);

    #[node(persist(scope = run))]
    fn share() -> Share {
        Share(f64::NAN)
    }

    #[graph(output = Share)]
    pub(super) struct PerRun {
        #[inject]
        store: Arc<dyn Store>,
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_read_again_is_not_recorded() {
    let (_, store) = memory();
    let value = unwritable::Global::runner(store.clone()).run(()).await;
    assert!(value.unwrap().0.is_nan());
    let error = unwritable::PerRun::runner(store).run(()).await.unwrap_err();
    assert_eq!(kind(&error), PersistErrorKind::Unwritable);
}

#[test]
fn outside_of_a_runtime_the_node_fails_with_a_cure() {
    let (_, store) = memory();
    let run = Quote::runner(Calls::default(), store).run(Sku(7));
    let error = organum_tests::block_on(run).unwrap_err();
    assert_eq!(kind(&error), PersistErrorKind::NoRuntime);
}
