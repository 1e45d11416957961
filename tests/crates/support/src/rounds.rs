//! The extent of crash and fault tests: short in `cargo xtask test`, full in `cargo xtask torture`.

use std::{env, str::FromStr, time::Duration};

/// The environment variable with the number of rounds.
pub const ROUNDS: &str = "ORGANUM_ROUNDS";
/// The environment variable with the seed of random faults.
pub const SEED: &str = "ORGANUM_SEED";

/// Returns the number of rounds of a crash or fault test: 5, or the value of `ORGANUM_ROUNDS`.
pub fn rounds() -> u32 {
    read(ROUNDS).unwrap_or(5)
}

/// Returns the lease time of records in crash and fault tests.
pub fn lease() -> Duration {
    Duration::from_secs(1)
}

/// Returns the seed of random faults: a new one, or the value of `ORGANUM_SEED`; prints it, so that a failed
/// run can be repeated.
pub fn seed() -> u64 {
    let seed = read(SEED).unwrap_or_else(|| fastrand::u64(..));
    println!("to repeat: {SEED}={seed}");
    seed
}

fn read<T: FromStr>(variable: &str) -> Option<T> {
    let text = env::var(variable).ok()?;
    Some(number(variable, &text))
}

fn number<T: FromStr>(variable: &str, text: &str) -> T {
    let number = text.trim().parse();
    number.unwrap_or_else(|_| panic!("{variable} must be a whole number, not `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        assert_eq!(number::<u32>(ROUNDS, "50"), 50);
    }

    #[test]
    #[should_panic(expected = "ORGANUM_ROUNDS must be a whole number, not `many`")]
    fn other_texts_are_refused() {
        number::<u32>(ROUNDS, "many");
    }
}
