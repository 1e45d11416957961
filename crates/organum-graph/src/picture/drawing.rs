//! The content of a picture as plain data, in which dependencies come before their dependents.

use std::fmt;

use super::GraphCounts;
use crate::{
    Graph, Inputs, Place, Source,
    form::{Form, Scope},
    link::{Found, gather},
    names,
    table::{GraphOf, Outputs},
};

/// A graph, or the part of it that one output needs.
pub(super) struct Drawing {
    pub(super) graph: &'static str,
    /// All inputs of the graph, the given ones first; inputs that no drawn node needs are not drawn.
    inputs: Vec<Input>,
    pub(super) nodes: Vec<Node>,
    /// Positions of the nodes, in the order of the graph's outputs.
    pub(super) outputs: Vec<usize>,
}

pub(super) struct Input {
    /// The name of the field in the graph.
    pub(super) field: &'static str,
    /// The short name of the type.
    pub(super) ty: &'static str,
    pub(super) is_injected: bool,
    is_drawn: bool,
}

pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) scope: Scope,
    pub(super) is_output: bool,
    /// The dependencies, in the order of the parameters.
    pub(super) edges: Vec<Edge>,
}

/// A dependency of a node.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: Part,
    /// The form in which the dependent takes it.
    pub(super) form: Form,
}

/// An input or a node, by its position.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Input(usize),
    Node(usize),
}

/// Writes the identifier of the part in every format that has identifiers.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(at) => write!(f, "i{at}"),
            Self::Node(at) => write!(f, "n{at}"),
        }
    }
}

impl Drawing {
    /// Returns the drawing of the whole graph, or of the part that the output at `only` needs.
    pub(super) fn of<G: Graph>(only: Option<usize>) -> Self {
        let links = <<G as GraphOf>::Out as Outputs<G>>::LINKS;
        let links = match only {
            Some(at) => links.get(at..=at).unwrap_or_default(),
            None => links,
        };
        let (given, injected) = (G::Given::slots(), G::Injected::slots());
        let given_count = given.len();
        let inputs = given.iter().chain(&injected).zip(G::FIELDS).enumerate();
        let inputs = inputs.map(|(at, (slot, field))| Input {
            field,
            ty: names::short(slot.name()),
            is_injected: at >= given_count,
            is_drawn: false,
        });
        let mut drawing = Self {
            graph: G::NAME,
            inputs: inputs.collect(),
            nodes: Vec::new(),
            outputs: Vec::new(),
        };
        // The links of a graph that the compiler accepted always lead to a node or a value.
        if let Ok(found) = gather(G::NAME, links, |_| false) {
            drawing.draw(found, given_count);
        }
        drawing
    }

    fn draw(&mut self, found: Found, given_count: usize) {
        for node in found.nodes {
            let forms = node.forms.iter();
            let forms = forms.flat_map(|&(form, count)| std::iter::repeat_n(form, count.into()));
            let forms = forms.chain(std::iter::repeat(Form::Strict));
            let edges = node.deps.into_iter().zip(forms).filter_map(|(dep, form)| {
                let from = match dep {
                    Source::Node(at) => Part::Node(at),
                    Source::Given(at) => self.input(at)?,
                    Source::Injected(at) => self.input(given_count + at)?,
                    Source::Context => return None,
                };
                Some(Edge { from, form })
            });
            let edges = edges.collect();
            self.nodes.push(Node {
                name: node.name,
                place: node.operations.place,
                scope: node.operations.scope,
                is_output: false,
                edges,
            });
        }
        for root in found.roots {
            if let Source::Node(at) = root {
                self.nodes[at].is_output = true;
                self.outputs.push(at);
            }
        }
    }

    fn input(&mut self, at: usize) -> Option<Part> {
        self.inputs.get_mut(at)?.is_drawn = true;
        Some(Part::Input(at))
    }

    /// Returns the inputs that are drawn, with their positions.
    pub(super) fn inputs(&self) -> impl Iterator<Item = (usize, &Input)> {
        let inputs = self.inputs.iter().enumerate();
        inputs.filter(|(_, input)| input.is_drawn)
    }

    /// Returns all edges, each with the position of its dependent node.
    pub(super) fn edges(&self) -> impl Iterator<Item = (Edge, usize)> {
        let nodes = self.nodes.iter().enumerate();
        nodes.flat_map(|(at, node)| node.edges.iter().map(move |&edge| (edge, at)))
    }

    /// Returns the name of a part with its properties: `Report (output, blocking)`.
    pub(super) fn label(&self, part: Part) -> String {
        self.label_with(part, None)
    }

    /// Returns the same label with one more note.
    pub(super) fn label_with(&self, part: Part, note: Option<&'static str>) -> String {
        let (name, notes) = match part {
            Part::Input(at) => {
                let input = &self.inputs[at];
                (input.name(), [Some(input.kind()), None, None])
            }
            Part::Node(at) => {
                let node = &self.nodes[at];
                let output = node.is_output.then_some("output");
                (node.name.to_owned(), [output, node.place(), node.scope()])
            }
        };
        let notes: Vec<&str> = notes.into_iter().chain([note]).flatten().collect();
        if notes.is_empty() {
            name
        } else {
            format!("{name} ({})", notes.join(", "))
        }
    }

    /// Returns the layer of each node: its longest distance from the inputs, from 1 on.
    pub(super) fn layers(&self) -> Vec<usize> {
        let mut layers: Vec<usize> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let below = node.edges.iter().map(|edge| match edge.from {
                Part::Input(_) => 0,
                Part::Node(at) => layers[at],
            });
            layers.push(below.max().unwrap_or(0) + 1);
        }
        layers
    }

    pub(super) fn counts(&self) -> GraphCounts {
        let layers = self.layers();
        let depth = layers.iter().copied().max().unwrap_or(0);
        let mut widths = vec![0; depth + 1];
        for layer in layers {
            widths[layer] += 1;
        }
        GraphCounts {
            inputs: self.inputs().count(),
            nodes: self.nodes.len(),
            edges: self.edges().count(),
            depth,
            widest_layer: widths.into_iter().max().unwrap_or(0),
        }
    }
}

impl Input {
    /// Returns the field and its type: `cart: Cart`.
    pub(super) fn name(&self) -> String {
        format!("{}: {}", self.field, self.ty)
    }

    /// Returns the kind of the input: given or injected.
    pub(super) fn kind(&self) -> &'static str {
        if self.is_injected {
            "injected"
        } else {
            "given"
        }
    }
}

impl Node {
    /// Returns the place where the node runs, as an option of `#[node]`; `None` for the task of the run.
    pub(super) fn place(&self) -> Option<&'static str> {
        match self.place {
            Place::Inline => None,
            Place::Spawned => Some("spawn"),
            Place::Blocking => Some("blocking"),
        }
    }

    /// Returns the note of a node whose value the runs of a runner share.
    fn scope(&self) -> Option<&'static str> {
        self.scope.is_shared().then_some("once per runner")
    }

    /// Returns the name of the node with its options: `Report (blocking)`.
    pub(super) fn name_and_place(&self) -> String {
        let notes: Vec<&str> = [self.place(), self.scope()].into_iter().flatten().collect();
        if notes.is_empty() {
            self.name.to_owned()
        } else {
            format!("{} ({})", self.name, notes.join(", "))
        }
    }
}
