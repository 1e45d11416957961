//! The nodes that links lead to, each after its dependencies.

use std::{any::TypeId, collections::HashMap};

use crate::{
    executor::{Operations, PlanError, Source},
    form::Form,
    names,
    table::{Link, LinkSource, LinkedNode},
};

/// A node, found by a link.
pub(crate) struct FoundNode {
    /// The name of the node in messages and pictures, unique among these nodes.
    pub(crate) name: &'static str,
    pub(crate) operations: Operations,
    /// The forms of its dependencies, as in [`LinkedNode`].
    pub(crate) forms: &'static [(Form, u8)],
    /// The origins of its parameters; nodes by their position.
    pub(crate) deps: Vec<Source>,
}

/// The nodes and values that links lead to.
pub(crate) struct Found {
    pub(crate) nodes: Vec<FoundNode>,
    /// The node or value that each of the links leads to.
    pub(crate) roots: Vec<Source>,
}

/// Finds the nodes that links lead to, depth first, so that nodes come after their dependencies. The
/// dependencies of a node for which `is_leaf` returns true are not visited.
///
/// # Errors
/// Links that lead nowhere, or form a cycle; the compiler rejects such graphs.
pub(crate) fn gather(
    graph: &'static str,
    links: &[Link],
    is_leaf: impl Fn(TypeId) -> bool,
) -> Result<Found, PlanError> {
    let mut search = Search {
        graph,
        known: HashMap::new(),
        nodes: Vec::new(),
        path: Vec::new(),
    };
    let mut roots = Vec::with_capacity(links.len());
    for &link in links {
        roots.push(search.root(link, &is_leaf)?);
    }
    let mut nodes = search.nodes;
    let shown = nodes
        .iter()
        .map(|node| (node.name, node.operations.output_name));
    let shown: Vec<_> = shown.collect();
    for (node, name) in nodes.iter_mut().zip(names::distinct(&shown)) {
        node.name = name;
    }
    Ok(Found { nodes, roots })
}

struct Search {
    graph: &'static str,
    /// The position by output type; `None` while the dependencies of the node are being visited.
    known: HashMap<TypeId, Option<usize>>,
    nodes: Vec<FoundNode>,
    /// The nodes from a root down to the current one. An explicit stack, since a graph may be deep.
    path: Vec<Level>,
}

/// A node whose dependencies are being visited.
struct Level {
    node: LinkedNode,
    operations: Operations,
    deps: Vec<Source>,
}

impl Search {
    fn root(&mut self, link: Link, is_leaf: &impl Fn(TypeId) -> bool) -> Result<Source, PlanError> {
        let mut found = self.enter(link)?;
        loop {
            let Some(level) = self.path.last_mut() else {
                // The path is empty, so the root itself was found.
                return found.ok_or(PlanError::Dangling { node: self.graph });
            };
            level.deps.extend(found.take());
            let output = level.operations.output;
            let next = level.node.deps.get(level.deps.len());
            match next.filter(|_| !is_leaf(output)) {
                Some(&dep) => found = self.enter(dep)?,
                None => found = self.leave(),
            }
        }
    }

    /// Returns the node or value that a link leads to, if it is known; otherwise pushes the node on the
    /// path.
    fn enter(&mut self, link: Link) -> Result<Option<Source>, PlanError> {
        let node = match link.source {
            LinkSource::Node(node) => node(),
            LinkSource::Given(at) => return Ok(Some(Source::Given(at.into()))),
            LinkSource::Injected(at) => return Ok(Some(Source::Injected(at.into()))),
            LinkSource::Context => return Ok(Some(Source::Context)),
            LinkSource::Unproved => return Err(PlanError::Dangling { node: self.graph }),
        };
        let operations = (node.operations)();
        match self.known.get(&operations.output) {
            Some(&Some(at)) => return Ok(Some(Source::Node(at))),
            Some(None) => return Err(PlanError::Dangling { node: node.name }),
            None => {}
        }
        self.known.insert(operations.output, None);
        self.path.push(Level {
            deps: Vec::with_capacity(node.deps.len()),
            node,
            operations,
        });
        Ok(None)
    }

    /// Completes the node at the end of the path, whose dependencies are all known.
    fn leave(&mut self) -> Option<Source> {
        let Level {
            node,
            operations,
            deps,
        } = self.path.pop()?;
        let at = self.nodes.len();
        self.known.insert(operations.output, Some(at));
        // A generic node stands for several nodes, and each is named after its own type.
        let name = if node.name.contains('<') {
            names::short(operations.output_name)
        } else {
            node.name
        };
        self.nodes.push(FoundNode {
            name,
            operations,
            forms: node.forms,
            deps,
        });
        Some(Source::Node(at))
    }
}
