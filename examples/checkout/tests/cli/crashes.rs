//! Tests of checkouts whose process is killed, and which go on in another one.

use crate::support::{Ran, run};

const BUY: &str = "checkout 1 CABLE:2 MUG:1";
const ID: &str = "01a2300f-a7ef-77ec-b3d2-5296332f088a";

/// Runs one command line on this database.
fn on(url: &str, line: &str) -> Ran {
    let mut args = vec!["--db", url];
    args.extend(line.split_whitespace());
    run(&args, "")
}

/// Runs a checkout that is killed at this point.
#[track_caller]
fn crash(url: &str, at: &str) {
    let ran = on(url, &format!("{BUY} --id {ID} --crash-after {at}")).dies();
    ran.shows(&[
        &format!("Checkout {ID}\n"),
        "Timeline",
        &format!("The process is killed after {at}, as --crash-after asked."),
    ])
    .hides("Order 1001");
}

impl Ran {
    /// True if the timeline marks this node as one whose result was recorded before.
    #[track_caller]
    fn is_cached(&self, node: &str) -> bool {
        let (_, timeline) = self.out.split_once("Timeline\n").unwrap();
        let mut lines = timeline.lines().map(str::trim);
        let bar = lines.find(|line| line.split_whitespace().next() == Some(node));
        bar.unwrap_or_else(|| panic!("no {node} in\n{}", self.out))
            .ends_with("cached")
    }
}

/// The nodes whose results are recorded when `at` is, in the order in which they need each other.
fn recorded(at: &str) -> &'static [&'static str] {
    match at {
        "Profile" => &["Profile"],
        "Loyalty" => &["Profile", "Loyalty"],
        "RegionalTax" => &["Profile", "RegionalTax"],
        "Lines" => &["Profile", "Lines"],
        "Cleared" => &["Profile", "Cleared"],
        "Advice" => &["Advice"],
        "charge" => &["Profile", "Loyalty", "RegionalTax", "Lines", "Cleared"],
        "Order" => &[
            "Profile",
            "Loyalty",
            "RegionalTax",
            "Lines",
            "Cleared",
            "Order",
        ],
        _ => panic!("{at} is not recorded"),
    }
}

#[track_caller]
fn goes_on_after_a_crash(url: &str, at: &str) {
    crash(url, at);
    let ran = on(url, &format!("{BUY} --id {ID}")).succeeds();
    for node in recorded(at) {
        assert!(ran.is_cached(node), "{node} ran again\n{}", ran.out);
    }
    ran.shows(&["Order 1001: $51.90 paid (receipt SIM-00001)"]);
    // The card was charged once, and one order was written: the next numbers are the next ones.
    on(url, BUY)
        .succeeds()
        .shows(&["Order 1002: $51.90 paid (receipt SIM-00002)"]);
}

macro_rules! crashes {
    ($($at:ident => $sqlite:ident, $postgres:ident;)*) => {$(
        #[test]
        fn $sqlite() {
            let file = organum_test_support::sqlite();
            goes_on_after_a_crash(&file.url(), stringify!($at));
        }

        #[test]
        fn $postgres() {
            let database = organum_test_support::postgres();
            goes_on_after_a_crash(&database.url(), stringify!($at));
        }
    )*};
}
crashes! {
    Profile => after_the_profile_on_sqlite, after_the_profile_on_postgres;
    Loyalty => after_the_loyalty_on_sqlite, after_the_loyalty_on_postgres;
    RegionalTax => after_the_tax_on_sqlite, after_the_tax_on_postgres;
    Lines => after_the_lines_on_sqlite, after_the_lines_on_postgres;
    Advice => after_the_advice_on_sqlite, after_the_advice_on_postgres;
    Cleared => after_the_fraud_check_on_sqlite, after_the_fraud_check_on_postgres;
    charge => after_the_charge_on_sqlite, after_the_charge_on_postgres;
    Order => after_the_order_on_sqlite, after_the_order_on_postgres;
}

#[test]
fn a_checkout_is_resumed_with_its_recorded_inputs() {
    let file = organum_test_support::sqlite();
    let url = file.url();
    crash(&url, "charge");
    let ran = on(&url, &format!("resume {ID}")).succeeds();
    assert!(ran.is_cached("Lines"), "{}", ran.out);
    ran.shows(&["Order 1001: $51.90 paid (receipt SIM-00001)", "dispatch"]);
    // What is done is done: nothing runs again.
    let again = on(&url, &format!("resume {ID}")).succeeds();
    assert!(again.is_cached("Order"), "{}", again.out);
    again
        .shows(&["Order 1001: $51.90 paid (receipt SIM-00001)"])
        .hides("reserve");
}

#[test]
fn other_inputs_under_the_same_id_are_refused() {
    let file = organum_test_support::sqlite();
    let url = file.url();
    crash(&url, "Lines");
    for other in ["checkout 1 CABLE:3 MUG:1", "checkout 2 CABLE:2 MUG:1"] {
        let ran = on(&url, &format!("{other} --id {ID}")).fails();
        ran.complains(&[
            "error: a checkout with this id is of another user or cart: repeat it as it was, or leave --id out",
        ]);
    }
    on(&url, &format!("{BUY} --id {ID}")).succeeds();
}

#[test]
fn executions_are_listed() {
    let file = organum_test_support::sqlite();
    let url = file.url();
    on(&url, "executions")
        .succeeds()
        .shows(&["no checkouts yet: `checkout 1 CABLE:2` begins one"]);
    crash(&url, "Lines");
    let row = |status: &str| format!("{ID}  {status}");
    on(&url, "executions").shows(&[&row("running"), "Ada Winter  CABLE:2 MUG:1"]);
    // Its leases end.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    on(&url, "executions").shows(&[&row("interrupted")]);
    on(&url, &format!("resume {ID}")).succeeds();
    on(&url, "checkout 3 CHAIR:1").succeeds();
    // A preview leaves no trace.
    on(&url, "preview 2 MUG:1").succeeds();
    let ran = on(&url, "executions").succeeds();
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.out);
    ran.shows(&[
        "CHECKOUT  ",
        "BEGAN (UTC)",
        &row("done"),
        "Chidi Okoye  CHAIR:1",
    ])
    .hides("interrupted");
}

#[test]
fn checkouts_of_a_region_share_the_sales_tax() {
    let file = organum_test_support::sqlite();
    let url = file.url();
    let first = on(&url, "checkout 2 MUG:1").succeeds();
    assert!(!first.is_cached("RegionalTax"), "{}", first.out);
    // Another buyer of the region, whose card is declined.
    let second = on(&url, "checkout 4 CABLE:2 MUG:1").fails();
    assert!(second.is_cached("RegionalTax"), "{}", second.out);
    assert!(!second.is_cached("Profile"), "{}", second.out);
    let elsewhere = on(&url, "checkout 1 MUG:1").succeeds();
    assert!(!elsewhere.is_cached("RegionalTax"), "{}", elsewhere.out);
}

#[test]
fn a_checkout_that_was_undone_can_be_made_again() {
    let file = organum_test_support::sqlite();
    let url = file.url();
    on(&url, &format!("{BUY} --id {ID} --fail-at order"))
        .fails()
        .complains(&["step `order` failed"]);
    // The refunded charge is made again, with a receipt of its own.
    let ran = on(&url, &format!("{BUY} --id {ID}")).succeeds();
    assert!(ran.is_cached("Lines"), "{}", ran.out);
    ran.shows(&["Order 1001: $51.90 paid (receipt SIM-00002)"]);
}

#[test]
fn an_unknown_checkout_and_a_wrong_id() {
    let file = organum_test_support::sqlite();
    let url = file.url();
    on(&url, &format!("resume {ID}"))
        .fails()
        .complains(&["error: there is no checkout with this id: `executions` lists them"]);
    on(&url, "resume 7")
        .misused()
        .complains(&["invalid value '7' for '<ID>'"]);
    on(&url, &format!("{BUY} --crash-after Quote"))
        .misused()
        .complains(&["[possible values: Profile, Loyalty, RegionalTax, Lines, Advice, Cleared, charge, Order]"]);
}

#[test]
fn a_wrong_url_is_refused_and_not_shown() {
    for (url, cure) in [
        (
            "oracle://me:secret@shop/x",
            "write `sqlite:…` or `postgres://…`",
        ),
        ("postgres://me:secret@[x", "the URL cannot be read"),
        (
            "postgres://me:secret@127.0.0.1:1/x",
            "check that the server is running",
        ),
        (
            "sqlite:/no/such/secret/shop.db",
            "check that its folder exists",
        ),
        ("secret", "write `sqlite:…` or `postgres://…`"),
    ] {
        let ran = on(url, "users").fails();
        let ran = ran.complains(&["error: the database of --db cannot be opened: ", cure]);
        ran.hides("secret").hides_complaint("secret");
    }
}

#[test]
fn the_demonstration_crashes_and_goes_on() {
    let file = organum_test_support::sqlite();
    let ran = on(&file.url(), "demo").succeeds();
    ran.shows(&[
        "1. A checkout fetches",
        "The process is killed after charge",
        "2. The same command",
        "cached",
        "Order 1001: $107.21 paid (receipt SIM-00001)",
        "Order 1002: $34.54 paid (receipt SIM-00002)",
        "4. The database has both.",
    ])
    .hides("failed");
}
