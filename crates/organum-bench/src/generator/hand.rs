//! The hand-written version: layer after layer, each joined.

use std::fmt::Write as _;

use super::{Shape, arguments};

/// Writes `join_by_layer` over the functions that cannot fail and `try_join_by_layer` over those that
/// can. A layer of one node is awaited directly.
pub(super) fn by_layer(out: &mut String, shape: &Shape) {
    let last = shape.nodes.len() - 1;
    let _ = writeln!(
        out,
        "/// By hand: every layer in one `tokio::join!`.\npub async fn join_by_layer(input: Input) -> N{last} {{"
    );
    layers(out, shape, "infallible", "tokio::join!", "");
    let _ = writeln!(out, "n{last}\n}}\n");
    let _ = writeln!(
        out,
        "/// By hand: every layer in one `tokio::try_join!`.\npub async fn try_join_by_layer(input: Input) -> Result<N{last}, BenchError> {{"
    );
    layers(out, shape, "fallible", "tokio::try_join!", "?");
    let _ = writeln!(out, "Ok(n{last})\n}}\n");
}

fn layers(out: &mut String, shape: &Shape, functions: &str, join: &str, propagate: &str) {
    for layer in shape.layers() {
        let call =
            |index: &usize| format!("{functions}::n{index}({})", arguments(&shape.nodes[*index]));
        if let [only] = layer.as_slice() {
            let _ = writeln!(out, "let n{only} = {}.await{propagate};", call(only));
            continue;
        }
        let names: Vec<_> = layer.iter().map(|index| format!("n{index}")).collect();
        let calls: Vec<_> = layer.iter().map(call).collect();
        let _ = writeln!(
            out,
            "let ({}) = {join}({}){propagate};",
            names.join(", "),
            calls.join(", ")
        );
    }
}
