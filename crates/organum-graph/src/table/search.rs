//! The search through the sketches: iterative, in a `const fn`, with a visited set.

use super::{Dep, Table, Target, Text, same};

/// What a search found out about the tables reachable from its roots.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The first dependency cycle, if there is one.
    pub cycle: Option<Cycle>,
    /// Nodes on the longest chain.
    pub depth: usize,
}

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
struct Visited<const SLOTS: usize> {
    keys: [u64; SLOTS],
    /// 0 while the node is on the path, then the length of the longest chain below it.
    height: [u16; SLOTS],
    len: usize,
}

impl<const SLOTS: usize> Visited<SLOTS> {
    /// The slot of `key`, which holds the key or is empty.
    const fn slot(&self, key: u64) -> usize {
        let mut at = (key >> 7) as usize % SLOTS;
        while self.keys[at] != 0 && self.keys[at] != key {
            at = (at + 1) % SLOTS;
        }
        at
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
    let mut shape = Shape {
        cycle: None,
        depth: 0,
    };
    let mut seen = Visited::<SLOTS> {
        keys: [0; SLOTS],
        height: [0; SLOTS],
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
    let mut path: [Option<Level>; SLOTS] = [None; SLOTS];
    let mut root = 0;
    while root < roots.len() {
        let mut top = 0;
        let mut target = roots[root];
        root += 1;
        loop {
            // Enter `target`, unless it is a leaf, known, or to be left out.
            match target {
                Target::Unknown | Target::Generic => {}
                Target::Node(table) => {
                    let table = table.get();
                    let slot = seen.slot(table.key);
                    if seen.keys[slot] == 0 {
                        if (seen.len + 1) * 4 > SLOTS * 3 {
                            return None;
                        }
                        seen.len += 1;
                        seen.keys[slot] = table.key;
                        path[top] = Some(Level {
                            table,
                            slot,
                            next: 0,
                            height: 0,
                        });
                        top += 1;
                    } else if seen.height[slot] == 0 {
                        shape.cycle = Some(Cycle {
                            path: cycle_text(&path, top, table),
                            name: table.name,
                        });
                        return Some(shape);
                    } else if top > 0
                        && let Some(level) = &mut path[top - 1]
                        && level.height < seen.height[slot]
                    {
                        level.height = seen.height[slot];
                    }
                }
            }
            // Leave the nodes whose dependencies are all known, then go on with the next one.
            loop {
                if top == 0 {
                    break;
                }
                let Some(level) = &mut path[top - 1] else {
                    panic!("the path is filled up to its top")
                };
                if level.next < level.table.deps.len() {
                    break;
                }
                let height = level.height + 1;
                seen.height[level.slot] = height;
                if height as usize > shape.depth {
                    shape.depth = height as usize;
                }
                top -= 1;
                if top > 0
                    && let Some(above) = &mut path[top - 1]
                    && above.height < height
                {
                    above.height = height;
                }
            }
            if top == 0 {
                break;
            }
            if let Some(level) = &mut path[top - 1] {
                target = find(level.table.deps[level.next], explicit);
                level.next += 1;
            }
        }
    }
    Some(shape)
}

/// What a parameter asks for: if types alone do not tell, the explicit table that provides it by name.
const fn find(dep: Dep, explicit: &[Target]) -> Target {
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
const fn cycle_text(path: &[Option<Level>], top: usize, again: &Table) -> Text {
    let mut first = 0;
    while first < top {
        if let Some(level) = &path[first]
            && level.table.key == again.key
        {
            break;
        }
        first += 1;
    }
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
