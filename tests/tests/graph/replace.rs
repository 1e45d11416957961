//! Nodes replaced in one run, for tests of graphs.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{error::Error, time::Duration};

use organum::{prelude::*, test::Replace};
use organum_tests::{Events, Log, Tracked, block_on};
use tokio::time::{Instant, sleep};

struct Amount(u32);
struct Connection;
struct Account(u32);
struct Rate(u32);
struct Total(u32);
struct Receipt(String);

#[node]
async fn connection(log: &Log) -> Connection {
    log.say("connection");
    Connection
}

#[node]
async fn account(_: &Connection, log: &Log) -> Result<Account, std::fmt::Error> {
    log.say("account");
    Ok(Account(1))
}

#[node(blocking)]
fn rate(account: &Account, log: &Log) -> Rate {
    log.say("rate");
    Rate(account.0 + 1)
}

#[node]
fn total(amount: &Amount, rate: &Rate, log: &Log) -> Total {
    log.say("total");
    Total(amount.0 * rate.0)
}

#[node(explicit)]
fn title(account: &Account, log: &Log) -> String {
    log.say("title");
    format!("account {}", account.0)
}

#[node]
fn receipt(total: &Total, title: &String) -> Receipt {
    Receipt(format!("{title}: {}", total.0))
}

#[graph(output = (Receipt, Total), nodes(title))]
struct Checkout {
    #[inject]
    log: Log,
    amount: Amount,
}

#[tokio::test]
async fn without_replacements_everything_runs() {
    let log = Log::new();
    let run = Checkout {
        log: log.clone(),
        amount: Amount(10),
    }
    .run();
    let (receipt, total) = run.await.unwrap();
    assert_eq!((receipt.0.as_str(), total.0), ("account 1: 20", 20));
    assert_eq!(log.lines().len(), 5);
}

#[test]
fn a_replaced_node_and_what_only_it_needs_do_not_run() {
    let log = Log::new();
    let runner = Checkout::runner(log.clone());
    // Without the blocking node, no tokio runtime is needed either.
    let run = runner.run(Amount(10)).only::<Total>().replace(Rate(5));
    assert_eq!(block_on(run).unwrap().0, 50);
    assert_eq!(log.lines(), ["total"]);
}

#[test]
fn nodes_that_others_need_too_still_run() {
    let log = Log::new();
    let runner = Checkout::runner(log.clone());
    let (receipt, _) = block_on(runner.run(Amount(10)).replace(Rate(5))).unwrap();
    assert_eq!(receipt.0, "account 1: 50");
    assert_eq!(log.count("account"), 1, "the title needs it");
    assert_eq!(log.count("rate"), 0);
}

#[tokio::test]
async fn a_replacement_holds_for_one_run_of_a_runner() {
    let log = Log::new();
    let runner = Checkout::runner(log.clone());
    for round in 1..4 {
        let replaced = runner.run(Amount(1)).replace(Account(round)).await.unwrap();
        assert_eq!(replaced.1.0, round + 1);
        assert_eq!(runner.run(Amount(1)).await.unwrap().1.0, 2);
    }
}

#[test]
fn explicit_nodes_and_outputs_are_replaced_like_others() {
    let log = Log::new();
    let runner = Checkout::runner(log.clone());
    let run = runner
        .run(Amount(1))
        .replace("other".to_owned())
        .replace(Total(7));
    let (receipt, total) = block_on(run).unwrap();
    assert_eq!((receipt.0.as_str(), total.0), ("other: 7", 7));
    assert_eq!(log.lines(), Vec::<String>::new());
    let run = runner.run(Amount(1)).only::<Receipt>();
    let receipt = block_on(run.replace(Receipt("done".to_owned()))).unwrap();
    assert_eq!(receipt.0, "done");
}

#[tokio::test(start_paused = true)]
async fn a_replacement_is_an_async_function_called_when_the_node_would_have_been() {
    let log = Log::new();
    let (seen, start) = (log.clone(), Instant::now());
    let run = Checkout {
        log: log.clone(),
        amount: Amount(2),
    }
    .run();
    let run = run.only::<Total>().replace_with(async move || {
        seen.say("replacement");
        sleep(Duration::from_millis(30)).await;
        Ok(Rate(4))
    });
    assert_eq!(
        log.lines(),
        Vec::<String>::new(),
        "not before the run starts"
    );
    assert_eq!(run.await.unwrap().0, 8);
    assert_eq!(start.elapsed(), Duration::from_millis(30));
    assert_eq!(log.lines(), ["replacement", "total"]);
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("unreachable host 10.0.0.1")]
struct Unreachable;

#[test]
fn a_node_can_be_made_to_fail_though_its_function_cannot() {
    let log = Log::new();
    let runner = Checkout::runner(log.clone());
    let run = runner
        .run(Amount(1))
        .only::<Total>()
        .fail::<Connection>(Unreachable);
    // The blocking node that follows is still needed, so the run needs a runtime.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let error = runtime.block_on(run).err().unwrap();
    assert_eq!(error.downcast_ref(), Some(&Unreachable));
    assert_eq!(
        error.to_string(),
        "node `Connection` of graph `Checkout` failed (needed by Total -> Rate -> Account -> Connection)"
    );
    assert_eq!(log.lines(), Vec::<String>::new());

    let run = runner
        .run(Amount(1))
        .only::<Total>()
        .fail::<Rate>("just text");
    let error = block_on(run).err().unwrap();
    assert_eq!(error.source().unwrap().to_string(), "just text");
}

#[test]
fn an_error_of_a_replacement_is_the_failure_of_its_node() {
    let run = Checkout {
        log: Log::new(),
        amount: Amount(1),
    }
    .run()
    .only::<Total>();
    let run = run.replace_with::<Rate, _, _>(async || Err(Unreachable.into()));
    let error = block_on(run).err().unwrap();
    assert_eq!(error.downcast_ref(), Some(&Unreachable));
    assert_eq!(error.node_error().unwrap().node(), "Rate");
}

#[test]
fn the_last_of_two_replacements_of_one_node_applies() {
    let log = Log::new();
    let run = Checkout {
        log: log.clone(),
        amount: Amount(1),
    }
    .run()
    .only::<Total>();
    let run = run.fail::<Rate>("first").replace(Rate(2)).replace(Rate(3));
    assert_eq!(block_on(run).unwrap().0, 3);
}

struct Unrelated;

fn refusal(error: GraphError) -> String {
    assert_eq!(error.kind(), organum::GraphErrorKind::NotReplaceable);
    error.to_string()
}

#[test]
fn replacing_a_node_that_the_run_does_not_need_is_an_error_before_anything_starts() {
    let log = Log::new();
    let runner = Checkout::runner(log.clone());
    let events = Events::new();
    let run = runner
        .run(Amount(1))
        .only::<Total>()
        .observe(events.clone());
    let error = block_on(run.replace(Unrelated)).err().unwrap();
    assert_eq!(
        refusal(error),
        "graph `Checkout` has no node for `Unrelated` in this run, so it cannot be replaced; \
         replace one of `Connection`, `Account`, `Rate`, `Total`"
    );
    assert_eq!(log.lines(), Vec::<String>::new());
    assert_eq!(events.told(), Vec::<String>::new());
}

#[test]
fn a_node_of_another_output_or_behind_a_replaced_one_is_not_needed() {
    let runner = Checkout::runner(Log::new());
    let run = runner.run(Amount(1)).only::<Total>();
    let error = block_on(run.replace(Receipt(String::new()))).err().unwrap();
    assert!(refusal(error).contains("no node for `Receipt`"));
    let run = runner.run(Amount(1)).only::<Total>();
    let error = block_on(run.replace(Rate(1)).replace(Account(1)))
        .err()
        .unwrap();
    let text = refusal(error);
    assert!(text.contains("no node for `Account`"), "{text}");
    let cure = text.split("replace one of").nth(1).unwrap();
    assert!(!cure.contains("`Account`"), "{text}");
}

#[test]
fn inputs_are_given_not_replaced() {
    let runner = Checkout::runner(Log::new());
    let run = runner.run(Amount(1)).replace(Amount(2));
    let text = refusal(block_on(run).err().unwrap());
    assert!(text.contains("no node for `Amount`"), "{text}");
    assert!(text.ends_with("(inputs are given, not replaced)"), "{text}");
    let run = runner.run(Amount(1)).replace(Log::new());
    let text = refusal(block_on(run).err().unwrap());
    assert!(text.contains("no node for `Log`"), "{text}");
    assert!(
        text.ends_with("(inputs are given, not replaced)"),
        "nor injected ones"
    );
}

struct Cache<T>(Vec<T>);
struct Sizes(usize, usize);

#[node]
fn cache<T: Default + Send + Sync + 'static>(log: &Log) -> Cache<T> {
    log.say("cache");
    Cache(vec![T::default()])
}

#[node]
fn sizes(small: &Cache<u8>, large: &Cache<u64>) -> Sizes {
    Sizes(small.0.len(), large.0.len())
}

#[test]
fn one_of_two_types_of_a_generic_node_is_replaced() {
    let log = Log::new();
    let run = compose!(Sizes; log: Log = log.clone()).replace(Cache(vec![1_u64, 2, 3]));
    let sizes = block_on(run).unwrap();
    assert_eq!((sizes.0, sizes.1, log.count("cache")), (1, 3, 1));
}

#[test]
fn values_of_replacements_are_dropped_with_the_run() {
    struct Held(#[expect(dead_code, reason = "held for its drop")] Tracked);
    struct Holder;

    #[node]
    fn held(log: &Log) -> Held {
        Held(log.tracked("real"))
    }

    #[node]
    fn holder(_: &Held) -> Holder {
        Holder
    }

    #[graph(output = Holder)]
    struct Holding {
        log: Log,
    }

    let log = Log::new();
    let run = Holding { log: log.clone() }.run();
    let run = run
        .replace(Held(log.tracked("first")))
        .replace(Held(log.tracked("second")));
    assert!(block_on(run).is_ok());
    assert_eq!(log.lines().len(), 4);
    log.assert_balanced();
    drop(
        Holding { log: log.clone() }
            .run()
            .replace(Held(log.tracked("third"))),
    );
    log.assert_balanced();
}
