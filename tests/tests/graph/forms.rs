//! The parameters that a node may take besides `&T`: `Option`, `Result`, `FirstOk`, `Race`.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use organum::{Execution, NodeErrorKind, OneOf2, OneOf3, prelude::*};
use organum_tests::{Events, eventually};
use tokio::time::{Instant, sleep};

#[derive(Debug, thiserror::Error)]
#[error("broken: {0}")]
struct Broken(&'static str);

/// The nodes that began, and those that were dropped before they ended.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, what: impl Into<String>) {
        self.0
            .lock()
            .expect("no test panics with it")
            .push(what.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("no test panics with it").clone()
    }
}

/// Records that a future that holds it is dropped before it ended.
struct Work<'a>(&'a Log, &'static str, bool);

impl<'a> Work<'a> {
    fn begin(log: &'a Log, name: &'static str) -> Self {
        log.add(name);
        Self(log, name, false)
    }

    fn end(mut self) {
        self.2 = true;
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        if !self.2 {
            self.0.add(format!("{} stopped", self.1));
        }
    }
}

/// The event that a thread waits for.
#[derive(Clone, Default)]
struct Go(Arc<AtomicBool>);

impl Go {
    fn now(&self) {
        self.0.store(true, SeqCst);
    }

    fn wait(&self) {
        eventually("somebody says go", || self.0.load(SeqCst));
    }
}

/// The behaviour of the first of two nodes.
#[derive(Clone, Copy)]
struct How {
    fails: bool,
    takes: u64,
}

mod optional {
    use super::*;

    #[derive(Debug, PartialEq)]
    pub(super) struct Coupon(&'static str);
    pub(super) struct Total(pub(super) String);
    pub(super) struct Report(pub(super) String);

    #[node]
    async fn coupon(how: &How, log: &Log) -> Result<Coupon, Broken> {
        log.add("coupon");
        sleep(Duration::from_millis(how.takes)).await;
        if how.fails {
            Err(Broken("coupon"))
        } else {
            Ok(Coupon("ten off"))
        }
    }

    #[node]
    fn total(coupon: Option<&Coupon>) -> Total {
        Total(coupon.map_or("no coupon".to_owned(), |coupon| coupon.0.to_owned()))
    }

    #[node]
    fn report(coupon: Result<&Coupon, &NodeError>, total: &Total) -> Report {
        Report(match coupon {
            Ok(coupon) => format!("{} with {}", total.0, coupon.0),
            Err(error) => {
                assert!(error.downcast_ref::<Broken>().is_some());
                format!("{} as {} failed", total.0, error.node())
            }
        })
    }

    #[graph(output = (Total, Report))]
    pub(super) struct Checkout {
        pub(super) how: How,
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn option_and_result_see_the_value_or_the_root_cause() {
    for (fails, expected) in [
        (false, ("ten off", "ten off with ten off")),
        (true, ("no coupon", "no coupon as Coupon failed")),
    ] {
        for takes in [0, 5] {
            let (how, log) = (How { fails, takes }, Log::default());
            let run = optional::Checkout {
                how,
                log: log.clone(),
            }
            .run();
            let (total, report) = run.await.unwrap();
            assert_eq!((total.0.as_str(), report.0.as_str()), expected);
            assert_eq!(log.all(), ["coupon"], "run once for both");
        }
    }
}

mod first_ok {
    use super::*;

    pub(super) struct Exact(u32);
    pub(super) struct Rate(u32);
    pub(super) struct Flat(u32);
    pub(super) struct Tax(pub(super) u32);

    #[node]
    async fn exact(how: &How, log: &Log) -> Result<Exact, Broken> {
        let work = Work::begin(log, "exact");
        sleep(Duration::from_millis(how.takes)).await;
        work.end();
        if how.fails {
            Err(Broken("exact"))
        } else {
            Ok(Exact(7))
        }
    }

    #[node]
    async fn rate(log: &Log) -> Rate {
        let work = Work::begin(log, "rate");
        sleep(Duration::from_millis(3)).await;
        work.end();
        Rate(20)
    }

    #[node]
    fn flat(rate: &Rate, log: &Log) -> Flat {
        log.add("flat");
        Flat(rate.0)
    }

    #[node]
    fn tax(tax: FirstOk<(&Exact, &Flat)>) -> Tax {
        match tax.get() {
            OneOf2::First(exact) => Tax(exact.0),
            OneOf2::Second(flat) => Tax(flat.0),
        }
    }

    #[graph(output = Tax)]
    pub(super) struct Taxes {
        pub(super) how: How,
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn the_second_alternative_and_its_own_dependencies_begin_when_the_first_has_failed() {
    let begin = Instant::now();
    let log = Log::default();
    let how = How {
        fails: false,
        takes: 5,
    };
    let run = first_ok::Taxes {
        how,
        log: log.clone(),
    }
    .run();
    assert_eq!(run.await.unwrap().0, 7);
    assert_eq!(log.all(), ["exact"]);
    assert_eq!(begin.elapsed(), Duration::from_millis(5));

    for takes in [0, 5] {
        let (begin, log) = (Instant::now(), Log::default());
        let how = How { fails: true, takes };
        let run = first_ok::Taxes {
            how,
            log: log.clone(),
        }
        .run();
        assert_eq!(run.await.unwrap().0, 20);
        assert_eq!(log.all(), ["exact", "rate", "flat"]);
        assert_eq!(begin.elapsed(), Duration::from_millis(takes + 3));
    }
}

mod race {
    use super::*;

    pub(super) struct Near(&'static str);
    pub(super) struct Far(&'static str);
    pub(super) struct Map(&'static str);
    pub(super) struct Shared(&'static str);
    pub(super) struct Shipping(pub(super) String);

    #[node]
    async fn near(how: &How, log: &Log, shared: &Shared) -> Result<Near, Broken> {
        let work = Work::begin(log, "near");
        sleep(Duration::from_millis(how.takes)).await;
        work.end();
        if how.fails {
            Err(Broken("near"))
        } else {
            Ok(Near(shared.0))
        }
    }

    #[node]
    async fn map(log: &Log) -> Map {
        let work = Work::begin(log, "map");
        sleep(Duration::from_millis(10)).await;
        work.end();
        Map("far")
    }

    #[node]
    async fn far(map: &Map, log: &Log) -> Far {
        let work = Work::begin(log, "far");
        sleep(Duration::from_millis(10)).await;
        work.end();
        Far(map.0)
    }

    #[node]
    fn shared() -> Shared {
        Shared("near")
    }

    #[node]
    fn shipping(first: Race<(&Near, &Far)>, shared: &Shared) -> Shipping {
        let first = match first.get() {
            OneOf2::First(near) => near.0,
            OneOf2::Second(far) => far.0,
        };
        Shipping(format!("{first} and {}", shared.0))
    }

    #[graph(output = Shipping)]
    pub(super) struct Ship {
        pub(super) how: How,
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_to_succeed_wins_and_losers_with_their_own_dependencies_are_cancelled() {
    let (begin, log) = (Instant::now(), Log::default());
    let how = How {
        fails: false,
        takes: 5,
    };
    let run = race::Ship {
        how,
        log: log.clone(),
    }
    .run();
    assert_eq!(run.await.unwrap().0, "near and near");
    let mut seen = log.all();
    seen.sort();
    assert_eq!(seen, ["map", "map stopped", "near"], "far did not begin");
    assert_eq!(begin.elapsed(), Duration::from_millis(5));

    let (begin, log) = (Instant::now(), Log::default());
    let how = How {
        fails: false,
        takes: 50,
    };
    let run = race::Ship {
        how,
        log: log.clone(),
    }
    .run();
    assert_eq!(run.await.unwrap().0, "far and near");
    assert!(log.all().contains(&"near stopped".to_owned()));
    assert_eq!(begin.elapsed(), Duration::from_millis(20));

    let (begin, log) = (Instant::now(), Log::default());
    let how = How {
        fails: true,
        takes: 5,
    };
    let run = race::Ship {
        how,
        log: log.clone(),
    }
    .run();
    assert_eq!(
        run.await.unwrap().0,
        "far and near",
        "a failure does not win a race"
    );
    assert_eq!(begin.elapsed(), Duration::from_millis(20));
}

mod all_fail {
    use super::*;

    #[derive(Debug)]
    pub(super) struct A;
    #[derive(Debug)]
    pub(super) struct B;
    #[derive(Debug)]
    pub(super) struct C;
    #[derive(Debug)]
    pub(super) struct Asked;
    #[derive(Debug)]
    pub(super) struct Raced;
    pub(super) struct Kind(pub(super) Option<NodeErrorKind>);

    #[derive(Debug, thiserror::Error)]
    #[error("no b")]
    pub(super) struct NoB;

    #[node]
    async fn a() -> Result<A, Broken> {
        sleep(Duration::from_millis(3)).await;
        Err(Broken("a"))
    }

    #[node]
    async fn b() -> Result<B, NoB> {
        sleep(Duration::from_millis(1)).await;
        Err(NoB)
    }

    #[node]
    fn c() -> C {
        panic!("c broke")
    }

    #[node]
    fn asked(_: FirstOk<(&A, &B, &C)>) -> Asked {
        unreachable!()
    }

    #[node]
    fn raced(_: Race<(&A, &B, &C)>) -> Raced {
        unreachable!()
    }

    #[node]
    fn kind(raced: Result<&Raced, &NodeError>) -> Kind {
        Kind(raced.err().map(NodeError::kind))
    }

    #[graph(output = Asked)]
    pub(super) struct Ask {}

    #[graph(output = Raced)]
    pub(super) struct Racing {}

    #[graph(output = Kind)]
    pub(super) struct Tolerating {}
}

#[tokio::test(start_paused = true)]
async fn when_all_fail_every_cause_is_kept() {
    let error = all_fail::Ask {}.run().await.unwrap_err();
    let node = error.node_error().unwrap();
    assert_eq!(node.kind(), NodeErrorKind::AllFailed);
    assert_eq!(node.node(), "Asked");
    let causes = node.causes().iter().map(NodeError::node);
    assert_eq!(causes.collect::<Vec<_>>(), ["A", "B", "C"], "as asked");
    assert!(error.downcast_ref::<Broken>().is_some());
    assert!(error.downcast_ref::<all_fail::NoB>().is_some());
    assert_eq!(
        error.to_string(),
        "node `Asked` of graph `Ask` has no alternative left, each of them failed"
    );

    let error = all_fail::Racing {}.run().await.unwrap_err();
    let causes = error.node_error().unwrap().causes().iter();
    let causes: Vec<_> = causes.map(NodeError::node).collect();
    assert_eq!(causes, ["C", "B", "A"], "as they failed");

    let kind = all_fail::Tolerating {}.run().await.unwrap();
    assert_eq!(kind.0, Some(NodeErrorKind::AllFailed));
}

/// A shorter path leads to the failed node, and tolerates the failure.
mod paths {
    use super::*;

    pub(super) struct Root;
    pub(super) struct Other;
    pub(super) struct Middle;
    pub(super) struct Leaf;
    pub(super) struct Tolerant;

    #[node]
    fn root() -> Result<Root, Broken> {
        Err(Broken("root"))
    }

    #[node]
    fn other() -> Other {
        Other
    }

    #[node]
    fn middle(_: &Root) -> Middle {
        unreachable!("what it needs failed")
    }

    #[node]
    fn leaf(_: &Middle, _: Option<&Root>) -> Leaf {
        unreachable!("what it needs failed")
    }

    #[node]
    fn tolerant(_: FirstOk<(&Root, &Other)>) -> Tolerant {
        Tolerant
    }

    #[graph(output = (Leaf, Tolerant))]
    pub(super) struct Paths {}
}

#[tokio::test]
async fn the_path_of_an_error_is_one_on_which_it_failed_the_requested_output() {
    let path = ["Leaf", "Middle", "Root"];
    let error = paths::Paths {}.run().await.err().unwrap();
    assert_eq!(error.node_error().unwrap().path(), path);
    let only = paths::Paths {}.run().only::<paths::Leaf>();
    let error = only.await.err().unwrap();
    assert_eq!(error.node_error().unwrap().path(), path);
    let only = paths::Paths {}.run().only::<paths::Tolerant>();
    assert!(only.await.is_ok());
}

mod poison {
    use super::*;

    pub(super) struct Root;
    pub(super) struct Middle;
    pub(super) struct Leaf;
    pub(super) struct Slow;
    pub(super) struct Answer(pub(super) &'static str);

    #[node]
    async fn root() -> Result<Root, Broken> {
        sleep(Duration::from_millis(4)).await;
        Err(Broken("root"))
    }

    #[node]
    async fn slow(log: &Log) -> Slow {
        let _work = Work::begin(log, "slow");
        sleep(Duration::from_secs(10)).await;
        Slow
    }

    #[node]
    fn middle(_: &Root) -> Middle {
        unreachable!("what it needs failed")
    }

    #[node]
    fn leaf(_: &Middle, _: &Slow) -> Leaf {
        unreachable!("what it needs failed")
    }

    #[node]
    fn answer(leaf: Result<&Leaf, &NodeError>) -> Answer {
        let error = leaf.err().expect("it fails");
        assert_eq!(error.path(), ["Answer", "Leaf", "Middle", "Root"]);
        Answer(error.node())
    }

    #[graph(output = Answer)]
    pub(super) struct Ask {
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_propagates_up_to_a_tolerant_node_and_cancels_nodes_that_are_needed_no_longer() {
    let (begin, log) = (Instant::now(), Log::default());
    let answer = poison::Ask { log: log.clone() }.run().await.unwrap();
    assert_eq!(answer.0, "Root");
    assert_eq!(log.all(), ["slow", "slow stopped"]);
    assert_eq!(begin.elapsed(), Duration::from_millis(4));
}

mod held {
    use super::*;

    pub(super) struct Backup(pub(super) &'static str);
    pub(super) struct Primary(&'static str);
    pub(super) struct Quick(&'static str);
    pub(super) struct Winner(pub(super) &'static str);
    pub(super) struct Chosen(pub(super) &'static str);

    #[node]
    async fn backup(log: &Log) -> Backup {
        let work = Work::begin(log, "backup");
        sleep(Duration::from_millis(20)).await;
        work.end();
        Backup("backup")
    }

    #[node]
    async fn primary(how: &How) -> Result<Primary, Broken> {
        sleep(Duration::from_millis(10)).await;
        if how.fails {
            Err(Broken("primary"))
        } else {
            Ok(Primary("primary"))
        }
    }

    #[node]
    async fn quick() -> Quick {
        sleep(Duration::from_millis(1)).await;
        Quick("quick")
    }

    #[node]
    fn winner(race: Race<(&Quick, &Backup)>) -> Winner {
        match race.get() {
            OneOf2::First(quick) => Winner(quick.0),
            OneOf2::Second(backup) => Winner(backup.0),
        }
    }

    #[node]
    fn chosen(first: FirstOk<(&Primary, &Backup)>) -> Chosen {
        match first.get() {
            OneOf2::First(primary) => Chosen(primary.0),
            OneOf2::Second(backup) => Chosen(backup.0),
        }
    }

    #[graph(output = (Winner, Chosen))]
    pub(super) struct Both {
        pub(super) how: How,
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn a_losing_alternative_that_may_still_be_needed_continues_and_runs_once() {
    let (begin, log) = (Instant::now(), Log::default());
    let how = How {
        fails: true,
        takes: 0,
    };
    let (winner, chosen) = held::Both {
        how,
        log: log.clone(),
    }
    .run()
    .await
    .unwrap();
    assert_eq!((winner.0, chosen.0), ("quick", "backup"));
    assert_eq!(log.all(), ["backup"]);
    assert_eq!(begin.elapsed(), Duration::from_millis(20));

    let (begin, log) = (Instant::now(), Log::default());
    let how = How {
        fails: false,
        takes: 0,
    };
    let (winner, chosen) = held::Both {
        how,
        log: log.clone(),
    }
    .run()
    .await
    .unwrap();
    assert_eq!((winner.0, chosen.0), ("quick", "primary"));
    assert_eq!(log.all(), ["backup", "backup stopped"]);
    assert_eq!(begin.elapsed(), Duration::from_millis(10));
}

mod inputs {
    use super::*;

    pub(super) struct Given(pub(super) u32);
    pub(super) struct Never;
    pub(super) struct Sum(pub(super) u32);

    #[node]
    async fn never() -> Never {
        std::future::pending().await
    }

    #[node]
    fn sum(
        given: Option<&Given>,
        how: Result<&How, &NodeError>,
        race: Race<(&Never, &Log)>,
    ) -> Sum {
        assert!(how.is_ok() && matches!(race.get(), OneOf2::Second(_)));
        Sum(given.map_or(0, |given| given.0))
    }

    #[graph(output = Sum)]
    pub(super) struct Adding {
        pub(super) given: Given,
        #[inject]
        pub(super) how: How,
        #[inject]
        pub(super) log: Log,
    }
}

#[tokio::test]
async fn an_input_never_fails_and_wins_every_race() {
    let how = How {
        fails: false,
        takes: 0,
    };
    let runner = inputs::Adding::runner(how, Log::default());
    for number in 0..3 {
        assert_eq!(runner.run(inputs::Given(number)).await.unwrap().0, number);
    }
}

mod elsewhere {
    use super::*;

    pub(super) struct Spawned(pub(super) &'static str);
    pub(super) struct Blocked(pub(super) &'static str);
    pub(super) struct Panicking;
    pub(super) struct First(pub(super) &'static str);

    #[node(spawn)]
    async fn spawned(how: &How) -> Result<Spawned, Broken> {
        sleep(Duration::from_millis(how.takes)).await;
        if how.fails {
            Err(Broken("spawned"))
        } else {
            Ok(Spawned("spawned"))
        }
    }

    #[node(blocking)]
    fn blocked(go: &Go) -> Blocked {
        go.wait();
        Blocked("blocked")
    }

    #[node]
    fn panicking() -> Panicking {
        panic!("always")
    }

    #[node]
    fn first(race: Race<(&Panicking, &Spawned, &Blocked)>) -> First {
        match race.get() {
            OneOf3::First(_) => unreachable!(),
            OneOf3::Second(spawned) => First(spawned.0),
            OneOf3::Third(blocked) => First(blocked.0),
        }
    }

    #[graph(output = First)]
    pub(super) struct Anywhere {
        pub(super) go: Go,
        #[inject]
        pub(super) how: How,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spawned_and_blocking_nodes_race_and_lose_like_others() {
    // Blocks until the node has lost.
    let runner = elsewhere::Anywhere::runner(How {
        fails: false,
        takes: 1,
    });
    for _ in 0..20 {
        let go = Go::default();
        assert_eq!(runner.run(go.clone()).await.unwrap().0, "spawned");
        go.now();
    }
    runner.handle().shutdown().await;

    // The only alternative that does not fail, before or after the other one.
    for takes in [0, 5] {
        let runner = elsewhere::Anywhere::runner(How { fails: true, takes });
        for _ in 0..10 {
            let go = Go::default();
            go.now();
            assert_eq!(runner.run(go).await.unwrap().0, "blocked");
        }
        runner.handle().shutdown().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_run_leaves_nothing_behind() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    struct Alive;
    impl Alive {
        fn new() -> Self {
            ALIVE.fetch_add(1, SeqCst);
            Self
        }
    }
    impl Drop for Alive {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, SeqCst);
        }
    }
    struct Ready(#[allow(dead_code)] Alive);
    struct Failing;
    struct Waiting;
    struct End;

    #[node]
    fn ready() -> Ready {
        Ready(Alive::new())
    }
    #[node]
    async fn failing(_: &Ready) -> Result<Failing, Broken> {
        let _alive = Alive::new();
        sleep(Duration::from_millis(1)).await;
        Err(Broken("failing"))
    }
    #[node]
    async fn waiting() -> Waiting {
        let _alive = Alive::new();
        std::future::pending().await
    }
    #[node]
    fn end(_: Race<(&Failing, &Waiting)>) -> End {
        End
    }
    #[graph(output = End)]
    struct Ends {}

    for wait in [0, 2] {
        let run = tokio::time::timeout(Duration::from_millis(wait), Ends {}.run());
        assert!(run.await.is_err());
        assert_eq!(ALIVE.load(SeqCst), 0);
    }
}

mod poisoned_before {
    use super::*;

    pub(super) struct Lost;
    pub(super) struct Slow;
    pub(super) struct First;
    pub(super) struct Second;
    pub(super) struct Third(u32);
    pub(super) struct Seen;
    pub(super) struct Answer(pub(super) u32, pub(super) bool);

    #[node]
    fn lost() -> Result<Lost, Broken> {
        Err(Broken("lost"))
    }

    #[node]
    async fn slow(log: &Log) -> Slow {
        let work = Work::begin(log, "slow");
        sleep(Duration::from_millis(5)).await;
        work.end();
        Slow
    }

    #[node]
    fn seen(lost: Option<&Lost>) -> Seen {
        assert!(lost.is_none());
        Seen
    }

    #[node]
    async fn first() -> Result<First, Broken> {
        sleep(Duration::from_millis(3)).await;
        Err(Broken("first"))
    }

    #[node]
    fn second(_: &Lost) -> Second {
        unreachable!("what it needs failed")
    }

    #[node]
    fn third(second: Option<&Second>, _: &Slow, log: &Log) -> Third {
        assert!(second.is_none());
        log.add("third");
        Third(3)
    }

    #[node]
    fn answer(one: FirstOk<(&First, &Second, &Third)>, _: &Seen) -> Answer {
        match one.get() {
            OneOf3::Third(third) => Answer(third.0, true),
            _ => Answer(0, false),
        }
    }

    #[graph(output = Answer)]
    pub(super) struct Ask {
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn an_alternative_that_failed_before_it_is_asked_for_is_skipped_once() {
    let (begin, log) = (Instant::now(), Log::default());
    let answer = poisoned_before::Ask { log: log.clone() }
        .run()
        .await
        .unwrap();
    assert_eq!((answer.0, answer.1), (3, true));
    assert_eq!(
        log.all(),
        ["slow", "third"],
        "`Option` of what is poisoned before is met once: `Slow` is waited for"
    );
    assert_eq!(begin.elapsed(), Duration::from_millis(8));
}

mod lattice {
    use super::*;

    pub(super) struct Start;
    pub(super) struct Next;
    pub(super) struct First;
    pub(super) struct End;

    #[node]
    fn start() -> Start {
        Start
    }

    #[node]
    fn next() -> Next {
        Next
    }

    #[node]
    fn first() -> First {
        First
    }

    macro_rules! lattice {
        ($a:ident $b:ident $c:ident $($rest:ident)*) => {
            pub(super) struct $c;
            #[node]
            impl $c {
                fn compose(_: &$a, _: &$b) -> $c {
                    unreachable!("the first alternative succeeds")
                }
            }
            lattice!($b $c $($rest)*);
        };
        ($a:ident $b:ident) => {};
    }
    lattice!(Start Next L0 L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L11 L12 L13 L14 L15 L16 L17 L18 L19 L20 L21
        L22 L23 L24 L25 L26 L27 L28 L29 L30 L31 L32 L33 L34 L35 L36 L37 L38 L39 L40 L41 L42 L43 L44);

    #[node]
    fn end(_: FirstOk<(&First, &L44)>) -> End {
        End
    }

    #[graph(output = End)]
    pub(super) struct Climb {}
}

#[tokio::test]
async fn the_needs_of_a_later_alternative_are_visited_once() {
    let lattice::End = lattice::Climb {}.run().await.unwrap();
}

mod not_asked {
    use super::*;

    pub(super) struct Map;
    pub(super) struct Backup;
    pub(super) struct Quick;
    pub(super) struct Primary;
    pub(super) struct Winner;
    pub(super) struct Chosen;

    #[node]
    async fn map(log: &Log) -> Map {
        let work = Work::begin(log, "map");
        sleep(Duration::from_millis(5)).await;
        work.end();
        Map
    }

    #[node]
    fn backup(_: &Map, log: &Log) -> Backup {
        log.add("backup");
        Backup
    }

    #[node]
    async fn quick() -> Quick {
        sleep(Duration::from_millis(1)).await;
        Quick
    }

    #[node]
    async fn primary(how: &How, log: &Log) -> Result<Primary, Broken> {
        sleep(Duration::from_millis(10)).await;
        log.add("primary");
        if how.fails {
            Err(Broken("primary"))
        } else {
            Ok(Primary)
        }
    }

    #[node]
    fn winner(_: Race<(&Quick, &Backup)>) -> Winner {
        Winner
    }

    #[node]
    fn chosen(_: FirstOk<(&Primary, &Backup)>) -> Chosen {
        Chosen
    }

    #[graph(output = (Winner, Chosen))]
    pub(super) struct Both {
        pub(super) how: How,
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn a_losing_alternative_that_has_not_begun_waits_until_it_is_asked_for_again() {
    for (fails, expected) in [
        (false, &["map", "primary"][..]),
        (true, &["map", "primary", "backup"]),
    ] {
        let log = Log::default();
        let how = How { fails, takes: 0 };
        let run = not_asked::Both {
            how,
            log: log.clone(),
        };
        run.run().await.unwrap();
        assert_eq!(log.all(), expected);
    }
}

mod released {
    use super::*;

    pub(super) struct Slow;
    pub(super) struct Quick;
    pub(super) struct Primary;
    pub(super) struct Backup;
    pub(super) struct Other;
    pub(super) struct Chosen;

    #[node]
    async fn slow(log: &Log) -> Slow {
        let work = Work::begin(log, "slow");
        sleep(Duration::from_secs(10)).await;
        work.end();
        Slow
    }

    #[node]
    async fn quick() -> Quick {
        sleep(Duration::from_millis(1)).await;
        Quick
    }

    #[node]
    async fn primary(log: &Log) -> Primary {
        sleep(Duration::from_millis(10)).await;
        log.add("primary");
        Primary
    }

    #[node]
    fn backup(_: Race<(&Quick, &Slow)>) -> Backup {
        unreachable!("it is not asked")
    }

    #[node]
    fn other(_: Race<(&Slow, &Quick)>) -> Other {
        Other
    }

    #[node]
    fn chosen(_: FirstOk<(&Primary, &Backup)>) -> Chosen {
        Chosen
    }

    #[graph(output = (Other, Chosen))]
    pub(super) struct Both {
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn an_alternative_not_asked_for_yet_does_not_keep_the_loser_of_a_finished_race() {
    let log = Log::default();
    released::Both { log: log.clone() }.run().await.unwrap();
    assert_eq!(log.all(), ["slow", "slow stopped", "primary"]);
}

mod reads_an_output {
    use super::*;

    pub(super) struct Text(pub(super) String);
    pub(super) struct Blocked;
    pub(super) struct Quick;
    pub(super) struct End;

    #[node]
    fn text() -> Text {
        Text("as it was".to_owned())
    }

    #[node(blocking)]
    fn blocked(text: &Text, log: &Log, run: &Run, go: &Go) -> Blocked {
        log.add("blocked");
        eventually("the race is over", || run.token().is_cancelled());
        log.add("cancelled");
        go.wait();
        log.add(text.0.as_str());
        Blocked
    }

    #[node]
    async fn quick(log: &Log) -> Quick {
        while log.all().is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
        Quick
    }

    #[node]
    fn end(_: Race<(&Blocked, &Quick)>) -> End {
        End
    }

    #[graph(output = (Text, End))]
    pub(super) struct Reading {
        pub(super) log: Log,
        pub(super) go: Go,
    }

    impl Reading {
        /// Returns a run that waits for the loser of its race, which waits for the returned sender.
        pub(super) async fn begin(log: &Log, events: &Events) -> (Execution<Self>, Go) {
            let go = Go::default();
            let reading = Self {
                log: log.clone(),
                go: go.clone(),
            };
            let mut run = reading.run().observe(events.clone());
            let is_over = async {
                while log.all().len() < 2 {
                    sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::select! {
                biased;
                _ = &mut run => panic!("the run does not wait for the loser"),
                () = is_over => (run, go),
            }
        }
    }
}

#[tokio::test]
async fn an_output_is_moved_out_only_when_no_losing_alternative_reads_it_any_longer() {
    let (log, events) = (Log::default(), Events::new());
    let (run, go) = reads_an_output::Reading::begin(&log, &events).await;
    go.now();
    let (text, _) = run.await.unwrap();
    events.assert_paired();
    assert_eq!(
        log.all(),
        ["blocked", "cancelled", "as it was"],
        "the loser's token is cancelled, and the run waits for it"
    );
    assert_eq!(text.0, "as it was");

    // Cancelled while the run waits for the loser: the observer is notified of its end once.
    let (log, events) = (Log::default(), Events::new());
    let (run, go) = reads_an_output::Reading::begin(&log, &events).await;
    drop(run);
    events.assert_paired();
    go.now();
}

mod dropping {
    use super::*;

    /// An error that panics when it is dropped.
    #[derive(Debug, thiserror::Error)]
    #[error("bad to drop")]
    pub(super) struct Bad(pub(super) Arc<AtomicUsize>);

    impl Drop for Bad {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
            panic!("dropped");
        }
    }

    pub(super) struct A;
    pub(super) struct B;
    pub(super) struct Neither;
    pub(super) struct End;

    #[node]
    fn a(drops: &Arc<AtomicUsize>) -> Result<A, Bad> {
        Err(Bad(Arc::clone(drops)))
    }

    #[node]
    fn b(drops: &Arc<AtomicUsize>) -> Result<B, Bad> {
        Err(Bad(Arc::clone(drops)))
    }

    #[node]
    fn neither(_: FirstOk<(&A, &B)>) -> Neither {
        unreachable!("both fail")
    }

    #[node]
    fn end(neither: Result<&Neither, &NodeError>, a: Option<&A>) -> End {
        assert_eq!(neither.err().map_or(0, |error| error.causes().len()), 2);
        assert!(a.is_none());
        End
    }

    #[graph(output = End)]
    pub(super) struct Dropping {
        #[inject]
        pub(super) drops: Arc<AtomicUsize>,
    }
}

#[tokio::test]
async fn tolerated_errors_are_dropped_once_even_if_that_panics() {
    let drops = Arc::new(AtomicUsize::new(0));
    let runner = dropping::Dropping::runner(Arc::clone(&drops));
    for runs in 1..4 {
        runner.run(()).await.unwrap();
        assert_eq!(drops.load(SeqCst), 2 * runs);
    }
}
