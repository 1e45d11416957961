//! Races of steps: the others are undone.

use super::{
    Saga,
    run::Active,
    table::{SagaTable, is_only_raced},
};

/// The alternative at `chosen` has won: the others, of these steps, have lost.
pub fn won<S: Saga>(active: &Active<S>, alternatives: &[usize], chosen: usize) {
    let record = &active.run().record;
    if record.is_settling() {
        return;
    }
    let others = alternatives.iter().enumerate();
    let others = others.filter(|(at, _)| *at != chosen);
    let mut losers: Vec<usize> = others.map(|(_, &step)| step).collect();
    while let Some(step) = losers.pop() {
        // A step that another one simply takes is not undone for having lost.
        if !is_only_raced(S::TABLE, step) {
            continue;
        }
        record.lost(step);
        // Nor does anybody want what it took as an alternative of its own, which others may.
        let lost = record.losers();
        let needs = S::TABLE.steps[step].needs.iter().map(|need| need.at);
        losers.extend(needs.filter(|at| all_takers_lost(S::TABLE, *at, &lost)));
    }
}

fn all_takers_lost(saga: &SagaTable, step: usize, lost: &[usize]) -> bool {
    let mut takers = saga.steps.iter().enumerate();
    takers.all(|(at, taker)| lost.contains(&at) || taker.needs.iter().all(|need| need.at != step))
}
