//! A graph as a picture: text for people and tools, made without a run, a runtime or values.
//!
//! - [`drawing`]: the content of a picture, from the tables of the graph.
//! - [`mermaid`], [`dot`], [`tree`], [`layers`], [`json`]: the formats, one function each.
//! - [`plan`]: the nodes that run, and the reason for each.

mod dot;
mod drawing;
mod json;
mod layers;
mod mermaid;
mod plan;
mod tree;

use std::{fmt, marker::PhantomData};

use self::drawing::Drawing;
pub use self::mermaid::arrow;
use crate::{Graph, markup::written, table::OutputOf};

/// Returns the picture of graph `G`.
///
/// Nodes have the names that errors and observers show; inputs have the names of their fields and the
/// short names of their types. [`Run`](super::Run), which a node may take too, is not drawn. Every text
/// is deterministic, lists dependencies before their dependents, and ends with a line break.
///
/// ```
/// use organum::prelude::*;
///
/// struct UserId(u32);
/// struct Profile(String);
/// struct Loyalty(u32);
/// struct Greeting(String);
///
/// #[node]
/// fn profile(id: &UserId) -> Profile {
///     Profile(format!("user {}", id.0))
/// }
///
/// #[node]
/// fn loyalty(id: &UserId) -> Loyalty {
///     Loyalty(id.0 % 3)
/// }
///
/// #[node]
/// fn greeting(profile: &Profile, loyalty: &Loyalty) -> Greeting {
///     Greeting(format!("Hello {}, level {}", profile.0, loyalty.0))
/// }
///
/// #[graph(output = Greeting)]
/// struct Welcome {
///     id: UserId,
/// }
///
/// let picture = organum::picture::<Welcome>();
/// assert_eq!(
///     picture.tree(),
///     "\
/// Greeting (output)
/// ├── Profile
/// │   └── id: UserId (given)
/// └── Loyalty
///     └── id: UserId (given)
/// "
/// );
/// assert_eq!(picture.counts().depth, 2);
/// ```
pub fn picture<G: Graph>() -> Picture<G> {
    Picture::drawn(None)
}

/// A graph, or the part of it that one output needs, ready to be printed: see [`picture`].
pub struct Picture<G> {
    drawing: Drawing,
    graph: PhantomData<fn() -> G>,
}

/// The size of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphCounts {
    /// The given and injected values that are drawn.
    pub inputs: usize,
    /// The nodes, inputs not counted.
    pub nodes: usize,
    /// The dependencies of nodes on nodes and inputs.
    pub edges: usize,
    /// The number of nodes on the longest chain.
    pub depth: usize,
    /// The number of nodes in the largest layer: see [`Picture::layers`].
    pub widest_layer: usize,
}

impl<G: Graph> Picture<G> {
    fn drawn(only: Option<usize>) -> Self {
        Self {
            drawing: Drawing::of::<G>(only),
            graph: PhantomData,
        }
    }

    /// Returns the picture of the part that one of the outputs needs, independent of what this picture
    /// shows.
    #[must_use]
    pub fn only<T: OutputOf<G> + 'static>(&self) -> Self {
        Self::drawn(Some(T::INDEX))
    }
}

impl<G> Picture<G> {
    /// Returns a [Mermaid](https://mermaid.js.org) flowchart, which GitHub and many editors render. Given
    /// values have round ends, injected ones six corners, outputs double sides.
    pub fn mermaid(&self) -> String {
        self.write(mermaid::mermaid)
    }

    /// Returns a digraph for [Graphviz](https://graphviz.org). Given values are ovals, injected ones
    /// hexagons, and outputs have a double line.
    pub fn dot(&self) -> String {
        self.write(dot::dot)
    }

    /// Returns an indented tree from each output down to the inputs. A node that was shown before is
    /// marked `above` and not expanded again.
    pub fn tree(&self) -> String {
        self.write(tree::tree)
    }

    /// Returns the nodes by their longest distance from the inputs, one line per layer; the inputs are
    /// layer 0. Nodes of one layer do not depend on each other.
    pub fn layers(&self) -> String {
        self.write(layers::layers)
    }

    /// Returns a JSON object with the graph's name, its inputs, nodes, edges and counts. An input has the
    /// `name` of its field and a `type`. Edges refer to inputs and nodes by `id`, since two types may
    /// have the same short name.
    pub fn json(&self) -> String {
        self.write(json::json)
    }

    /// Returns the nodes that run, numbered in the order of the plan: each starts as soon as its
    /// dependencies are done. The second column says why the node is needed: the shortest path of names
    /// from an output.
    ///
    /// ```
    /// # use organum::prelude::*;
    /// # struct Rate(f64);
    /// # struct Price(f64);
    /// # struct Label(String);
    /// # #[node]
    /// # fn rate() -> Rate { Rate(1.5) }
    /// # #[node]
    /// # fn price(rate: &Rate) -> Price { Price(100.0 * rate.0) }
    /// # #[node]
    /// # fn label(price: &Price) -> Label { Label(price.0.to_string()) }
    /// # #[graph(output = (Price, Label))]
    /// # struct Quote {}
    /// let plan = organum::picture::<Quote>().only::<Price>().plan();
    /// assert_eq!(plan, "1. Rate   Price -> Rate\n2. Price  output\n");
    /// ```
    pub fn plan(&self) -> String {
        self.write(plan::plan)
    }

    fn write(&self, format: fn(&Drawing, &mut String) -> fmt::Result) -> String {
        written(|text| format(&self.drawing, text))
    }

    /// Returns the size of the graph.
    pub fn counts(&self) -> GraphCounts {
        self.drawing.counts()
    }
}

impl<G: Graph> fmt::Debug for Picture<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture<{}>", G::NAME)
    }
}
