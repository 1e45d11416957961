//! Money in whole cents, and percentages of it. No floating point, no silent overflow.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// An amount in whole cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Cents(u64);

/// An amount is too large; amounts are never truncated or wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the amount is too large to compute: lower the quantities, or the prices in the data files"
)]
pub struct Overflow;

impl Cents {
    pub const ZERO: Self = Self(0);

    #[cfg(test)]
    pub const fn new(cents: u64) -> Self {
        Self(cents)
    }

    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_add(other.0).map(Self).ok_or(Overflow)
    }

    /// The difference, at least zero.
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    pub fn times(self, count: u32) -> Result<Self, Overflow> {
        self.0.checked_mul(count.into()).map(Self).ok_or(Overflow)
    }

    /// The price of `amount` units if a thousand of them cost `self`, rounded up to whole cents.
    pub fn per_thousand(self, amount: u64) -> Result<Self, Overflow> {
        let exact = u128::from(self.0) * u128::from(amount);
        u64::try_from(exact.div_ceil(1000))
            .map(Self)
            .map_err(|_| Overflow)
    }

    /// The amount as a database has it.
    pub fn to_row(self) -> Result<i64, Overflow> {
        i64::try_from(self.0).map_err(|_| Overflow)
    }

    /// The amount of a database; a negative one is too large to be one.
    pub fn from_row(cents: i64) -> Result<Self, Overflow> {
        u64::try_from(cents).map(Self).map_err(|_| Overflow)
    }

    /// The number of whole dollars in the amount.
    pub fn dollars(self) -> u64 {
        self.0 / 100
    }

    /// The sum of many amounts.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("${}.{:02}", self.0 / 100, self.0 % 100))
    }
}

impl FromStr for Cents {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map(Self)
            .map_err(|_| format!("`{text}` is not an amount in whole cents: write 1299 for $12.99"))
    }
}

/// Written in the format in which amounts are read: whole cents.
impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl TryFrom<String> for Cents {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// A percentage from 0 to 100, in steps of a thousandth: `8.875` is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Percent(u32);

impl Percent {
    const STEPS: u32 = 1000;
    const ALL: u32 = 100 * Self::STEPS;

    /// A whole percentage, at most 100.
    pub const fn whole(percent: u32) -> Self {
        assert!(percent <= 100);
        Self(percent * Self::STEPS)
    }

    /// This share of `amount`, rounded half up.
    pub fn of(self, amount: Cents) -> Cents {
        let all = u128::from(Self::ALL);
        let share = (u128::from(amount.0) * u128::from(self.0) + all / 2) / all;
        Cents(u64::try_from(share).expect("a share of at most 100% is at most the amount"))
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / Self::STEPS, self.0 % Self::STEPS);
        let decimals = format!("{rest:03}");
        match decimals.trim_end_matches('0') {
            "" => f.pad(&format!("{whole}%")),
            decimals => f.pad(&format!("{whole}.{decimals}%")),
        }
    }
}

/// Written in the format in which percentages are read: `8.875`.
impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self.to_string().trim_end_matches('%'))
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        Some(format!("{whole}{decimals:0<3}"))
            .filter(|_| digits(whole) && digits(decimals))
            .filter(|_| !whole.is_empty() && matches!(decimals.len(), 1..=3))
            .and_then(|steps| steps.parse().ok())
            .filter(|steps| *steps <= Self::ALL)
            .map(Self)
            .ok_or_else(|| {
                format!("`{text}` is not a percentage: write a number from 0 to 100, such as 12.5")
            })
    }
}

impl TryFrom<String> for Percent {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Percent {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_shows_amounts() {
        for (cents, shown) in [
            (0, "$0.00"),
            (5, "$0.05"),
            (1299, "$12.99"),
            (1_000_000, "$10000.00"),
        ] {
            assert_eq!(Cents(cents).to_string(), shown);
            assert_eq!(cents.to_string().parse(), Ok(Cents(cents)));
        }
        for wrong in ["", "12.99", "-5", "$5", "99999999999999999999999"] {
            assert!(
                wrong.parse::<Cents>().unwrap_err().contains("whole cents"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn never_wraps() {
        let most = Cents(u64::MAX);
        assert_eq!(most.plus(Cents(1)), Err(Overflow));
        assert_eq!(most.times(2), Err(Overflow));
        assert_eq!(most.per_thousand(1001), Err(Overflow));
        assert_eq!(Cents::sum([most, Cents(1)]), Err(Overflow));
        assert_eq!(most.times(1), Ok(most));
        assert_eq!(most.per_thousand(1000), Ok(most));
        assert_eq!(percent("100").of(most), most);
        assert_eq!(Cents(1).less(Cents(2)), Cents::ZERO);
    }

    #[test]
    fn shares_round_half_up_and_weights_round_up() {
        assert_eq!(percent("10").of(Cents(5)), Cents(1));
        assert_eq!(percent("10").of(Cents(4)), Cents(0));
        assert_eq!(percent("8.875").of(Cents(10_000)), Cents(888));
        assert_eq!(Cents(120).per_thousand(180), Ok(Cents(22)));
        assert_eq!(Cents(120).per_thousand(0), Ok(Cents::ZERO));
    }

    #[test]
    fn reads_and_shows_percentages() {
        for (text, shown) in [
            ("0", "0%"),
            ("8.875", "8.875%"),
            ("12.50", "12.5%"),
            ("100", "100%"),
        ] {
            assert_eq!(percent(text).to_string(), shown);
            let json = serde_json::to_string(&percent(text)).unwrap();
            assert_eq!(
                serde_json::from_str::<Percent>(&json).unwrap(),
                percent(text)
            );
        }
        for wrong in [
            "", ".", "1.", ".5", "-1", "+1", "101", "100.001", "1.2345", "ten", "1.-5", "5%",
        ] {
            assert!(
                wrong
                    .parse::<Percent>()
                    .unwrap_err()
                    .contains("from 0 to 100"),
                "{wrong}"
            );
        }
    }
}
