//! A simple reference implementation of a spine.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::stage::{
    Behaviour, Done, End, HANDLERS, Invocation, KINDS, MAX_HOPS, ORGANS, child, place,
};

/// The number of deliveries of an event, and of attempts in each delivery.
pub(super) const DELIVERIES: u32 = 16;
pub(super) const ATTEMPTS: u32 = 2;

/// The behaviour of a handler for a kind of event.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// The handler does not want the event.
    Unwanted,
    /// The handler fails in this way until that attempt of a delivery.
    Attempts(u32, End),
    /// The handler fails in this way until that delivery.
    Deliveries(u32, End),
    /// The handler always fails in this way.
    Never(End),
}

/// The behaviour of all handlers for all kinds.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) lines: Vec<(Line, Vec<u8>)>,
}

impl Script {
    pub(super) const LINES: usize = (ORGANS * HANDLERS) as usize * KINDS as usize;

    /// Returns the script without behaviour that depends on the number of deliveries by a backend: handlers
    /// whose events become dead letters fail or succeed in every delivery. If two deliveries of one event can
    /// overlap, also without behaviour that depends on the number of the attempt.
    pub(super) fn steady(mut self, they_meet: bool) -> Self {
        for (at, (line, _)) in self.lines.iter_mut().enumerate() {
            let is_dead_lettering = (at / usize::from(KINDS)).is_multiple_of(2);
            match line {
                Line::Deliveries(_, end) if is_dead_lettering => *line = Line::Never(end.clone()),
                Line::Attempts(first, _) if they_meet => *first = 1,
                _ => {}
            }
        }
        self
    }

    /// Returns the script without handlers that wait.
    pub(super) fn without_waits(mut self) -> Self {
        for (line, _) in &mut self.lines {
            if let Line::Attempts(_, end) | Line::Deliveries(_, end) | Line::Never(end) = line
                && *end == End::Hangs
            {
                *end = End::Panics;
            }
        }
        self
    }

    pub(super) fn behaviour(&self, invocation: &Invocation) -> Option<Behaviour> {
        let row = usize::from(invocation.organ * HANDLERS + invocation.handler);
        let (line, emits) = &self.lines[row * usize::from(KINDS) + usize::from(invocation.kind)];
        let behaviour = Behaviour::emitting(emits);
        Some(match line {
            Line::Unwanted => return None,
            Line::Attempts(first, end) if invocation.attempt < *first => {
                behaviour.ends(end.clone())
            }
            Line::Deliveries(first, end) if invocation.delivery < *first => {
                behaviour.ends(end.clone())
            }
            Line::Attempts(..) | Line::Deliveries(..) => behaviour,
            Line::Never(end) => behaviour.ends(end.clone()),
        })
    }
}

/// The result of a script.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) trace: Vec<Done>,
    /// The reasons, by label and place. The letter of an event without a handler has no place.
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

/// Interprets a script for root events of kind 0 with these labels.
pub(super) fn interpret(script: &Script, roots: &[String]) -> Outcome {
    let mut outcome = Outcome::default();
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
            outcome.letters.insert(at, "too many hops".to_owned());
            continue;
        }
        let mut nacked = false;
        for organ in 0..ORGANS {
            for handler in 0..HANDLERS {
                let place = place(organ, handler);
                if item.done.contains(&place) {
                    continue;
                }
                let invocation = |attempt| Invocation {
                    organ,
                    handler,
                    kind: item.kind,
                    label: item.label.clone(),
                    delivery: item.delivery,
                    attempt,
                };
                let Some(first) = script.behaviour(&invocation(1)) else {
                    outcome.undelivered += u64::from(item.delivery == 1);
                    continue;
                };
                let mut behaviour = first;
                let mut attempts = 1;
                // A panic is not retried.
                while attempts < ATTEMPTS && matches!(behaviour.end, End::Fails | End::Hangs) {
                    attempts += 1;
                    behaviour = script
                        .behaviour(&invocation(attempts))
                        .expect("the handler wanted the event before");
                }
                let (result, kind) = match behaviour.end {
                    End::Succeeds => ("ok", ""),
                    End::Fails => ("failed", "failed"),
                    End::Panics => ("panicked", "panicked"),
                    End::Hangs => ("timed_out", "timed out"),
                };
                outcome.trace.push(Done {
                    label: item.label.clone(),
                    place: place.clone(),
                    outcome: result,
                    attempts,
                });
                if behaviour.end == End::Succeeds {
                    for (ordinal, kind) in behaviour.emits.iter().enumerate() {
                        outcome.emitted += 1;
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
                    outcome.letters.insert(at, kind.to_owned());
                }
                item.done.insert(place);
            }
        }
        if nacked {
            item.delivery += 1;
            queue.push_back(item);
        }
    }
    outcome
}
