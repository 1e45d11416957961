//! The definition of a saga as data, and the checks of it at compile time.

use organum_base::text::{Text, refuse};

use super::completed::At;
use crate::graph::__for_saga::Form;

/// The maximum number of steps of one saga.
pub const MOST_STEPS: usize = 64;

/// The definition of a saga, as `#[saga]` generates it.
// Public fields: the macros write it as a constant.
pub struct SagaTable {
    /// The name: that of the type.
    pub name: &'static str,
    /// The version that `#[saga(version = …)]` names, if its runs can be journalled.
    pub version: Option<u32>,
    /// The position of the step whose output is the output of the saga.
    pub output: usize,
    /// The steps, in the order in which they are written.
    pub steps: &'static [StepTable],
}

/// The definition of a step, as `#[step]` generates it.
// Public fields: the macros write it as a constant.
pub struct StepTable {
    /// The name: that of the method.
    pub name: &'static str,
    /// The type of the output, as the user wrote it.
    pub gives: &'static str,
    /// The steps whose outputs the step takes.
    pub needs: &'static [StepNeed],
    /// The role of the step in a rollback.
    pub role: Role,
    /// The name of the undo, which is a method.
    pub undo: Option<&'static str>,
    /// True if the step is undone also when it failed: `undo_on_failure`.
    pub undo_on_failure: bool,
    /// True if the step cannot fail, or is retried.
    pub is_retriable: bool,
    /// True if the step runs once for each item of a list.
    pub is_each: bool,
    /// True if the step is a saga.
    pub is_saga: bool,
    /// True if the step has no effect before it completes, and may be dropped at an await: `cancellable`.
    pub is_cancellable: bool,
    /// The treatment of the step when its outcome is unknown.
    pub unknown: OnUnknown,
}

/// The treatment of a step with an unknown outcome: it began, and is known neither to have completed nor to have
/// failed.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnknown {
    /// The step is called again with its key. A rollback then undoes it with its output.
    Again,
    /// The step is called again with its key if the saga goes forward. A rollback calls its undo without an output.
    NoValue,
    /// The saga is rolled back, and the undo of the step is called without an output.
    Undo,
    /// The step is parked as a dead letter.
    Park,
}

impl OnUnknown {
    /// True if the step is not simply called again when the saga goes forward.
    pub(crate) const fn is_not_called_again(self) -> bool {
        matches!(self, Self::Undo | Self::Park)
    }
}

/// The role of a step when the saga fails after it.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The step is undone.
    Undone,
    /// The step is kept, because it needs no undo or comes after the pivot.
    Irrevocable,
    /// The saga cannot be rolled back after this step: the steps after it are retried until they succeed.
    Pivot,
}

/// The dependency of a step on another one.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct StepNeed {
    /// The position of that step.
    pub at: usize,
    /// The form of the dependency.
    pub form: Form,
}

impl SagaTable {
    /// Makes the table of a saga whose mistake is reported elsewhere.
    pub const fn mistaken(name: &'static str) -> Self {
        Self {
            name,
            version: None,
            output: 0,
            steps: &[],
        }
    }

    /// Returns the position of the pivot.
    pub const fn pivot(&self) -> Option<usize> {
        let mut at = 0;
        while at < self.steps.len() {
            if matches!(self.steps[at].role, Role::Pivot) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// Returns the position of the step with this name.
    pub(crate) fn position(&self, step: &str) -> Option<usize> {
        self.steps.iter().position(|other| other.name == step)
    }

    /// Returns the step with this name, or the item of a step whose name and number this is, such as `reserve[2]`.
    pub(crate) fn at(&self, text: &str) -> Option<At> {
        let (name, item) = step_and_item(text);
        let step = self.position(name)?;
        (item.is_none() || self.steps[step].is_each).then_some(At { step, item })
    }

    /// Returns a hash of the steps, by which a journal recognises that they have changed.
    pub(crate) const fn shape(&self) -> u64 {
        let mut shape = Shape::BEGIN;
        let mut at = 0;
        while at < self.steps.len() {
            let step = &self.steps[at];
            shape = shape.with(step.name).with(step.gives);
            shape = shape.with(match step.undo {
                Some(undo) => undo,
                None => "",
            });
            shape = shape.with(if step.is_each { "each" } else { "" });
            shape = shape.with(if step.is_saga { "saga" } else { "" });
            shape = shape.with(match step.role {
                Role::Pivot => "pivot",
                _ => "",
            });
            shape = shape.with(if step.undo_on_failure {
                "on failure"
            } else {
                ""
            });
            let mut need = 0;
            while need < step.needs.len() {
                shape = shape.with(self.steps[step.needs[need].at].name);
                need += 1;
            }
            shape = shape.with(";");
            at += 1;
        }
        if self.output < self.steps.len() {
            shape = shape.with(self.steps[self.output].name);
        }
        shape.0
    }

    /// Returns the direct and indirect dependencies of each step (Warshall 1962), with one bit for each step.
    pub(crate) const fn reach(&self) -> [u64; MOST_STEPS] {
        let mut reach = [0; MOST_STEPS];
        let count = self.steps.len();
        let mut at = 0;
        while at < count {
            let needs = self.steps[at].needs;
            let mut need = 0;
            while need < needs.len() {
                reach[at] |= 1 << needs[need].at;
                need += 1;
            }
            at += 1;
        }
        let mut via = 0;
        while via < count {
            let mut at = 0;
            while at < count {
                if reach[at] >> via & 1 == 1 {
                    reach[at] |= reach[via];
                }
                at += 1;
            }
            via += 1;
        }
        reach
    }

    /// Returns the steps that have certainly completed when each step begins, with one bit for each step. Of
    /// alternatives, only one is certain to have completed.
    const fn certain(&self) -> [u64; MOST_STEPS] {
        let mut certain = [0; MOST_STEPS];
        let mut rounds = 0;
        while rounds < self.steps.len() {
            let mut at = 0;
            while at < self.steps.len() {
                let needs = self.steps[at].needs;
                let (mut strict, mut of_all, mut has_others) = (0, u64::MAX, false);
                let mut need = 0;
                while need < needs.len() {
                    let other = needs[need].at;
                    let those = certain[other] | 1 << other;
                    if matches!(needs[need].form, Form::Race | Form::FirstOk) {
                        of_all &= those;
                        has_others = true;
                    } else {
                        strict |= those;
                    }
                    need += 1;
                }
                certain[at] = if has_others { strict | of_all } else { strict };
                at += 1;
            }
            rounds += 1;
        }
        certain
    }

    /// True if the saga has a mistake that is reported elsewhere, so that its steps need no further checks.
    const fn is_mistaken(&self) -> bool {
        self.steps.is_empty() || self.on_cycle().is_some()
    }

    /// Returns a step that depends on itself.
    const fn on_cycle(&self) -> Option<usize> {
        let reach = self.reach();
        let mut at = 0;
        while at < self.steps.len() {
            if reach[at] >> at & 1 == 1 {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// True if the step has an undo, or is a saga, which is undone by its own undos.
    pub(crate) const fn is_undone(&self, at: usize) -> bool {
        self.steps[at].undo.is_some() || self.steps[at].is_saga
    }

    /// True if the step at `at` comes after the pivot.
    pub(crate) const fn is_after_pivot(&self, at: usize) -> bool {
        match self.pivot() {
            Some(pivot) => self.reach()[at] >> pivot & 1 == 1,
            None => false,
        }
    }
}

/// Splits the name of a step from the number of its item, such as those of `reserve[2]`. Reports and the commands write
/// items in this way.
pub(crate) fn step_and_item(text: &str) -> (&str, Option<u32>) {
    let split = text.strip_suffix(']').and_then(|text| {
        let (name, item) = text.split_once('[')?;
        Some((name, item.parse().ok()?))
    });
    match split {
        Some((name, item)) => (name, Some(item)),
        None => (text, None),
    }
}

/// True if other steps take the step only as one of several alternatives.
pub(crate) const fn is_only_raced(saga: &SagaTable, at: usize) -> bool {
    let (mut is_raced, mut step) = (false, 0);
    while step < saga.steps.len() {
        let needs = saga.steps[step].needs;
        let mut need = 0;
        while need < needs.len() {
            if needs[need].at == at {
                if !matches!(needs[need].form, Form::Race | Form::FirstOk) {
                    return false;
                }
                is_raced = true;
            }
            need += 1;
        }
        step += 1;
    }
    is_raced && at != saga.output
}

/// A hash of words: FNV-1a, 64 bits (Fowler, Noll, Vo), with a mark after each word.
#[derive(Clone, Copy)]
struct Shape(u64);

impl Shape {
    const BEGIN: Self = Self(0xcbf2_9ce4_8422_2325);

    const fn with(self, word: &str) -> Self {
        let (mut hash, bytes, mut at) = (self.0, word.as_bytes(), 0);
        while at <= bytes.len() {
            let byte = if at < bytes.len() { bytes[at] } else { 0xff };
            hash = (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
            at += 1;
        }
        Self(hash)
    }
}

/// True if a step has this type as its output. `same` tells this for each step.
pub const fn is_given(same: &[bool]) -> bool {
    let mut at = 0;
    while at < same.len() {
        if same[at] {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns the first step with this type as its output.
pub const fn position(same: &[bool]) -> usize {
    let mut at = 0;
    while at < same.len() {
        if same[at] {
            return at;
        }
        at += 1;
    }
    0
}

/// Checks that a step has the type as its output, unless the output of a step is unclear.
#[track_caller]
pub const fn check_given(same: &[bool], is_unclear: bool, message: &str) {
    if !is_unclear && !is_given(same) {
        refuse(&Text::of(&[message]));
    }
}

/// Checks that no earlier step has the same type as its output.
#[track_caller]
pub const fn check_given_once(same: &[bool], earlier: &[&str], step: &str, gives: &str) {
    if is_given(same) {
        refuse(&Text::of(&[
            "steps `",
            earlier[position(same)],
            "` and `",
            step,
            "` both return a `",
            gives,
            "`, and a value is found by its type: wrap one of them in a type of its own",
        ]));
    }
}

/// Checks that no step depends on itself, directly or indirectly.
#[track_caller]
pub const fn check_steps_acyclic(saga: &SagaTable) {
    let Some(first) = saga.on_cycle() else { return };
    let reach = saga.reach();
    let mut text = Text::new()
        .with("dependency cycle: ")
        .with(saga.steps[first].name);
    // From each step of the cycle, the search takes a dependency that leads back to the first step.
    let mut at = first;
    let mut seen = 0_u64;
    loop {
        let needs = saga.steps[at].needs;
        let mut next = None;
        let mut need = 0;
        while need < needs.len() {
            let to = needs[need].at;
            if to == first {
                next = Some(to);
                break;
            }
            if reach[to] >> first & 1 == 1 && seen >> to & 1 == 0 && next.is_none() {
                next = Some(to);
            }
            need += 1;
        }
        let Some(to) = next else { break };
        text = text.with(" -> ").with(saga.steps[to].name);
        if to == first {
            break;
        }
        seen |= 1 << to;
        at = to;
    }
    refuse(&text.with(": remove one of these dependencies, or make its value a field of the saga"));
}

/// Checks that a step comes before the pivot or after it.
#[track_caller]
pub const fn check_ordered(saga: &SagaTable, at: usize) {
    let Some(pivot) = saga.pivot() else { return };
    if at == pivot || saga.is_mistaken() {
        return;
    }
    let certain = saga.certain();
    let is_after = certain[at] >> pivot & 1 == 1;
    // An alternative that has not completed has lost. Its dependencies may be running when the pivot completes.
    let is_before = certain[pivot] >> at & 1 == 1
        || is_only_raced(saga, at) && saga.reach()[pivot] >> at & 1 == 1;
    if !is_after && !is_before {
        let (name, pivot) = (saga.steps[at].name, &saga.steps[pivot]);
        refuse(
            &Text::new()
                .with("step `")
                .with(name)
                .with("` is not ordered with the pivot `")
                .with(pivot.name)
                .with("`: let it take the `")
                .with(pivot.gives)
                .with("` to come after it, or let `")
                .with(pivot.name)
                .with("` take its value to come before it"),
        );
    }
}

/// Checks that a step after the pivot cannot fail, or is retried.
#[track_caller]
pub const fn check_retriable(saga: &SagaTable, at: usize) {
    let Some(pivot) = saga.pivot() else { return };
    if saga.is_mistaken() {
        return;
    }
    if saga.steps[at].is_saga && saga.is_after_pivot(at) {
        refuse(
            &Text::new()
                .with("step `")
                .with(saga.steps[at].name)
                .with("` is a saga and comes after the pivot `")
                .with(saga.steps[pivot].name)
                .with("`, where nothing is undone any more, and it can fail: do it before the pivot, or run it by itself, after this saga"),
        );
    }
    if saga.steps[at].is_retriable {
        return;
    }
    if saga.is_after_pivot(at) {
        refuse(
            &Text::new()
                .with("step `")
                .with(saga.steps[at].name)
                .with("` comes after the pivot `")
                .with(saga.steps[pivot].name)
                .with("`, where nothing is undone any more, and it can fail: add `retry(attempts = 5)`, or do it before the pivot"),
        );
    }
}

/// Checks that a step after the pivot has no undo, which would never be called.
#[track_caller]
pub const fn check_undo_needed(saga: &SagaTable, at: usize) {
    let Some(pivot) = saga.pivot() else { return };
    if saga.is_mistaken() {
        return;
    }
    if let Some(undo) = saga.steps[at].undo
        && saga.is_after_pivot(at)
    {
        refuse(
            &Text::new()
                .with("step `")
                .with(saga.steps[at].name)
                .with("` comes after the pivot `")
                .with(saga.steps[pivot].name)
                .with("`, where nothing is undone any more: remove `undo = ")
                .with(undo)
                .with("`"),
        );
    }
}

/// Checks that a step without an undo that is not `irrevocable` comes after the pivot.
#[track_caller]
pub const fn check_undo_named(saga: &SagaTable, at: usize) {
    if saga.is_mistaken() || saga.is_after_pivot(at) {
        return;
    }
    refuse(
        &Text::new()
            .with("step `")
            .with(saga.steps[at].name)
            .with("` has no undo: name one with `undo = …`, or mark it `irrevocable`"),
    );
}

/// Checks that an undo takes the output of its step, or the item with which the step is called.
#[track_caller]
pub const fn check_undo_type(
    same: bool,
    undo: &str,
    takes: &str,
    step: &str,
    what: &str,
    is: &str,
) {
    if !same {
        refuse(&Text::of(&[
            "undo `",
            undo,
            "` takes `",
            takes,
            "`, but step `",
            step,
            "` ",
            what,
            " `",
            is,
            "`: let it take `&",
            is,
            "`",
        ]));
    }
}

/// Checks that a journalled saga takes its items from a recorded field, because the journal identifies items by their
/// position.
#[track_caller]
pub const fn check_items_recorded(injected: &[&str], field: &str, step: &str) {
    let mut at = 0;
    while at < injected.len() {
        if is_same(injected[at], field) {
            refuse(&Text::of(&[
                "step `",
                step,
                "` runs once for each item of `",
                field,
                "`, which is injected, and items are recorded by their position: remove `#[inject]`, or let a step return the list and write `each` without a field",
            ]));
        }
        at += 1;
    }
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Checks that a nested saga has no pivot, and has a version if the outer saga is journalled.
#[track_caller]
pub const fn check_nested(inner: &SagaTable, step: &str, is_outer_journalled: bool) {
    if inner.pivot().is_some() {
        refuse(
            &Text::new()
                .with("step `")
                .with(step)
                .with("` is the saga `")
                .with(inner.name)
                .with("`, which has a pivot and cannot be undone once that is passed: run it by itself, after this saga"),
        );
    }
    if is_outer_journalled && inner.version.is_none() {
        refuse(
            &Text::new()
                .with("step `")
                .with(step)
                .with("` is the saga `")
                .with(inner.name)
                .with("`, which has no version, and the saga that it is a step of is journalled: write `#[saga(version = 1, …)]` on it too"),
        );
    }
}
