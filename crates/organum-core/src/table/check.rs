//! What the tables tell, as compiler errors.
//!
//! Every function is `#[track_caller]`: the user sees one line, at the token whose span the macro
//! gave the call, and no frame of ours.

use super::{GraphOf, Shape, Target, Text, walk::walk};

impl Shape {
    /// The shape of what types alone tell, from the sketches of a graph's outputs and listed nodes.
    /// The walk does not enter the types of the graph's own fields.
    pub const fn of_sketches(roots: &[Target], fields: &[Target]) -> Self {
        walk(roots, fields, &[])
    }

    /// Did the sketches tell a mistake already? Then the proof is not asked for.
    pub const fn is_mistaken(&self, provable_depth: usize) -> bool {
        self.cycle.is_some() || self.depth > provable_depth
    }

    /// Was part of the graph not seen, for a mistake that is told elsewhere? Then nothing is said of
    /// what is not used.
    const fn is_incomplete(&self) -> bool {
        self.cycle.is_some() || self.has_unknown
    }
}

/// The shape of graph `G` with its real links; `listed` are the nodes it names.
///
/// Goes through [`GraphOf::LINKS`], so that a mistake in the proof is not told a second time.
pub const fn linked<G: GraphOf>(listed: &[Target]) -> Shape {
    walk(G::LINKS, &[], listed)
}

/// No cycle among the nodes that are found by their types, and not too deep to be proved.
#[track_caller]
pub const fn check_acyclic(shape: &Shape, graph: &str, provable_depth: usize) {
    if let Some(path) = &shape.cycle {
        refuse_cycle(path);
    }
    if shape.depth > provable_depth {
        let limit = (shape.depth * 2 + 16).next_power_of_two();
        refuse(
            &Text::new()
                .with("graph `")
                .with(graph)
                .with("` is ")
                .with_number(shape.depth)
                .with(" nodes deep, and rustc's recursion limit allows ")
                .with_number(provable_depth)
                .with(": put `#![recursion_limit = \"")
                .with_number(limit)
                .with("\"]` at the top of the crate and `recursion_limit = ")
                .with_number(limit)
                .with("` into `#[graph(…)]`"),
        );
    }
}

/// No cycle that goes through a listed node.
#[track_caller]
pub const fn check_listed_acyclic(shape: &Shape) {
    if let Some(path) = &shape.cycle {
        refuse_cycle(path);
    }
}

/// An input must be used.
#[track_caller]
pub const fn check_input_used(shape: &Shape, input: Target, field: &str, ty: &str, graph: &str) {
    let used = shape.is_incomplete()
        || match input {
            Target::Given(at) => shape.given >> at & 1 == 1,
            Target::Injected(at) => shape.injected >> at & 1 == 1,
            _ => true,
        };
    if !used {
        refuse(
            &Text::new()
                .with("input `")
                .with(field)
                .with("` of graph `")
                .with(graph)
                .with(
                    "` is used by no node: remove it, or let a node that an output needs take a `",
                )
                .with(ty)
                .with("`"),
        );
    }
}

/// A listed node must be used.
#[track_caller]
pub const fn check_listed_used(shape: &Shape, at: usize, node: &str, graph: &str) {
    if !shape.is_incomplete() && shape.reached >> at & 1 == 0 {
        refuse(
            &Text::new()
                .with("node `")
                .with(node)
                .with("`, listed by graph `")
                .with(graph)
                .with("`, is needed by no output: remove it from `nodes(…)`"),
        );
    }
}

/// Something must provide an output.
#[track_caller]
pub const fn check_output_provided(is_provided: bool, output: &str, graph: &str) {
    if !is_provided {
        refuse(
            &Text::new()
                .with("output `")
                .with(output)
                .with("` of graph `")
                .with(graph)
                .with("` is provided by nothing: return it from a `#[node]`, or list the node of another crate's type in `nodes(…)`"),
        );
    }
}

/// An output must come from a node.
#[track_caller]
pub const fn check_output<G: GraphOf>(at: usize, output: &str, graph: &str) {
    if matches!(
        G::LINKS[at],
        Target::Given(_) | Target::Injected(_) | Target::Context
    ) {
        refuse(
            &Text::new()
                .with("output `")
                .with(output)
                .with("` of graph `")
                .with(graph)
                .with("` is one of its inputs: name a type that a node provides"),
        );
    }
}

/// Two parameters must not be of one type.
#[track_caller]
pub const fn check_distinct(same: bool, node: &str, first: &str, second: &str) {
    if same {
        refuse(
            &Text::new()
                .with("parameters `")
                .with(first)
                .with("` and `")
                .with(second)
                .with("` of node `")
                .with(node)
                .with("` are of one type, and a value is found by its type: wrap one of them in a type of its own"),
        );
    }
}

/// A node that returns an alias of `Result` would provide the whole `Result`.
#[track_caller]
pub const fn check_no_alias(is_result: bool, node: &str, alias: &str) {
    if is_result {
        refuse(
            &Text::new()
                .with("node `")
                .with(node)
                .with("` returns `")
                .with(alias)
                .with("`, an alias of `Result`: write it as `Result<…>`, so that what the node provides can be seen"),
        );
    }
}

#[track_caller]
const fn refuse_cycle(path: &Text) {
    refuse(
        &Text::new()
            .with("dependency cycle: ")
            .with(path.as_str())
            .with(": let one of them do without the next, or make one an input of the graph"),
    );
}

#[track_caller]
const fn refuse(text: &Text) {
    panic!("{}", text.as_str())
}
