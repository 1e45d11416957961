//! Races of steps: the losers are undone.

use super::{
    Saga,
    run::Active,
    table::{SagaTable, is_only_raced},
};

/// Records that the alternative at `chosen` has won, and that the others of these steps have lost.
pub fn won<S: Saga>(active: &Active<S>, alternatives: &[usize], chosen: usize) {
    let record = &active.run().record;
    if record.is_settling() {
        return;
    }
    let others = alternatives.iter().enumerate();
    let others = others.filter(|(at, _)| *at != chosen);
    let mut losers: Vec<usize> = others.map(|(_, &step)| step).collect();
    while let Some(step) = losers.pop() {
        // A step whose output another step takes outside of a race is kept.
        if !is_only_raced(S::TABLE, step) {
            continue;
        }
        record.lost(step);
        // An alternative of the losing step has lost as well, unless another step takes it.
        let lost = record.losers();
        let needs = S::TABLE.steps[step].needs.iter().map(|need| need.at);
        losers.extend(needs.filter(|at| all_takers_lost(S::TABLE, *at, &lost)));
    }
}

fn all_takers_lost(saga: &SagaTable, step: usize, lost: &[usize]) -> bool {
    let mut takers = saga.steps.iter().enumerate();
    takers.all(|(at, taker)| lost.contains(&at) || taker.needs.iter().all(|need| need.at != step))
}
