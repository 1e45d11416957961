//! The domain types: user numbers, product codes, carts. Every value is valid.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// The number of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct UserId(u32);

/// The code of a product, converted to capitals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Sku(String);

/// The region of a user, which determines shipping and tax; converted to capitals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Region(String);

/// The quantity of a product: from 1 to [`Quantity::MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(u32);

/// A product with its quantity, as in `CABLE:2`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct CartItem {
    pub sku: Sku,
    pub quantity: Quantity,
}

/// The products that a user wants to buy: each product once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<CartItem>")]
pub struct Cart(Vec<CartItem>);

/// The error of a request that is invalid for every shop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Nonsense {
    #[error("`{0}` is not a user number: `users` lists them")]
    UserId(String),
    #[error("`{0}` is not a code: use letters, digits, `-` and `_`")]
    Code(String),
    #[error("`{0}` is not an item: write a product and a quantity, such as CABLE:2")]
    Item(String),
    #[error("{0}:0 asks for nothing: leave it out, or ask for 1 to {most}", most = Quantity::MOST)]
    Zero(Sku),
    #[error("that is too many of {0}: one order may hold up to {most}", most = Quantity::MOST)]
    TooMany(Sku),
}

impl Quantity {
    pub const MOST: u32 = 1000;

    pub fn get(self) -> u32 {
        self.0
    }

    /// Checks a quantity; `sku` is for the text of the error.
    pub fn of(sku: &Sku, count: u32) -> Result<Self, Nonsense> {
        match count {
            0 => Err(Nonsense::Zero(sku.clone())),
            1..=Self::MOST => Ok(Self(count)),
            _ => Err(Nonsense::TooMany(sku.clone())),
        }
    }
}

impl Cart {
    /// Creates a cart of these items; the same product twice becomes one line.
    pub fn new(items: impl IntoIterator<Item = CartItem>) -> Result<Self, Nonsense> {
        let mut lines = Vec::<CartItem>::new();
        for item in items {
            match lines.iter_mut().find(|line| line.sku == item.sku) {
                Some(line) => {
                    let both = line.quantity.get().saturating_add(item.quantity.get());
                    line.quantity = Quantity::of(&line.sku, both)?;
                }
                None => lines.push(item),
            }
        }
        Ok(Self(lines))
    }

    pub fn items(&self) -> &[CartItem] {
        &self.0
    }
}

impl TryFrom<Vec<CartItem>> for Cart {
    type Error = Nonsense;

    fn try_from(items: Vec<CartItem>) -> Result<Self, Self::Error> {
        Self::new(items)
    }
}

/// The items as on the command line: `CABLE:2 MUG:1`.
impl fmt::Display for Cart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&items.join(" "))
    }
}

impl FromStr for CartItem {
    type Err = Nonsense;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sku, count) = text.split_once(':').unwrap_or((text, "1"));
        let sku: Sku = sku.parse().map_err(|_| Nonsense::Item(text.into()))?;
        if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Nonsense::Item(text.into()));
        }
        // Digits that do not fit into a number are still a number, which is far too large.
        let quantity = Quantity::of(&sku, count.parse().unwrap_or(u32::MAX))?;
        Ok(Self { sku, quantity })
    }
}

impl FromStr for UserId {
    type Err = Nonsense;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map(Self)
            .map_err(|_| Nonsense::UserId(text.into()))
    }
}

/// A code from user input or from a file, in capitals.
fn code(text: &str) -> Result<String, Nonsense> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if text.is_empty() || !text.chars().all(allowed) {
        return Err(Nonsense::Code(text.into()));
    }
    Ok(text.to_ascii_uppercase())
}

impl FromStr for Sku {
    type Err = Nonsense;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        code(text).map(Self)
    }
}

impl FromStr for Region {
    type Err = Nonsense;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        code(text).map(Self)
    }
}

/// Implements parsing and serialisation for a value that is text in a data file, an event or a record.
/// The rules are those of the command line.
macro_rules! text_value {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = Nonsense;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
    )*};
}
text_value!(UserId, Sku, Region, CartItem);

macro_rules! display_as_its_field {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
display_as_its_field!(UserId, Sku, Region);

impl fmt::Display for CartItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sku, self.quantity.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(text: &str) -> Result<CartItem, Nonsense> {
        text.parse()
    }

    #[test]
    fn reads_items() {
        assert_eq!(item("cable:2").unwrap().to_string(), "CABLE:2");
        assert_eq!(item("MUG").unwrap().to_string(), "MUG:1");
        assert_eq!(item("MUG:1000").unwrap().quantity.get(), 1000);
        let sku = Sku("MUG".into());
        assert_eq!(item("MUG:0"), Err(Nonsense::Zero(sku.clone())));
        for many in ["MUG:1001", "MUG:99999999999999999999"] {
            assert_eq!(item(many), Err(Nonsense::TooMany(sku.clone())));
        }
        for wrong in [
            "", ":", ":2", "MUG:", "MUG:-1", "MUG:+1", "MUG:2:3", "MUG:two", "M UG:1",
        ] {
            assert_eq!(item(wrong), Err(Nonsense::Item(wrong.into())));
        }
    }

    #[test]
    fn a_cart_holds_each_product_once() {
        let cart = |items: &[&str]| Cart::new(items.iter().map(|text| item(text).unwrap()));
        let merged = cart(&["MUG:2", "CABLE:1", "mug:3"]).unwrap();
        let shown: Vec<_> = merged.items().iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["MUG:5", "CABLE:1"]);
        assert_eq!(
            cart(&["MUG:600", "MUG:600"]),
            Err(Nonsense::TooMany(Sku("MUG".into())))
        );
    }

    #[test]
    fn codes_and_user_numbers() {
        assert_eq!("east-2".parse::<Region>().unwrap().to_string(), "EAST-2");
        assert!("a,b".parse::<Sku>().is_err());
        assert!(
            "one"
                .parse::<UserId>()
                .unwrap_err()
                .to_string()
                .contains("`users` lists them")
        );
    }
}
