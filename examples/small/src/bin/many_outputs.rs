//! A graph with several outputs: shared values are computed once, and one output can be computed alone.

use std::sync::atomic::{AtomicU32, Ordering};

use organum::prelude::*;

struct Text(&'static str);
struct Words(Vec<&'static str>);
#[derive(Debug, PartialEq)]
struct Count(usize);
#[derive(Debug, PartialEq)]
struct Longest(&'static str);

static SPLITS: AtomicU32 = AtomicU32::new(0);

/// Both outputs need the words.
#[node]
fn words(text: &Text) -> Words {
    SPLITS.fetch_add(1, Ordering::Relaxed);
    Words(text.0.split_whitespace().collect())
}

#[node]
fn count(words: &Words) -> Count {
    Count(words.0.len())
}

#[node]
fn longest(words: &Words) -> Longest {
    Longest(words.0.iter().max_by_key(|word| word.len()).unwrap_or(&""))
}

#[graph(output = (Count, Longest))]
struct Statistics {
    text: Text,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let text = || Text("the quick brown dromedary");

    // All outputs are returned as a tuple.
    let (count, longest) = Statistics { text: text() }.run().await?;
    assert_eq!((&count, &longest), (&Count(4), &Longest("dromedary")));
    assert_eq!(SPLITS.load(Ordering::Relaxed), 1);
    println!("{} words, the longest is {}", count.0, longest.0);

    // With one output, only the nodes that it needs run.
    let timeline = Timeline::new();
    let run = Statistics { text: text() }.run().only::<Count>();
    assert_eq!(run.observe(timeline.clone()).await?, Count(4));
    let entries = timeline.entries();
    let ran: Vec<&str> = entries.iter().map(|entry| entry.node).collect();
    assert_eq!(ran, ["Words", "Count"]);
    println!("for the count alone ran {}", ran.join(" and "));
    Ok(())
}
