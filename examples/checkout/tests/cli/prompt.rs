//! Tests of piped commands, and of empty input.

use crate::support::{QUOTE, run};

#[test]
fn every_command_works_piped() {
    let input = "# a comment\n\nusers\nproducts\n shipping \r\npreview 1 CABLE:2 MUG:1\n\
                 checkout 1 CABLE:2 MUG:1\nhelp\nquit\nchekout\n";
    let ran = run(&[], input).succeeds().shows(&QUOTE);
    ran.shows(&[
        "Welcome",
        "> users\n",
        "Ada Winter",
        "CABLE    Cable",
        "$1.20",
        "Order 1001: $51.90 paid",
        "Timeline",
        "--data DIR",
        "--latency-scale F",
        "--flaky",
        "--seed N",
    ]);
}

#[test]
fn goods_that_are_sold_are_gone_and_others_are_not() {
    let sold = run(
        &[],
        "preview 3 CHAIR:2\nproducts\ncheckout 3 CHAIR:2\nproducts",
    )
    .succeeds();
    sold.shows(&[
        "CHAIR    Office chair         $249.00      3",
        "CHAIR    Office chair         $249.00      1",
    ]);
    let declined = run(&[], "checkout 4 CHAIR:2\nproducts").fails();
    declined.shows(&["CHAIR    Office chair         $249.00      3"]);
}

#[test]
fn orders_are_numbered() {
    run(&[], "checkout 1 MUG:1\ncheckout 2 MUG:1")
        .succeeds()
        .shows(&["Order 1001", "Order 1002"]);
}

#[test]
fn empty_input_runs_a_demonstration() {
    for input in ["", "\n# nothing\n"] {
        let ran = run(&[], input).succeeds();
        ran.shows(&[
            "> preview 1 CABLE:2 MUG:2",
            "> checkout 1 CABLE:2 MUG:2",
            "Order 1001",
            "Timeline",
        ]);
    }
}

#[test]
fn bytes_that_are_not_text_are_refused() {
    let ran = run(&[], b"\xff\xfe\nusers\n").fails();
    ran.complains(&["unrecognized subcommand"])
        .shows(&["Ada Winter"]);
}
