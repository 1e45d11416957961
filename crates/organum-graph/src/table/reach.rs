//! A node or an input in one graph, and the parts of the graph that are reachable from it.
//!
//! A link is a plain value that contains a function instead of pointers to other tables: rustc hashes the
//! referent of a constant again for each path that leads to it, and in a graph of many layers the number
//! of paths grows exponentially.

use super::{GraphOf, Target, same};
use crate::{
    executor::Operations,
    form::{Form, Scope},
};

/// A node or an input as a part of one graph.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct Link {
    /// The parts of the graph that this node or input uses, or is.
    pub reach: Reach,
    /// The lifetime of the value.
    pub scope: Scope,
    /// The kind of the node or input.
    pub source: LinkSource,
}

/// The target of a [`Link`].
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy)]
pub enum LinkSource {
    /// A node, with its links.
    Node(fn() -> LinkedNode),
    /// The graph's field with this position among those given for each run.
    Given(u8),
    /// The graph's field with this position among those injected once.
    Injected(u8),
    /// The run's own [`Run`](crate::Run).
    Context,
    /// A mistake that is reported elsewhere.
    Unproved,
}

/// A node as a part of one graph.
// Public fields: the macros write it as a constant.
pub struct LinkedNode {
    /// The node's name for users: the type it provides, or the name by which graphs list it.
    pub name: &'static str,
    /// The origins of the parameters, in order.
    pub deps: &'static [Link],
    /// The form of each parameter, and the number of entries of `deps` that it takes; empty if all
    /// parameters are strict.
    pub forms: &'static [(Form, u8)],
    /// Returns the operations of the node.
    pub operations: fn() -> Operations,
}

/// The set of the parts of a graph that are used, one bit each.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct Reach {
    given: u64,
    injected: u64,
    /// The explicit nodes; the parts that they reach in turn are not included.
    explicit: u64,
    /// True if the runs of a runner share the value of some node.
    shares: bool,
    /// True if part of the graph is a mistake that is reported elsewhere.
    is_incomplete: bool,
    misfits: Misfits,
}

/// A node and one of its dependencies that does not fit: one that each run makes on its own, where the
/// value of the node is shared; or one that has to be a part of a key, and cannot be.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct Misfit {
    /// The name of the node.
    pub(super) node: &'static str,
    /// The type of the dependency.
    pub(super) need: &'static str,
    /// True if the dependency is itself an input.
    pub(super) is_input: bool,
    /// True if the dependency has to be a part of a key.
    is_keyed: bool,
    /// The given inputs that the dependency is made from.
    given: u64,
    /// The explicit nodes that the dependency is made from.
    explicit: u64,
}

impl Misfit {
    /// Returns the mistake in a dependency of a node whose value is shared, if there is one.
    pub const fn of(node: &'static str, need: &'static str, link: &Link) -> Option<Self> {
        let is_input = match link.source {
            LinkSource::Given(_) => true,
            LinkSource::Node(_) => false,
            // A `Run` is rejected where the node is declared.
            LinkSource::Injected(_) | LinkSource::Context | LinkSource::Unproved => return None,
        };
        if link.scope.is_shared() || link.reach.is_incomplete {
            return None;
        }
        Some(Self {
            node,
            need,
            is_input,
            is_keyed: false,
            given: link.reach.given,
            explicit: link.reach.explicit,
        })
    }

    /// Returns the mistake in a dependency of a node whose result is recorded, if there is one: the
    /// dependency has to be a part of the key, and is not `Serialize`.
    pub const fn of_key(
        node: &'static str,
        need: &'static str,
        is_hashable: bool,
        link: &Link,
    ) -> Option<Self> {
        if is_hashable || !link.is_part_of_key() {
            return None;
        }
        Some(Self {
            node,
            need,
            is_input: matches!(link.source, LinkSource::Given(_)),
            is_keyed: true,
            given: 0,
            explicit: 0,
        })
    }

    const fn is(&self, other: &Self) -> bool {
        self.is_keyed == other.is_keyed
            && same(self.node, other.node)
            && same(self.need, other.need)
    }

    /// Returns true if the dependency is made from the given input at this position.
    const fn needs_given(&self, at: u8) -> bool {
        self.given >> at & 1 == 1
    }
}

/// The maximum number of mistakes of this kind that are reported at once.
const MISFITS: usize = 4;

/// The first few mistakes, each once; [`FIT`] stands for none.
///
/// The type contains no `Option`: rustc computes the layout of a [`Link`] at the bottom of a graph, and
/// every nested type counts towards the depth that a graph may have.
type Misfits = [&'static Misfit; MISFITS];

/// The placeholder for no mistake.
const FIT: &Misfit = &Misfit {
    node: "",
    need: "",
    is_input: false,
    is_keyed: false,
    given: 0,
    explicit: 0,
};

const fn with(mut misfits: Misfits, misfit: &'static Misfit) -> Misfits {
    let mut i = 0;
    while i < MISFITS {
        if misfits[i].is(misfit) {
            break;
        }
        if misfits[i].is(FIT) {
            misfits[i] = misfit;
            break;
        }
        i += 1;
    }
    misfits
}

impl Reach {
    const NOTHING: Self = Self {
        given: 0,
        injected: 0,
        explicit: 0,
        shares: false,
        is_incomplete: false,
        misfits: [FIT; MISFITS],
    };

    const fn and(self, other: Self) -> Self {
        let (mut misfits, mut i) = (self.misfits, 0);
        while i < MISFITS {
            misfits = with(misfits, other.misfits[i]);
            i += 1;
        }
        Self {
            given: self.given | other.given,
            injected: self.injected | other.injected,
            explicit: self.explicit | other.explicit,
            shares: self.shares || other.shares,
            is_incomplete: self.is_incomplete || other.is_incomplete,
            misfits,
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
    /// Makes the link of a node that is found by its type and reaches the same parts as its dependencies.
    pub const fn node(deps: &[Self], node: fn() -> LinkedNode) -> Self {
        Self {
            reach: Reach::of(deps),
            scope: Scope::Run,
            source: LinkSource::Node(node),
        }
    }

    /// Makes the link of a node whose value the runs of a runner share; `misfits` are the mistakes among
    /// its dependencies.
    pub const fn shared(
        deps: &[Self],
        misfits: &'static [Option<Misfit>],
        node: fn() -> LinkedNode,
    ) -> Self {
        let mut reach = Reach::of(deps);
        reach.shares = true;
        let mut i = 0;
        while i < misfits.len() {
            if let Some(misfit) = &misfits[i] {
                reach.misfits = with(reach.misfits, misfit);
            }
            i += 1;
        }
        Self {
            reach,
            scope: Scope::Runner,
            source: LinkSource::Node(node),
        }
    }

    /// Makes the link of a node whose result is recorded; `misfits` are the mistakes among its dependencies.
    pub const fn recorded(
        deps: &[Self],
        misfits: &'static [Option<Misfit>],
        node: fn() -> LinkedNode,
    ) -> Self {
        Self {
            scope: Scope::Run,
            reach: Reach {
                shares: Reach::of(deps).shares,
                ..Self::shared(deps, misfits, node).reach
            },
            source: LinkSource::Node(node),
        }
    }

    /// Returns true if a dependency with this link is a part of the key of a recorded result. Injected
    /// values, values that the runs of a runner share, and the run itself are not.
    pub const fn is_part_of_key(&self) -> bool {
        !self.scope.is_shared() && matches!(self.source, LinkSource::Node(_) | LinkSource::Given(_))
    }

    /// Makes the link of the node at this position among those that the graph lists.
    pub const fn explicit(at: usize, scope: Scope, node: fn() -> LinkedNode) -> Self {
        Self {
            reach: Reach {
                explicit: 1 << at,
                shares: scope.is_shared(),
                ..Reach::NOTHING
            },
            scope,
            source: LinkSource::Node(node),
        }
    }

    pub(super) const fn given(at: u8) -> Self {
        Self {
            reach: Reach {
                given: 1 << at,
                ..Reach::NOTHING
            },
            scope: Scope::Run,
            source: LinkSource::Given(at),
        }
    }

    pub(super) const fn injected(at: u8) -> Self {
        Self {
            reach: Reach {
                injected: 1 << at,
                ..Reach::NOTHING
            },
            scope: Scope::Run,
            source: LinkSource::Injected(at),
        }
    }

    pub(super) const CONTEXT: Self = Self {
        reach: Reach::NOTHING,
        scope: Scope::Run,
        source: LinkSource::Context,
    };

    pub(super) const UNPROVED: Self = Self {
        reach: Reach {
            is_incomplete: true,
            ..Reach::NOTHING
        },
        scope: Scope::Run,
        source: LinkSource::Unproved,
    };
}

/// The parts that a graph as a whole uses.
// Public fields: the macros write it as a constant.
pub struct Linked {
    reach: Reach,
    /// An explicit node that depends on itself through others.
    on_cycle: Option<usize>,
    /// The nodes whose values are shared, with their dependencies that each run makes on its own.
    misfits: [Option<Misfit>; MISFITS],
}

impl Linked {
    /// Returns the parts that graph `G` uses; `explicit` are the links of the nodes that it lists, and
    /// `sketches` their sketches.
    ///
    /// The function reads [`GraphOf::LINKS`], so that a mistake in the proof is not reported a second
    /// time.
    pub const fn of<G: GraphOf>(explicit: &[&[Link]], sketches: &[Target]) -> Self {
        // The parts that each explicit node reaches directly, then through others (Warshall 1962).
        let mut reach = [Reach::NOTHING; u64::BITS as usize];
        let mut i = 0;
        while i < explicit.len() {
            reach[i] = Reach::of(explicit[i]);
            i += 1;
        }
        let mut via = 0;
        while via < explicit.len() {
            let mut i = 0;
            while i < explicit.len() {
                if reach[i].explicit >> via & 1 == 1 {
                    reach[i] = reach[i].and(reach[via]);
                }
                i += 1;
            }
            via += 1;
        }
        let mut all = Reach::of(G::LINKS);
        let mut on_cycle = None;
        let direct = all.explicit;
        let mut i = 0;
        while i < explicit.len() {
            if reach[i].explicit >> i & 1 == 1 && on_cycle.is_none() {
                on_cycle = Some(i);
            }
            if direct >> i & 1 == 1 {
                all = all.and(reach[i]);
            }
            i += 1;
        }
        let mut misfits = [None; MISFITS];
        let mut i = 0;
        while i < MISFITS {
            if !all.misfits[i].is(FIT) {
                add(&mut misfits, *all.misfits[i], &reach);
            }
            i += 1;
        }
        let mut i = 0;
        while i < explicit.len() {
            if let Target::Node(table) = sketches[i]
                && all.explicit >> i & 1 == 1
            {
                let table = table.get();
                let mut dep = 0;
                while dep < explicit[i].len() && dep < table.deps.len() {
                    let (need, link) = (table.deps[dep].name, &explicit[i][dep]);
                    let misfit = if table.scope.is_shared() {
                        Misfit::of(table.name, need, link)
                    } else if dep < table.keys.len() && !table.is_store(dep) {
                        Misfit::of_key(table.name, need, table.keys[dep], link)
                    } else {
                        None
                    };
                    if let Some(misfit) = misfit {
                        add(&mut misfits, misfit, &reach);
                    }
                    dep += 1;
                }
            }
            i += 1;
        }
        Self {
            reach: all,
            on_cycle,
            misfits,
        }
    }

    /// Returns true if the runs of a runner share the values of some nodes.
    pub const fn shares(&self) -> bool {
        self.reach.shares
    }

    /// Returns a node whose value is shared although it is made from this given input.
    pub(super) const fn misfit_of(&self, given: u8) -> Option<&Misfit> {
        let mut i = 0;
        while i < MISFITS {
            if let Some(misfit) = &self.misfits[i]
                && misfit.needs_given(given)
            {
                return Some(misfit);
            }
            i += 1;
        }
        None
    }

    /// Returns the mistake at this position among those of nodes whose values are shared, and that need a
    /// value that each run makes, although not from an input given to the run.
    pub(super) const fn unshared(&self, at: usize) -> Option<&Misfit> {
        let (mut i, mut left) = (0, at);
        while i < MISFITS {
            if let Some(misfit) = &self.misfits[i]
                && !misfit.is_keyed
                && misfit.given == 0
            {
                if left == 0 {
                    return Some(misfit);
                }
                left -= 1;
            }
            i += 1;
        }
        None
    }

    /// Returns the mistake at this position among the dependencies that have to be a part of a key.
    pub(super) const fn unhashable(&self, at: usize) -> Option<&Misfit> {
        let (mut i, mut left) = (0, at);
        while i < MISFITS {
            if let Some(misfit) = &self.misfits[i]
                && misfit.is_keyed
            {
                if left == 0 {
                    return Some(misfit);
                }
                left -= 1;
            }
            i += 1;
        }
        None
    }

    /// Returns the first explicit node that depends on itself.
    pub(super) const fn on_cycle(&self) -> Option<usize> {
        self.on_cycle
    }

    /// Returns true if part of the graph was not visited because of a mistake that is reported elsewhere.
    /// Unused parts are then not reported.
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

    pub(super) const fn uses_explicit(&self, at: usize) -> bool {
        self.is_incomplete() || self.reach.explicit >> at & 1 == 1
    }
}

/// Adds a mistake, if there is room, together with the inputs that its explicit nodes reach.
const fn add(misfits: &mut [Option<Misfit>; MISFITS], mut misfit: Misfit, explicit: &[Reach]) {
    let mut i = 0;
    while i < explicit.len() {
        if misfit.explicit >> i & 1 == 1 {
            misfit.given |= explicit[i].given;
        }
        i += 1;
    }
    let mut i = 0;
    while i < MISFITS {
        match &misfits[i] {
            Some(known) if known.is(&misfit) => return,
            Some(_) => {}
            None => {
                misfits[i] = Some(misfit);
                return;
            }
        }
        i += 1;
    }
}
