//! What the tables tell, as compiler errors.
//!
//! Every function is `#[track_caller]`: the user sees one line, at the token whose span the macro
//! gave the call, and no frame of ours.

use super::{GraphOf, LinkSource, Linked, Shape, Target, Text, refuse, search::search};

impl Shape {
    /// The shape of what types alone tell, from the sketches of a graph's outputs and explicit nodes.
    /// The search does not enter the types of the graph's own fields.
    pub const fn of_sketches(outputs: &[Target], explicit: &[Target], fields: &[Target]) -> Self {
        let (outputs, explicit) = (search(outputs, fields, &[]), search(explicit, fields, &[]));
        Self {
            depth: if outputs.depth < explicit.depth {
                explicit.depth
            } else {
                outputs.depth
            },
            cycle: match outputs.cycle {
                Some(cycle) => Some(cycle),
                None => explicit.cycle,
            },
        }
    }

    /// Did the sketches tell a mistake already? Then the proof is not asked for.
    pub const fn is_mistaken(&self, provable_depth: usize) -> bool {
        self.cycle.is_some() || self.depth > provable_depth
    }
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

/// No cycle that goes through an explicit node. `outputs` and `explicit` are the sketches of the graph's
/// outputs and of its explicit nodes, for the path.
#[track_caller]
pub const fn check_explicit_acyclic(linked: &Linked, outputs: &[Target], explicit: &[Target]) {
    let Some(at) = linked.on_cycle() else { return };
    if let Some(path) = &search(outputs, &[], explicit).cycle {
        refuse_cycle(path);
    }
    if let Some(path) = &search(explicit, &[], explicit).cycle {
        refuse_cycle(path);
    }
    // The names on the path are aliases, which a sketch does not see through.
    if let Target::Node(table) = explicit[at] {
        let name = table.get().name;
        refuse_cycle(&Text::new().with(name).with(" -> … -> ").with(name));
    }
}

/// An input must be used.
#[track_caller]
pub const fn check_input_used(
    linked: &Linked,
    input: LinkSource,
    field: &str,
    ty: &str,
    graph: &str,
) {
    if !linked.uses(input) {
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

/// An explicit node must be used.
#[track_caller]
pub const fn check_explicit_used(linked: &Linked, at: usize, node: &str, graph: &str) {
    if !linked.uses_explicit(at) {
        refuse(
            &Text::new()
                .with("node `")
                .with(node)
                .with("`, named by graph `")
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
        G::LINKS[at].source,
        LinkSource::Given(_) | LinkSource::Injected(_) | LinkSource::Context
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
    if G::LINKS[at].scope.is_shared() {
        refuse(
            &Text::new()
                .with("output `")
                .with(output)
                .with("` of graph `")
                .with(graph)
                .with("` is made once for all runs of a runner, so no run can give it away: ask for a node that takes it, or remove `scope = \"runner\"` from its node"),
        );
    }
}

/// What is given to each run must not be part of a value that runs share.
#[track_caller]
pub const fn check_not_given(linked: &Linked, at: u8, field: &str, graph: &str) {
    let Some(misfit) = linked.misfit_of(at) else {
        return;
    };
    let text = Text::new()
        .with("input `")
        .with(field)
        .with("` of graph `")
        .with(graph)
        .with("` is given for each run, and node `")
        .with(misfit.node)
        .with("`, which is made once for all runs of a runner, needs it");
    let text = if misfit.is_input {
        text
    } else {
        text.with(" by way of `").with(misfit.need).with("`")
    };
    refuse(
        &text
            .with(": mark the field `#[inject]`, or remove `scope = \"runner\"` from node `")
            .with(misfit.node)
            .with("`"),
    );
}

/// What a value that runs share is made from must be shared too. `at` counts these mistakes.
#[track_caller]
pub const fn check_made_by_runner(linked: &Linked, at: usize, graph: &str) {
    if let Some(misfit) = linked.unshared(at) {
        refuse(
            &Text::new()
                .with("node `")
                .with(misfit.node)
                .with("` of graph `")
                .with(graph)
                .with("` is made once for all runs of a runner, and needs `")
                .with(misfit.need)
                .with("`, which each run makes anew: write `scope = \"runner\"` on the node of `")
                .with(misfit.need)
                .with("` too, or inject it"),
        );
    }
}

/// A value that runs share is made for none of them.
#[track_caller]
pub const fn check_no_run(is_run: bool, node: &str) {
    if is_run {
        refuse(
            &Text::new()
                .with("node `")
                .with(node)
                .with("` is made once for all runs of a runner, so it is part of no single `Run`: remove the parameter, or `scope = \"runner\"`"),
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
