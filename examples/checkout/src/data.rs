//! The shop's data: six CSV files, built in, or in a directory of the user's own.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::{Region, Sku, UserId};
use crate::money::{Cents, Percent};
use crate::table::{self, DataError, Record, Row};

#[derive(Clone, Debug, Deserialize)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub region: Region,
    pub points: u32,
    pub chargebacks: u32,
    pub card_limit_cents: Cents,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Product {
    pub sku: Sku,
    pub name: String,
    pub price_cents: Cents,
    pub stock: u32,
    pub weight_grams: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Promotion {
    pub sku: Sku,
    pub label: String,
    pub from_quantity: u32,
    pub percent: Percent,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ShippingRate {
    pub region: Region,
    pub base_cents: Cents,
    pub per_kg_cents: Cents,
    pub days: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Tier {
    #[serde(rename = "tier")]
    pub name: String,
    pub from_points: u32,
    pub percent: Percent,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SalesTax {
    pub region: Region,
    pub percent: Percent,
}

macro_rules! records {
    ($($type:ident: $file:literal, $header:literal;)*) => {
        $(impl Record for $type {
            const FILE: &'static str = $file;
            const HEADER: &'static str = $header;
        })*

        /// The text of a built-in file.
        fn built_in(file: &str) -> &'static str {
            match file {
                $($file => include_str!(concat!("../data/", $file)),)*
                _ => "",
            }
        }
    };
}
records! {
    User: "users.csv", "id,name,region,points,chargebacks,card_limit_cents";
    Product: "products.csv", "sku,name,price_cents,stock,weight_grams";
    Promotion: "promotions.csv", "sku,label,from_quantity,percent";
    ShippingRate: "shipping.csv", "region,base_cents,per_kg_cents,days";
    Tier: "loyalty.csv", "tier,from_points,percent";
    SalesTax: "taxes.csv", "region,percent";
}

const HINT: &str = "a data directory holds users.csv, products.csv, promotions.csv, shipping.csv, loyalty.csv \
                    and taxes.csv: copy examples/checkout/data and edit the copy";

/// The data of all services, in the order of the files.
#[derive(Clone, Debug)]
pub struct ShopData {
    pub users: Vec<User>,
    pub products: Vec<Product>,
    pub promotions: Vec<Promotion>,
    pub rates: Vec<ShippingRate>,
    pub tiers: Vec<Tier>,
    pub taxes: Vec<SalesTax>,
}

impl ShopData {
    /// Reads the six files of `dir`, or the built-in ones, and checks their references to each other.
    pub fn load(dir: Option<&Path>) -> Result<Self, DataError> {
        let users = File::<User>::open(dir)?;
        let products = File::<Product>::open(dir)?;
        let promotions = File::<Promotion>::open(dir)?;
        let rates = File::<ShippingRate>::open(dir)?;
        let tiers = File::<Tier>::open(dir)?;
        let taxes = File::<SalesTax>::open(dir)?;

        users.filled()?.unique("user", |user| user.id.to_string())?;
        products
            .filled()?
            .unique("product", |product| product.sku.to_string())?;
        promotions.unique("promotion", |promotion| {
            format!("{} from {}", promotion.sku, promotion.from_quantity)
        })?;
        rates.unique("region", |rate| rate.region.to_string())?;
        tiers.unique("number of points", |tier| tier.from_points.to_string())?;
        taxes.unique("region", |tax| tax.region.to_string())?;

        promotions.refers(
            "product",
            |promotion| &promotion.sku,
            &products,
            |product| &product.sku,
        )?;
        users.refers("region", |user| &user.region, &rates, |rate| &rate.region)?;
        users.refers("region", |user| &user.region, &taxes, |tax| &tax.region)?;

        Ok(Self {
            users: users.values(),
            products: products.values(),
            promotions: promotions.values(),
            rates: rates.values(),
            tiers: tiers.values(),
            taxes: taxes.values(),
        })
    }
}

/// A file that was read, with line numbers for later checks.
struct File<T> {
    name: String,
    rows: Vec<Row<T>>,
}

impl<T: Record> File<T> {
    fn open(dir: Option<&Path>) -> Result<Self, DataError> {
        let Some(dir) = dir else {
            let name = T::FILE.to_owned();
            return Ok(Self {
                rows: table::read(&name, built_in(&name))?,
                name,
            });
        };
        let path = dir.join(T::FILE);
        let name = path.display().to_string();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self {
                rows: table::read(&name, &text)?,
                name,
            }),
            Err(source) => Err(DataError::Unreadable {
                file: name,
                source,
                hint: HINT,
            }),
        }
    }

    fn filled(&self) -> Result<&Self, DataError> {
        if self.rows.is_empty() {
            return Err(DataError::Empty {
                file: self.name.clone(),
                header: T::HEADER,
            });
        }
        Ok(self)
    }

    /// Checks that no two rows have the same key.
    fn unique(&self, what: &str, key: impl Fn(&T) -> String) -> Result<(), DataError> {
        let mut seen = std::collections::HashMap::new();
        for row in &self.rows {
            let key = key(&row.value);
            if let Some(first) = seen.insert(key.clone(), row.line) {
                let problem =
                    format!("{what} {key} is on line {first} already: remove one of the two");
                return Err(DataError::at(&self.name, row.line, problem));
            }
        }
        Ok(())
    }

    /// Checks that every reference in these rows has a row in `other`.
    fn refers<O, K: Ord + ToString>(
        &self,
        what: &str,
        key: impl Fn(&T) -> &K,
        other: &File<O>,
        other_key: impl Fn(&O) -> &K,
    ) -> Result<(), DataError> {
        let known: std::collections::BTreeSet<_> =
            other.rows.iter().map(|row| other_key(&row.value)).collect();
        match self
            .rows
            .iter()
            .find(|row| !known.contains(key(&row.value)))
        {
            None => Ok(()),
            Some(row) => {
                let (key, other) = (key(&row.value).to_string(), &other.name);
                let problem =
                    format!("there is no {what} {key} in {other}: add it there, or change it here");
                Err(DataError::at(&self.name, row.line, problem))
            }
        }
    }

    fn values(self) -> Vec<T> {
        self.rows.into_iter().map(|row| row.value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_data_is_well_formed() {
        let data = ShopData::load(None).unwrap();
        assert_eq!((data.users.len(), data.products.len()), (5, 7));
    }

    #[test]
    fn files_must_fit_together() {
        let file = |rows: &str| File::<SalesTax> {
            name: "taxes.csv".into(),
            rows: table::read("taxes.csv", &format!("region,percent\n{rows}")).unwrap(),
        };
        let region = |tax: &SalesTax| tax.region.to_string();
        let twice = file("EAST,1\nWEST,2\neast,3")
            .unique("region", region)
            .unwrap_err();
        assert_eq!(
            twice.to_string(),
            "taxes.csv, line 4: region EAST is on line 2 already: remove one of the two"
        );
        let rates = File::<ShippingRate> {
            name: "shipping.csv".into(),
            rows: Vec::new(),
        };
        let dangling =
            file("EAST,1").refers("region", |tax| &tax.region, &rates, |rate| &rate.region);
        assert_eq!(
            dangling.unwrap_err().to_string(),
            "taxes.csv, line 2: there is no region EAST in shipping.csv: add it there, or change it here"
        );
        assert!(
            file("")
                .filled()
                .map(drop)
                .unwrap_err()
                .to_string()
                .contains("has no rows")
        );
    }
}
