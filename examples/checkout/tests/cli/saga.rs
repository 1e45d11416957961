//! Tests of purchases that fail on request: the steps that were completed, undone and parked.

use crate::support::{Ran, one, run};

const BUY: &str = "checkout 3 CABLE:2 MUG:1 CHAIR:1";

impl Ran {
    /// The lines with the history of the purchase.
    fn story(&self) -> Vec<&str> {
        let lines = self.out.lines();
        let story = lines.skip_while(|line| !line.starts_with("What the purchase did"));
        let story = story.skip(1).take_while(|line| !line.is_empty());
        story.map(str::trim).collect()
    }

    /// The bars of undos on the timeline, with their notes.
    fn undos(&self) -> Vec<String> {
        let bars = self.out.lines().map(str::trim);
        let undos = bars.filter_map(|line| line.strip_prefix("undo "));
        let words = undos.map(|bar| {
            let words: Vec<_> = bar.split_whitespace().collect();
            format!("{} {}", words[0], words[words.len() - 1])
        });
        words.collect()
    }
}

const BEFORE: &str = "The shop is as it was before: every completed step was undone.";

#[test]
fn without_a_failure_all_steps_are_completed() {
    let ran = one(BUY).succeeds();
    let ran = ran.shows(&["Order 1001: ", "reserve", "charge", "dispatch"]);
    assert_eq!(ran.undos(), Vec::<String>::new());
    ran.hides("undone");
}

#[test]
fn a_failure_while_goods_are_reserved() {
    let ran = one(&format!("{BUY} --fail-at reserve")).fails();
    assert_eq!(
        ran.story(),
        [
            "reserve[0] CABLE:2    done",
            "reserve[1] MUG:1      done",
            "reserve[2] CHAIR:1    failed",
            "reserve[1] MUG:1      undone",
            "reserve[0] CABLE:2    undone",
            BEFORE,
        ]
    );
    assert_eq!(ran.undos(), ["reserve[1] undone", "reserve[0] undone"]);
    ran.complains(&["error: step `reserve` failed, as --fail-at asked"]);
}

#[test]
fn a_failure_of_the_charge() {
    let ran = one(&format!("{BUY} --fail-at charge")).fails();
    assert_eq!(
        ran.story(),
        [
            "reserve[0] CABLE:2    done",
            "reserve[1] MUG:1      done",
            "reserve[2] CHAIR:1    done",
            "charge                failed",
            "reserve[2] CHAIR:1    undone",
            "reserve[1] MUG:1      undone",
            "reserve[0] CABLE:2    undone",
            BEFORE,
        ]
    );
    ran.complains(&["step `charge` failed"]);
}

#[test]
fn a_failure_after_the_charge_refunds_the_charge() {
    let ran = one(&format!("{BUY} --fail-at order")).fails();
    assert_eq!(
        ran.undos(),
        [
            "charge undone",
            "reserve[2] undone",
            "reserve[1] undone",
            "reserve[0] undone",
        ]
    );
    assert_eq!(
        ran.story()[4..6],
        [
            "order                 failed",
            "charge                undone"
        ]
    );
    // No organ received an order.
    ran.complains(&["step `order` failed"])
        .hides("receipt of order");
}

#[test]
fn a_failure_after_the_pivot_undoes_nothing() {
    let ran = one(&format!("{BUY} --fail-at dispatch")).fails();
    assert_eq!(ran.undos(), Vec::<String>::new());
    assert_eq!(
        ran.story()[4..],
        [
            "order                 done",
            "dispatch              failed",
            "dispatch              parked",
            "The order is written and paid. The failed step is parked: see `dead-letters list`.",
        ]
    );
    ran.shows(&["failed, 3 attempts"])
        .complains(&["step `dispatch` failed"]);
}

#[test]
fn a_parked_step_is_redriven_once() {
    let visit = format!(
        "dead-letters list\n{BUY} --fail-at dispatch\ndead-letters list\ndead-letters redrive --all\n\
         dead-letters redrive --all --yes\ndead-letters list\n"
    );
    let ran = run(&[], &visit).fails();
    let answers: Vec<_> = ran.out.split("\n> ").skip(1).collect();
    assert_eq!(answers[0], "dead-letters list\nno dead letters\n");
    assert!(answers[2].contains("dispatch"), "{}", answers[2]);
    assert!(
        answers[3].ends_with("1 dead letter would be redriven: add --yes to do it\n"),
        "{}",
        answers[3]
    );
    assert!(answers[4].contains("\nredriven: "), "{}", answers[4]);
    assert_eq!(answers[5], "dead-letters list\nno dead letters\n");
}

#[test]
fn a_panic_is_undone_like_a_failure() {
    for (step, undone) in [("reserve", 2), ("charge", 3), ("order", 4)] {
        let ran = one(&format!("{BUY} --panic-at {step}")).fails();
        assert_eq!(ran.undos().len(), undone, "{}", ran.out);
        assert!(ran.story().contains(&BEFORE), "{}", ran.out);
        ran.shows(&["panicked"]).complains(&[
            &format!("error: step `{step}"),
            "of saga `Purchase` panicked",
        ]);
    }
}

#[test]
fn released_goods_are_in_stock_again_and_can_be_bought() {
    let visit = "checkout 3 CHAIR:2 --fail-at order\nproducts\ncheckout 3 CHAIR:3\nproducts\n";
    run(&[], visit).fails().shows(&[
        "CHAIR    Office chair         $249.00      3",
        "Order 1001: ",
        "CHAIR    Office chair         $249.00      0",
    ]);
}

#[test]
fn an_unknown_step() {
    for option in ["--fail-at", "--panic-at"] {
        let ran = one(&format!("{BUY} {option} pay")).misused();
        ran.complains(&[
            &format!("invalid value 'pay' for '{option} <STEP>'"),
            "[possible values: reserve, charge, order, dispatch]",
        ]);
    }
    one("preview 1 MUG:1 --fail-at charge")
        .misused()
        .complains(&["unexpected argument '--fail-at'"]);
    one(&format!("{BUY} --fail-at charge --panic-at order"))
        .misused()
        .complains(&["cannot be used with"]);
}
