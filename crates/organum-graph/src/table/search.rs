//! The search through the sketches: iterative, in a `const fn`, with a visited set.

use super::{Dep, Table, Target, Text, same};

/// The result of a search of the tables reachable from its roots.
// Public fields: the search and the checks share it.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The first few dependency cycles that have no node in common.
    pub cycles: [Option<Cycle>; CYCLES],
    /// The number of nodes on the longest chain.
    pub depth: usize,
}

/// The maximum number of cycles of a graph that are reported at once.
pub(super) const CYCLES: usize = 3;

/// A dependency cycle.
// Public fields: the search and the checks share it.
#[derive(Clone, Copy)]
pub struct Cycle {
    /// The whole path: `A -> B -> A`.
    pub path: Text,
    /// The node at which the cycle begins and ends.
    pub name: &'static str,
}

/// Visits everything reachable from `roots`, without entering tables whose key is in `stop`. An unknown
/// target is resolved to one of the `explicit` tables, if that table provides the type of the same name.
pub(super) const fn search(roots: &[Target], stop: &[Target], explicit: &[Target]) -> Shape {
    // The size of the visited set is chosen here, since a constant cannot allocate.
    if let Some(shape) = search_sized::<256>(roots, stop, explicit) {
        return shape;
    }
    if let Some(shape) = search_sized::<4096>(roots, stop, explicit) {
        return shape;
    }
    match search_sized::<65536>(roots, stop, explicit) {
        Some(shape) => shape,
        None => {
            panic!("a graph of more than 49 000 nodes: split it into graphs that run each other")
        }
    }
}

/// The nodes seen so far: an open-addressed table from a key to the state of the node.
pub(super) struct Visited<const SLOTS: usize> {
    pub(super) keys: [u64; SLOTS],
    /// 0 while the node is on the path, then the length of the longest chain below it.
    height: [u16; SLOTS],
    /// True if the node is on a cycle that was found.
    on_cycle: [bool; SLOTS],
    pub(super) len: usize,
}

impl<const SLOTS: usize> Visited<SLOTS> {
    /// Returns a set that holds the nodes of `stop` alone.
    pub(super) const fn but(stop: &[Target]) -> Self {
        let mut seen = Self {
            keys: [0; SLOTS],
            height: [0; SLOTS],
            on_cycle: [false; SLOTS],
            len: 0,
        };
        let mut i = 0;
        while i < stop.len() {
            if let Target::Node(table) = stop[i] {
                let slot = seen.slot(table.get().key);
                seen.keys[slot] = table.get().key;
                seen.height[slot] = 1;
            }
            i += 1;
        }
        seen
    }

    /// Returns the slot of `key`, which holds the key or is empty.
    pub(super) const fn slot(&self, key: u64) -> usize {
        let mut at = (key >> 7) as usize % SLOTS;
        while self.keys[at] != 0 && self.keys[at] != key {
            at = (at + 1) % SLOTS;
        }
        at
    }

    pub(super) const fn is_full(&self) -> bool {
        (self.len + 1) * 4 > SLOTS * 3
    }
}

/// One level of the path from a root: a node, its slot, and the next dependency to visit.
#[derive(Clone, Copy)]
struct Level {
    table: &'static Table,
    slot: usize,
    next: usize,
    height: u16,
}

const fn search_sized<const SLOTS: usize>(
    roots: &[Target],
    stop: &[Target],
    explicit: &[Target],
) -> Option<Shape> {
    let mut search = Search::<SLOTS>::new(stop);
    let mut root = 0;
    while root < roots.len() {
        let mut target = roots[root];
        root += 1;
        loop {
            if let Target::Node(table) = target
                && !search.enter(table.get())
            {
                return None;
            }
            search.leave_finished();
            match search.next(explicit) {
                Some(next) => target = next,
                None => break,
            }
        }
    }
    Some(search.shape)
}

struct Search<const SLOTS: usize> {
    seen: Visited<SLOTS>,
    /// The path from a root down to the current node.
    path: [Option<Level>; SLOTS],
    top: usize,
    shape: Shape,
}

impl<const SLOTS: usize> Search<SLOTS> {
    /// Makes a search that does not enter the nodes of `stop`.
    const fn new(stop: &[Target]) -> Self {
        Self {
            seen: Visited::but(stop),
            path: [None; SLOTS],
            top: 0,
            shape: Shape {
                cycles: [None; CYCLES],
                depth: 0,
            },
        }
    }

    /// Pushes a node on the path, unless it is known. Returns false if there is no room for it.
    const fn enter(&mut self, table: &'static Table) -> bool {
        let slot = self.seen.slot(table.key);
        if self.seen.keys[slot] == 0 {
            if self.seen.is_full() {
                return false;
            }
            self.seen.len += 1;
            self.seen.keys[slot] = table.key;
            self.path[self.top] = Some(Level {
                table,
                slot,
                next: 0,
                height: 0,
            });
            self.top += 1;
        } else if self.seen.height[slot] == 0 {
            self.found_cycle(table);
        } else {
            self.raise(self.seen.height[slot]);
        }
        true
    }

    /// Records the height of a dependency of the current node.
    const fn raise(&mut self, height: u16) {
        if self.top > 0
            && let Some(level) = &mut self.path[self.top - 1]
            && level.height < height
        {
            level.height = height;
        }
    }

    /// Pops the nodes whose dependencies are all known.
    const fn leave_finished(&mut self) {
        while self.top > 0 {
            let Some(level) = self.path[self.top - 1] else {
                panic!("the path is filled up to its top")
            };
            if level.next < level.table.deps.len() {
                return;
            }
            let height = level.height + 1;
            self.seen.height[level.slot] = height;
            if height as usize > self.shape.depth {
                self.shape.depth = height as usize;
            }
            self.top -= 1;
            self.raise(height);
        }
    }

    /// Returns the next dependency of the current node; `None` if the path is empty.
    const fn next(&mut self, explicit: &[Target]) -> Option<Target> {
        if self.top == 0 {
            return None;
        }
        let Some(level) = &mut self.path[self.top - 1] else {
            return None;
        };
        let dep = level.table.deps[level.next];
        level.next += 1;
        Some(find(dep, explicit))
    }

    /// Records the cycle that a node on the path closes, unless part of it was recorded already.
    const fn found_cycle(&mut self, table: &'static Table) {
        let first = first_on_path(&self.path, self.top, table);
        let mut is_recorded = false;
        let mut i = first;
        while i < self.top {
            if let Some(level) = &self.path[i] {
                is_recorded = is_recorded || self.seen.on_cycle[level.slot];
                self.seen.on_cycle[level.slot] = true;
            }
            i += 1;
        }
        let mut at = 0;
        while at < CYCLES && !is_recorded {
            if self.shape.cycles[at].is_none() {
                self.shape.cycles[at] = Some(Cycle {
                    path: cycle_text(&self.path, first, self.top, table),
                    name: table.name,
                });
                return;
            }
            at += 1;
        }
    }
}

/// Returns the level of a node that is on the path.
const fn first_on_path(path: &[Option<Level>], top: usize, table: &Table) -> usize {
    let mut first = 0;
    while first < top {
        if let Some(level) = &path[first]
            && level.table.key == table.key
        {
            break;
        }
        first += 1;
    }
    first
}

/// Returns the target of a parameter: if types alone do not determine it, the explicit table that
/// provides it by name.
pub(super) const fn find(dep: Dep, explicit: &[Target]) -> Target {
    let mut i = 0;
    while i < explicit.len() {
        if let (Target::Unknown, Target::Node(table)) = (dep.target, explicit[i])
            && same(dep.name, table.get().provides)
        {
            return explicit[i];
        }
        i += 1;
    }
    dep.target
}

/// Returns the text `A -> B -> C -> A`, where `again` is the node on the path that was reached a second
/// time.
const fn cycle_text(path: &[Option<Level>], first: usize, top: usize, again: &Table) -> Text {
    let mut text = Text::new();
    let mut i = first;
    while i < top {
        if let Some(level) = &path[i] {
            let name = distinct_name(level.table, path, first, top);
            text = text.with(name).with(" -> ");
        }
        i += 1;
    }
    text.with(distinct_name(again, path, first, top))
}

/// Returns the name of a node, with its path if another node on this part of the path has the same name.
const fn distinct_name(
    table: &Table,
    path: &[Option<Level>],
    first: usize,
    top: usize,
) -> &'static str {
    let mut i = first;
    while i < top {
        if let Some(level) = &path[i]
            && level.table.key != table.key
            && same(level.table.name, table.name)
        {
            return table.path;
        }
        i += 1;
    }
    table.name
}
