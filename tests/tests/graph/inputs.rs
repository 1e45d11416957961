//! The inputs and the outputs of a graph: inputs, runners, trait objects, several outputs, `compose!`.
#![allow(
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "the forms of nodes are what is tested"
)]

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use organum::prelude::*;
use organum_tests::{Log, Tracked, block_on};

struct Name(String);
struct Start(u32);
struct Step(u32);
struct Label(&'static str);
struct Line(String);

/// An injected value that cannot be cloned.
struct Pool {
    taken: AtomicU32,
    _alive: Tracked,
}

fn pool(log: &Log) -> Pool {
    Pool {
        taken: AtomicU32::new(0),
        _alive: log.tracked("pool"),
    }
}

struct Ticket(u32, usize);

#[node]
fn ticket(pool: &Pool) -> Ticket {
    let number = pool.taken.fetch_add(1, Ordering::SeqCst);
    Ticket(number, std::ptr::from_ref(pool).addr())
}

#[node]
async fn line(name: &Name, start: &Start, step: &Step, label: &Label, ticket: &Ticket) -> Line {
    Line(format!(
        "{} {} {}+{} #{}",
        label.0, name.0, start.0, step.0, ticket.0
    ))
}

#[graph(output = Line)]
struct Lines {
    name: Name,
    #[inject]
    pool: Pool,
    start: Start,
    #[inject]
    label: Label,
    step: Step,
}

#[test]
fn injected_fields_are_set_once_and_the_others_for_each_run_in_order_of_declaration() {
    let log = Log::new();
    let runner = Lines::runner(pool(&log), Label("x"));
    for number in 0..3 {
        let given = (Name("ada".to_owned()), Start(number), Step(7));
        let line = block_on(runner.run(given)).unwrap();
        assert_eq!(line.0, format!("x ada {number}+7 #{number}"));
    }
    assert_eq!(log.lines(), ["made pool"], "one value for all runs");
    let other = runner.clone();
    drop(runner);
    assert_eq!(log.alive(), ["pool"]);
    drop(other);
    log.assert_balanced();
}

#[test]
fn a_graph_with_injected_fields_runs_once_without_a_runner() {
    let log = Log::new();
    let run = Lines {
        name: Name("bob".to_owned()),
        pool: pool(&log),
        start: Start(1),
        label: Label("y"),
        step: Step(2),
    }
    .run();
    assert_eq!(block_on(run).unwrap().0, "y bob 1+2 #0");
    log.assert_balanced();
}

#[graph(output = Ticket)]
struct Tickets {
    #[inject]
    pool: Pool,
}

#[test]
fn a_runner_without_given_fields_takes_no_arguments() {
    let log = Log::new();
    let runner = Tickets::runner(pool(&log));
    let tickets = [(), (), ()].map(|()| block_on(runner.run(())).unwrap());
    assert_eq!(tickets.each_ref().map(|ticket| ticket.0), [0, 1, 2]);
    assert!(tickets.iter().all(|ticket| ticket.1 == tickets[0].1));
    assert_eq!(format!("{runner:?}"), "Runner<Tickets>");
}

#[test]
fn a_run_keeps_the_injected_values_of_its_runner_alive() {
    let log = Log::new();
    let run = Tickets::runner(pool(&log)).run(());
    assert_eq!(log.alive(), ["pool"]);
    assert_eq!(block_on(run).unwrap().0, 0);
    log.assert_balanced();
}

struct Nothing(u32);

#[node]
fn nothing() -> Nothing {
    Nothing(42)
}

#[graph(output = Nothing)]
struct Unit;

#[graph(output = Nothing)]
struct Empty {}

#[test]
fn a_graph_may_have_no_input_at_all() {
    assert_eq!(block_on(Unit.run()).unwrap().0, 42);
    assert_eq!(block_on(Empty {}.run()).unwrap().0, 42);
    assert_eq!(block_on(Empty::runner().run(())).unwrap().0, 42);
}

#[test]
fn a_runner_is_shared_by_many_threads() {
    let log = Log::new();
    let runner = Lines::runner(pool(&log), Label("t"));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            // Half of the threads have a clone, the others share one runner.
            let own = (thread % 2 == 0).then(|| runner.clone());
            let shared = &runner;
            scope.spawn(move || {
                let runner = own.as_ref().unwrap_or(shared);
                for number in 0..200 {
                    let name = format!("thread {thread} run {number} {}", "x".repeat(64));
                    let given = (Name(name.clone()), Start(thread), Step(number));
                    let line = block_on(runner.run(given)).unwrap().0;
                    let expected = format!("t {name} {thread}+{number} #");
                    assert!(line.starts_with(&expected), "{line}");
                }
            });
        }
    });
    let given = (Name(String::new()), Start(0), Step(0));
    let last = block_on(runner.run(given)).unwrap();
    assert_eq!(last.0, "t  0+0 #1600");
}

trait Gateway: Send + Sync {
    fn pay(&self, amount: u32) -> Option<u32>;
}

struct Bank(AtomicU32);

impl Gateway for Bank {
    fn pay(&self, amount: u32) -> Option<u32> {
        Some(self.0.fetch_add(amount, Ordering::SeqCst))
    }
}

struct Mock;

impl Gateway for Mock {
    fn pay(&self, _amount: u32) -> Option<u32> {
        None
    }
}

struct Amount(u32);
struct ByObject(Option<u32>);
struct ByArc(usize);
struct ByClone(Option<u32>);
struct Receipt(Option<u32>, usize, Option<u32>);

#[node]
async fn by_object(gateway: &dyn Gateway, amount: &Amount) -> ByObject {
    ByObject(gateway.pay(amount.0))
}

#[node]
fn by_arc(gateway: &Arc<dyn Gateway>) -> ByArc {
    ByArc(Arc::strong_count(gateway))
}

#[node(blocking)]
fn by_clone(gateway: Arc<dyn Gateway>, amount: &Amount, _after: &ByArc, _: &ByObject) -> ByClone {
    ByClone(gateway.pay(amount.0))
}

#[node]
fn receipt(object: &ByObject, arc: &ByArc, clone: &ByClone) -> Receipt {
    Receipt(object.0, arc.0, clone.0)
}

#[graph(output = Receipt)]
struct Payment {
    #[inject]
    gateway: Arc<dyn Gateway>,
    amount: Amount,
}

#[tokio::test]
async fn a_trait_object_is_borrowed_shared_or_cloned_and_a_mock_changes_no_node() {
    let bank = Arc::new(Bank(AtomicU32::new(100)));
    let runner = Payment::runner(bank.clone());
    let receipt = runner.run(Amount(5)).await.unwrap();
    assert_eq!((receipt.0, receipt.1, receipt.2), (Some(100), 2, Some(105)));
    assert_eq!(bank.0.load(Ordering::SeqCst), 110);
    let receipt = Payment {
        gateway: Arc::new(Mock),
        amount: Amount(5),
    }
    .run()
    .await
    .unwrap();
    assert_eq!((receipt.0, receipt.1, receipt.2), (None, 1, None));
}

struct Small(String);
struct Large(String);

#[node]
fn small(name: &Name, log: &Log) -> Small {
    log.say("small");
    Small(name.0.clone())
}

#[node]
async fn large(small: &Small, log: &Log) -> Large {
    log.say("large");
    Large(format!("{0}{0}", small.0))
}

#[graph(output = (Large, Small))]
struct Sizes {
    name: Name,
    #[inject]
    log: Log,
}

#[test]
fn several_outputs_are_a_tuple_also_where_one_needs_the_other() {
    let log = Log::new();
    let runner = Sizes::runner(log.clone());
    let (large, small) = block_on(runner.run(Name("ab".to_owned()))).unwrap();
    assert_eq!((large.0.as_str(), small.0.as_str()), ("abab", "ab"));
    assert_eq!(log.lines(), ["small", "large"]);
}

#[graph(output = (Small,))]
struct Tuple {
    name: Name,
    log: Log,
}

#[test]
fn a_tuple_of_one_output_stays_a_tuple() {
    let run = Tuple {
        name: Name("c".to_owned()),
        log: Log::new(),
    }
    .run();
    let (small,): (Small,) = block_on(run).unwrap();
    assert_eq!(small.0, "c");
}

#[test]
fn only_makes_one_output_and_runs_only_the_nodes_it_needs() {
    let log = Log::new();
    let runner = Sizes::runner(log.clone());
    let name = || Name("ab".to_owned());
    let small: Small = block_on(runner.run(name()).only::<Small>()).unwrap();
    assert_eq!((small.0.as_str(), log.count("large")), ("ab", 0));
    let large: Large = block_on(runner.run(name()).only::<Large>()).unwrap();
    assert_eq!((large.0.as_str(), log.count("large")), ("abab", 1));
    let run = Sizes {
        name: name(),
        log: log.clone(),
    }
    .run();
    assert_eq!(block_on(run.only::<Small>()).unwrap().0, "ab");
    assert_eq!((log.count("small"), log.count("large")), (3, 1));
}

#[test]
fn compose_runs_an_anonymous_graph() {
    let log = Log::new();
    let name = Name("de".to_owned());
    let large = block_on(compose!(Large; name: Name, log: Log = log.clone())).unwrap();
    assert_eq!(large.0, "dede");

    let run = compose!((Small, Large); name: Name = Name("f".to_owned()), log: Log);
    let (small, large) = block_on(run).unwrap();
    assert_eq!((small.0.as_str(), large.0.as_str()), ("f", "ff"));

    assert_eq!(block_on(compose!(Nothing)).unwrap().0, 42);
    assert_eq!(block_on(compose!((Nothing,))).unwrap().0.0, 42);
}

#[test]
fn a_composition_can_be_narrowed_like_any_run() {
    let (name, log) = (Name("g".to_owned()), Log::new());
    let seen = log.clone();
    let run = compose!((Large, Small); name: Name, log: Log);
    assert_eq!(block_on(run.only::<Small>()).unwrap().0, "g");
    assert_eq!(seen.lines(), ["small"]);
}
