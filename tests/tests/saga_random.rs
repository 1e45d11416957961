//! Random sagas against a model: whatever fails, panics, hangs or is cancelled, what was done is undone
//! once, in reverse, with its own value, or parked; or everything is done.
//!
//! The steps of a saga are known when it is compiled, so one saga stands for all: thirty steps in five
//! rows, each after two of the row before, of which a random part is switched on. A step that is off
//! does nothing, and its undo neither.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

use organum::{
    dead_letter,
    prelude::*,
    saga::{
        Ended, SagaErrorKind,
        journal::{End, Entry, InMemory, Journal, Status},
    },
};
use serde::{Deserialize, Serialize};
use tokio::{sync::Notify, time::sleep};

/// What a step, or an undo, does when it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Works,
    Fails,
    Panics,
    Hangs,
}

#[derive(Clone, Copy, Debug)]
struct Plan {
    is_on: bool,
    /// How long the step takes, in virtual milliseconds; 0: it is ready at once.
    takes: u64,
    step: Fate,
    /// How many tries of the undo do what `undo` says before one works. There are three.
    undo_fails: u32,
    undo: Fate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Note {
    Done(usize, u64),
    Undone(usize, u64),
    Gone(usize),
}

#[derive(Default)]
struct Book {
    notes: Vec<Note>,
    tries: BTreeMap<usize, u32>,
    /// How many tries of undos there were.
    all_tries: u32,
}

#[derive(Clone)]
struct Script {
    plans: Arc<Vec<Plan>>,
    book: Arc<Mutex<Book>>,
    /// The try of an undo, counted from 1, in which `undoing` is notified.
    notes_try: u32,
    undoing: Arc<Notify>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("step {0}")]
struct No(usize);

impl Script {
    async fn act(&self, at: usize, value: u64) -> Result<u64, No> {
        let plan = self.plans[at];
        if !plan.is_on {
            return Ok(value);
        }
        if plan.takes > 0 {
            sleep(Duration::from_millis(plan.takes)).await;
        }
        match plan.step {
            Fate::Works => {}
            Fate::Fails => return Err(No(at)),
            Fate::Panics => panic!("step {at}"),
            Fate::Hangs => std::future::pending().await,
        }
        let value = value.wrapping_mul(31).wrapping_add(at as u64);
        self.book.lock().unwrap().notes.push(Note::Done(at, value));
        Ok(value)
    }

    async fn undo(&self, at: usize, value: u64) -> Result<(), No> {
        let plan = self.plans[at];
        if !plan.is_on {
            return Ok(());
        }
        let tries = {
            let mut book = self.book.lock().unwrap();
            book.all_tries += 1;
            if book.all_tries == self.notes_try {
                self.undoing.notify_one();
            }
            let tries = book.tries.entry(at).or_default();
            *tries += 1;
            *tries
        };
        if tries <= plan.undo_fails {
            if tries == 3 {
                self.book.lock().unwrap().notes.push(Note::Gone(at));
            }
            match plan.undo {
                Fate::Works | Fate::Fails => return Err(No(at)),
                Fate::Panics => panic!("undo {at}"),
                Fate::Hangs => std::future::pending().await,
            }
        }
        tokio::task::yield_now().await;
        self.book
            .lock()
            .unwrap()
            .notes
            .push(Note::Undone(at, value));
        Ok(())
    }
}

#[saga]
struct Random {
    #[inject]
    script: Script,
}

/// Steps of one row, each after two of the row before.
macro_rules! saga {
    (
        first: $($F:ident $f:ident $uf:ident $fa:literal,)+;
        then: $($T:ident $t:ident $ut:ident $ta:literal after $A:ident $B:ident,)+;
        last: $($L:ident $l:ident)+
    ) => {
        $(#[derive(Serialize, Deserialize)] struct $F(u64);)+
        $(#[derive(Serialize, Deserialize)] struct $T(u64);)+
        #[derive(Serialize, Deserialize)]
        struct Sum(u64);

        #[saga(error = No, output = Sum, version = 1, timeout = "1h")]
        impl Random {
            $(
                #[step(undo = $uf, undo_retry(attempts = 3, panics), undo_timeout = "1s")]
                async fn $f(&self) -> Result<$F, No> {
                    self.script.act($fa, 1).await.map($F)
                }

                async fn $uf(&self, value: &$F) -> Result<(), No> {
                    self.script.undo($fa, value.0).await
                }
            )+
            $(
                #[step(undo = $ut, undo_retry(attempts = 3, panics), undo_timeout = "1s")]
                async fn $t(&self, a: &$A, b: &$B) -> Result<$T, No> {
                    self.script.act($ta, a.0 ^ b.0).await.map($T)
                }

                async fn $ut(&self, value: &$T) -> Result<(), No> {
                    self.script.undo($ta, value.0).await
                }
            )+

            #[step(irrevocable)]
            async fn sum(&self, $($l: &$L),+) -> Sum {
                Sum(0 $(^ $l.0)+)
            }
        }
    };
}

saga! {
    first:
        S0x0 s0_0 u0_0 0,
        S0x1 s0_1 u0_1 1,
        S0x2 s0_2 u0_2 2,
        S0x3 s0_3 u0_3 3,
        S0x4 s0_4 u0_4 4,
        S0x5 s0_5 u0_5 5,
    ;
    then:
        S1x0 s1_0 u1_0 6 after S0x0 S0x1,
        S1x1 s1_1 u1_1 7 after S0x1 S0x2,
        S1x2 s1_2 u1_2 8 after S0x2 S0x3,
        S1x3 s1_3 u1_3 9 after S0x3 S0x4,
        S1x4 s1_4 u1_4 10 after S0x4 S0x5,
        S1x5 s1_5 u1_5 11 after S0x5 S0x0,
        S2x0 s2_0 u2_0 12 after S1x0 S1x1,
        S2x1 s2_1 u2_1 13 after S1x1 S1x2,
        S2x2 s2_2 u2_2 14 after S1x2 S1x3,
        S2x3 s2_3 u2_3 15 after S1x3 S1x4,
        S2x4 s2_4 u2_4 16 after S1x4 S1x5,
        S2x5 s2_5 u2_5 17 after S1x5 S1x0,
        S3x0 s3_0 u3_0 18 after S2x0 S2x1,
        S3x1 s3_1 u3_1 19 after S2x1 S2x2,
        S3x2 s3_2 u3_2 20 after S2x2 S2x3,
        S3x3 s3_3 u3_3 21 after S2x3 S2x4,
        S3x4 s3_4 u3_4 22 after S2x4 S2x5,
        S3x5 s3_5 u3_5 23 after S2x5 S2x0,
        S4x0 s4_0 u4_0 24 after S3x0 S3x1,
        S4x1 s4_1 u4_1 25 after S3x1 S3x2,
        S4x2 s4_2 u4_2 26 after S3x2 S3x3,
        S4x3 s4_3 u4_3 27 after S3x3 S3x4,
        S4x4 s4_4 u4_4 28 after S3x4 S3x5,
        S4x5 s4_5 u4_5 29 after S3x5 S3x0,
    ;
    last: S4x0 l0 S4x1 l1 S4x2 l2 S4x3 l3 S4x4 l4 S4x5 l5
}

const STEPS: usize = 30;

/// The steps that a step needs.
fn needs(at: usize) -> Vec<usize> {
    const WIDTH: usize = 6;
    let (row, column) = (at / WIDTH, at % WIDTH);
    if row == 0 {
        return Vec::new();
    }
    let above = (row - 1) * WIDTH;
    vec![above + column, above + (column + 1) % WIDTH]
}

/// Numbers that follow from a seed: `SplitMix64`, from Guy Steele and others, 2014.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn plan(&mut self) -> Plan {
        let bad = [Fate::Fails, Fate::Panics, Fate::Hangs];
        let is_bad = self.next(20) == 0;
        let mut fate = || bad[usize::try_from(self.next(3)).unwrap()];
        let (step, undo) = (fate(), fate());
        Plan {
            is_on: self.next(4) > 0,
            takes: self.next(6).saturating_sub(1),
            step: if is_bad { step } else { Fate::Works },
            undo_fails: u32::try_from(self.next(8).saturating_sub(4)).unwrap(),
            undo,
        }
    }
}

/// What a saga of these steps gives.
fn sum_of(plans: &[Plan]) -> u64 {
    let mut values: Vec<u64> = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let taken = needs(at)
            .iter()
            .fold(0, |taken, need| taken ^ values[*need]);
        let taken = if at < 6 { 1 } else { taken };
        values.push(if plan.is_on {
            taken.wrapping_mul(31).wrapping_add(at as u64)
        } else {
            taken
        });
    }
    values[STEPS - 6..].iter().fold(0, |sum, value| sum ^ value)
}

/// What the model says must hold of the notes of a run that is over.
fn check(script: &Script, ended: Ended, context: &str) {
    let book = script.book.lock().unwrap();
    let notes = &book.notes;
    let mut done: Vec<(usize, u64)> = Vec::new();
    let mut taken_back = Vec::new();
    for note in notes {
        match note {
            Note::Done(at, value) => {
                assert!(taken_back.is_empty(), "{context}: done after an undo");
                // All it needs was done, or is off.
                for need in needs(*at) {
                    let is_there = done.iter().any(|(other, _)| *other == need);
                    assert!(is_there || !script.plans[need].is_on, "{context}: order");
                }
                done.push((*at, *value));
            }
            Note::Undone(at, value) => taken_back.push((*at, Some(*value))),
            Note::Gone(at) => taken_back.push((*at, None)),
        }
    }
    if ended == Ended::Completed {
        let on = script.plans.iter().filter(|plan| plan.is_on).count();
        assert_eq!(done.len(), on, "{context}");
        assert!(taken_back.is_empty(), "{context}");
        return;
    }
    // Reverse order of completion, each once, each with its own value, or parked.
    let expected: Vec<(usize, Option<u64>)> = done
        .iter()
        .rev()
        .map(|(at, value)| (*at, (script.plans[*at].undo_fails < 3).then_some(*value)))
        .collect();
    assert_eq!(taken_back, expected, "{context}: {notes:?}");
    let parks = expected.iter().any(|(_, value)| value.is_none());
    let end = if parks {
        Ended::Parked
    } else {
        Ended::RolledBack
    };
    assert_eq!(ended, end, "{context}");
}

fn script(seed: u64) -> Script {
    let mut random = Seeded(seed);
    Script {
        plans: Arc::new((0..STEPS).map(|_| random.plan()).collect()),
        book: Arc::default(),
        notes_try: 0,
        undoing: Arc::default(),
    }
}

/// Polls a run so many times, then drops it. None: to its end.
async fn run(script: &Script, polls: Option<usize>) -> (Ended, usize) {
    let runner = Random::runner();
    let mut run = Box::pin(runner.run(Random {
        script: script.clone(),
    }));
    let mut polled = 0;
    let report = std::future::poll_fn(|cx| {
        if Some(polled) == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        run.as_mut().poll(cx).map(Some)
    })
    .await;
    drop(run);
    runner.shutdown().await;
    let finished = runner.finished();
    if polled == 0 {
        // Nothing has begun.
        assert!(finished.is_empty());
        return (Ended::RolledBack, 0);
    }
    let ended = finished[0].ended.expect("it is over");
    if let Some(report) = report {
        if let Ok(sum) = report.result() {
            assert_eq!(sum.0, sum_of(&script.plans));
        }
        assert_eq!(report.ended(), ended);
        let failing = script.plans.iter().filter(|plan| plan.is_on);
        let fails = failing.clone().any(|plan| plan.step != Fate::Works);
        assert_eq!(report.result().is_err(), fails);
        match report.error().map(SagaError::kind) {
            Some(SagaErrorKind::Failed(No(at))) => {
                assert_eq!(script.plans[*at].step, Fate::Fails);
                assert_eq!(report.error().unwrap().step().unwrap().index, *at);
            }
            Some(SagaErrorKind::Panicked(text)) => assert!(text.starts_with("step ")),
            Some(SagaErrorKind::TimedOut(_)) => {
                assert!(failing.clone().any(|plan| plan.step == Fate::Hangs));
            }
            Some(other) => panic!("{other:?}"),
            None => {}
        }
    }
    (ended, polled)
}

#[tokio::test(start_paused = true)]
async fn random_sagas_are_all_done_or_all_undone() {
    let (mut completed, mut undone) = (0, 0);
    for seed in 0..400 {
        let script = script(seed);
        let (ended, _) = run(&script, None).await;
        check(&script, ended, &format!("seed {seed}"));
        if ended == Ended::Completed {
            completed += 1;
        } else {
            undone += 1;
        }
    }
    assert!(completed > 20 && undone > 200, "{completed} {undone}");
}

#[tokio::test(start_paused = true)]
async fn so_are_those_that_are_cancelled_at_any_await() {
    let mut cancelled = 0;
    for seed in 0..60 {
        let (_, polls) = run(&script(seed), None).await;
        for at in 0..polls {
            let script = script(seed);
            let (ended, _) = run(&script, Some(at)).await;
            check(&script, ended, &format!("seed {seed}, dropped at {at}"));
            cancelled += 1;
        }
    }
    assert!(cancelled > 300, "{cancelled}");
}

/// Drops a run in that try of an undo, or lets it end: how it ended, and whether it was dropped.
async fn dropped_in_try(
    script: &mut Script,
    tries: u32,
    journal: &InMemory,
    letters: &dead_letter::InMemory,
) -> (Ended, bool) {
    script.notes_try = tries;
    let runner = Random::runner()
        .journal(journal.clone())
        .dead_letters(letters.clone());
    let run = runner.run(Random {
        script: script.clone(),
    });
    let was_dropped = tokio::select! {
        biased;
        () = script.undoing.notified() => true,
        _ = run => false,
    };
    runner.shutdown().await;
    (runner.finished()[0].ended.unwrap(), was_dropped)
}

/// What the journal has is what happened: the steps that were done and undone, in order, and the end.
async fn check_journal(
    script: &Script,
    journal: &InMemory,
    letters: &dead_letter::InMemory,
    ended: Ended,
    context: &str,
) {
    let all = journal.list(None, None, 2).await.unwrap();
    assert_eq!(all.len(), 1, "{context}");
    let end = match ended {
        Ended::Completed => End::Completed,
        Ended::RolledBack => End::RolledBack,
        Ended::Parked => End::Parked,
        other => panic!("{context}: {other:?}"),
    };
    assert_eq!(all[0].status, Status::Finished(end), "{context}");
    let saved = journal.load(all[0].id).await.unwrap().unwrap();
    assert_eq!(saved.parked().len(), letters.letters().len(), "{context}");

    let is_on = |step: &str| {
        // `s2_3` is the fourth of the third row.
        let numbers = step.strip_prefix('s').and_then(|step| step.split_once('_'));
        let (row, column) = numbers?;
        let at = 6 * row.parse::<usize>().unwrap() + column.parse::<usize>().unwrap();
        script.plans[at].is_on.then_some(at)
    };
    let (mut done, mut taken_back) = (Vec::new(), Vec::new());
    for entry in &saved.entries {
        match entry {
            Entry::Done { step, .. } => done.extend(is_on(step)),
            Entry::Undone { step, .. } => taken_back.extend(is_on(step).map(|at| (at, true))),
            Entry::Parked { step, .. } => taken_back.extend(is_on(step).map(|at| (at, false))),
            _ => {}
        }
    }
    let book = script.book.lock().unwrap();
    let (mut noted_done, mut noted_back) = (Vec::new(), Vec::new());
    for note in &book.notes {
        match note {
            Note::Done(at, _) => noted_done.push(*at),
            Note::Undone(at, _) => noted_back.push((*at, true)),
            Note::Gone(at) => noted_back.push((*at, false)),
        }
    }
    assert_eq!(taken_back, noted_back, "{context}");
    // Steps that end at once may be recorded in another order than they ended in.
    done.sort_unstable();
    noted_done.sort_unstable();
    assert_eq!(done, noted_done, "{context}");
}

/// Nobody can stop an undo by dropping the future that waits for it; the journal has what happened.
#[tokio::test(start_paused = true)]
async fn so_are_those_that_are_dropped_in_any_try_of_an_undo_with_a_journal() {
    let (mut dropped, mut completed, mut redriven) = (0, 0, 0);
    for seed in 0..60 {
        for tries in 0.. {
            let (journal, letters) = (InMemory::new(), dead_letter::InMemory::new());
            let mut script = script(seed);
            let (ended, was_dropped) = dropped_in_try(&mut script, tries, &journal, &letters).await;
            let context = format!("seed {seed}, dropped in try {tries}");
            check(&script, ended, &context);
            check_journal(&script, &journal, &letters, ended, &context).await;
            let runner = Random::runner()
                .journal(journal.clone())
                .dead_letters(letters.clone());
            let recovery = runner.recover(script.clone()).await;
            assert_eq!(recovery.unwrap().found(), 0, "{context}");
            if ended == Ended::Parked {
                // Each works in the fourth try.
                for letter in letters.letters() {
                    runner
                        .redrive_with(letter.id, script.clone())
                        .await
                        .unwrap();
                }
                let status = journal.list(None, None, 1).await.unwrap()[0].status;
                assert_eq!(status, Status::Finished(End::RolledBack), "{context}");
                redriven += 1;
            }
            dropped += u32::from(was_dropped);
            completed += u32::from(ended == Ended::Completed);
            if tries > 0 && !was_dropped {
                break;
            }
        }
    }
    assert!(
        dropped > 300 && completed > 5 && redriven > 100,
        "{dropped} {completed} {redriven}"
    );
}
