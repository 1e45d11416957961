//! Interleaved measurement of contenders, so that disturbances of the machine affect all of them.

use std::time::Duration;

use crate::contender::Contender;

/// The size of a measurement.
#[derive(Debug, Clone, Copy)]
pub struct Rounds {
    /// The number of turns of every contender.
    pub count: usize,
    /// The approximate duration of a turn. Zero makes it one execution.
    pub turn: Duration,
}

/// The nanoseconds per execution in each round of a contender.
#[derive(Debug, Clone)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// The median figure.
    pub fn median(&self) -> f64 {
        median(self.0.clone())
    }

    /// The smallest figure: that of the least disturbed round.
    pub fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The median of the ratios to `baseline`, taken round by round.
    ///
    /// # Panics
    ///
    /// If the two were not measured in the same rounds.
    pub fn ratio(&self, baseline: &Self) -> f64 {
        assert_eq!(self.0.len(), baseline.0.len(), "the rounds are shared");
        median(
            self.0
                .iter()
                .zip(&baseline.0)
                .map(|(own, base)| own / base)
                .collect(),
        )
    }
}

impl Rounds {
    /// Measures `contenders` in interleaved rounds. Every round starts with another contender, and every
    /// second round is reversed, so that no contender always follows the same one.
    pub fn measure(&self, contenders: &mut [&mut Contender]) -> Vec<Samples> {
        let executions: Vec<u64> = contenders
            .iter_mut()
            .map(|contender| self.executions(contender))
            .collect();
        let mut samples = vec![Samples(Vec::with_capacity(self.count)); contenders.len()];
        for round in 0..self.count {
            for place in 0..contenders.len() {
                let place = (round / 2 + place) % contenders.len();
                let turn = if round % 2 == 0 {
                    place
                } else {
                    contenders.len() - 1 - place
                };
                // The contender before has filled the caches with its own data; this only matters for
                // short turns.
                if !self.turn.is_zero() {
                    contenders[turn].run(executions[turn].div_ceil(2));
                }
                let elapsed = contenders[turn].run(executions[turn]);
                samples[turn]
                    .0
                    .push(per_execution(elapsed, executions[turn]));
            }
        }
        samples
    }

    /// Returns the number of executions in a turn; the search warms the contender up.
    fn executions(&self, contender: &mut Contender) -> u64 {
        if self.turn.is_zero() {
            return 1;
        }
        let mut executions = 1;
        loop {
            let elapsed = contender.run(executions);
            if elapsed * 4 >= self.turn {
                let fitting = self.turn.as_secs_f64() * 1e9 / per_execution(elapsed, executions);
                return whole(fitting).max(1);
            }
            executions *= 2;
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a turn is far shorter than 2^52 executions"
)]
fn per_execution(elapsed: Duration, executions: u64) -> f64 {
    elapsed.as_secs_f64() * 1e9 / executions as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive count far below 2^63"
)]
fn whole(count: f64) -> u64 {
    count as u64
}

fn median(mut figures: Vec<f64>) -> f64 {
    assert!(!figures.is_empty(), "at least one round is measured");
    figures.sort_unstable_by(f64::total_cmp);
    let middle = figures.len() / 2;
    if figures.len() % 2 == 1 {
        figures[middle]
    } else {
        f64::midpoint(figures[middle - 1], figures[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::Kind;

    #[test]
    fn the_ratio_is_the_median_of_the_rounds() {
        let own = Samples(vec![2.0, 30.0, 4.0]);
        let base = Samples(vec![1.0, 10.0, 1.0]);
        assert!((own.ratio(&base) - 3.0).abs() < 1e-9);
        assert!((own.median() - 4.0).abs() < 1e-9);
    }

    #[test]
    fn the_least_is_that_of_the_quickest_round() {
        assert!((Samples(vec![3.0, 1.0, 2.0]).least() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert!((median(vec![4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn every_contender_takes_part_in_every_round() {
        let mut slow = Contender::new(Kind::Join, |n| Duration::from_nanos(200) * to_u32(n));
        let mut fast = Contender::new(Kind::TryJoin, |n| Duration::from_nanos(100) * to_u32(n));
        let rounds = Rounds {
            count: 5,
            turn: Duration::from_micros(10),
        };
        let samples = rounds.measure(&mut [&mut slow, &mut fast]);
        assert_eq!(samples[0].0.len(), 5);
        assert!((samples[0].ratio(&samples[1]) - 2.0).abs() < 1e-9);
    }

    fn to_u32(count: u64) -> u32 {
        u32::try_from(count).expect("few executions")
    }
}
