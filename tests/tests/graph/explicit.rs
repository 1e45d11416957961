//! Nodes of other crates' types, which graphs list, and the visibility of one graph's nodes to another.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::ptr_arg,
    reason = "the forms of nodes are what is tested"
)]

use std::{collections::BTreeMap, sync::Arc};

use organum::prelude::*;
use organum_tests::block_on;

struct Name(&'static str);
struct Length(usize);

#[node(explicit)]
async fn greet(name: &Name) -> String {
    format!("hello {}", name.0)
}

#[node(explicit)]
fn shout(name: &Name) -> Result<String, std::fmt::Error> {
    Ok(name.0.to_uppercase())
}

struct Index;

#[node(explicit)]
impl Index {
    fn compose(text: &String) -> BTreeMap<char, usize> {
        let mut index = BTreeMap::new();
        for letter in text.chars() {
            *index.entry(letter).or_default() += 1;
        }
        index
    }
}

struct Repeat(usize);

#[node(explicit)]
impl Repeat {
    async fn compose(&self, text: &String) -> Vec<String> {
        vec![text.clone(); self.0]
    }
}

#[node]
fn length(text: &String) -> Length {
    Length(text.len())
}

#[graph(output = Length, nodes(greet))]
struct Greeted {
    name: Name,
}

#[graph(output = (Length, String), nodes(shout))]
struct Shouted {
    name: Name,
}

#[graph(output = (BTreeMap<char, usize>, Vec<String>), nodes(shout, Index, Repeat))]
struct Indexed {
    name: Name,
    repeat: Repeat,
}

#[graph(output = Length)]
struct Told {
    text: String,
}

#[test]
fn each_graph_names_its_node_of_a_foreign_type() {
    assert_eq!(block_on(Greeted { name: Name("Ada") }.run()).unwrap().0, 9);
    let (length, text) = block_on(Shouted { name: Name("Ada") }.run()).unwrap();
    assert_eq!((length.0, text.as_str()), (3, "ADA"));
    let text = "hi".to_owned();
    assert_eq!(block_on(Told { text }.run()).unwrap().0, 2);
}

#[test]
fn steps_are_explicit_by_their_type() {
    let name = Name("ada");
    let run = Indexed {
        name,
        repeat: Repeat(2),
    }
    .run();
    let (index, repeated) = block_on(run).unwrap();
    assert_eq!(index, BTreeMap::from([('A', 2), ('D', 1)]));
    assert_eq!(repeated, ["ADA", "ADA"]);
}

#[test]
fn compose_lists_nodes_too() {
    let name = Name("Ada");
    let length = block_on(compose!(Length, nodes(greet); name: Name)).unwrap();
    assert_eq!(length.0, 9);
}

trait Speak: Send + Sync {
    fn speak(&self) -> String;
}

impl Speak for Name {
    fn speak(&self) -> String {
        self.0.to_owned()
    }
}

struct Spoken(String);

#[node(explicit)]
fn speaker(length: &Length) -> Arc<dyn Speak> {
    Arc::new(Name(if length.0 > 2 { "long" } else { "short" }))
}

#[node]
fn spoken(speaker: &dyn Speak) -> Spoken {
    Spoken(speaker.speak())
}

#[graph(output = Spoken, nodes(speaker))]
struct Speech {
    text: String,
}

#[test]
fn an_explicit_node_provides_a_trait_object() {
    for (text, expected) in [("a", "short"), ("abc", "long")] {
        let text = text.to_owned();
        assert_eq!(block_on(Speech { text }.run()).unwrap().0, expected);
    }
}

struct Clock(u64);
struct Rate(u64);
struct Price(u64);

#[node]
fn rate(clock: &Clock) -> Rate {
    Rate(clock.0)
}

#[node]
fn price(rate: &Rate) -> Price {
    Price(10 * rate.0)
}

#[graph(output = Price)]
struct Computed {
    clock: Clock,
}

#[graph(output = Price)]
struct Given {
    rate: Rate,
}

#[test]
fn a_field_provides_a_type_whose_node_cannot_run_in_the_graph() {
    assert_eq!(block_on(Computed { clock: Clock(2) }.run()).unwrap().0, 20);
    assert_eq!(block_on(Given { rate: Rate(3) }.run()).unwrap().0, 30);
}

#[test]
fn a_node_is_still_the_function_that_was_written() {
    assert_eq!(rate(&Clock(4)).0, 4);
    assert_eq!(block_on(greet(&Name("Bob"))), "hello Bob");
    assert_eq!(Index::compose(&"a".to_owned()).len(), 1);
}

#[test]
fn nodes_and_graphs_are_declared_anywhere() {
    struct Inner(u32);
    struct Doubled(u32);

    #[node]
    fn doubled(Inner(number): &Inner) -> Doubled {
        Doubled(2 * number)
    }

    #[graph(output = Doubled)]
    struct Local {
        inner: Inner,
    }

    assert_eq!(block_on(Local { inner: Inner(4) }.run()).unwrap().0, 8);
}
