//! The simulated duration of services.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The factor for every wait of the simulation: 1 is typical, 0 means no waiting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latency(f64);

impl Latency {
    const MOST: f64 = 100.0;

    /// Waits as long as a service that typically takes `typical`.
    pub async fn pass(self, typical: Duration) {
        let wait = typical.mul_f64(self.0);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Latency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(scale) if (0.0..=Self::MOST).contains(&scale) => Ok(Self(scale)),
            _ => Err(format!(
                "write a number from 0 (no waiting) to {}, such as 0.5",
                Self::MOST
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_a_small_number() {
        for right in ["0", "1", "0.25", "100"] {
            assert!(right.parse::<Latency>().is_ok(), "{right}");
        }
        for wrong in ["", "-1", "101", "NaN", "inf", "fast"] {
            assert!(wrong.parse::<Latency>().is_err(), "{wrong}");
        }
    }
}
