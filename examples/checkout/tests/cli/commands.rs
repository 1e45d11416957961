//! Tests of every command on the command line.

use crate::support::{QUOTE, data, one, run};

#[test]
fn users() {
    one("users")
        .succeeds()
        .shows(&["USER  NAME", "1  Ada Winter   EAST      1250"]);
}

#[test]
fn products() {
    one("products").succeeds().shows(&[
        "PRODUCT  NAME",
        "CABLE    Cable, USB-C, 2 m     $12.99    120  10% off from 2",
    ]);
}

#[test]
fn shipping() {
    one("shipping")
        .succeeds()
        .shows(&["REGION  PARCEL", "EAST     $3.95   $1.20     2"]);
}

#[test]
fn preview() {
    let ran = one("preview 1 CABLE:2 MUG:1")
        .succeeds()
        .shows(&QUOTE)
        .shows(&["Timeline"]);
    ran.hides("charge").hides("Order");
}

#[test]
fn checkout() {
    let ran = one("checkout 1 CABLE:2 MUG:1").succeeds().shows(&QUOTE);
    ran.shows(&["Order 1001: $51.90 paid", "Timeline", "reserve", "dispatch"]);
}

#[test]
fn a_sale_publishes_an_order() {
    one("checkout 3 CHAIR:1 CABLE:1").succeeds().shows(&[
        "  - receipt of order 1001 sent to Chidi Okoye\n",
        " points earned, ",
        "  - CHAIR is low: 2 left\n",
    ]);
    let visit = "checkout 3 CHAIR:1\ncheckout 3 CHAIR:2\n";
    let ran = run(&[], visit).succeeds();
    assert_eq!(ran.out.matches("CHAIR is low").count(), 1, "{}", ran.out);
    ran.shows(&[
        "  - receipt of order 1002 sent to Chidi Okoye\n",
        "  - CHAIR is sold out\n",
    ]);
    one("preview 3 CHAIR:1")
        .succeeds()
        .hides("receipt of order");
}

#[test]
fn codes_may_be_typed_in_small_letters_and_repeated() {
    one("preview 1 cable mug:1 CABLE:1")
        .succeeds()
        .shows(&QUOTE);
}

#[test]
fn quit() {
    assert_eq!(one("quit").succeeds().out, "");
}

#[test]
fn help() {
    for line in ["help", "--help"] {
        one(line).succeeds().shows(&[
            "users",
            "products",
            "shipping",
            "preview",
            "checkout",
            "viz",
            "plan",
            "saga",
            "spine",
            "help",
            "quit",
            "executions",
            "resume",
            "demo",
            "--db <URL>",
            "organum-checkout.db]",
            "--data <DIR>",
            "--latency-scale <F>",
            "--flaky",
            "--seed <N>",
            "products.csv",
            "checkout 1 CABLE:2 MUG:1",
            "viz tree Preview",
            "plan Order",
        ]);
    }
    one("help checkout").succeeds().shows(&[
        "<USER>",
        "<PRODUCT:QUANTITY>...",
        "--fail-at <STEP>",
        "--panic-at <STEP>",
        "--id <UUID>",
        "--crash-after <NODE>",
    ]);
}

#[test]
fn options_may_follow_the_command() {
    let dir = data("options_follow", &[]);
    let ran = run(&["users", "--data", dir.to_str().unwrap()], "");
    ran.succeeds().shows(&["Ada Winter"]);
}

#[test]
fn a_slow_shop_shows_its_work() {
    let args = [
        "checkout",
        "1",
        "CABLE:2",
        "MUG:1",
        "--latency-scale",
        "0.2",
    ];
    run(&args, "").succeeds().shows(&[
        "  Profile",
        "    CABLE Product",
        "█",
        "Side by side: ",
        "In sequence it would",
    ]);
}
