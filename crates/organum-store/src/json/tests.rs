//! Written values are read back unchanged; values that cannot be read back are refused.
#![allow(clippy::option_option, reason = "the tests are about nested options")]

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped<T>(T);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum External {
    Unit,
    Newtype(Option<f32>),
    Tuple(u8, f64),
    Struct {
        at: Option<Option<u8>>,
        deep: Box<Tree>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Internal {
    Unit,
    Struct { rate: f64, of: Option<u32> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "is")]
enum Adjacent {
    Unit,
    Newtype(f64),
    Tuple(Option<()>, i64),
}

/// A tree of all data types of serde.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Tree {
    Bool(bool),
    Signed(i128),
    Unsigned(u128),
    Single(f32),
    Double(f64),
    Char(char),
    Text(String),
    Nothing,
    Unit(Unit),
    Optional(Option<Option<Box<Tree>>>),
    MaybeUnit(Option<Wrapped<()>>),
    List(Vec<Tree>),
    Pair(Box<(Tree, Wrapped<u8>)>),
    ByNumber(BTreeMap<i32, Tree>),
    ByText(HashMap<String, Option<bool>>),
    External(External),
    Internal(Internal),
    Adjacent(Adjacent),
}

fn double() -> impl Strategy<Value = f64> {
    prop_oneof![8 => any::<f64>().boxed(), 1 => Just(f64::NAN).boxed(), 1 => Just(f64::INFINITY).boxed()]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Tree::Bool),
        any::<i128>().prop_map(Tree::Signed),
        any::<u128>().prop_map(Tree::Unsigned),
        any::<f32>().prop_map(Tree::Single),
        double().prop_map(Tree::Double),
        any::<char>().prop_map(Tree::Char),
        any::<String>().prop_map(Tree::Text),
        Just(Tree::Nothing),
        Just(Tree::Unit(Unit)),
        prop::option::of(Just(Wrapped(()))).prop_map(Tree::MaybeUnit),
        prop::collection::hash_map(any::<String>(), prop::option::of(any::<bool>()), 0..4)
            .prop_map(Tree::ByText),
        prop_oneof![
            Just(External::Unit),
            prop::option::of(any::<f32>()).prop_map(External::Newtype),
            (any::<u8>(), double()).prop_map(|(a, b)| External::Tuple(a, b)),
        ]
        .prop_map(Tree::External),
        prop_oneof![
            Just(Internal::Unit),
            (double(), prop::option::of(any::<u32>()))
                .prop_map(|(rate, of)| Internal::Struct { rate, of }),
        ]
        .prop_map(Tree::Internal),
        prop_oneof![
            Just(Adjacent::Unit),
            double().prop_map(Adjacent::Newtype),
            (prop::option::of(Just(())), any::<i64>()).prop_map(|(a, b)| Adjacent::Tuple(a, b)),
        ]
        .prop_map(Tree::Adjacent),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let at = prop::option::of(prop::option::of(any::<u8>()));
        prop_oneof![
            prop::option::of(prop::option::of(inner.clone().prop_map(Box::new)))
                .prop_map(Tree::Optional),
            prop::collection::vec(inner.clone(), 0..6).prop_map(Tree::List),
            (inner.clone(), any::<u8>())
                .prop_map(|(tree, byte)| Tree::Pair(Box::new((tree, Wrapped(byte))))),
            prop::collection::btree_map(any::<i32>(), inner.clone(), 0..4).prop_map(Tree::ByNumber),
            (at, inner.prop_map(Box::new))
                .prop_map(|(at, deep)| Tree::External(External::Struct { at, deep })),
        ]
    })
}

/// Returns true if the tree has a value that JSON cannot represent, determined without a serializer.
fn is_lost(tree: &Tree) -> bool {
    match tree {
        Tree::Single(float) | Tree::External(External::Newtype(Some(float))) => !float.is_finite(),
        Tree::Double(float)
        | Tree::External(External::Tuple(_, float))
        | Tree::Internal(Internal::Struct { rate: float, .. })
        | Tree::Adjacent(Adjacent::Newtype(float)) => !float.is_finite(),
        Tree::MaybeUnit(of) => of.is_some(),
        Tree::Adjacent(Adjacent::Tuple(of, _)) => of.is_some(),
        Tree::Optional(Some(None)) => true,
        Tree::Optional(Some(Some(inner))) => is_lost(inner),
        Tree::List(list) => list.iter().any(is_lost),
        Tree::Pair(pair) => is_lost(&pair.0),
        Tree::ByNumber(map) => map.values().any(is_lost),
        Tree::External(External::Struct { at, deep }) => *at == Some(None) || is_lost(deep),
        _ => false,
    }
}

proptest! {
    /// A value is refused exactly if it would be lost; all others are read back unchanged.
    #[test]
    fn what_is_written_is_read_back(tree in tree()) {
        match to_vec(&tree) {
            Ok(bytes) => {
                prop_assert!(!is_lost(&tree));
                prop_assert_eq!(serde_json::from_slice::<Tree>(&bytes).unwrap(), tree.clone());
                prop_assert_eq!(&bytes, &serde_json::to_vec(&tree).unwrap());
                let mut written = Vec::new();
                to_writer(&mut written, &tree).unwrap();
                prop_assert_eq!(bytes, written);
            }
            Err(JsonError::NotFinite | JsonError::NullInSome) => prop_assert!(is_lost(&tree)),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}

#[track_caller]
fn is_refused<T: Serialize + DeserializeOwned>(
    value: &T,
    as_expected: impl Fn(&JsonError) -> bool,
) {
    let refused = to_vec(value).unwrap_err();
    assert!(as_expected(&refused), "{refused}");
    assert!(to_writer(Vec::new(), value).is_err());
}

#[test]
fn null_in_a_some_is_refused_wherever_it_is_hidden() {
    let is_null = |error: &JsonError| matches!(error, JsonError::NullInSome);
    is_refused(&Some(()), is_null);
    is_refused(&Some(Unit), is_null);
    is_refused(&Some(None::<u8>), is_null);
    is_refused(&Some(Wrapped(None::<u8>)), is_null);
    is_refused(&vec![Some(Some(None::<u8>))], is_null);
    is_refused(&Some(serde_json::Value::Null), is_null);
    assert_eq!(to_vec(&Some(Some(vec![None::<u8>]))).unwrap(), b"[null]");
}

#[test]
fn a_float_that_is_not_finite_is_refused_wherever_it_is() {
    let is_float = |error: &JsonError| matches!(error, JsonError::NotFinite);
    is_refused(&f32::NEG_INFINITY, is_float);
    is_refused(&HashMap::from([("rate".to_owned(), f64::NAN)]), is_float);
    is_refused(&(1, [f64::NAN]), is_float);
}

#[test]
fn maps_whose_keys_are_no_texts_are_refused_by_serde_json() {
    is_refused(&HashMap::from([((1, 2), 3)]), |error| {
        matches!(error, JsonError::Json(_))
    });
}

/// A struct whose fields are written under names that are not read.
#[derive(Serialize, Deserialize)]
struct Renamed {
    #[serde(rename(serialize = "out", deserialize = "in"))]
    value: u8,
}

/// An enum whose second variant is written in the same way as the first one.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Narrow { _id: Option<u32> },
    Wide { id: u32 },
}

#[test]
fn what_only_a_read_back_shows_is_refused_in_debug_builds() {
    let is_other = |error: &JsonError| matches!(error, JsonError::NotReadBack);
    is_refused(&Renamed { value: 1 }, is_other);
    is_refused(&Untagged::Wide { id: 7 }, is_other);
    assert!(to_vec(&Untagged::Narrow { _id: Some(1) }).is_ok());
}

#[test]
fn sets_may_be_read_back_in_another_order() {
    let numbers: HashSet<u32> = (0..1_000).collect();
    assert!(to_vec(&numbers).is_ok());
    let nested: HashSet<Vec<String>> = (0..100).map(|n| vec![n.to_string()]).collect();
    assert!(to_vec(&nested).is_ok());
}

#[test]
fn every_float_is_read_back_to_the_last_bit() {
    for float in [
        0.1 + 0.2,
        f64::MIN_POSITIVE,
        f64::MAX,
        5e-324,
        1.0 / 3.0,
        -0.0,
        123_456.789_012_345_67,
    ] {
        let bytes = to_vec(&float).unwrap();
        let read: f64 = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read.to_bits(), float.to_bits());
    }
}
