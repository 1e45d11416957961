//! The same graph as a user of each other library builds it.

use std::fmt::Write as _;

use super::{Shape, list, parameters, value, values};

/// The maximum number of dependencies of a task of dagx or its fork.
const DAGX_WIDEST: usize = 8;

/// The variant of dagx.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dagx {
    /// dagx itself; every task of a layer is spawned.
    Original,
    /// operese-dagx; tasks are polled in place.
    Operese,
}

/// Writes the version for `async_dag`: a graph of closures over the fallible nodes, built for every run
/// because running consumes it. Its tasks take their inputs by value.
pub(super) fn async_dag(out: &mut String, shape: &Shape) {
    let last = shape.nodes.len() - 1;
    let _ = writeln!(
        out,
        "/// As an `async_dag` graph.\npub mod async_dag {{\nuse ::async_dag::TryGraph;\n\nuse super::*;\n\n\
         /// Builds the graph and runs it.\n\
         pub async fn run(input: Input) -> Result<N{last}, BenchError> {{\n\
         const WIRED: &str = \"the generated types agree\";\n\
         let mut graph = TryGraph::<BenchError>::new();"
    );
    for (index, node) in shape.nodes.iter().enumerate() {
        let Some((first, others)) = node.deps.split_first() else {
            let _ = writeln!(
                out,
                "let n{index} = graph.add_try_task(move || async move {{ fallible::n{index}(&input).await }});"
            );
            continue;
        };
        let _ = writeln!(
            out,
            "let n{index} = graph.add_child_try_task(n{first}, |{}| async move {{ fallible::n{index}({}).await }}, 0).expect(WIRED);",
            list(&node.deps, |dep| format!("n{dep}: N{dep}")),
            list(&node.deps, |dep| format!("&n{dep}")),
        );
        for (position, dep) in others.iter().enumerate() {
            let _ = writeln!(
                out,
                "graph.update_dependency(n{dep}, n{index}, {}).expect(WIRED);",
                position + 1
            );
        }
    }
    let _ = writeln!(
        out,
        "graph.try_run().await?;\nOk(graph.get_value(n{last}).expect(\"the sink has run\"))\n}}\n}}\n"
    );
}

/// Writes the version for dagx or its fork: a task type per node, around the infallible functions. A node
/// with more dependencies than a task can have is split into tasks that add up parts of them.
pub(super) fn dagx(out: &mut String, shape: &Shape, which: Dagx) {
    let last = shape.nodes.len() - 1;
    let (module, name, imports) = match which {
        Dagx::Original => (
            "dagx",
            "dagx",
            "::dagx::{DagRunner, Task, TaskHandle, task}",
        ),
        Dagx::Operese => (
            "operese",
            "operese-dagx",
            "::operese_dagx::{DagRunner, task}",
        ),
    };
    let _ = writeln!(
        out,
        "/// As a {name} graph.\npub mod {module} {{\nuse {imports};\n\nuse super::*;\n"
    );
    let mut build = String::new();
    for (index, node) in shape.nodes.iter().enumerate() {
        if node.deps.is_empty() {
            let _ = writeln!(
                out,
                "pub struct T{index}(Input);\n\n#[task]\nimpl T{index} {{\npub async fn run(&self) -> N{index} {{ infallible::n{index}(&self.0).await }}\n}}\n"
            );
            let _ = match which {
                Dagx::Original => writeln!(
                    build,
                    "let n{index}: TaskHandle<N{index}> = dag.add_task(T{index}(input)).into();"
                ),
                Dagx::Operese => {
                    writeln!(build, "let n{index} = dag.add_task(T{index}(input));")
                }
            };
        } else if node.deps.len() <= DAGX_WIDEST {
            let arguments = values(node).join(", ");
            let _ = writeln!(
                out,
                "pub struct T{index};\n\n#[task]\nimpl T{index} {{\npub async fn run({}) -> N{index} {{ infallible::n{index}({arguments}).await }}\n}}\n",
                parameters(node)
            );
            depend(&mut build, index, &values(node));
        } else {
            split(out, &mut build, index, &node.deps);
        }
    }
    let _ = writeln!(
        out,
        "/// Builds the graph and runs it.\npub async fn run(input: Input) -> N{last} {{"
    );
    match which {
        Dagx::Original => {
            let _ = writeln!(
                out,
                "let dag = DagRunner::new();\n{build}\
                 dag.run(|task| {{ tokio::spawn(task); }}).await.expect(\"no task panics\");\n\
                 dag.get(n{last}).expect(\"the sink has run\")\n}}\n}}\n"
            );
        }
        Dagx::Operese => {
            let _ = writeln!(
                out,
                "let mut dag = DagRunner::new();\n{build}\
                 dag.run(|task| task).await.expect(\"no task panics\").get(n{last})\n}}\n}}\n"
            );
        }
    }
}

fn split(out: &mut String, build: &mut String, index: usize, deps: &[usize]) {
    let parts = deps.len().div_ceil(DAGX_WIDEST);
    let mut names = Vec::new();
    for (part, deps) in deps.chunks(deps.len().div_ceil(parts)).enumerate() {
        let sum = list(deps, |dep| format!(".wrapping_add(n{dep}.0)")).replace(", ", "");
        let _ = writeln!(
            out,
            "#[derive(Clone)]\npub struct Part{index}_{part}(u64);\n\n\
             pub struct Gather{index}_{part};\n\n\
             #[task]\nimpl Gather{index}_{part} {{\n\
             pub async fn run({}) -> Part{index}_{part} {{ black_box(Part{index}_{part}(0_u64{sum})) }}\n}}\n",
            list(deps, |dep| format!("n{dep}: &N{dep}")),
        );
        let _ = writeln!(
            build,
            "let part{index}_{part} = dag.add_task(Gather{index}_{part}).depends_on(({}));",
            list(deps, |dep| format!("&n{dep}")),
        );
        names.push(format!("part{index}_{part}"));
    }
    let parameters: Vec<_> = (0..names.len())
        .map(|part| format!("part{index}_{part}: &Part{index}_{part}"))
        .collect();
    let _ = writeln!(
        out,
        "pub struct T{index};\n\n#[task]\nimpl T{index} {{\npub async fn run({}) -> N{index} {{ black_box({}) }}\n}}\n",
        parameters.join(", "),
        value(index, &names)
    );
    depend(build, index, &names);
}

fn depend(build: &mut String, index: usize, names: &[String]) {
    let handles: Vec<_> = names.iter().map(|name| format!("&{name}")).collect();
    let handles = match handles.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join(", ")),
    };
    let _ = writeln!(
        build,
        "let n{index} = dag.add_task(T{index}).depends_on({handles});"
    );
}

/// Writes the version for `bevy_ecs`: a system per node, with the results as resources of the world. The
/// schedule and the world are built once and run repeatedly, as in bevy.
pub(super) fn bevy_ecs(out: &mut String, shape: &Shape) {
    let last = shape.nodes.len() - 1;
    out.push_str(
        "/// As a `bevy_ecs` schedule of ordinary functions.\npub mod bevy {\nuse bevy_ecs::prelude::*;\n\nuse super::*;\n\n",
    );
    let mut build = String::new();
    for (index, node) in shape.nodes.iter().enumerate() {
        let reads: Vec<_> = if node.deps.is_empty() {
            vec!["input: Res<'_, Input>".into()]
        } else {
            node.deps
                .iter()
                .map(|dep| format!("n{dep}: Res<'_, N{dep}>"))
                .collect()
        };
        let _ = writeln!(
            out,
            "fn n{index}({}, mut result: ResMut<'_, N{index}>) {{\n*result = black_box({});\n}}\n",
            reads.join(", "),
            value(index, &values(node))
        );
        let after: String = node.deps.iter().fold(String::new(), |mut after, dep| {
            let _ = write!(after, ".after(n{dep})");
            after
        });
        let _ = writeln!(
            build,
            "world.init_resource::<N{index}>();\nschedule.add_systems(n{index}{after});"
        );
    }
    let _ = writeln!(
        out,
        "/// The world that holds the results and the schedule that fills it.\n\
         pub struct Systems {{\nworld: World,\nschedule: Schedule,\n}}\n\n\
         impl Default for Systems {{\nfn default() -> Self {{\nlet mut world = World::new();\nlet mut schedule = Schedule::default();\n\
         world.init_resource::<Input>();\n{build}\
         Self {{ world, schedule }}\n}}\n}}\n\n\
         impl Systems {{\n/// Runs every system once.\npub fn run(&mut self, input: Input) -> N{last} {{\n\
         *self.world.resource_mut::<Input>() = input;\n\
         self.schedule.run(&mut self.world);\n\
         *self.world.resource::<N{last}>()\n}}\n}}\n}}\n"
    );
}
