//! Writes the Rust source of every benchmarked shape.
//!
//! A [`Shape`] is the graph as data; [`files`] turns all of them into the files under
//! `src/shapes`, each contender reading the same nodes. Nothing here depends on those files, so
//! the generator can be built without them (`--no-default-features`).

mod hand;
mod nodes;
mod organum;
mod peers;
mod shape;
mod spines;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

pub use shape::{Node, SEED, Section, Shape, Wait};
pub use spines::spine_source;

/// What makes a function a node.
const NODE: &str = "#[organum::node]\n";

/// One generated file: its name under `src/shapes` and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The file name, such as `chain_10.rs`.
    pub name: String,
    /// The formatted source.
    pub text: String,
}

/// Every generated file, formatted.
///
/// # Errors
///
/// When `rustfmt` cannot be run or refuses the text.
pub fn files() -> io::Result<Vec<File>> {
    Shape::all()
        .iter()
        .map(|shape| {
            Ok(File {
                name: format!("{}.rs", shape.module),
                text: format(&shape_source(shape))?,
            })
        })
        .collect()
}

/// The source of a crate that holds the fallible nodes of `shape` and nothing else, for measuring
/// what the attributes cost the compiler. Without `attributes` it is the same functions alone.
///
/// # Errors
///
/// When `rustfmt` cannot be run or refuses the text.
pub fn compile_time_source(shape: &Shape, attributes: bool) -> io::Result<String> {
    let mut out = String::new();
    out.push_str("//! Nodes of one shape, written to measure how long they take to check.\n\n");
    out.push_str("use std::hint::black_box;\n\n");
    out.push_str(
        "#[derive(Debug)]\npub struct BenchError { pub message: String }\n\
         impl std::fmt::Display for BenchError {\n\
         fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n\
         f.write_str(&self.message)\n}\n}\n\
         impl std::error::Error for BenchError {}\n\n",
    );
    nodes::types(&mut out, shape, &[]);
    if attributes {
        nodes::fallible(&mut out, shape, NODE);
        organum::graph(&mut out, shape);
    } else {
        nodes::fallible(&mut out, shape, "");
    }
    format(&out)
}

fn shape_source(shape: &Shape) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "//! {}\n//!", shape.description);
    out.push_str(
        "//! Written by `cargo run -p organum-bench --bin generate`; change the generator instead.\n\n\
         #![allow(\n    missing_docs, clippy::pedantic, clippy::let_and_return, clippy::needless_borrows_for_generic_args, clippy::too_many_arguments,\n    \
         reason = \"generated: numbered nodes, all written in the same way\"\n)]\n\n",
    );
    out.push_str("use std::hint::black_box;\n\nuse crate::BenchError;\n\n");
    let resource: &[&str] = if shape.has(Section::BevyEcs) {
        &["Default", "bevy_ecs::prelude::Resource"]
    } else {
        &[]
    };
    let _ = writeln!(
        out,
        "/// How many nodes the graph has.\npub const NODES: usize = {};\n",
        shape.nodes.len()
    );
    nodes::types(&mut out, shape, resource);
    if shape.has(Section::ByLayer) {
        out.push_str(
            "/// The nodes as functions that cannot fail.\npub mod infallible {\nuse super::*;\n",
        );
        nodes::infallible(&mut out, shape);
        out.push_str("}\n\n");
    }
    out.push_str("/// The nodes as functions that can fail.\npub mod fallible {\nuse super::*;\n");
    nodes::fallible(&mut out, shape, NODE);
    out.push_str("}\n\n");
    organum::graph(&mut out, shape);
    if shape.has(Section::ByLayer) {
        hand::by_layer(&mut out, shape);
    }
    if shape.has(Section::AsyncDag) {
        peers::async_dag(&mut out, shape);
    }
    if shape.has(Section::Dagx) {
        peers::dagx(&mut out, shape, peers::Dagx::Operese);
        peers::dagx(&mut out, shape, peers::Dagx::Original);
    }
    if shape.has(Section::BevyEcs) {
        peers::bevy_ecs(&mut out, shape);
    }
    out
}

fn format(source: &str) -> io::Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().expect("stdin was asked to be piped");
    let source = source.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(source.as_bytes()));
    let output = child.wait_with_output()?;
    writer.join().expect("writing to a pipe does not panic")?;
    if !output.status.success() {
        return Err(io::Error::other("rustfmt refused the generated source"));
    }
    String::from_utf8(output.stdout).map_err(io::Error::other)
}

/// `n3: &N3, n7: &N7` for the dependencies of a node, or `input: &Input` for a source.
fn parameters(node: &Node) -> String {
    if node.deps.is_empty() {
        return "input: &Input".into();
    }
    list(&node.deps, |dep| format!("n{dep}: &N{dep}"))
}

/// `&n3, &n7` for the dependencies of a node, or `&input` for a source.
fn arguments(node: &Node) -> String {
    if node.deps.is_empty() {
        return "&input".into();
    }
    list(&node.deps, |dep| format!("&n{dep}"))
}

/// What node `index` computes from the named values.
fn value(index: usize, values: &[String]) -> String {
    let first = &values[0];
    let mut sum = format!("{first}.0");
    for value in &values[1..] {
        let _ = write!(sum, ".wrapping_add({value}.0)");
    }
    format!("N{index}({sum}.wrapping_add({}))", index + 1)
}

/// The values node `index` reads, by name.
fn values(node: &Node) -> Vec<String> {
    if node.deps.is_empty() {
        return vec!["input".into()];
    }
    node.deps.iter().map(|dep| format!("n{dep}")).collect()
}

fn list(items: &[usize], print: impl Fn(usize) -> String) -> String {
    items
        .iter()
        .map(|item| print(*item))
        .collect::<Vec<_>>()
        .join(", ")
}
