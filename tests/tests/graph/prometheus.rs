//! The output of `observe::Prometheus`.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use organum::{observe::Prometheus, prelude::*};
use tokio::time::sleep;

struct Fails(bool);
struct Rate;
struct Price;
struct Cached<T>(T);

#[node]
async fn rate(fails: &Fails) -> Result<Rate, String> {
    sleep(Duration::from_millis(20)).await;
    if fails.0 {
        Err("a secret".to_owned())
    } else {
        Ok(Rate)
    }
}

#[node]
fn price(_: &Rate) -> Price {
    Price
}

#[graph(output = Price)]
struct Quote {
    fails: Fails,
}

#[node]
fn cached<T: Default + Send + Sync + 'static>() -> Cached<T> {
    Cached(T::default())
}

#[graph(output = (Cached<u8>, Cached<String>))]
struct Caches {}

/// Returns the samples by name and labels. Asserts that each line follows the text format: a comment with
/// the help or the type of the following samples, or a sample.
fn parse(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut current = String::new();
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, help) = help.split_once(' ').expect("a help has a text");
            assert!(
                name.starts_with("organum_") && help.ends_with('.'),
                "{line}"
            );
            name.clone_into(&mut current);
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').expect("a type has a kind");
            assert_eq!(name, current, "the type follows the help");
            assert!(["counter", "histogram"].contains(&kind), "{line}");
        } else {
            let (series, value) = line.rsplit_once(' ').expect("a sample has a value");
            let name = series.split('{').next().unwrap_or_default();
            let suffix = name
                .strip_prefix(&*current)
                .expect("the samples of a metric are adjacent");
            assert!(
                ["", "_bucket", "_sum", "_count"].contains(&suffix),
                "{line}"
            );
            assert_labels(&series[name.len()..]);
            let value = value.parse().expect("a value is a number");
            assert_eq!(samples.insert(series.to_owned(), value), None, "{line}");
        }
    }
    samples
}

/// Parses `{name="value",…}`, with `"`, `\` and line ends in values escaped, or nothing.
fn assert_labels(labels: &str) {
    let mut rest = labels;
    if rest.is_empty() {
        return;
    }
    let mut opening = '{';
    while rest != "}" {
        rest = rest.strip_prefix(opening).expect("labels are separated");
        let (name, value) = rest.split_once("=\"").expect("a label has a value");
        assert!(name.chars().all(|letter| letter.is_ascii_lowercase()));
        let mut letters = value.char_indices();
        let end = loop {
            match letters.next().expect("a value is closed") {
                (_, '\\') => assert!(matches!(letters.next(), Some((_, '\\' | '"' | 'n')))),
                (at, '"') => break at,
                _ => {}
            }
        };
        rest = &value[end + 1..];
        opening = ',';
    }
}

#[tokio::test(start_paused = true)]
async fn runs_and_nodes_of_two_graphs_are_counted_and_measured() {
    let metrics = Arc::new(Prometheus::new());
    let quote = Quote::builder().observe(Arc::clone(&metrics)).build();
    for fails in [false, true, false] {
        assert_eq!(quote.run(Fails(fails)).await.is_err(), fails);
    }
    assert!(Caches {}.run().observe(Arc::clone(&metrics)).await.is_ok());
    let text = metrics.text();
    let samples = parse(&text);
    let expected = [
        (r#"organum_runs_total{graph="Quote",outcome="ok"}"#, 2.0),
        (r#"organum_runs_total{graph="Quote",outcome="failed"}"#, 1.0),
        (r#"organum_runs_total{graph="Caches",outcome="ok"}"#, 1.0),
        (
            r#"organum_nodes_total{graph="Quote",node="Rate",outcome="ok"}"#,
            2.0,
        ),
        (
            r#"organum_nodes_total{graph="Quote",node="Rate",outcome="failed"}"#,
            1.0,
        ),
        (
            r#"organum_nodes_total{graph="Quote",node="Price",outcome="ok"}"#,
            2.0,
        ),
        (
            r#"organum_nodes_total{graph="Caches",node="Cached<u8>",outcome="ok"}"#,
            1.0,
        ),
        (
            r#"organum_nodes_total{graph="Caches",node="Cached<String>",outcome="ok"}"#,
            1.0,
        ),
        (r#"organum_run_duration_seconds_count{graph="Quote"}"#, 3.0),
        (
            r#"organum_run_duration_seconds_bucket{graph="Quote",le="0.01"}"#,
            0.0,
        ),
        (
            r#"organum_run_duration_seconds_bucket{graph="Quote",le="0.05"}"#,
            3.0,
        ),
        (
            r#"organum_node_duration_seconds_count{graph="Quote",node="Rate"}"#,
            3.0,
        ),
        (
            r#"organum_node_duration_seconds_bucket{graph="Quote",node="Rate",le="+Inf"}"#,
            3.0,
        ),
        (
            r#"organum_node_duration_seconds_sum{graph="Quote",node="Price"}"#,
            0.0,
        ),
        ("organum_series_dropped_total", 0.0),
    ];
    for (series, value) in expected {
        assert_eq!(samples.get(series), Some(&value), "{series} in\n{text}");
    }
    let sum = samples[r#"organum_node_duration_seconds_sum{graph="Quote",node="Rate"}"#];
    assert!((sum - 0.06).abs() < 1e-9, "{sum}");
    assert!(!text.contains("secret"));
}

#[tokio::test(start_paused = true)]
async fn series_beyond_the_limit_are_dropped_and_counted() {
    let metrics = Arc::new(Prometheus::with_series(3));
    let quote = Quote::builder().observe(Arc::clone(&metrics)).build();
    for _ in 0..2 {
        assert!(quote.run(Fails(false)).await.is_ok());
    }
    // The first three series: two of `Rate` and one of `Price`. One of `Price` and two of the run are
    // dropped.
    let samples = parse(&metrics.text());
    let rate = r#"organum_nodes_total{graph="Quote",node="Rate",outcome="ok"}"#;
    let price = r#"organum_nodes_total{graph="Quote",node="Price",outcome="ok"}"#;
    assert_eq!((samples[rate], samples[price]), (2.0, 2.0));
    assert_eq!(samples.get("organum_series_dropped_total"), Some(&6.0));
    assert!(
        !samples
            .keys()
            .any(|series| series.starts_with("organum_runs"))
    );
    assert!(
        !samples
            .keys()
            .any(|series| series.contains("_count{graph=\"Quote\",node=\"Price"))
    );
}

// The names of generic nodes contain names of types, which may contain quotes.
struct Quoted<const LETTER: char>;

#[node]
fn quoted<const LETTER: char>() -> Quoted<LETTER> {
    Quoted
}

#[test]
fn label_values_are_escaped() {
    assert_labels(r#"{graph="a\"b\\c\nd",node="x"}"#);
    for wrong in [r#"{graph="a"b"}"#, r#"{graph="a\"}"#, r"{graph=a}"] {
        let parsed = std::panic::catch_unwind(|| assert_labels(wrong));
        assert!(parsed.is_err(), "{wrong} is not well-formed");
    }
    let metrics = Arc::new(Prometheus::new());
    let run = compose!(Quoted<'"'>).observe(Arc::clone(&metrics));
    assert!(organum_tests::block_on(run).is_ok());
    let text = metrics.text();
    let samples = parse(&text);
    let name = samples
        .keys()
        .find(|series| series.starts_with("organum_nodes_total"));
    assert!(name.is_some_and(|name| name.contains(r#"\""#)), "{text}");
}
