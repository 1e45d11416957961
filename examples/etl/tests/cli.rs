//! Tests of the program on files of all kinds.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
}

fn run(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_etl"))
        .args(arguments)
        .output()
        .expect("it was built");
    Ran {
        out: String::from_utf8(output.stdout).expect("it is text"),
        err: String::from_utf8(output.stderr).expect("it is text"),
        code: output.status.code(),
    }
}

/// Creates a file for this test.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).expect("it can be written");
    path
}

fn on(name: &str, bytes: impl AsRef<[u8]>) -> Ran {
    run(&[file(name, bytes).to_str().expect("it is text")])
}

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sales.csv");

const HEADER: &str = "date,region,product,quantity,price\n";

const SUMMARY: &str = "\
11 rows: 5 clean, 6 dirty
region   sales    units         amount
East         2       13         215.40
North        1        2          99.80
South        2       10         407.00
total        5                  722.20
";

const DIRTY: &str = "\
line 4: `` is not a quantity: write a whole number from 1 to 1000000
line 6: `2024-02-30` is not a date: write it as 2024-03-31
line 7: `-1` is not a quantity: write a whole number from 1 to 1000000
line 8: the region is missing
line 10: 4 cells, and the first line has 5
line 12: `8.505` is not a price: write it as 12 or 12.50, up to 1000000.00
";

#[test]
fn invalid_rows_are_reported_with_their_lines_and_left_out() {
    let ran = run(&[SAMPLE]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), (SUMMARY, DIRTY));
    assert_eq!(ran.code, Some(0));
}

#[test]
fn the_size_of_batches_changes_nothing() {
    for batch in ["1", "2", "3", "11", "12"] {
        let ran = run(&[SAMPLE, "--batch", batch]);
        assert_eq!(
            (ran.out.as_str(), ran.err.as_str()),
            (SUMMARY, DIRTY),
            "{batch} rows a batch"
        );
    }
}

#[test]
fn a_file_of_many_batches_is_summed_up() {
    let mut text = HEADER.to_owned();
    for row in 0..5000 {
        text += match row % 5 {
            0 => "2024-03-01,North,Mug,1,\n",
            _ => "2024-03-01,North,Mug,2,1.25\n",
        };
    }
    let path = file("many.csv", text);
    let ran = run(&[path.to_str().expect("it is text"), "--batch", "2", "--json"]);
    assert_eq!(
        ran.out,
        "{\"clean\":4000,\"dirty\":1000,\"regions\":{\"North\":{\"sales\":4000,\"units\":8000,\"amount\":1000000}},\"total\":1000000}\n"
    );
    assert_eq!(ran.err.lines().count(), 1000);
    assert!(
        ran.err
            .ends_with("line 4997: `` is not a price: write it as 12 or 12.50, up to 1000000.00\n")
    );
}

#[test]
fn files_without_rows_have_an_empty_summary() {
    for (name, text) in [
        ("empty.csv", ""),
        ("header.csv", HEADER),
        ("blank.csv", "\n\n"),
    ] {
        let ran = on(name, text);
        assert_eq!(
            (ran.out.as_str(), ran.err.as_str(), ran.code),
            ("0 rows: 0 clean, 0 dirty\nnothing was sold\n", "", Some(0)),
            "{name}"
        );
    }
}

#[test]
fn a_missing_file_is_an_error() {
    let ran = run(&["no-such-file.csv"]);
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(1)));
    assert!(
        ran.err
            .starts_with("error: cannot read \"no-such-file.csv\": "),
        "{}",
        ran.err
    );
    let ran = run(&[env!("CARGO_TARGET_TMPDIR")]);
    assert_eq!(ran.code, Some(1), "a folder is not a file");
}

#[test]
fn rows_that_are_not_utf_8_are_invalid() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"2024-03-01,North,Mug,1,2.00\n2024-03-01,S\xfcd,Mug,1,2.00\n");
    let ran = on("latin1.csv", bytes);
    assert_eq!(ran.err, "line 3: the region is not UTF-8\n");
    assert!(
        ran.out.starts_with("2 rows: 1 clean, 1 dirty\n"),
        "{}",
        ran.out
    );
    assert_eq!(ran.code, Some(0));
}

#[test]
fn a_file_in_another_encoding_has_no_such_columns() {
    let utf_16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ran = on("utf16.csv", utf_16);
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(1)));
    assert!(ran.err.contains("has no column `date`"), "{}", ran.err);
}

#[test]
fn columns_are_found_by_their_names() {
    let text =
        "\u{feff}Price,Quantity,note,Product,Region,Date\r\n1.50,2,x,Mug,North,2024-03-01\r\n";
    let ran = on("order.csv", text);
    assert!(
        ran.out
            .contains("\nNorth        1        2           3.00\n"),
        "{}",
        ran.out
    );

    let ran = on("missing.csv", "date,region,product,quantity\n");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("has no column `price`"), "{}", ran.err);

    let ran = on("twice.csv", "date,region,product,quantity,price,Price\n");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("has the column `price` twice"),
        "{}",
        ran.err
    );
}

#[test]
fn a_quote_that_is_not_closed_costs_one_row() {
    let row = "2024-03-01,North,\"Mug,1,2.00\n";
    let text = format!(
        "{HEADER}2024-03-01,North,Mug,1,2.00\n{}",
        row.to_owned() + &"x\n".repeat(9000)
    );
    let ran = on("quote.csv", text);
    assert_eq!(
        ran.err,
        "line 3: the row is longer than 4096 bytes: is a quote not closed?\n"
    );
    assert!(
        ran.out.starts_with("2 rows: 1 clean, 1 dirty\n"),
        "{}",
        ran.out
    );
}

#[test]
fn the_steps_are_printed_as_a_diagram() {
    let ran = run(&["--picture"]);
    assert!(ran.out.starts_with("flowchart LR\n"), "{}", ran.out);
    for event in ["Start", "RawLoaded", "Cleaned", "Transformed", "Summary"] {
        assert!(ran.out.contains(event), "{event} in {}", ran.out);
    }
    assert_eq!(run(&[]).code, Some(2), "a file or --picture is required");
}
