//! Missing providers, found in a `const fn` before the proof is required, whose errors have no path.
//!
//! The search traverses the sketches breadth first, so that its paths are the shortest. It collects the
//! suspects: dependencies whose type is not the type of a node or of the graph's fields by name. A suspect may
//! be a field under an alias, so the trait system is asked about the type at the end of its route. Those that
//! are missing are reported, and the proof is not required. If some suspects cannot be asked about, the proof
//! reports all of them.

use super::{
    Dep, Table, Target, Text, refuse,
    route::END,
    same,
    search::{Visited, find},
};

/// The number of suspects that are asked about, as in the crate of macros.
pub const SUSPECTS: usize = 3;
/// The number of parts of their routes, including the end of each, as in the crate of macros.
pub const PARTS: usize = 24;
/// The most nodes of a reported path.
const PATH: usize = PARTS;
/// The position before the first node of a path.
const NOWHERE: usize = usize::MAX;

/// A dependency that types alone do not provide.
#[derive(Clone, Copy)]
pub(super) struct Suspect {
    /// The type, as the node names it.
    need: &'static str,
    /// The node that needs it and is closest to an output.
    node: &'static str,
    /// The file and line of that node's declaration.
    place: &'static str,
    /// The names of the nodes from an output to it, and its own.
    path: Text,
    /// The number of nodes that need it.
    count: usize,
    /// The position of the field whose type differs from it only in a wrapper such as `Arc`.
    near: Option<usize>,
    /// True if the node needs it as the store for its results.
    is_store: bool,
}

impl Suspect {
    const NOBODY: Self = Self {
        need: "",
        node: "",
        place: "",
        path: Text::new(),
        count: 0,
        near: None,
        is_store: false,
    };
}

/// The suspects of a graph.
pub struct Suspects {
    found: [Suspect; SUSPECTS],
    len: usize,
    /// Their routes, one after the other, each with its end.
    routes: [u8; PARTS],
    /// The number of their parts.
    parts: usize,
    /// True if no suspect was left out.
    are_all: bool,
    /// The fields whose types nodes need by name, one bit each.
    named: u64,
    /// True if the search saw every dependency of the graph.
    is_whole: bool,
}

/// The missing providers of a graph.
pub struct Missing {
    found: [Option<Suspect>; SUSPECTS],
    /// The fields that certainly no node needs, one bit each.
    unused: u64,
}

/// The parts of a graph, for the search.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct Parts {
    /// The sketches of the outputs.
    pub outputs: &'static [Target],
    /// Those of the explicit nodes.
    pub explicit: &'static [Target],
    /// The names of the fields.
    pub labels: &'static [&'static str],
    /// The names of their types.
    pub names: &'static [&'static str],
    /// The sketches of these types.
    pub fields: &'static [Target],
}

impl Suspects {
    /// No suspects.
    pub const NONE: Self = Self {
        found: [Suspect::NOBODY; SUSPECTS],
        len: 0,
        routes: [END; PARTS],
        parts: 0,
        are_all: true,
        named: 0,
        is_whole: false,
    };

    /// Returns the suspects among the dependencies of the outputs and explicit nodes.
    pub const fn of(parts: &Parts) -> Self {
        if let Some(suspects) = of_sized::<256>(parts) {
            return suspects;
        }
        if let Some(suspects) = of_sized::<4096>(parts) {
            return suspects;
        }
        match of_sized::<65536>(parts) {
            Some(suspects) => suspects,
            // The proof reports what is missing.
            None => Self {
                are_all: false,
                ..Self::NONE
            },
        }
    }

    /// Returns the positions of the routes.
    pub const fn routes(&self) -> [u8; PARTS] {
        self.routes
    }

    /// Returns the suspects that are missing. `same_as` has for each suspect the first one of the same type,
    /// under any name. Returns none if suspects were left out and the proof reports all (`tells_the_rest`).
    pub const fn missing(
        &self,
        are_missing: [bool; SUSPECTS],
        same_as: [usize; SUSPECTS],
        tells_the_rest: bool,
    ) -> Missing {
        let mut found = [None; SUSPECTS];
        if tells_the_rest && !self.are_all {
            return Missing { found, unused: 0 };
        }
        let (mut at, mut is_certain, mut near) = (0, self.is_whole && self.are_all, 0);
        while at < self.len {
            let suspect = self.found[at];
            // A suspect that is provided is a field, and it is unknown which one.
            is_certain = is_certain && are_missing[at];
            if let (Some(field), true) = (suspect.near, are_missing[at]) {
                near |= 1 << field;
            }
            match &mut found[same_as[at]] {
                Some(first) if are_missing[at] => first.count += suspect.count,
                _ if are_missing[at] => found[at] = Some(suspect),
                _ => {}
            }
            at += 1;
        }
        Missing {
            found,
            unused: if is_certain { !self.named & !near } else { 0 },
        }
    }

    /// Counts a node that needs a suspect, and keeps the route to the first such node.
    const fn add<const SLOTS: usize>(&mut self, search: &Search<'_, SLOTS>, from: usize, at: u8) {
        let dep = search.table(from).deps[at as usize];
        let mut known = 0;
        while known < self.len && !same(self.found[known].need, dep.name) {
            known += 1;
        }
        if known < self.len {
            self.found[known].count += 1;
            return;
        }
        match search.route(from, at, self.routes, self.parts) {
            Some((routes, parts)) if self.len < SUSPECTS => {
                self.routes = routes;
                self.parts = parts;
                let table = search.table(from);
                let is_store = table.is_store(at as usize);
                let path = search.path(from);
                self.found[self.len] = Suspect {
                    need: dep.name,
                    node: table.name,
                    place: table.place,
                    is_store,
                    path: path.with(if is_store { "its store" } else { dep.name }),
                    count: 1,
                    near: search.parts.near(dep.name),
                };
                self.len += 1;
            }
            _ => self.are_all = false,
        }
    }
}

impl Missing {
    /// Returns true if certainly no node needs the field. For graphs whose proof is not required.
    pub(super) const fn leaves_unused(&self, field: usize) -> bool {
        self.unused >> field & 1 == 1
    }

    /// Returns true if a provider is missing.
    pub const fn is_any(&self) -> bool {
        let mut at = 0;
        while at < SUSPECTS {
            if self.found[at].is_some() {
                return true;
            }
            at += 1;
        }
        false
    }
}

/// Checks that a dependency is provided. `at` is the position among the missing ones.
#[track_caller]
pub const fn check_provided(missing: &Missing, parts: &Parts, at: usize, graph: &str) {
    let Some(found) = &missing.found[at] else {
        return;
    };
    let text = if found.is_store {
        Text::of(&["node `", found.node, "` records its results, but "])
    } else {
        let needs = match found.need.as_bytes() {
            [b'A' | b'E' | b'I' | b'O', ..] => "` needs an `",
            _ => "` needs a `",
        };
        Text::of(&["node `", found.node, needs, found.need, "`, but "])
    };
    let text = match found.near {
        _ if found.is_store => text.with_all(&[
            "graph `",
            graph,
            "` has no store for them: add a field `#[inject] store: ",
            found.need,
            "` to `",
            graph,
            "`",
        ]),
        Some(field) => {
            let (label, ty) = (parts.labels[field], parts.names[field]);
            text.with_all(&[
                "field `",
                label,
                "` of graph `",
                graph,
                "` is `",
                ty,
                "`: write `",
                label,
                ": ",
                found.need,
                "`, or take `&",
                ty,
                "`",
            ])
        }
        None => text.with_all(&[
            "nothing in graph `",
            graph,
            "` provides it: return it from a `#[node]`, or add a field of type `",
            found.need,
            "` to `",
            graph,
            "`",
        ]),
    };
    let text = text.with_all(&[
        "\n  path: ",
        found.path.as_str(),
        "; `",
        found.node,
        "` is declared at ",
        found.place,
    ]);
    let text = match found.count - 1 {
        0 => text,
        1 => text.with(", and 1 other node needs it"),
        others => text
            .with(", and ")
            .with_number(others)
            .with(" other nodes need it"),
    };
    refuse(&text);
}

/// A node that the search reached.
#[derive(Clone, Copy)]
struct Step {
    table: &'static Table,
    /// The step before it, or [`NOWHERE`].
    from: usize,
    /// The position of the parameter that led to it, or of an output of the graph.
    at: u8,
}

struct Search<'a, const SLOTS: usize> {
    parts: &'a Parts,
    seen: Visited<SLOTS>,
    steps: [Option<Step>; SLOTS],
    len: usize,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a node has fewer than 256 parameters, a graph fewer nodes that it names"
)]
const fn of_sized<const SLOTS: usize>(parts: &Parts) -> Option<Suspects> {
    let mut search = Search::<SLOTS> {
        parts,
        seen: Visited::but(parts.fields),
        steps: [None; SLOTS],
        len: 0,
    };
    let mut suspects = Suspects {
        is_whole: true,
        ..Suspects::NONE
    };
    let (mut next, mut explicit) = (0, 0);
    let mut output = 0;
    while output < parts.outputs.len() {
        let target = parts.outputs[output];
        suspects.is_whole = suspects.is_whole && matches!(target, Target::Node(_));
        if !search.enter(target, NOWHERE, output) {
            return None;
        }
        output += 1;
    }
    loop {
        while next < search.len {
            let deps = search.table(next).deps;
            let mut at = 0;
            while at < deps.len() {
                match find(deps[at], parts.explicit) {
                    Target::Unknown => match parts.field(deps[at]) {
                        Some(field) => suspects.named |= 1 << field,
                        None => suspects.add(&search, next, at as u8),
                    },
                    Target::Generic => suspects.is_whole = false,
                    Target::Context => {}
                    target @ Target::Node(_) => {
                        if !search.enter(target, next, at) {
                            return None;
                        }
                        // A field may be of the type of a node that cannot run.
                        suspects.named |= parts.fields_of(target);
                    }
                }
                at += 1;
            }
            next += 1;
        }
        // The explicit nodes that were not reached by the names of their types.
        if explicit == parts.explicit.len() {
            return Some(suspects);
        }
        let target = parts.explicit[explicit];
        suspects.is_whole = suspects.is_whole && matches!(target, Target::Node(_));
        if !search.enter(target, NOWHERE, 0) {
            return None;
        }
        explicit += 1;
    }
}

impl Parts {
    /// Returns the position of the field whose type has this name.
    const fn field(&self, dep: Dep) -> Option<usize> {
        let mut at = 0;
        while at < self.names.len() {
            if same(self.names[at], dep.name) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// Returns the position of the field whose type differs from this one only in wrappers.
    const fn near(&self, need: &str) -> Option<usize> {
        let mut at = 0;
        while at < self.names.len() {
            if same(unwrapped(self.names[at]), unwrapped(need)) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// Returns the fields of the type that this node provides, one bit each.
    const fn fields_of(&self, node: Target) -> u64 {
        let Target::Node(node) = node else { return 0 };
        let (mut fields, mut at) = (0, 0);
        while at < self.fields.len() {
            if let Target::Node(field) = self.fields[at]
                && field.get().key == node.get().key
            {
                fields |= 1 << at;
            }
            at += 1;
        }
        fields
    }

    /// Returns the position of a node among the explicit ones.
    const fn explicit_position(&self, table: &Table) -> Option<usize> {
        let mut at = 0;
        while at < self.explicit.len() {
            if let Target::Node(explicit) = self.explicit[at]
                && explicit.get().key == table.key
            {
                return Some(at);
            }
            at += 1;
        }
        None
    }
}

/// The types that hold one value, as their names begin.
const WRAPPERS: [&str; 6] = ["Arc<", "Box<", "Rc<", "Option<", "Mutex<", "RwLock<"];

/// Returns the name of the type inside `Arc<…>`, `Box<…>` and the like.
const fn unwrapped(mut name: &str) -> &str {
    let mut at = 0;
    while at < WRAPPERS.len() {
        let (outside, inside) = match name.split_at_checked(WRAPPERS[at].len()) {
            Some(parts) => parts,
            None => ("", name),
        };
        match inside.split_at_checked(inside.len().saturating_sub(1)) {
            Some((inside, end)) if same(outside, WRAPPERS[at]) && same(end, ">") => {
                (name, at) = (inside, 0);
            }
            _ => at += 1,
        }
    }
    name
}

impl<const SLOTS: usize> Search<'_, SLOTS> {
    /// Adds a node, unless it is known. Returns false if there is no room for it.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a node has fewer than 256 parameters, a graph fewer nodes that it names"
    )]
    const fn enter(&mut self, target: Target, from: usize, at: usize) -> bool {
        let Target::Node(table) = target else {
            return true;
        };
        let table = table.get();
        let slot = self.seen.slot(table.key);
        if self.seen.keys[slot] != 0 {
            return true;
        }
        if self.seen.is_full() {
            return false;
        }
        self.seen.len += 1;
        self.seen.keys[slot] = table.key;
        self.steps[self.len] = Some(Step {
            table,
            from,
            at: at as u8,
        });
        self.len += 1;
        true
    }

    const fn step(&self, at: usize) -> Step {
        match self.steps[at] {
            Some(step) => step,
            None => panic!("the steps are filled up to their number"),
        }
    }

    const fn table(&self, at: usize) -> &'static Table {
        self.step(at).table
    }

    /// Appends the route to a parameter, and its end, to the first `len` positions of `routes`. The route begins
    /// at an output, or at the last explicit node on the path. Returns none if there is no room.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a node has fewer than 256 parameters, a graph fewer nodes that it names"
    )]
    const fn route(
        &self,
        from: usize,
        at: u8,
        mut routes: [u8; PARTS],
        len: usize,
    ) -> Option<([u8; PARTS], usize)> {
        let mut backwards = [at; PARTS];
        let (mut parts, mut here) = (1, from);
        loop {
            if len + parts + 1 >= PARTS {
                return None;
            }
            let step = self.step(here);
            let explicit = self.parts.explicit_position(step.table);
            backwards[parts] = match explicit {
                Some(explicit) => (self.parts.outputs.len() + explicit) as u8,
                None => step.at,
            };
            parts += 1;
            if explicit.is_some() || step.from == NOWHERE {
                break;
            }
            here = step.from;
        }
        let mut part = 0;
        while part < parts {
            routes[len + part] = backwards[parts - 1 - part];
            part += 1;
        }
        Some((routes, len + parts + 1))
    }

    /// Returns the path to a node, such as `Order -> Profile -> `.
    const fn path(&self, to: usize) -> Text {
        let mut nodes = [to; PATH];
        let (mut len, mut here) = (1, to);
        while self.step(here).from != NOWHERE && len < PATH {
            here = self.step(here).from;
            nodes[len] = here;
            len += 1;
        }
        let mut text = if self.step(here).from == NOWHERE {
            Text::new()
        } else {
            Text::of(&["… -> "])
        };
        while len > 0 {
            len -= 1;
            text = text
                .with(self.distinct_name(nodes[len], &nodes))
                .with(" -> ");
        }
        text
    }

    /// Returns the name of a node, with its path if another one of these nodes has the same name.
    const fn distinct_name(&self, node: usize, others: &[usize; PATH]) -> &'static str {
        let table = self.table(node);
        let mut at = 0;
        while at < PATH {
            let other = self.table(others[at]);
            if other.key != table.key && same(other.name, table.name) {
                return table.path;
            }
            at += 1;
        }
        table.name
    }
}
