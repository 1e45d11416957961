//! Generates the Rust source of every benchmarked shape.
//!
//! A [`Shape`] is the graph as data; [`modules`] turns all of them into source code, in which all
//! contenders use the same nodes. The build script compiles this folder too, and writes the code to where
//! `crate::shapes` includes it.

mod hand;
mod nodes;
mod organum;
mod peers;
mod shape;
mod spines;

use std::fmt::Write as _;

pub use shape::{Node, SEED, Section, Shape, Wait};
pub use spines::spine_source;

/// The attribute that makes a function a node.
const NODE: &str = "#[organum::node]\n";

/// Returns the source of all shapes, one module each.
pub fn modules() -> String {
    Shape::all().iter().map(shape_module).collect()
}

/// Returns the source of a crate with only the fallible nodes of `shape`, for measuring the compile time
/// of the attributes. Without `attributes` the crate has the same functions without them.
pub fn compile_time_source(shape: &Shape, attributes: bool) -> String {
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
    out
}

fn shape_module(shape: &Shape) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "/// {}\n#[allow(\n    missing_docs, clippy::all, clippy::pedantic,\n    \
         reason = \"generated: numbered nodes, all written in the same way\"\n)]\n\
         pub mod {} {{\n",
        shape.description, shape.module
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
    out.push_str("}\n\n");
    out
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

/// The expression of node `index` over the named values.
fn value(index: usize, values: &[String]) -> String {
    let first = &values[0];
    let mut sum = format!("{first}.0");
    for value in &values[1..] {
        let _ = write!(sum, ".wrapping_add({value}.0)");
    }
    format!("N{index}({sum}.wrapping_add({}))", index + 1)
}

/// The names of the values that node `index` reads.
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
