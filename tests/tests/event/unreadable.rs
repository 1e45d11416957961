//! Events that could not be decoded are refused when they are published, and nothing is stored.
#![allow(
    clippy::unwrap_used,
    clippy::option_option,
    reason = "what fails here fails the test; nested options are tested"
)]

use std::collections::BTreeMap;

use organum::{
    Runtime, Spine as _, SpineErrorKind, event,
    event::{
        EncodeError, Event,
        archive::MemoryArchive,
        backend::{Backend as _, MemoryBackend},
    },
    organ, spine,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

#[event]
#[derive(Debug)]
struct Measured {
    celsius: f64,
    by: BTreeMap<String, f32>,
}

#[event]
#[derive(Debug)]
struct Chosen {
    seat: Option<Option<u8>>,
}

#[event]
#[derive(Debug)]
struct Renamed {
    #[serde(rename(serialize = "out", deserialize = "in"))]
    value: u32,
}

#[derive(Default)]
struct Station(u32);

#[organ]
impl Station {
    fn handle(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Measured { .. } | Chosen { .. } | Renamed { .. } => {
                self.0 += 1;
                Err("down".to_owned())
            }
        }
    }
}

#[derive(Default)]
#[spine(entry(Measured, Chosen, Renamed))]
struct Weather {
    station: Station,
}

fn weather(backend: &MemoryBackend) -> Runtime<Weather> {
    Weather::default()
        .builder()
        .backend(backend.clone())
        .build()
}

#[tokio::test]
async fn values_that_json_cannot_hold_are_not_published() {
    let backend = MemoryBackend::new();
    let shop = weather(&backend);
    for celsius in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let by = BTreeMap::new();
        let refused = shop.publish(Measured { celsius, by }).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            EncodeError::NotFinite { event: "Measured" }.to_string()
        );
    }
    let by = BTreeMap::from([("probe".to_owned(), f32::NAN)]);
    let refused = shop
        .publish(Measured { celsius: 1.0, by })
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        EncodeError::NotFinite { event: "Measured" }.to_string()
    );
    let seat = Some(None);
    let refused = shop.publish(Chosen { seat }).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        EncodeError::NullInSome { event: "Chosen" }.to_string()
    );
    let refused = shop.publish(Renamed { value: 7 }).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        EncodeError::NotReadBack { event: "Renamed" }.to_string()
    );
    assert_eq!(
        backend.metrics().await.unwrap().waiting,
        0,
        "nothing is stored"
    );
}

#[tokio::test]
async fn values_that_json_can_hold_are_published_and_redriven() {
    let backend = MemoryBackend::new();
    let mut shop = weather(&backend);
    let by = BTreeMap::from([("probe".to_owned(), 0.1)]);
    shop.publish(Measured {
        celsius: 0.1 + 0.2,
        by,
    })
    .await
    .unwrap();
    shop.publish(Chosen {
        seat: Some(Some(3)),
    })
    .await
    .unwrap();
    shop.publish(Chosen { seat: None }).await.unwrap();
    shop.drain().await.unwrap();
    let letters = shop
        .dead_letters()
        .list(&organum::dead_letter::DeadLetterFilter::all())
        .await
        .unwrap();
    assert_eq!(letters.len(), 3);
    for letter in letters {
        shop.redrive(letter.id).await.unwrap();
    }
    shop.drain().await.unwrap();
    assert_eq!(
        shop.spine().station.0,
        6,
        "each letter is decoded and handled again"
    );
}

/// The only copy of an event of a run in memory is its dead letter, which contains the reason for its missing payload.
#[tokio::test]
async fn a_dead_letter_contains_the_reason_for_its_missing_payload() {
    let mut shop = Weather::default().builder().build();
    shop.run(Measured {
        celsius: f64::NAN,
        by: BTreeMap::new(),
    })
    .await
    .unwrap();
    let letters = shop
        .dead_letters()
        .list(&organum::dead_letter::DeadLetterFilter::all())
        .await
        .unwrap();
    assert!(letters[0].content.is_none());
    let messages = letters[0].reason.messages.join("\n");
    assert!(messages.contains("NaN or infinite"), "{messages}");
}

/// An account, which is serialised while it is open.
struct Account {
    is_open: bool,
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.is_open {
            to.serialize_bool(true)
        } else {
            Err(S::Error::custom("the account is closed"))
        }
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let is_open = bool::deserialize(from)?;
        Ok(Self { is_open })
    }
}

#[event]
struct Debited {
    account: Account,
}

/// A type that is no key of a map in JSON, which no macro can see.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place(u8, u8);

#[event]
struct Listed {
    by_place: BTreeMap<Place, u8>,
}

#[organ]
fn book(event: &Debited) {
    let _ = event.account.is_open;
}

#[organ]
fn list(event: &Listed) {
    let _ = &event.by_place;
}

#[derive(Default)]
#[spine(entry(Debited, Listed))]
struct Bank {
    book: book,
    list: list,
}

/// The text of the error of a `Serialize` is a part of the text, and a map without a form in JSON has its own text.
#[tokio::test]
async fn an_event_whose_serialize_fails_is_refused_with_its_error() {
    let mut bank = Bank::default()
        .builder()
        .archive(MemoryArchive::new())
        .build();
    let debited = |is_open| Debited {
        account: Account { is_open },
    };
    bank.publish(debited(true)).await.unwrap();
    let text = "the payload of event `Debited` cannot be written, as its `Serialize` failed: the account is closed";
    for refused in [
        bank.publish(debited(false)).await.unwrap_err(),
        bank.run(debited(false)).await.unwrap_err(),
    ] {
        assert_eq!(refused.kind(), SpineErrorKind::Encode);
        assert_eq!(refused.to_string(), text);
    }
    let by_place = BTreeMap::from([(Place(1, 2), 3)]);
    let refused = bank.publish(Listed { by_place }).await.unwrap_err();
    let not_json = EncodeError::NotJson { event: "Listed" };
    assert_eq!(refused.downcast_ref(), Some(&not_json));
}
