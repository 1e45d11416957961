//! The search through the sketches: iterative, in a `const fn`, with a visited set.

use super::{Dep, Table, Target, Text, same};

/// What a search found out about the tables reachable from its roots.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The first few dependency cycles that have no node in common.
    pub cycles: [Option<Cycle>; CYCLES],
    /// Nodes on the longest chain.
    pub depth: usize,
}

/// How many cycles of a graph are told at once.
pub(super) const CYCLES: usize = 3;

/// A dependency cycle.
#[derive(Clone, Copy)]
pub struct Cycle {
    /// The whole path: `A -> B -> A`.
    pub path: Text,
    /// The node that it begins and ends with.
    pub name: &'static str,
}

/// Goes through everything reachable from `roots`, but does not enter tables whose key is in `stop`. What
/// is unknown is one of the `explicit` tables, if that provides what is asked for by the same name.
pub(super) const fn search(roots: &[Target], stop: &[Target], explicit: &[Target]) -> Shape {
    // The visited set sizes itself: a constant has no heap to grow in.
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

/// The nodes seen so far: an open-addressed table from key to what is known of the node.
pub(super) struct Visited<const SLOTS: usize> {
    pub(super) keys: [u64; SLOTS],
    /// 0 while the node is on the path, then the length of the longest chain below it.
    height: [u16; SLOTS],
    /// The node is on a cycle that was found.
    on_cycle: [bool; SLOTS],
    pub(super) len: usize,
}

impl<const SLOTS: usize> Visited<SLOTS> {
    /// None but the nodes of `stop`.
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

    /// The slot of `key`, which holds the key or is empty.
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

/// One level of the path from a root: a node, its slot, and the next dependency to look at.
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
    /// From a root down to the node at work.
    path: [Option<Level>; SLOTS],
    top: usize,
    shape: Shape,
}

impl<const SLOTS: usize> Search<SLOTS> {
    /// A search that does not enter the nodes of `stop`.
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

    /// Puts a node on the path, unless it is known. `false`: there is no room for it.
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

    /// What the node at work needs has this height.
    const fn raise(&mut self, height: u16) {
        if self.top > 0
            && let Some(level) = &mut self.path[self.top - 1]
            && level.height < height
        {
            level.height = height;
        }
    }

    /// Leaves the nodes whose dependencies are all known.
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

    /// The next dependency of the node at work; none if there is no such node.
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

    /// The node is on the path. The cycle is told, unless part of it was.
    const fn found_cycle(&mut self, table: &'static Table) {
        let first = first_on_path(&self.path, self.top, table);
        let mut is_told = false;
        let mut i = first;
        while i < self.top {
            if let Some(level) = &self.path[i] {
                is_told = is_told || self.seen.on_cycle[level.slot];
                self.seen.on_cycle[level.slot] = true;
            }
            i += 1;
        }
        let mut at = 0;
        while at < CYCLES && !is_told {
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

/// The level of a node that is on the path.
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

/// What a parameter asks for: if types alone do not tell, the explicit table that provides it by name.
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

/// `A -> B -> C -> A`, where `again` is the node on the path that was reached a second time.
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

/// The name of a node, with its path if another node on this part of a path has the same name.
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
