//! Tests of refused commands, on the command line and piped.

use crate::support::{one, run};

#[track_caller]
fn refused(line: &str, message: &str) {
    one(line).refused().complains(&["error: ", message]);
    // The prompt reports the same error, continues, and remembers the failure.
    let ran = run(&[], format!("{line}\nusers\n")).fails();
    ran.complains(&["error: ", message]).shows(&["Ada Winter"]);
}

#[test]
fn an_unknown_user() {
    refused(
        "checkout 9 CABLE:2",
        "there is no user 9: `users` lists them",
    );
    refused("preview 9 CABLE:2", "there is no user 9");
    refused(
        "preview ada CABLE:2",
        "`ada` is not a user number: `users` lists them",
    );
}

#[test]
fn an_unknown_product() {
    refused(
        "checkout 1 CABLE:1 TEAPOT:1",
        "there is no product TEAPOT: `products` lists them",
    );
    refused("preview 1 TEAPOT:1", "there is no product TEAPOT");
}

#[test]
fn no_quantity_and_an_absurd_one() {
    refused(
        "checkout 1 MUG:0",
        "MUG:0 asks for nothing: leave it out, or ask for 1 to 1000",
    );
    refused(
        "checkout 1 NOTE:1001",
        "too many of NOTE: one order may hold up to 1000",
    );
    refused("checkout 1 NOTE:99999999999999999999", "too many of NOTE");
    refused("checkout 1 NOTE:600 NOTE:600", "too many of NOTE");
    refused(
        "checkout 1 NOTE:-1",
        "`NOTE:-1` is not an item: write a product and a quantity",
    );
    refused("checkout 1 NOTE:some", "such as CABLE:2");
    refused("checkout 1", "<PRODUCT:QUANTITY>...");
}

#[test]
fn the_largest_quantity_is_sold() {
    one("preview 1 NOTE:1000")
        .succeeds()
        .shows(&["A box of notebooks -25%", "$7125.00"]);
}

#[test]
fn products_that_are_not_in_stock() {
    refused(
        "checkout 1 GLOBE:1",
        "GLOBE is out of stock: leave it out for now",
    );
    refused(
        "preview 1 CHAIR:4",
        "only 3 of CHAIR left, not 4: order fewer of them",
    );
}

#[test]
fn a_declined_payment() {
    refused(
        "checkout 4 CABLE:2 MUG:1",
        "was declined: nothing was charged and nothing was ordered",
    );
    one("checkout 4 CABLE:2 MUG:1")
        .shows(&["charge", "failed", "reserve[0] CABLE:2    undone"])
        .hides("25.00");
}

#[test]
fn a_suspicious_buyer() {
    refused(
        "checkout 5 CABLE:1",
        "the fraud check stopped this order (risk 85",
    );
    one("preview 5 CABLE:1").succeeds();
}

#[test]
fn an_unknown_command_and_option() {
    refused("chekout 1 CABLE:2", "unrecognized subcommand 'chekout'");
    one("users --fast")
        .misused()
        .complains(&["unexpected argument '--fast'"]);
    let wrong = one("users --latency-scale=fast").misused();
    wrong.complains(&["write a number from 0 (no waiting) to 100, such as 0.5"]);
}

#[test]
fn an_unknown_format_and_output() {
    refused(
        "viz svg",
        "invalid value 'svg' for '[FORMAT]'\n  [possible values: mermaid, dot, tree, layers, json]",
    );
    refused(
        "viz tree Quote",
        "invalid value 'Quote' for '[OUTPUT]'\n  [possible values: Order, Preview, PricedLine]",
    );
    refused(
        "plan Quote",
        "invalid value 'Quote' for '<OUTPUT>'\n  [possible values: Order, Preview, PricedLine]",
    );
    refused("plan", "<OUTPUT>");
}
