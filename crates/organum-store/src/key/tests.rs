//! Tests of the values that keys depend on.

use std::collections::{BTreeMap, HashMap};

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Key, KeyError,
    canonical::{Canonical, Sink},
};

fn key(value: &(impl Serialize + ?Sized)) -> Key {
    Key::in_domain("test")
        .with(value)
        .expect("it can be written")
        .finish()
}

fn written(values: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        value
            .serialize(Canonical::new(&mut bytes))
            .expect("it can be written");
    }
    bytes
}

#[test]
fn the_canonical_form_is_stable_across_versions() {
    // Stores keep keys: another form needs another domain.
    let value = json!({"b": [1, -1, 2.5, null], "a": "x"});
    assert_eq!(
        Key::in_domain("test")
            .with(&value)
            .expect("it can be written")
            .finish()
            .to_string(),
        "64664163742b9a2a30c7c6c7f9351f90471a04b52d73020264860c77e8213617"
    );
}

#[test]
fn parts_and_domains_determine_their_own_end() {
    let of = |domain: &str, parts: &[&str]| {
        let mut key = Key::in_domain(domain);
        for part in parts {
            key.text(part);
        }
        key.finish()
    };
    let keys = [
        of("a", &["ab", "c"]),
        of("a", &["a", "bc"]),
        of("a", &["abc"]),
        of("a", &["abc", ""]),
        of("aa", &["bc"]),
        of("", &["a", "abc"]),
    ];
    for (at, one) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(one), "{at}");
    }
}

#[test]
fn values_of_different_kinds_have_different_keys() {
    #[derive(Serialize)]
    enum Shape {
        Empty,
        One(u8),
        Two(u8, u8),
        Named { a: u8 },
    }
    let keys = [
        key(&()),
        key(&None::<()>),
        key(&Some(())),
        key(&Some(Some(()))),
        key(&false),
        key(&true),
        key(&0),
        key(&1),
        key(&-1),
        key(&i64::MIN),
        key(&u64::MAX),
        key(&i128::MIN),
        key(&u128::MAX),
        key(&0.0),
        key(&-0.0),
        key(&f64::NAN),
        key(&'1'),
        key("1"),
        key(""),
        key(&[0_u8; 0]),
        key(&[[0_u8; 0]]),
        key(&([0_u8; 0], [0_u8; 0])),
        key(&HashMap::<u8, u8>::new()),
        key(&Shape::Empty),
        key(&Shape::One(1)),
        key(&Shape::Two(1, 1)),
        key(&Shape::Named { a: 1 }),
        key("Empty"),
    ];
    for (at, one) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(one), "{at}");
    }
}

#[test]
fn equal_values_have_equal_keys_whatever_their_width() {
    assert_eq!(key(&7_u8), key(&7_i128));
    assert_eq!(key(&7_u64), key(&7_u128));
    assert_eq!(key(&0.5_f32), key(&0.5_f64));
    assert_eq!(key(&f64::NAN), key(&-f64::NAN));
    assert_eq!(key("tea"), key(&"tea".to_owned()));
}

#[test]
fn a_value_that_cannot_be_written_is_an_error() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("broken"))
        }
    }
    let error = Key::in_domain("test").with(&[Broken]).err();
    assert_eq!(error, Some(KeyError("broken".to_owned())));
}

#[test]
fn a_key_is_parsed_from_its_text() {
    let one = key("tea");
    assert_eq!(one.to_string().parse(), Ok(one));
    assert!("tea".parse::<Key>().is_err());
    assert!("é".repeat(32).parse::<Key>().is_err());
}

/// Writes in pieces of other sizes than that of the buffer.
#[test]
fn the_buffer_does_not_change_the_hash() {
    for length in [0, 1, 1000, 1014, 1015, 1016, 1023, 1024, 1025, 5000] {
        let text = "x".repeat(length);
        let mut bytes = Vec::new();
        super::canonical::text(&mut bytes, "test");
        text.serialize(Canonical::new(&mut bytes))
            .expect("it can be written");
        bytes.put(&[]);
        assert_eq!(
            key(&text).as_bytes(),
            blake3::hash(&bytes).as_bytes(),
            "{length}"
        );
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f32>().prop_map(|float| json!(float + 0.0)),
        "[a-c]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-c]{0,2}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_order_of_a_hash_map_is_irrelevant(map in btree_map("[a-z]{0,4}", any::<i32>(), 0..40)) {
        let hashed: HashMap<_, _> = map.clone().into_iter().collect();
        let reversed: HashMap<_, _> = map.clone().into_iter().rev().collect();
        prop_assert_eq!(key(&map), key(&hashed));
        prop_assert_eq!(key(&map), key(&reversed));
    }

    #[test]
    fn equal_values_have_equal_keys_and_others_do_not(a in values(), b in values()) {
        prop_assert_eq!(key(&a), key(&a.clone()));
        prop_assert_eq!(a == b, key(&a) == key(&b));
    }

    /// No sequence of values has the bytes of another one, or of the beginning of another one.
    #[test]
    fn framing_is_unambiguous(a in vec(values(), 0..4), b in vec(values(), 0..4)) {
        let (one, other) = (written(&a), written(&b));
        prop_assert_eq!(a == b, one == other);
        if one.starts_with(&other) {
            prop_assert!(a.starts_with(&b));
        }
    }

    #[test]
    fn entries_of_a_map_are_told_apart(map in btree_map("[ab]{0,3}", "[ab]{0,3}", 1..4)) {
        let swapped: BTreeMap<_, _> = map.iter().map(|(k, v)| (v.clone(), k.clone())).collect();
        prop_assert_eq!(map == swapped, key(&map) == key(&swapped));
    }
}

#[test]
fn json_contains_the_digits_of_a_key() {
    let key = key(&7);
    let json = serde_json::to_string(&key).expect("it can be written");
    assert_eq!(json, format!("\"{key}\""));
    assert_eq!(serde_json::from_str::<Key>(&json).ok(), Some(key));
    let written = serde_json::to_value(key).expect("it can be written");
    assert_eq!(serde_json::from_value::<Key>(written).ok(), Some(key));
    assert!(serde_json::from_str::<Key>("\"7\"").is_err());
}
