//! Events that could not be decoded are refused when they are published, and nothing is stored.
#![allow(
    clippy::unwrap_used,
    clippy::option_option,
    reason = "what fails here fails the test; nested options are tested"
)]

use std::collections::BTreeMap;

use organum::{
    Runtime, Spine as _, event,
    event::{
        EncodeError, Event,
        backend::{Backend as _, MemoryBackend},
    },
    organ, spine,
};

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
