//! The checks of the tables, as compiler errors.
//!
//! Every function is `#[track_caller]`: the user sees one line, at the token whose span the macro gave
//! the call, without a frame inside this crate.

use super::{
    GraphOf, LinkSource, Linked, Missing, Parts, Shape, Target, Text, refuse, search::search,
};

impl Shape {
    /// Returns the shape of a graph as far as types alone determine it, from the sketches of its outputs
    /// and explicit nodes. The search does not enter the types of the graph's own fields.
    pub const fn of_sketches(parts: &Parts) -> Self {
        let outputs = search(parts.outputs, parts.fields, &[]);
        let explicit = search(parts.explicit, parts.fields, &[]);
        Self {
            depth: if outputs.depth < explicit.depth {
                explicit.depth
            } else {
                outputs.depth
            },
            cycles: match outputs.cycles[0] {
                Some(_) => outputs.cycles,
                None => explicit.cycles,
            },
        }
    }

    /// Returns true if the sketches contain a mistake. The proof is then skipped.
    pub const fn is_mistaken(&self, provable_depth: usize) -> bool {
        self.cycles[0].is_some() || self.depth > provable_depth
    }
}

/// Checks that there is no cycle among the nodes that are found by their types; `at` counts the cycles.
#[track_caller]
pub const fn check_acyclic(shape: &Shape, at: usize) {
    if let Some(cycle) = &shape.cycles[at] {
        refuse_cycle(&cycle.path, cycle.name);
    }
}

/// Checks that the graph is not too deep for a proof.
#[track_caller]
pub const fn check_depth(shape: &Shape, graph: &str, provable_depth: usize) {
    if shape.cycles[0].is_none() && shape.depth > provable_depth {
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

/// Checks that no cycle goes through an explicit node. The sketches in `parts` are for the path in the
/// message.
#[track_caller]
pub const fn check_explicit_acyclic(linked: &Linked, parts: &Parts) {
    let Some(at) = linked.on_cycle() else { return };
    let (outputs, explicit) = (parts.outputs, parts.explicit);
    if let Some(cycle) = &search(outputs, &[], explicit).cycles[0] {
        refuse_cycle(&cycle.path, cycle.name);
    }
    if let Some(cycle) = &search(explicit, &[], explicit).cycles[0] {
        refuse_cycle(&cycle.path, cycle.name);
    }
    // The names on the path are aliases, which a sketch does not resolve.
    if let Target::Node(table) = explicit[at] {
        let name = table.get().name;
        let path = Text::of(&[name, " -> … -> ", name]);
        refuse_cycle(&path, table.get().provides);
    }
}

/// Checks that an input is used. `at` is its position among all inputs.
#[track_caller]
pub const fn check_input_used(
    (linked, missing): (&Linked, &Missing),
    (input, at): (LinkSource, usize),
    field: &str,
    ty: &str,
    graph: &str,
) {
    if !linked.uses(input) || missing.leaves_unused(at) {
        refuse(&Text::of(&[
            "input `",
            field,
            "` of graph `",
            graph,
            "` is used by no node: remove it, or let a node that an output needs take a `",
            ty,
            "`",
        ]));
    }
}

/// Checks that an explicit node is used.
#[track_caller]
pub const fn check_explicit_used(linked: &Linked, at: usize, node: &str, graph: &str) {
    if !linked.uses_explicit(at) {
        refuse(&Text::of(&[
            "node `",
            node,
            "`, named by graph `",
            graph,
            "`, is needed by no output: remove it from `nodes(…)`",
        ]));
    }
}

/// Checks that an output has a provider.
#[track_caller]
pub const fn check_output_provided(is_provided: bool, output: &str, graph: &str) {
    if !is_provided {
        refuse(&Text::of(&[
            "output `",
            output,
            "` of graph `",
            graph,
            "` has no provider: return it from a `#[node]`, or list the node of another crate's type in `nodes(…)`",
        ]));
    }
}

/// Checks that an output comes from a node.
#[track_caller]
pub const fn check_output<G: GraphOf>(at: usize, output: &str, graph: &str) {
    if matches!(
        G::LINKS[at].source,
        LinkSource::Given(_) | LinkSource::Injected(_) | LinkSource::Context
    ) {
        refuse(&Text::of(&[
            "output `",
            output,
            "` of graph `",
            graph,
            "` is one of its inputs: name a type that a node provides",
        ]));
    }
    if G::LINKS[at].scope.is_shared() {
        refuse(&Text::of(&[
            "output `",
            output,
            "` of graph `",
            graph,
            "` is made once for all runs of a runner, so a run cannot return it: name a node that takes it, or remove `scope = \"runner\"` from its node",
        ]));
    }
}

/// Checks that an input that is given for each run is not part of a value that runs share.
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
        text.with(" through `").with(misfit.need).with("`")
    };
    refuse(
        &text
            .with(": mark the field `#[inject]`, or remove `scope = \"runner\"` from node `")
            .with(misfit.node)
            .with("`"),
    );
}

/// Checks that the dependencies of a value that runs share are shared too. `at` counts these mistakes.
#[track_caller]
pub const fn check_made_by_runner(linked: &Linked, at: usize, graph: &str) {
    if let Some(misfit) = linked.unshared(at) {
        refuse(&Text::of(&[
            "node `",
            misfit.node,
            "` of graph `",
            graph,
            "` is made once for all runs of a runner, and needs `",
            misfit.need,
            "`, which each run makes anew: write `scope = \"runner\"` on the node of `",
            misfit.need,
            "` too, or inject it",
        ]));
    }
}

/// Checks that the dependencies from which the key of a recorded result is made are `Serialize`. `at`
/// counts these mistakes.
#[track_caller]
pub const fn check_keys(linked: &Linked, at: usize, graph: &str) {
    if let Some(misfit) = linked.unhashable(at) {
        let text = Text::of(&[
            "node `",
            misfit.node,
            "` of graph `",
            graph,
            "` records its results by its dependencies, and `",
            misfit.need,
            "` is not `Serialize`: derive `serde::Serialize` for it",
        ]);
        refuse(&if misfit.is_input {
            text.with(", or mark the field `#[inject]` if the result does not depend on it")
        } else {
            text.with(", or remove `persist` from the node")
        });
    }
}

/// Checks that a node whose value runs share takes no `Run`.
#[track_caller]
pub const fn check_no_run(is_run: bool, node: &str) {
    if is_run {
        refuse(&Text::of(&[
            "node `",
            node,
            "` is made once for all runs of a runner, so it is part of no single `Run`: remove the parameter, or `scope = \"runner\"`",
        ]));
    }
}

/// Checks that two parameters are not of one type.
#[track_caller]
pub const fn check_distinct(same: bool, node: &str, first: &str, second: &str, ty: &str) {
    if same {
        refuse(&Text::of(&[
            "parameters `",
            first,
            "` and `",
            second,
            "` of node `",
            node,
            "` are of one type, `",
            ty,
            "`, and a value is found by its type: wrap one of them in a type of its own",
        ]));
    }
}

/// Checks that a node or a step does not return an alias of `Result`, which would make it provide the
/// whole `Result`.
#[track_caller]
pub const fn check_no_alias(is_result: bool, what: &str, node: &str, alias: &str) {
    if is_result {
        refuse(&Text::of(&[
            what,
            " `",
            node,
            "` returns `",
            alias,
            "`, an alias of `Result`: write it as `Result<…>`, so that the type that the ",
            what,
            " provides is visible",
        ]));
    }
}

/// Checks that a node or a step does not provide a future, which nothing would await.
#[track_caller]
pub const fn check_no_future(is_future: bool, what: &str, node: &str, ty: &str) {
    if is_future {
        refuse(&Text::of(&[
            what,
            " `",
            node,
            "` provides `",
            ty,
            "`, a future that nothing awaits: write an `async fn` that awaits it and returns its result",
        ]));
    }
}

#[track_caller]
const fn refuse_cycle(path: &Text, last: &str) {
    refuse(&Text::of(&[
        "dependency cycle: ",
        path.as_str(),
        ": remove one of these dependencies, or take its value from outside: a field of the graph, in a type of its own such as `struct Previous(",
        last,
        ")`",
    ]));
}
