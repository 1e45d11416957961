//! Fields of a saga that are recorded as their attributes of serde say.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use organum::{prelude::*, saga::Restore, store::MemoryJournal};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Neither is `Serialize`.
#[derive(Clone, Debug, Default, PartialEq)]
struct Percent(u8);

mod percent {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &Percent, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{} %", value.0))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Percent, D::Error> {
        let text = String::deserialize(from)?;
        let number = text.strip_suffix(" %").and_then(|text| text.parse().ok());
        number
            .map(Percent)
            .ok_or_else(|| serde::de::Error::custom("no percentage"))
    }
}

fn ten() -> u32 {
    10
}

#[saga]
#[derive(Clone, Debug, PartialEq)]
struct Pay {
    #[serde(rename = "amount", alias = "cents")]
    amount_in_cents: u64,
    #[serde(default = "ten")]
    days: u32,
    #[serde(with = "percent")]
    discount: Percent,
    #[serde(skip)]
    tried: Percent,
    note: Option<String>,
    #[inject]
    bank: &'static str,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Paid(u64);

#[saga(output = Paid, version = 1)]
impl Pay {
    #[step(irrevocable)]
    async fn pay(&self) -> Paid {
        Paid(self.amount_in_cents)
    }
}

fn pay() -> Pay {
    Pay {
        amount_in_cents: 500,
        days: 3,
        discount: Percent(5),
        tried: Percent(1),
        note: None,
        bank: "bank",
    }
}

#[test]
fn a_field_is_written_and_read_as_its_attributes_say() {
    let saved = String::from_utf8(pay().save().unwrap()).unwrap();
    assert_eq!(
        saved,
        r#"{"amount":500,"days":3,"discount":"5 %","note":null}"#
    );
    let read = Pay::restore(saved.as_bytes(), &"bank").unwrap();
    let expected = Pay {
        tried: Percent(0),
        ..pay()
    };
    assert_eq!(read, expected);
}

#[test]
fn older_records_are_read_by_aliases_and_defaults() {
    let older = br#"{"cents":500,"discount":"5 %"}"#;
    let read = Pay::restore(older, &"bank").unwrap();
    assert_eq!((read.amount_in_cents, read.days), (500, 10));
    let without_discount = br#"{"amount":500}"#;
    assert!(Pay::restore(without_discount, &"bank").is_err());
}

#[tokio::test]
async fn a_saga_with_such_fields_runs_with_a_journal() {
    let runner = Pay::builder("bank").journal(MemoryJournal::new()).build();
    let Pay {
        amount_in_cents,
        days,
        discount,
        tried,
        note,
        ..
    } = pay();
    let input = PayInput {
        amount_in_cents,
        days,
        discount,
        tried,
        note,
    };
    assert_eq!(runner.run(input).await.unwrap(), Paid(500));
}
