//! The benchmarked graphs, as data.

/// The seed of both random graphs.
pub const SEED: u64 = 20_260_101;

/// The maximum number of dependencies of a node in a random graph: the limit of dagx.
const WIDEST: usize = 8;

/// A graph to be measured.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The name of the generated module.
    pub module: &'static str,
    /// The type that declares the graph in Organum.
    pub graph: &'static str,
    /// A description of the shape in one line.
    pub description: &'static str,
    /// The nodes in topological order. The last one is the output.
    pub nodes: Vec<Node>,
    /// The sections that are generated in addition to the nodes and Organum's graph.
    pub sections: &'static [Section],
}

/// A node of a [`Shape`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The dependencies of the node; empty for a source, which reads the input.
    pub deps: Vec<usize>,
    /// The wait before the node answers.
    pub wait: Wait,
}

/// The wait of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// No wait: the node is ready at its first poll.
    Nothing,
    /// One `tokio::task::yield_now`.
    Yield,
    /// A sleep, in milliseconds.
    Sleep(u64),
}

/// A part of a generated module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// `tokio::join!` and `tokio::try_join!`, layer by layer.
    ByLayer,
    /// `async_dag`.
    AsyncDag,
    /// dagx and its fork.
    Dagx,
    /// A `bevy_ecs` schedule.
    BevyEcs,
}

const EVERY_PEER: &[Section] = &[
    Section::ByLayer,
    Section::AsyncDag,
    Section::Dagx,
    Section::BevyEcs,
];

impl Shape {
    /// Every shape that is generated.
    pub fn all() -> Vec<Self> {
        let yielding = |shape: Self, module, graph, description| {
            let mut shape = shape;
            shape.module = module;
            shape.graph = graph;
            shape.description = description;
            shape.sections = &[Section::ByLayer];
            for node in &mut shape.nodes {
                node.wait = Wait::Yield;
            }
            shape
        };
        vec![
            Self::chain(),
            Self::fan(),
            Self::diamond(),
            Self::random_100(),
            Self::random_1000(),
            yielding(
                Self::chain(),
                "chain_10_yield",
                "Chain10Yield",
                "The chain of 10, every node yielding once.",
            ),
            yielding(
                Self::fan(),
                "fan_1_10_1_yield",
                "Fan1101Yield",
                "The 1-10-1 graph, every node yielding once.",
            ),
            yielding(
                Self::diamond(),
                "diamond_10x4_yield",
                "Diamond10x4Yield",
                "The diamond of 10 layers of 4, every node yielding once.",
            ),
            yielding(
                Self::random_100(),
                "random_100_yield",
                "Random100Yield",
                "The random graph of 100 nodes, every node yielding once.",
            ),
            Self::uneven(),
        ]
    }

    fn chain() -> Self {
        let deps = (0..10_usize)
            .map(|index| index.checked_sub(1).into_iter().collect())
            .collect();
        Self::ready(
            "chain_10",
            "Chain10",
            "A chain of 10 nodes.",
            deps,
            EVERY_PEER,
        )
    }

    fn fan() -> Self {
        let mut deps = vec![vec![]];
        deps.extend((0..10).map(|_| vec![0]));
        deps.push((1..=10).collect());
        Self::ready(
            "fan_1_10_1",
            "Fan1101",
            "A source, 10 nodes that depend on it, and a sink that depends on all 10.",
            deps,
            EVERY_PEER,
        )
    }

    fn diamond() -> Self {
        let mut deps = vec![vec![]];
        let mut above = vec![0];
        for _ in 0..10 {
            let first = deps.len();
            deps.extend((0..4).map(|_| above.clone()));
            above = (first..deps.len()).collect();
        }
        deps.push(above);
        Self::ready(
            "diamond_10x4",
            "Diamond10x4",
            "A source, 10 layers of 4 in which every node depends on all 4 of the layer before, and a sink.",
            deps,
            EVERY_PEER,
        )
    }

    /// The random graph of 100 nodes.
    pub fn random_100() -> Self {
        Self::ready(
            "random_100",
            "Random100",
            "A random graph of 100 nodes, each with 1 to 4 dependencies, gathered to one sink.",
            random(100),
            EVERY_PEER,
        )
    }

    /// The random graph of 1 000 nodes.
    pub fn random_1000() -> Self {
        Self::ready(
            "random_1000",
            "Random1000",
            "A random graph of 1 000 nodes, each with 1 to 4 dependencies, gathered to one sink.",
            random(1_000),
            &[],
        )
    }

    fn uneven() -> Self {
        let node = |deps: &[usize], wait| Node {
            deps: deps.to_vec(),
            wait,
        };
        Self {
            module: "uneven",
            graph: "Uneven",
            description: "Two chains, 40 ms then 4 ms and 4 ms then 40 ms, and a sink.",
            nodes: vec![
                node(&[], Wait::Sleep(40)),
                node(&[0], Wait::Sleep(4)),
                node(&[], Wait::Sleep(4)),
                node(&[2], Wait::Sleep(40)),
                node(&[1, 3], Wait::Nothing),
            ],
            sections: &[Section::ByLayer, Section::AsyncDag, Section::Dagx],
        }
    }

    fn ready(
        module: &'static str,
        graph: &'static str,
        description: &'static str,
        deps: Vec<Vec<usize>>,
        sections: &'static [Section],
    ) -> Self {
        let nodes = deps
            .into_iter()
            .map(|deps| Node {
                deps,
                wait: Wait::Nothing,
            })
            .collect();
        Self {
            module,
            graph,
            description,
            nodes,
            sections,
        }
    }

    /// Returns true if `section` is generated for this shape.
    pub fn has(&self, section: Section) -> bool {
        self.sections.contains(&section)
    }

    /// Returns the nodes by layer: every node is in the first layer after those of its dependencies.
    pub fn layers(&self) -> Vec<Vec<usize>> {
        let mut depth = Vec::with_capacity(self.nodes.len());
        let mut layers: Vec<Vec<usize>> = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let layer = node
                .deps
                .iter()
                .map(|dep| depth[*dep] + 1)
                .max()
                .unwrap_or(0);
            depth.push(layer);
            if layers.len() <= layer {
                layers.push(Vec::new());
            }
            layers[layer].push(index);
        }
        layers
    }
}

/// Returns the dependencies of a random graph of exactly `count` nodes.
///
/// Every drawn node depends on 1 to 4 distinct earlier nodes, all equally likely; the first node is the
/// source. Nodes without dependents are then gathered, [`WIDEST`] at a time, until one node is left: the
/// sink. The number of drawn nodes leaves room for the gathering nodes.
fn random(count: usize) -> Vec<Vec<usize>> {
    let mut drawn = count;
    loop {
        let mut deps = draw(drawn);
        gather(&mut deps);
        if deps.len() <= count {
            // Gathering a graph that is one node smaller may take fewer nodes than it saves: additional
            // nodes that pass on the sink make up the difference.
            while deps.len() < count {
                deps.push(vec![deps.len() - 1]);
            }
            return deps;
        }
        drawn -= 1;
    }
}

fn draw(count: usize) -> Vec<Vec<usize>> {
    let mut numbers = Numbers(SEED);
    let mut deps: Vec<Vec<usize>> = vec![vec![]];
    for index in 1..count {
        let wanted = (1 + numbers.below(4)).min(index);
        let mut chosen = Vec::with_capacity(wanted);
        while chosen.len() < wanted {
            let dep = numbers.below(index);
            if !chosen.contains(&dep) {
                chosen.push(dep);
            }
        }
        chosen.sort_unstable();
        deps.push(chosen);
    }
    deps
}

fn gather(deps: &mut Vec<Vec<usize>>) {
    let mut used = vec![false; deps.len()];
    for dep in deps.iter().flatten() {
        used[*dep] = true;
    }
    let mut loose: Vec<usize> = (0..deps.len()).filter(|index| !used[*index]).collect();
    while loose.len() > 1 {
        loose = loose
            .chunks(WIDEST)
            .map(|chunk| {
                if let [only] = chunk {
                    return *only;
                }
                deps.push(chunk.to_vec());
                deps.len() - 1
            })
            .collect();
    }
}

/// `SplitMix64`: small, well known, and the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a usize fits 64 bits");
        usize::try_from(self.next() % bound).expect("below a usize")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_random_graphs_have_the_size_they_are_named_for() {
        assert_eq!(Shape::random_100().nodes.len(), 100);
        assert_eq!(Shape::random_1000().nodes.len(), 1_000);
    }

    #[test]
    fn every_graph_is_topologically_ordered_and_has_one_sink() {
        for shape in Shape::all() {
            let mut used = vec![false; shape.nodes.len()];
            for (index, node) in shape.nodes.iter().enumerate() {
                for dep in &node.deps {
                    assert!(*dep < index, "{}: {index} depends on {dep}", shape.module);
                    used[*dep] = true;
                }
            }
            let loose: Vec<_> = used.iter().filter(|used| !**used).collect();
            assert_eq!(loose.len(), 1, "{}", shape.module);
            assert!(!used[used.len() - 1], "{}", shape.module);
        }
    }

    #[test]
    fn the_diamond_is_ten_layers_of_four_between_a_source_and_a_sink() {
        let widths: Vec<_> = Shape::diamond().layers().iter().map(Vec::len).collect();
        assert_eq!(widths, [1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1]);
    }
}
