//! A sale, and the validation of its cells.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A valid row.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Sale {
    pub region: String,
    pub quantity: u32,
    pub price: Cents,
}

/// An amount of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub u64);

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:02}", self.0 / 100, self.0 % 100))
    }
}

const MOST_UNITS: u32 = 1_000_000;
const HIGHEST_PRICE: Cents = Cents(100_000_000);

impl Sale {
    /// Parses the sale in these cells; the error names the first invalid cell.
    pub fn read([date, region, product, quantity, price]: &[String; 5]) -> Result<Self, String> {
        check_date(date.trim())?;
        let region = named("region", region.trim())?;
        named("product", product.trim())?;
        Ok(Self {
            region: capitalised(region),
            quantity: read_quantity(quantity.trim())?,
            price: read_price(price.trim())?,
        })
    }
}

fn named<'a>(column: &str, cell: &'a str) -> Result<&'a str, String> {
    if cell.is_empty() {
        return Err(format!("the {column} is missing"));
    }
    Ok(cell)
}

/// Normalises the capitals: `EAST`, `east` and `East` are one region.
fn capitalised(region: &str) -> String {
    let mut letters = region.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let rest = letters.flat_map(char::to_lowercase);
    first.chain(rest).collect()
}

fn check_date(cell: &str) -> Result<(), String> {
    let wrong = || format!("`{cell}` is not a date: write it as 2024-03-31");
    let parts: Vec<&str> = cell.split('-').collect();
    let [year, month, day] = parts[..] else {
        return Err(wrong());
    };
    let number = |text: &str, digits| {
        let has_all = text.len() == digits;
        has_all
            .then(|| digits_only(text))
            .flatten()
            .ok_or_else(wrong)
    };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return Err(wrong()),
    };
    if (1..=days).contains(&day) {
        Ok(())
    } else {
        Err(wrong())
    }
}

fn read_quantity(cell: &str) -> Result<u32, String> {
    match digits_only(cell) {
        Some(quantity @ 1..=MOST_UNITS) => Ok(quantity),
        _ => Err(format!(
            "`{cell}` is not a quantity: write a whole number from 1 to {MOST_UNITS}"
        )),
    }
}

fn read_price(cell: &str) -> Result<Cents, String> {
    let price = || {
        let (units, cents) = cell.split_once('.').unwrap_or((cell, "00"));
        let cents = match cents.len() {
            2 => digits_only(cents)?,
            _ => return None,
        };
        let price = Cents(u64::from(digits_only(units)?) * 100 + u64::from(cents));
        (price <= HIGHEST_PRICE).then_some(price)
    };
    price().ok_or_else(|| {
        format!("`{cell}` is not a price: write it as 12 or 12.50, up to {HIGHEST_PRICE}")
    })
}

/// Parses digits only: signs and blanks are refused.
fn digits_only(text: &str) -> Option<u32> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &str) -> Result<Sale, String> {
        let cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        Sale::read(&cells.try_into().unwrap())
    }

    #[test]
    fn a_valid_row_is_a_sale() {
        let sale = Sale {
            region: "North".to_owned(),
            quantity: 12,
            price: Cents(850),
        };
        assert_eq!(read("2024-02-29, nORTH ,Mug, 12 ,8.50"), Ok(sale));
        assert_eq!(read("2024-12-31,N,Mug,1,0").unwrap().price, Cents(0));
    }

    #[test]
    fn an_invalid_cell_is_reported() {
        for (row, reason) in [
            ("2023-02-29,N,Mug,1,1", "`2023-02-29` is not a date"),
            ("1900-02-29,N,Mug,1,1", "is not a date"),
            ("2024-13-01,N,Mug,1,1", "is not a date"),
            ("2024-1-01,N,Mug,1,1", "is not a date"),
            ("2024-+1-01,N,Mug,1,1", "is not a date"),
            ("2024-01,N,Mug,1,1", "is not a date"),
            ("2024-01-01, ,Mug,1,1", "the region is missing"),
            ("2024-01-01,N,,1,1", "the product is missing"),
            ("2024-01-01,N,Mug,0,1", "`0` is not a quantity"),
            ("2024-01-01,N,Mug,+1,1", "is not a quantity"),
            ("2024-01-01,N,Mug,1000001,1", "is not a quantity"),
            ("2024-01-01,N,Mug,99999999999,1", "is not a quantity"),
            ("2024-01-01,N,Mug,1,", "`` is not a price"),
            ("2024-01-01,N,Mug,1,1.5", "is not a price"),
            ("2024-01-01,N,Mug,1,-1.50", "is not a price"),
            ("2024-01-01,N,Mug,1,.50", "is not a price"),
            ("2024-01-01,N,Mug,1,1000000.01", "is not a price"),
        ] {
            let told = read(row).unwrap_err();
            assert!(told.contains(reason), "{row}: {told}");
        }
    }
}
