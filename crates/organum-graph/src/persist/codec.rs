//! Values and inputs in written form.

use std::marker::PhantomData;

use organum_store::{
    json::{self, JsonError},
    key::{KeyError, KeyParts},
};
use serde::{Serialize, de::DeserializeOwned};

/// The number of the format in which values are written: JSON that is checked when it is written.
pub(super) const JSON: u32 = 1;

/// The functions that write a value and read it again.
// Public fields: the macros write it as a constant.
pub struct ValueCodec<T> {
    pub(super) write: fn(&T) -> Result<Vec<u8>, JsonError>,
    pub(super) read: fn(&[u8]) -> Result<T, JsonError>,
}

/// A value that a store can record.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be recorded in a store and read again",
    label = "not `Serialize` and `Deserialize`",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it, or remove `persist` from its node"
)]
pub trait Storable {
    /// Requires the type to be storable.
    fn is_storable() {}
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Storable for T {}

/// Returns the form of a value, if it has one. An inherent constant takes precedence over a trait's.
pub struct Storing<T>(PhantomData<T>);

/// The result of [`Storing`] for types that cannot be recorded.
pub trait NotStorable<T> {
    /// None: the type cannot be recorded, which is reported elsewhere.
    const CODEC: Option<ValueCodec<T>> = None;
}

impl<T> NotStorable<T> for Storing<T> {}

impl<T: Serialize + DeserializeOwned> Storing<T> {
    /// The form of the value.
    pub const CODEC: Option<ValueCodec<T>> = Some(ValueCodec {
        write: json::to_vec,
        read: |bytes| json::from_slice(bytes),
    });
}

/// Adds a dependency to a key, if it can be. An inherent function takes precedence over a trait's.
pub struct Hashing<T>(PhantomData<T>);

/// The result of [`Hashing`] for types that cannot be a part of a key.
pub trait NotHashable<T> {
    /// False: the type is not `Serialize`.
    const IS_HASHABLE: bool = false;

    /// Never called: a graph in which the dependency is a part of the key does not compile.
    ///
    /// # Errors
    /// None.
    fn add(_: &T, _: &mut KeyParts) -> Result<(), KeyError> {
        unreachable!("the program does not compile")
    }
}

impl<T> NotHashable<T> for Hashing<T> {}

impl<T: Serialize> Hashing<T> {
    /// True: the type is `Serialize`.
    pub const IS_HASHABLE: bool = true;

    /// Adds the value to the key.
    ///
    /// # Errors
    /// The `Serialize` of the value fails.
    pub fn add(value: &T, key: &mut KeyParts) -> Result<(), KeyError> {
        key.add(value)
    }
}
