//! A plain interpreter of scenarios whose needs have any forms. All results are computed again from the
//! events so far, node by node.

use super::{
    forms_scenario::{ERROR, NOTHING, chosen},
    scenario::{End, Event, NeedSpec, NodeSpec, number},
};
use crate::form::Form;

/// The state of a node, or its final result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    /// The node is done, with its value if the value is computed.
    Ok(u64),
    /// The node failed, with the possible root causes, one bit each.
    Failed(u64),
}

use Standing::{Failed, Ok, Open};

/// Returns all needs of a node.
fn needs(node: &NodeSpec) -> impl Iterator<Item = NeedSpec> {
    let strict = node.deps.iter().map(|&dep| NeedSpec {
        form: Form::Strict,
        from: vec![Some(dep)],
    });
    strict.chain(node.forms.iter().cloned())
}

/// Returns the states of the nodes of a need. The given value is always present, and is 0.
fn each(need: &NeedSpec, nodes: &[Standing]) -> Vec<Standing> {
    let each = need.from.iter();
    each.map(|from| from.map_or(Ok(0), |from| nodes[from]))
        .collect()
}

/// Returns the state of a need; `won` is the alternative that won, for a race.
fn need(need: &NeedSpec, nodes: &[Standing], won: Option<usize>) -> Standing {
    let each = each(need, nodes);
    let all_failed = each.iter().try_fold(0, |all, one| match one {
        Failed(causes) => Some(all | causes),
        _ => None,
    });
    match (need.form, each[0]) {
        (Form::Optional, Failed(_)) => Ok(NOTHING),
        (Form::Outcome, Failed(_)) => Ok(ERROR),
        (Form::Strict | Form::Optional | Form::Outcome, one) => one,
        (Form::FirstOk | Form::Race, _) => {
            if let Some(causes) = all_failed {
                return Failed(causes);
            }
            let is_ok = |one: &Standing| matches!(one, Ok(_));
            let at = match (need.form, won) {
                (Form::Race, Some(won)) => Some(won),
                (Form::Race, None) => each.iter().position(is_ok),
                _ => each.iter().position(|one| !matches!(one, Failed(_))),
            };
            match at.map(|at| (at, each[at])) {
                Some((at, Ok(number))) => Ok(chosen(at as u64, number)),
                // A failure that won a race: this makes the test fail.
                Some((_, Failed(causes))) => Failed(causes),
                Some((_, Open)) | None => Open,
            }
        }
    }
}

/// Returns the result of every node if it is asked for, where races end as `choices` says: two bits per
/// need.
pub(super) fn outcomes(nodes: &[NodeSpec], choices: Option<&[u64]>) -> Vec<Standing> {
    let mut outcomes = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let first = node.deps.len();
        let (mut numbers, mut causes) = (Vec::new(), None);
        for (position, spec) in needs(node).enumerate() {
            let won = match choices {
                Some(choices) if spec.form == Form::Race => {
                    Some(((choices[at] >> (2 * (position - first))) & 3) as usize)
                }
                _ => None,
            };
            match need(&spec, &outcomes, won) {
                Ok(number) => numbers.push(number),
                Failed(of) => causes = Some(causes.unwrap_or(0) | of),
                Open => unreachable!("every node comes to an end"),
            }
        }
        outcomes.push(match causes {
            Some(causes) => Failed(causes),
            None if node.last() == End::Value => Ok(number(at, numbers.into_iter())),
            None => Failed(1 << at),
        });
    }
    outcomes
}

/// Returns the states of the nodes after these events. A failure fails every node that needs the value,
/// started or not.
pub(super) fn known(nodes: &[NodeSpec], events: &[(usize, Event)]) -> Vec<Standing> {
    let mut known: Vec<Standing> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let is_lost = needs(node).any(|spec| matches!(need(&spec, &known, None), Failed(_)));
        known.push(if events.contains(&(at, Event::Succeeded)) {
            Ok(0)
        } else if is_lost || events.contains(&(at, Event::Failed)) {
            Failed(0)
        } else {
            Open
        });
    }
    known
}

/// Returns the nodes that are needed for these outputs, from the known states: those to run now or, with
/// `later`, those that may still have to run.
pub(super) fn needed(
    nodes: &[NodeSpec],
    targets: &[usize],
    known: &[Standing],
    later: bool,
) -> Vec<bool> {
    let mut needed = vec![false; nodes.len()];
    for &target in targets {
        needed[target] = known[target] == Open;
    }
    for at in (0..nodes.len()).rev() {
        if !needed[at] {
            continue;
        }
        for spec in needs(&nodes[at]) {
            if need(&spec, known, None) != Open {
                continue;
            }
            for from in spec.from {
                // The given value is present: no alternative after it is asked for, and no race is open.
                let Some(from) = from else { break };
                match known[from] {
                    Open => needed[from] = true,
                    Failed(_) => continue,
                    Ok(_) => break,
                }
                if spec.form == Form::FirstOk && !later {
                    break;
                }
            }
        }
    }
    needed
}

/// Returns the nodes that some run may start, whatever the order of events.
pub(super) fn possible(nodes: &[NodeSpec], targets: &[usize], outcomes: &[Standing]) -> Vec<bool> {
    let mut possible = vec![false; nodes.len()];
    for &target in targets {
        possible[target] = true;
    }
    for at in (0..nodes.len()).rev() {
        if !possible[at] {
            continue;
        }
        for spec in needs(&nodes[at]) {
            for from in spec.from {
                let Some(from) = from else {
                    if spec.form == Form::Race {
                        continue;
                    }
                    break;
                };
                possible[from] = true;
                // No alternative after the first that succeeds is asked for.
                if spec.form == Form::FirstOk && matches!(outcomes[from], Ok(_)) {
                    break;
                }
            }
        }
    }
    possible
}
