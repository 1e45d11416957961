//! What a spine should do, as simply as it can be said.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::stage::{Act, Done, End, HANDLERS, KINDS, MAX_HOPS, ORGANS, Scene, child, place};

/// So often an event is delivered, and so often a handler is tried with each delivery.
pub(super) const DELIVERIES: u32 = 16;
pub(super) const TRIES: u32 = 2;

/// How a handler takes a kind of event.
#[derive(Clone, Debug)]
pub(super) enum Turn {
    /// It does not want it.
    Unwanted,
    /// It fails like this until that try of a delivery.
    Tries(u32, End),
    /// It fails like this until that delivery.
    Deliveries(u32, End),
    /// It always fails like this.
    Never(End),
}

/// What all handlers do about all kinds.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) turns: Vec<(Turn, Vec<u8>)>,
}

impl Script {
    pub(super) const LINES: usize = (ORGANS * HANDLERS) as usize * KINDS as usize;

    /// The script without what depends on how often a backend happens to deliver: handlers that bury
    /// fail or succeed whatever the delivery. And if two deliveries of one event can meet, without what
    /// depends on which of them a try belongs to.
    pub(super) fn steady(mut self, they_meet: bool) -> Self {
        for (at, (turn, _)) in self.turns.iter_mut().enumerate() {
            let buries = (at / usize::from(KINDS)).is_multiple_of(2);
            match turn {
                Turn::Deliveries(_, end) if buries => *turn = Turn::Never(end.clone()),
                Turn::Tries(first, _) if they_meet => *first = 1,
                _ => {}
            }
        }
        self
    }

    /// The script without what waits.
    pub(super) fn hasty(mut self) -> Self {
        for (turn, _) in &mut self.turns {
            if let Turn::Tries(_, end) | Turn::Deliveries(_, end) | Turn::Never(end) = turn
                && *end == End::Hangs
            {
                *end = End::Panics;
            }
        }
        self
    }

    pub(super) fn act(&self, scene: &Scene) -> Option<Act> {
        let row = usize::from(scene.organ * HANDLERS + scene.handler);
        let (turn, emits) = &self.turns[row * usize::from(KINDS) + usize::from(scene.kind)];
        let act = Act::emitting(emits);
        Some(match turn {
            Turn::Unwanted => return None,
            Turn::Tries(first, end) if scene.attempt < *first => act.ends(end.clone()),
            Turn::Deliveries(first, end) if scene.delivery < *first => act.ends(end.clone()),
            Turn::Tries(..) | Turn::Deliveries(..) => act,
            Turn::Never(end) => act.ends(end.clone()),
        })
    }
}

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) trace: Vec<Done>,
    /// Why, by label and place. Those of events that reached no handler have no place.
    pub(super) letters: BTreeMap<(String, String), String>,
    pub(super) emitted: u64,
    pub(super) undelivered: u64,
}

struct Item {
    label: String,
    kind: u8,
    hops: u32,
    delivery: u32,
    done: BTreeSet<String>,
}

/// Works off roots of kind 0 with these labels.
pub(super) fn interpret(script: &Script, roots: &[String]) -> Told {
    let mut told = Told::default();
    let item = |label: &String| Item {
        label: label.clone(),
        kind: 0,
        hops: 0,
        delivery: 1,
        done: BTreeSet::new(),
    };
    let mut queue: VecDeque<Item> = roots.iter().map(item).collect();
    while let Some(mut item) = queue.pop_front() {
        if item.hops > MAX_HOPS {
            let at = (item.label, String::new());
            told.letters.insert(at, "too many hops".to_owned());
            continue;
        }
        let mut nacked = false;
        for organ in 0..ORGANS {
            for handler in 0..HANDLERS {
                let place = place(organ, handler);
                if item.done.contains(&place) {
                    continue;
                }
                let scene = |attempt| Scene {
                    organ,
                    handler,
                    kind: item.kind,
                    label: item.label.clone(),
                    delivery: item.delivery,
                    attempt,
                };
                let Some(first) = script.act(&scene(1)) else {
                    told.undelivered += u64::from(item.delivery == 1);
                    continue;
                };
                let mut act = first;
                let mut attempts = 1;
                // A panic is not tried again.
                while attempts < TRIES && matches!(act.end, End::Fails | End::Hangs) {
                    attempts += 1;
                    act = script.act(&scene(attempts)).expect("it wanted it before");
                }
                let (outcome, kind) = match act.end {
                    End::Succeeds => ("ok", ""),
                    End::Fails => ("failed", "failed"),
                    End::Panics => ("panicked", "panicked"),
                    End::Hangs => ("timed_out", "timed out"),
                };
                told.trace.push(Done {
                    label: item.label.clone(),
                    place: place.clone(),
                    outcome,
                    attempts,
                });
                if act.end == End::Succeeds {
                    for (ordinal, kind) in act.emits.iter().enumerate() {
                        told.emitted += 1;
                        queue.push_back(Item {
                            label: child(&item.label, organ, handler, ordinal),
                            kind: *kind,
                            hops: item.hops + 1,
                            delivery: 1,
                            done: BTreeSet::new(),
                        });
                    }
                } else if handler == 1 && item.delivery < DELIVERIES {
                    nacked = true;
                    continue;
                } else {
                    let at = (item.label.clone(), place.clone());
                    told.letters.insert(at, kind.to_owned());
                }
                item.done.insert(place);
            }
        }
        if nacked {
            item.delivery += 1;
            queue.push_back(item);
        }
    }
    told
}
