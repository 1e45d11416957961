//! The node types and the functions that provide them.

use std::fmt::Write as _;

use super::{Node, Shape, Wait, parameters, value, values};

/// Writes the input and one type per node, deriving `extra` in addition to the usual traits.
pub(super) fn types(out: &mut String, shape: &Shape, extra: &[&str]) {
    let mut derives = vec!["Debug", "Clone", "Copy", "PartialEq", "Eq"];
    derives.extend(extra);
    let derives = derives.join(", ");
    let _ = writeln!(out, "#[derive({derives})]\npub struct Input(pub u64);\n");
    for index in 0..shape.nodes.len() {
        let _ = writeln!(out, "#[derive({derives})]\npub struct N{index}(pub u64);\n");
    }
}

/// Writes the functions that cannot fail.
pub(super) fn infallible(out: &mut String, shape: &Shape) {
    for (index, node) in shape.nodes.iter().enumerate() {
        let _ = writeln!(
            out,
            "pub async fn n{index}({}) -> N{index} {{\n{}black_box({})\n}}\n",
            parameters(node),
            wait(node),
            value(index, &values(node)),
        );
    }
}

/// Writes the functions that can fail, each under `attribute`.
pub(super) fn fallible(out: &mut String, shape: &Shape, attribute: &str) {
    for (index, node) in shape.nodes.iter().enumerate() {
        let _ = writeln!(
            out,
            "{attribute}pub async fn n{index}({}) -> Result<N{index}, BenchError> {{\n{}black_box(Ok({}))\n}}\n",
            parameters(node),
            wait(node),
            value(index, &values(node)),
        );
    }
}

fn wait(node: &Node) -> String {
    match node.wait {
        Wait::Nothing => String::new(),
        Wait::Yield => "tokio::task::yield_now().await;\n".into(),
        Wait::Sleep(milliseconds) => {
            format!("tokio::time::sleep(std::time::Duration::from_millis({milliseconds})).await;\n")
        }
    }
}
