//! What a node or an input is in one graph, and which of the graph's own parts are reached from it.
//!
//! A link is a plain value with a function in it, not a pointer to the tables below: rustc hashes
//! what a constant points to, again for each path that leads there, and in a graph of many layers
//! the paths are without number.

use super::GraphOf;
use crate::graph::Operations;

/// A node or an input as a part of one graph.
#[derive(Clone, Copy)]
pub struct Link {
    /// What of the graph's own is used by it, or is it.
    pub reach: Reach,
    /// What it is.
    pub source: LinkSource,
}

/// What a [`Link`] leads to.
#[derive(Clone, Copy)]
pub enum LinkSource {
    /// A node, with its links.
    Node(fn() -> LinkedNode),
    /// The graph's field with this position among those given for each run.
    Given(u8),
    /// The graph's field with this position among those injected once.
    Injected(u8),
    /// The run's own [`Run`](crate::graph::Run).
    Context,
    /// A mistake that is told elsewhere.
    Unproved,
}

/// A node as a part of one graph.
pub struct LinkedNode {
    /// The node's name in the user's words: the type it provides, or the name it is listed by.
    pub name: &'static str,
    /// Where its parameters come from, in order.
    pub deps: &'static [Link],
    /// The form of each parameter, and how many of `deps` it takes; empty where each takes one and
    /// is simply needed.
    pub forms: &'static [(Form, u8)],
    /// How to run it.
    pub operations: fn() -> Operations,
}

/// How a node needs what it depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `&T`, or `T`: the node fails with what it needs.
    Strict,
    /// `Option<&T>`: none if that failed.
    Optional,
    /// `Result<&T, &NodeError>`: what happened.
    Outcome,
    /// `FirstOk<(…)>`: one after the other, until one succeeds.
    FirstOk,
    /// `Race<(…)>`: all at once, until one succeeds.
    Race,
}

/// Which parts of a graph are used, a bit each.
#[derive(Clone, Copy)]
pub struct Reach {
    given: u64,
    injected: u64,
    /// The listed nodes; what these in turn reach is not counted here.
    listed: u64,
    /// Part of it is a mistake that is told elsewhere.
    is_incomplete: bool,
}

impl Reach {
    const NOTHING: Self = Self {
        given: 0,
        injected: 0,
        listed: 0,
        is_incomplete: false,
    };

    const fn and(self, other: Self) -> Self {
        Self {
            given: self.given | other.given,
            injected: self.injected | other.injected,
            listed: self.listed | other.listed,
            is_incomplete: self.is_incomplete || other.is_incomplete,
        }
    }

    const fn of(links: &[Link]) -> Self {
        let mut reach = Self::NOTHING;
        let mut i = 0;
        while i < links.len() {
            reach = reach.and(links[i].reach);
            i += 1;
        }
        reach
    }
}

impl Link {
    /// A node that is found by its type and reaches what its dependencies reach.
    pub const fn node(deps: &[Self], node: fn() -> LinkedNode) -> Self {
        Self {
            reach: Reach::of(deps),
            source: LinkSource::Node(node),
        }
    }

    /// The node with this position among those that the graph lists.
    pub const fn listed(at: usize, node: fn() -> LinkedNode) -> Self {
        Self {
            reach: Reach {
                listed: 1 << at,
                ..Reach::NOTHING
            },
            source: LinkSource::Node(node),
        }
    }

    pub(super) const fn given(at: u8) -> Self {
        Self {
            reach: Reach {
                given: 1 << at,
                ..Reach::NOTHING
            },
            source: LinkSource::Given(at),
        }
    }

    pub(super) const fn injected(at: u8) -> Self {
        Self {
            reach: Reach {
                injected: 1 << at,
                ..Reach::NOTHING
            },
            source: LinkSource::Injected(at),
        }
    }

    pub(super) const CONTEXT: Self = Self {
        reach: Reach::NOTHING,
        source: LinkSource::Context,
    };

    pub(super) const UNPROVED: Self = Self {
        reach: Reach {
            is_incomplete: true,
            ..Reach::NOTHING
        },
        source: LinkSource::Unproved,
    };
}

/// What a graph as a whole uses.
pub struct Linked {
    reach: Reach,
    /// A listed node that needs itself by way of others.
    on_cycle: Option<usize>,
}

impl Linked {
    /// What graph `G` uses; `listed` are the links of the nodes it lists.
    ///
    /// Goes through [`GraphOf::LINKS`], so that a mistake in the proof is not told a second time.
    pub const fn of<G: GraphOf>(listed: &[&[Link]]) -> Self {
        // What each listed node reaches directly, then by way of others (Warshall 1962).
        let mut reach = [Reach::NOTHING; u64::BITS as usize];
        let mut i = 0;
        while i < listed.len() {
            reach[i] = Reach::of(listed[i]);
            i += 1;
        }
        let mut via = 0;
        while via < listed.len() {
            let mut i = 0;
            while i < listed.len() {
                if reach[i].listed >> via & 1 == 1 {
                    reach[i] = reach[i].and(reach[via]);
                }
                i += 1;
            }
            via += 1;
        }
        let mut all = Reach::of(G::LINKS);
        let mut on_cycle = None;
        let direct = all.listed;
        let mut i = 0;
        while i < listed.len() {
            if reach[i].listed >> i & 1 == 1 && on_cycle.is_none() {
                on_cycle = Some(i);
            }
            if direct >> i & 1 == 1 {
                all = all.and(reach[i]);
            }
            i += 1;
        }
        Self {
            reach: all,
            on_cycle,
        }
    }

    /// The first listed node that needs itself.
    pub(super) const fn on_cycle(&self) -> Option<usize> {
        self.on_cycle
    }

    /// Was part of the graph not seen, for a mistake that is told elsewhere? Then nothing is said of
    /// what is not used.
    const fn is_incomplete(&self) -> bool {
        self.on_cycle.is_some() || self.reach.is_incomplete
    }

    pub(super) const fn uses(&self, source: LinkSource) -> bool {
        self.is_incomplete()
            || match source {
                LinkSource::Given(at) => self.reach.given >> at & 1 == 1,
                LinkSource::Injected(at) => self.reach.injected >> at & 1 == 1,
                _ => true,
            }
    }

    pub(super) const fn uses_listed(&self, at: usize) -> bool {
        self.is_incomplete() || self.reach.listed >> at & 1 == 1
    }
}
