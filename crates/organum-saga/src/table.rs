//! What a saga says of itself, and what is wrong with it: found while a crate is compiled.

use organum_base::text::{Text, refuse};

use crate::graph::__for_saga::Form;

/// The most steps of one saga.
pub const MOST_STEPS: usize = 64;

/// A saga as `#[saga]` describes it.
// Public fields: the macros write it as a constant.
pub struct SagaTable {
    /// The name: that of the type.
    pub name: &'static str,
    /// The version that `#[saga(version = …)]` names, if its runs can be journalled.
    pub version: Option<u32>,
    /// The position of the step that gives what the saga gives.
    pub output: usize,
    /// The steps, in the order in which they are written.
    pub steps: &'static [StepTable],
}

/// A step as `#[step]` describes it.
// Public fields: the macros write it as a constant.
pub struct StepTable {
    /// The name: that of the method.
    pub name: &'static str,
    /// The type that others get from it, as the user wrote it.
    pub gives: &'static str,
    /// The steps that it takes values from.
    pub needs: &'static [StepNeed],
    /// The part that it plays when the saga fails.
    pub role: Role,
    /// The method that undoes it.
    pub undo: Option<&'static str>,
    /// True if it is undone also if it failed or was cut.
    pub undo_on_failure: bool,
    /// True if it cannot fail, or is tried again.
    pub is_retriable: bool,
    /// True if it runs once for each item of a list.
    pub is_each: bool,
    /// True if it is a saga itself.
    pub is_saga: bool,
    /// True if it has no effect before it ends, and may be dropped at an await.
    pub is_cancellable: bool,
    /// What is done when its outcome is not known.
    pub unknown: OnUnknown,
}

/// What is done about a step that has begun, and is neither known to be done nor to have failed.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnknown {
    /// It is called again with its key, and undone with what it gives if the saga goes back.
    Again,
    /// It is called again with its key if the saga goes forward; if it goes back its undo is called without the
    /// value.
    NoValue,
    /// The saga goes back, and the undo of the step is called without the value.
    Undo,
    /// It becomes a dead letter.
    Park,
}

impl OnUnknown {
    /// True if the step is not simply called again when the saga goes forward.
    pub(crate) const fn is_not_called_again(self) -> bool {
        matches!(self, Self::Undo | Self::Park)
    }
}

/// The part of a step when the saga fails after it.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Undone.
    Undone,
    /// Nothing: there is nothing to undo, or it comes after the pivot.
    Irrevocable,
    /// The saga does not fail any more: what comes after this step is tried until it succeeds.
    Pivot,
}

/// The need of a step for another one.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct StepNeed {
    /// The position of that step.
    pub at: usize,
    /// The form of the need.
    pub form: Form,
}

impl SagaTable {
    /// Stands for a saga with a mistake that is told elsewhere.
    pub const fn mistaken(name: &'static str) -> Self {
        Self {
            name,
            version: None,
            output: 0,
            steps: &[],
        }
    }

    /// The position of the pivot.
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

    /// The position of the step with this name.
    pub(crate) fn position(&self, step: &str) -> Option<usize> {
        self.steps.iter().position(|other| other.name == step)
    }

    /// The shape of the saga, as a number: old journals are recognised by it.
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

    /// Which steps each step needs, directly or by way of others (Warshall 1962): a bit each.
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

    /// Which steps are done whenever each step begins: a bit each. Of alternatives only one need be.
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

    /// True if a mistake was told that leaves nothing to say of its steps.
    const fn is_mistaken(&self) -> bool {
        self.steps.is_empty() || self.on_cycle().is_some()
    }

    /// A step that needs itself.
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

    /// True if the step at `at` comes after the pivot.
    pub(crate) const fn is_after_pivot(&self, at: usize) -> bool {
        match self.pivot() {
            Some(pivot) => self.reach()[at] >> pivot & 1 == 1,
            None => false,
        }
    }
}

/// True if the step is needed by nobody but as an alternative of others.
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

/// A hash over words: FNV-1a, 64 bits (Fowler, Noll, Vo), with a mark after each.
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

/// True if a step gives the type: of each, whether it does.
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

/// The first step that gives the type.
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

/// A step gives what is needed, unless it is unclear what one of them gives.
#[track_caller]
pub const fn check_given(same: &[bool], is_unclear: bool, message: &str) {
    if !is_unclear && !is_given(same) {
        refuse(&Text::of(&[message]));
    }
}

/// No earlier step gives the type that a step gives.
#[track_caller]
pub const fn check_given_once(same: &[bool], earlier: &[&str], step: &str, gives: &str) {
    if is_given(same) {
        refuse(&Text::of(&[
            "steps `",
            earlier[position(same)],
            "` and `",
            step,
            "` both give a `",
            gives,
            "`, and a value is found by its type: wrap one of them in a type of its own",
        ]));
    }
}

/// No step may need itself by way of others.
#[track_caller]
pub const fn check_steps_acyclic(saga: &SagaTable) {
    let Some(first) = saga.on_cycle() else { return };
    let reach = saga.reach();
    let mut text = Text::new()
        .with("dependency cycle: ")
        .with(saga.steps[first].name);
    // From step to step of the cycle, the one that leads back soonest is as good as any.
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
    refuse(
        &text.with(
            ": let one of them do without the next, or make what it needs a field of the saga",
        ),
    );
}

/// A step comes before the pivot or after it.
#[track_caller]
pub const fn check_ordered(saga: &SagaTable, at: usize) {
    let Some(pivot) = saga.pivot() else { return };
    if at == pivot || saga.is_mistaken() {
        return;
    }
    let certain = saga.certain();
    let is_after = certain[at] >> pivot & 1 == 1;
    // An alternative that is not done has lost. What it needs may be at work when the pivot is done.
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
                .with("` take what it gives to come before it"),
        );
    }
}

/// A step after the pivot cannot fail, or is tried again.
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

/// A step before the pivot, or without one, is undone or irrevocable: `undo` where the pivot is
/// behind it is never called.
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

/// A step that names no undo, and is not said to be irrevocable, comes after the pivot.
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

/// An undo takes what its step gives, or is called with.
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

/// A journalled saga takes its items from what is recorded: they are known by their position.
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

/// A saga that is a step is undone as a whole, and recorded if the outer one is.
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
