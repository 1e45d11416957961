//! Tests of flaky services, and of the checkout's reactions.

use crate::support::{QUOTE, Ran, one, run};

const PREVIEW: &str = "preview 1 CABLE:2 MUG:1";

/// A preview with services that fail by this seed.
fn flaky(seed: u64) -> Ran {
    one(&format!("{PREVIEW} --flaky --seed {seed}"))
}

impl Ran {
    /// The parts of the output that do not depend on timing: the result, and the nodes that failed or
    /// were retried.
    fn essence(&self) -> (String, Vec<String>) {
        let (answer, timeline) = self.out.split_once("Timeline\n").unwrap();
        let bars = timeline.lines().filter_map(|line| line.split_once(" ms  "));
        let mut notes: Vec<_> = bars
            .map(|(bar, note)| format!("{} {note}", bar.trim().split("  ").next().unwrap()))
            .collect();
        notes.sort();
        (answer.to_owned(), notes)
    }

    /// The line of the timeline for this node.
    #[track_caller]
    fn bar(&self, node: &str) -> &str {
        let mut lines = self.out.lines().map(str::trim);
        let found = lines.find(|line| line.starts_with(node) && line.contains(" ms"));
        found.unwrap_or_else(|| panic!("no bar of {node} in\n{}", self.out))
    }
}

#[test]
fn a_seed_repeats_a_run() {
    for seed in 1..=8 {
        let (first, second) = (flaky(seed), flaky(seed));
        assert_eq!(first.essence(), second.essence(), "seed {seed}");
    }
}

#[test]
fn seeds_differ() {
    let all: Vec<_> = (1..=8).map(|seed| flaky(seed).essence()).collect();
    let differ = all.iter().any(|other| *other != all[0]);
    assert!(differ, "{all:?}");
}

#[test]
fn a_random_seed_is_printed_so_that_the_run_can_be_repeated() {
    let ran = one(&format!("{PREVIEW} --flaky"));
    let (before, answer) = ran.out.split_once("\n\n").unwrap();
    let options = before.strip_prefix("To see this again: ").unwrap();
    let again = one(&format!("{PREVIEW} {options}"));
    assert_eq!(again.out.lines().next(), answer.lines().next());
    assert_eq!(again.essence().1, ran.essence().1);
}

#[test]
fn without_flaky_nothing_fails() {
    let ran = one(PREVIEW).succeeds().shows(&QUOTE);
    let ran = ran.hides("failed").hides("flat").hides("To see this again");
    ran.shows(&["You may like: Desk lamp (LAMP)"]);
}

#[test]
fn loyalty_is_retried() {
    let ran = flaky(1).succeeds().shows(&["Loyalty -5%  -$2.09"]);
    let bar = ran.bar("Loyalty");
    assert!(bar.ends_with("3 attempts"), "{bar}");
}

#[test]
fn a_flat_rate_replaces_a_sales_tax_that_times_out() {
    let ran = flaky(4).succeeds();
    assert!(ran.bar("RegionalTax").ends_with("timed out"));
    ran.shows(&["Tax 8%, flat   $3.18", "FlatTax", "Total         $51.55"]);
    flaky(3).succeeds().shows(&["Tax 8.875%"]).hides("FlatTax");
}

#[test]
fn one_carrier_replaces_the_other() {
    let ran = flaky(4).succeeds();
    assert!(ran.bar("CABLE PostOffer").ends_with("failed"));
    ran.shows(&["$23.38     $4.17  courier\n", "$18.50     $4.41  post\n"]);
}

#[test]
fn without_any_carrier_there_is_no_quote() {
    let ran = flaky(2).fails();
    ran.complains(&["does not answer: try again in a moment"]);
}

#[test]
fn a_failed_recommendation_is_omitted() {
    let ran = flaky(3).succeeds().hides("You may like");
    assert!(ran.bar("Suggestion").ends_with("failed"));
    ran.shows(&["Closed: Connection"]);
}

#[test]
fn the_slower_carrier_loses_the_race() {
    let args = format!("{PREVIEW} --latency-scale 0.2");
    let ran = run(&args.split_whitespace().collect::<Vec<_>>(), "").succeeds();
    let ran = ran.shows(&["$4.17  post\n", "$4.41  post\n", "Closed: Connection"]);
    for loser in ["CABLE CourierOffer", "MUG CourierOffer"] {
        assert!(ran.bar(loser).ends_with("cancelled"), "{}", ran.out);
    }
}

#[test]
fn a_seed_alone_is_refused() {
    let ran = one("users --seed 7").fails();
    ran.complains(&["error: --seed needs --flaky: add it, or leave --seed out"]);
    let ran = one("users --flaky --seed some").misused();
    ran.complains(&["invalid value 'some' for '--seed <N>'"]);
}
