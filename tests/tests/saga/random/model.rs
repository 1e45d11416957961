//! A model of the guarantees of a saga of any shape. The model reads the saga's picture as JSON, and compares its
//! predictions with the notes of the steps and undos.

use std::collections::BTreeMap;

use organum::saga::SagaStatus;
use serde_json::Value;

use super::{
    script::{ATTEMPTS, Fate, Key, Note, Script, value},
    shapes::Shaped,
};

/// The shape of a saga, from its picture.
pub(crate) struct Shape {
    pub(crate) steps: Vec<Step>,
    /// The number of the first step.
    first: usize,
}

pub(crate) struct Step {
    pub(crate) name: String,
    /// The number among all steps, including those of nested sagas.
    pub(crate) number: usize,
    /// The steps that it depends on, and the form of each dependency.
    needs: Vec<(usize, Need)>,
    is_undone: bool,
    is_undone_on_failure: bool,
    is_pivot: bool,
    is_each: bool,
    is_retried: bool,
    /// True if the step has a timeout.
    is_limited: bool,
    /// True if the step may be dropped at an await.
    is_cancellable: bool,
    pub(crate) inner: Option<Shape>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Strict,
    Race,
    FirstOk,
}

/// The numbers of steps by kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kinds {
    pub(crate) pivots: u32,
    pub(crate) each: u32,
    pub(crate) inner: u32,
    /// The steps that take one of several alternatives.
    pub(crate) races: u32,
    pub(crate) undone_on_failure: u32,
    pub(crate) irrevocable: u32,
    pub(crate) cancellable: u32,
    pub(crate) retried: u32,
}

/// The expected end of a run that is not interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Completed,
    Undone,
    Stalled,
}

impl Shape {
    pub(crate) fn of<S: Shaped>() -> Self {
        let tables = S::tables().into_iter();
        let tables: BTreeMap<usize, Value> = tables
            .map(|(first, json)| (first, serde_json::from_str(&json).expect("it is JSON")))
            .collect();
        Self::read(&tables, 0)
    }

    fn read(tables: &BTreeMap<usize, Value>, first: usize) -> Self {
        let steps = tables[&first]["steps"].as_array().expect("steps");
        let names: Vec<&str> = steps.iter().map(|step| text(&step["name"])).collect();
        let step = |(at, step): (usize, &Value)| {
            let needs = step["needs"].as_array().expect("needs").iter();
            let needs = needs.map(|need| {
                let other = text(&need["step"]);
                let other = names.iter().position(|name| *name == other);
                let need = match text(&need["kind"]) {
                    "race" => Need::Race,
                    "first_ok" => Need::FirstOk,
                    _ => Need::Strict,
                };
                (other.expect("it is a step"), need)
            });
            let is = |what: &str| step[what] == Value::Bool(true);
            let number = first + at;
            Step {
                name: names[at].to_owned(),
                number,
                needs: needs.collect(),
                is_undone: step["undo"].is_string(),
                is_undone_on_failure: is("undo_on_failure"),
                is_pivot: is("pivot"),
                is_each: is("each"),
                is_retried: names[at].ends_with("_retried"),
                is_limited: names[at].ends_with("_retried") || !names[at].contains('_'),
                is_cancellable: names[at].contains("_cancellable"),
                inner: is("saga").then(|| Self::read(tables, 100 * (number + 1))),
            }
        };
        Self {
            steps: steps.iter().enumerate().map(step).collect(),
            first,
        }
    }

    /// Returns the number of steps, including those of nested sagas.
    pub(crate) fn size(&self) -> usize {
        let inner = self.steps.iter().filter_map(|step| step.inner.as_ref());
        self.steps.len() + inner.map(Self::size).sum::<usize>()
    }

    pub(crate) fn count(&self, kinds: &mut Kinds) {
        for step in &self.steps {
            let is_race = step.needs.iter().any(|(_, kind)| *kind != Need::Strict);
            let is_undone = step.is_undone || step.inner.is_some();
            kinds.pivots += u32::from(step.is_pivot);
            kinds.each += u32::from(step.is_each);
            kinds.races += u32::from(is_race);
            kinds.undone_on_failure += u32::from(step.is_undone_on_failure);
            kinds.irrevocable += u32::from(!is_undone && !step.is_retried && !step.is_pivot);
            kinds.cancellable += u32::from(step.is_cancellable);
            kinds.retried += u32::from(step.is_retried);
            if let Some(inner) = &step.inner {
                kinds.inner += 1;
                inner.count(kinds);
            }
        }
    }

    fn pivot(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.is_pivot)
    }

    /// True if the step is one of the alternatives of `other`.
    pub(crate) fn is_alternative_of(&self, at: usize, other: usize) -> bool {
        let mut needs = self.steps[other].needs.iter();
        needs.any(|(need, kind)| *need == at && *kind != Need::Strict)
    }

    /// True if the step is an alternative of another one.
    fn is_raced(&self, at: usize) -> bool {
        let all = self.steps.iter().flat_map(|step| &step.needs);
        all.clone()
            .any(|(need, kind)| *need == at && *kind != Need::Strict)
    }

    fn is_ok(&self, at: usize, script: &Script) -> bool {
        let step = &self.steps[at];
        let itself_is_ok = match &step.inner {
            Some(inner) => inner.is_all_ok(script),
            None => step
                .keys(script)
                .into_iter()
                .all(|key| script.plan(key).fails < step.attempts()),
        };
        self.begins(at, script) && itself_is_ok
    }

    /// True if all dependencies of the step succeed.
    fn begins(&self, at: usize, script: &Script) -> bool {
        let step = &self.steps[at];
        let strict = step.needs.iter().filter(|(_, kind)| *kind == Need::Strict);
        let needs_are_ok = strict.clone().all(|(need, _)| self.is_ok(*need, script));
        let others = || step.needs.iter().filter(|(_, kind)| *kind != Need::Strict);
        let race_is_ok = match others().next() {
            None => true,
            Some((_, Need::Race)) => others().any(|(need, _)| self.is_ok(*need, script)),
            // An alternative that hangs prevents those after it from being called.
            Some(_) => {
                let asked = others()
                    .find(|(need, _)| self.is_ok(*need, script) || self.hangs(*need, script));
                asked.is_some_and(|(need, _)| self.is_ok(*need, script))
            }
        };
        needs_are_ok && race_is_ok
    }

    /// True if the step or one of its dependencies never ends, and has no timeout.
    fn hangs(&self, at: usize, script: &Script) -> bool {
        let step = &self.steps[at];
        let plan = script.plan(Key {
            step: step.number,
            item: None,
        });
        !step.is_limited && plan.fails > 0 && plan.fate == Fate::Hangs
            || step
                .needs
                .iter()
                .any(|(need, _)| !self.is_ok(*need, script))
    }

    /// True if the timeout of the step expired, so that its outcome is unknown.
    fn is_in_doubt(&self, at: usize, script: &Script) -> bool {
        let step = &self.steps[at];
        let plan = script.plan(Key {
            step: step.number,
            item: None,
        });
        self.begins(at, script) && plan.fate == Fate::Hangs && plan.fails >= step.attempts()
    }

    fn is_all_ok(&self, script: &Script) -> bool {
        let all = 0..self.steps.len();
        all.filter(|at| !self.is_raced(*at))
            .all(|at| self.is_ok(at, script))
    }

    pub(crate) fn expected(&self, script: &Script) -> Expected {
        if self.is_all_ok(script) {
            return Expected::Completed;
        }
        match self.pivot() {
            // A pivot with an unknown outcome stalls the saga as well.
            Some(pivot) if self.is_ok(pivot, script) || self.is_in_doubt(pivot, script) => {
                Expected::Stalled
            }
            _ => Expected::Undone,
        }
    }

    /// Checks the notes of a run with this end against the model.
    ///
    /// # Panics
    /// If they contradict it.
    pub(crate) fn check(&self, script: &Script, ended: SagaStatus, context: &str) {
        let notes = script.notes();
        let notes = Notes {
            all: &notes,
            script,
        };
        notes.check_once(context);
        self.check_order(&notes, context);
        match ended {
            SagaStatus::Completed => self.check_completed(&notes, context),
            SagaStatus::Stalled => {
                let pivot = self.pivot().expect("only a saga with a pivot stalls");
                let is_decided = notes.is_done(&self.steps[pivot]);
                assert!(is_decided || self.is_in_doubt(pivot, script), "{context}");
                // A run that is dropped after its pivot continues, and stalls only if a step fails permanently.
                let failed = |step: &Step| {
                    let keys = step.keys(script).into_iter();
                    let mut failed = keys.filter(|key| notes.done(*key).is_none());
                    failed.any(|key| script.plan(key).fails >= step.attempts())
                };
                assert!(self.steps.iter().any(failed), "{context}: {:?}", notes.all);
                let reverted = notes.reverted();
                let is_own = |(key, _): &Reverted| self.owns(*key);
                assert!(!reverted.iter().any(is_own), "{context}");
                let all = self.steps.iter();
                for inner in all.filter_map(|step| step.inner.as_ref()) {
                    inner.check_completed(&notes, context);
                }
            }
            SagaStatus::RolledBack | SagaStatus::Parked => {
                let is_parked = notes.all.iter().any(|note| matches!(note, Note::Parked(_)));
                assert_eq!(ended == SagaStatus::Parked, is_parked, "{context}");
                if let Some(pivot) = self.pivot() {
                    assert!(!notes.is_done(&self.steps[pivot]), "{context}");
                }
                self.check_undone(&notes, context);
            }
            other => panic!("{context}: {other:?}"),
        }
    }

    /// Checks that every step has completed or every completed step was undone, however often they were called.
    ///
    /// # Panics
    /// If this is not so.
    pub(crate) fn check_whole(&self, script: &Script, is_completed: bool, context: &str) {
        let all = script.notes();
        let has = |is: &dyn Fn(&Note) -> bool| all.iter().any(is);
        for (at, step) in self.steps.iter().enumerate() {
            if let Some(inner) = &step.inner {
                if !is_completed || !self.is_raced(at) {
                    inner.check_whole(script, is_completed, context);
                }
                continue;
            }
            for key in step.keys(script) {
                let is_done = has(&|note| matches!(note, Note::Done(other, _) if *other == key));
                let is_undone =
                    has(&|note| matches!(note, Note::Undone(other, _) if *other == key));
                let problem = || format!("{context}: {key:?} {all:?}");
                if !is_completed {
                    assert!(is_undone || !is_done || !step.is_undone, "{}", problem());
                } else if !self.is_raced(at) {
                    assert!(is_done && !is_undone, "{}", problem());
                }
            }
        }
    }

    /// Checks that steps begin when their dependencies have completed, with the values of these.
    fn check_order(&self, notes: &Notes<'_>, context: &str) {
        for step in &self.steps {
            if let Some(inner) = &step.inner {
                inner.check_order(notes, context);
            }
            for (place, note) in notes.all.iter().enumerate() {
                let key = match note {
                    Note::Began(key) | Note::Done(key, _) if key.step == step.number => *key,
                    _ => continue,
                };
                let before = notes.until(place);
                let mut taken = 0;
                for (need, kind) in &step.needs {
                    if *kind == Need::Strict || before.has_won(step, &self.steps[*need]) {
                        assert!(before.is_done(&self.steps[*need]), "{context}: order");
                        taken ^= before.value(&self.steps[*need]);
                    }
                }
                if let Note::Done(_, given) = note {
                    assert_eq!(*given, value(key, taken), "{context}: {key:?}");
                }
            }
        }
    }

    /// Checks that every step has completed and is kept, except the losers of races, which are undone.
    fn check_completed(&self, notes: &Notes<'_>, context: &str) {
        let is_loser = |at: usize| {
            let mut takers =
                (0..self.steps.len()).filter(|taker| self.is_alternative_of(at, *taker));
            takers.any(|taker| !notes.has_won(&self.steps[taker], &self.steps[at]))
        };
        let mut lost = Vec::new();
        for (at, step) in self.steps.iter().enumerate() {
            if is_loser(at) {
                lost.push(step);
                continue;
            }
            assert!(notes.is_done(step), "{context}: {} is done", step.name);
            if let Some(inner) = &step.inner {
                inner.check_completed(notes, context);
            }
        }
        let reverted = notes.reverted().into_iter();
        let reverted: Vec<_> = reverted.filter(|(key, _)| self.owns(*key)).collect();
        let expected = notes.to_undo(&lost);
        assert_eq!(reverted, expected, "{context}: {:?}", notes.all);
    }

    /// True if the step belongs to this saga, and not to a nested one.
    fn owns(&self, key: Key) -> bool {
        (self.first..self.first + self.steps.len()).contains(&key.step)
    }

    /// Checks that each completed step is undone once, with its own value, in reverse order, after the steps with an
    /// unknown outcome.
    fn check_undone(&self, notes: &Notes<'_>, context: &str) {
        let own: Vec<&Step> = self.steps.iter().collect();
        let expected = notes.to_undo(&own);
        let is_own = |key: &Key| self.owns(*key);
        let reverted = notes.reverted();
        let reverted: Vec<_> = reverted.iter().filter(|(key, _)| is_own(key)).collect();
        assert_eq!(
            reverted,
            expected.iter().collect::<Vec<_>>(),
            "{context}: {:?}",
            notes.all
        );
        let first_undo = notes.first_undo(is_own);
        for note in notes.all.iter().skip(first_undo) {
            if let Note::Began(key) | Note::Done(key, _) = note {
                panic!(
                    "{context}: {key:?} runs while others are undone: {:?}",
                    notes.all
                );
            }
        }
        for step in &self.steps {
            let Some(inner) = &step.inner else { continue };
            inner.check_undone_by(notes, context);
            self.check_place_of(step, inner, notes, context);
        }
    }

    /// Checks that a nested saga is undone at its place in the order, or, if it failed or was dropped, before all other
    /// steps.
    fn check_place_of(&self, step: &Step, inner: &Shape, notes: &Notes<'_>, context: &str) {
        // The losers of its races may have been undone when the nested saga completed.
        let is_inner = |key: &Key| {
            let at = key.step.checked_sub(inner.first);
            at.is_some_and(|at| at < inner.steps.len() && !inner.is_raced(at))
        };
        let is_outer = |key: &Key| self.owns(*key);
        let undone = notes.undone_at(is_inner);
        let (Some(first), Some(last)) = (undone.first(), undone.last()) else {
            return;
        };
        let others = notes.undone_at(is_outer);
        if others.iter().all(|other| other > last) {
            // The nested saga was undone because it failed or was dropped, or it was the last one to complete.
            let was_done = self.steps.iter().any(|other| {
                other
                    .needs
                    .iter()
                    .any(|(need, _)| self.steps[*need].number == step.number)
                    && notes.has_begun(other)
            });
            if !was_done {
                return;
            }
        }
        let between = others.iter().any(|other| first < other && other < last);
        assert!(!between, "{context}: it is undone as a whole");
        let done_by = notes.last_done(is_inner);
        for other in &self.steps {
            let (Some(undone), Some(done)) = (notes.undone_in(other), notes.done_in(other)) else {
                continue;
            };
            let needs_it = other
                .needs
                .iter()
                .any(|(need, _)| self.steps[*need].number == step.number);
            if needs_it {
                assert!(
                    undone < *first,
                    "{context}: its dependents are undone first"
                );
            }
            if Some(done) < done_by {
                let is_after = undone > *last || needs_it;
                assert!(is_after, "{context}: earlier steps are undone later");
            }
        }
    }

    /// Checks that a nested saga that began was undone completely.
    fn check_undone_by(&self, notes: &Notes<'_>, context: &str) {
        let own: Vec<&Step> = self.steps.iter().collect();
        let is_own = |key: &Key| self.owns(*key);
        let reverted = notes.reverted();
        let reverted: Vec<_> = reverted
            .into_iter()
            .filter(|(key, _)| is_own(key))
            .collect();
        let first_undo = notes.first_undo(is_own);
        // The losers of its races may have been undone when the nested saga completed, before its other steps.
        let expected = notes.to_undo(&own);
        let (mut found, mut sorted) = (reverted.clone(), expected.clone());
        found.sort_unstable();
        sorted.sort_unstable();
        assert_eq!(found, sorted, "{context}: {:?}", notes.all);
        if !(0..self.steps.len()).any(|at| self.is_raced(at)) {
            assert_eq!(reverted, expected, "{context}: {:?}", notes.all);
            for note in notes.all.iter().skip(first_undo) {
                if let Note::Began(key) | Note::Done(key, _) = note {
                    assert!(!is_own(key), "{context}: {key:?} while others are undone");
                }
            }
        }
    }
}

impl Step {
    fn attempts(&self) -> u32 {
        if self.is_retried { ATTEMPTS } else { 1 }
    }

    fn keys(&self, script: &Script) -> Vec<Key> {
        let step = self.number;
        if self.is_each {
            let items = script.items().into_iter();
            items
                .map(|item| Key {
                    step,
                    item: Some(item),
                })
                .collect()
        } else {
            vec![Key { step, item: None }]
        }
    }
}

/// The notes of a run, up to some point.
struct Notes<'a> {
    all: &'a [Note],
    script: &'a Script,
}

/// A step that was undone with or without its value, or parked (the outer None) because its undo failed permanently.
type Reverted = (Key, Option<Option<u64>>);

impl<'a> Notes<'a> {
    fn until(&self, place: usize) -> Self {
        Self {
            all: &self.all[..place],
            script: self.script,
        }
    }

    fn done(&self, key: Key) -> Option<(usize, u64)> {
        self.all
            .iter()
            .enumerate()
            .find_map(|(place, note)| match note {
                Note::Done(other, value) if *other == key => Some((place, *value)),
                _ => None,
            })
    }

    fn began(&self, key: Key) -> Option<usize> {
        self.all.iter().position(|note| *note == Note::Began(key))
    }

    fn has_begun(&self, step: &Step) -> bool {
        let began = |note: &Note| matches!(note, Note::Began(key) if key.step == step.number);
        self.all.iter().any(began)
    }

    fn is_done(&self, step: &Step) -> bool {
        match &step.inner {
            Some(inner) => {
                let all = 0..inner.steps.len();
                all.filter(|at| !inner.is_raced(*at))
                    .all(|at| self.is_done(&inner.steps[at]))
            }
            None => {
                let keys = step.keys(self.script);
                keys.into_iter().all(|key| self.done(key).is_some())
            }
        }
    }

    /// Returns the value that other steps get.
    fn value(&self, step: &Step) -> u64 {
        match &step.inner {
            Some(inner) => inner.steps.last().map_or(0, |last| self.value(last)),
            None => {
                let keys = step.keys(self.script).into_iter();
                keys.fold(0, |sum, key| {
                    sum ^ self.done(key).map_or(0, |(_, value)| value)
                })
            }
        }
    }

    fn has_won(&self, taker: &Step, other: &Step) -> bool {
        // A step that is retried has the same winner.
        self.all.contains(&Note::Won(taker.number, other.number))
    }

    /// Checks that no step completes twice or is undone twice.
    fn check_once(&self, context: &str) {
        let (mut done, mut reverted) = (Vec::new(), Vec::new());
        for note in self.all {
            let (list, key) = match note {
                Note::Done(key, _) => (&mut done, key),
                Note::Undone(key, _) | Note::Parked(key) => (&mut reverted, key),
                _ => continue,
            };
            assert!(
                !list.contains(key),
                "{context}: {key:?} twice: {:?}",
                self.all
            );
            list.push(*key);
        }
    }

    fn reverted(&self) -> Vec<Reverted> {
        let reverted = |note: &Note| match note {
            Note::Undone(key, value) => Some((*key, Some(*value))),
            Note::Parked(key) => Some((*key, None)),
            _ => None,
        };
        self.all.iter().filter_map(reverted).collect()
    }

    /// Returns the steps of these that are to be undone or parked, in order.
    fn to_undo(&self, steps: &[&Step]) -> Vec<Reverted> {
        let (mut doubtful, mut done) = (Vec::new(), Vec::new());
        for step in steps.iter().filter(|step| step.is_undone) {
            for key in step.keys(self.script) {
                match (self.done(key), self.began(key)) {
                    (Some((place, value)), _) => done.push((place, key, Some(value))),
                    (None, Some(place)) if step.is_undone_on_failure => {
                        doubtful.push((place, key, None));
                    }
                    _ => {}
                }
            }
        }
        doubtful.sort_unstable();
        done.sort_unstable();
        let all = doubtful.into_iter().rev().chain(done.into_iter().rev());
        all.map(|(_, key, value)| {
            let works = self.script.plan(key).undo_fails < ATTEMPTS;
            (key, works.then_some(value))
        })
        .collect()
    }

    fn undone_at(&self, is: impl Fn(&Key) -> bool) -> Vec<usize> {
        let places = self.all.iter().enumerate();
        let places = places.filter(|(_, note)| match note {
            Note::Undone(key, _) | Note::Parked(key) => is(key),
            _ => false,
        });
        places.map(|(place, _)| place).collect()
    }

    fn first_undo(&self, is: impl Fn(&Key) -> bool) -> usize {
        self.undone_at(is)
            .first()
            .copied()
            .unwrap_or(self.all.len())
    }

    fn last_done(&self, is: impl Fn(&Key) -> bool) -> Option<usize> {
        self.all
            .iter()
            .rposition(|note| matches!(note, Note::Done(key, _) if is(key)))
    }

    /// Returns the position of the undo of a step.
    fn undone_in(&self, step: &Step) -> Option<usize> {
        self.undone_at(|key| key.step == step.number)
            .first()
            .copied()
    }

    fn done_in(&self, step: &Step) -> Option<usize> {
        self.last_done(|key| key.step == step.number)
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
