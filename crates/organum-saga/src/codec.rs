//! The JSON form of the inputs and the values of steps in a journal.

use std::{any::Any, collections::BTreeMap, marker::PhantomData, sync::Arc};

use organum_base::text::{Text, refuse};
use organum_store::json;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{graph::Cause, panics};

type Decode = fn(&[u8]) -> Result<Arc<dyn Any + Send + Sync>, Cause>;

/// Writes a value into a journal, and reads it.
#[derive(Clone, Copy)]
pub struct Codec {
    pub(crate) encode: fn(&(dyn Any + Send + Sync)) -> Result<Vec<u8>, Cause>,
    pub(crate) decode: Decode,
}

/// Writes a field of a saga's inputs into a journal, and reads it.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct FieldCodec<T> {
    /// As JSON.
    pub to_json: fn(&T) -> Result<Vec<u8>, Cause>,
    /// From JSON.
    pub from_json: fn(&[u8]) -> Result<T, Cause>,
}

impl Codec {
    /// The codec of a step that is a saga: its output is in the record of the nested saga.
    pub const NESTED: Self = Self {
        encode: |_| Ok(b"null".to_vec()),
        decode: |_| Ok(Arc::new(())),
    };
}

/// A value that a step of a journalled saga may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written into a journal and read again",
    label = "not `Serialize` and `Deserialize`",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it, or remove `version` from `#[saga(…)]` if no run of the saga is journalled"
)]
pub trait Recordable: Sized + 'static {
    /// The codec for type-erased values.
    const CODEC: Codec;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Recordable for T {
    const CODEC: Codec = Codec {
        encode: |value| match value.downcast_ref::<T>() {
            Some(value) => Ok(json::to_vec(value)?),
            None => Err("a value of another type".into()),
        },
        decode: |bytes| Ok(Arc::new(json::from_slice::<T>(bytes)?)),
    };
}

/// A type of a field of a saga that is recorded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written into a journal and read again",
    label = "not `Serialize` and `Deserialize`",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it, say how the field is written, `#[serde(with = \"…\")]`, or mark the field `#[inject]` if the program provides its value"
)]
pub trait RecordableField: Sized {
    /// The codec for fields of this type.
    const CODEC: FieldCodec<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> RecordableField for T {
    const CODEC: FieldCodec<T> = FieldCodec {
        to_json: |value| Ok(json::to_vec(value)?),
        from_json: |bytes| Ok(json::from_slice(bytes)?),
    };
}

/// A field of a saga's inputs has no form in JSON.
#[derive(Debug, thiserror::Error)]
#[error("the field `{field}` has no form in JSON")]
pub(crate) struct FieldNotWritten {
    pub(crate) field: String,
    #[source]
    pub(crate) cause: Cause,
}

/// A type that serde can write and read, as a bound of the impls that serde derives for a field with attributes. The
/// argument is a [`RecordCheck`]: where that is an error, both impls could apply, and rustc reports nothing else about
/// the bound.
pub trait RecordedBySerde<Check>: Serialize + DeserializeOwned {}

/// The result of [`check_recorded`], as a type: rustc evaluates a constant in a type once, wherever the type is named.
pub struct RecordCheck<const IS_PASSED: bool>;

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> RecordedBySerde<RecordCheck<true>> for T {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> RecordedBySerde<RecordCheck<false>> for T {}

/// Tells whether serde can write and read a type: an inherent constant takes precedence over that of a trait.
pub struct RecordedProbe<T>(PhantomData<T>);

impl<T: Serialize + DeserializeOwned> RecordedProbe<T> {
    /// True: it can.
    pub const IS_RECORDED: bool = true;
}

/// The answer of [`RecordedProbe`] for other types.
pub trait NotRecorded {
    /// False for other types.
    const IS_RECORDED: bool = false;
}

impl<T> NotRecorded for RecordedProbe<T> {}

/// Checks that serde can write and read the type of a field, and returns true.
#[track_caller]
pub const fn check_recorded(is_recorded: bool, ty: &str) -> bool {
    if !is_recorded {
        refuse(&Text::of(&[
            "`",
            ty,
            "` cannot be written into a journal and read again: derive `serde::Serialize` and `serde::Deserialize` for it, or say how the field is written, `#[serde(with = \"…\")]`",
        ]));
    }
    true
}

/// The fields of a saga's inputs while they are being written: a JSON object.
#[derive(Default)]
pub struct Writing(Vec<u8>);

impl Writing {
    /// Adds a field. Its name is an identifier, and so needs no escapes.
    ///
    /// # Errors
    /// The value has no form in JSON.
    pub fn with<T>(mut self, name: &str, value: &T, codec: FieldCodec<T>) -> Result<Self, Cause> {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
        let json = panics::as_error(|| (codec.to_json)(value));
        self.0.extend(json.map_err(|cause| FieldNotWritten {
            field: name.to_owned(),
            cause,
        })?);
        Ok(self)
    }

    /// Adds a field that serde writes as an object of its own, as its attributes say.
    ///
    /// # Errors
    /// The value has no form in JSON.
    pub fn with_object(mut self, object: &impl Serialize) -> Result<Self, Cause> {
        let object = json::to_vec_unchecked(object)?;
        let inside = object.strip_prefix(b"{").unwrap_or(&object);
        let inside = inside.strip_suffix(b"}").unwrap_or(inside);
        if !inside.is_empty() {
            self.0.push(if self.0.is_empty() { b'{' } else { b',' });
            self.0.extend_from_slice(inside);
        }
        Ok(self)
    }

    /// Returns the object with all fields.
    ///
    /// # Errors
    /// None. The result has the type that the generated code returns.
    pub fn written(mut self) -> Result<Vec<u8>, Cause> {
        self.0
            .extend_from_slice(if self.0.is_empty() { b"{}" } else { b"}" });
        Ok(self.0)
    }
}

/// The fields of a saga's inputs while they are being read.
pub struct Reading(BTreeMap<String, Box<RawValue>>);

impl Reading {
    /// Reads the object that [`Writing`] wrote.
    ///
    /// # Errors
    /// The bytes are not a JSON object.
    pub fn of(saved: &[u8]) -> Result<Self, Cause> {
        Ok(Self(json::from_slice(saved)?))
    }

    /// Reads a field that [`Writing::with_object`] wrote, as its attributes say.
    ///
    /// # Errors
    /// The bytes do not contain the field.
    pub fn object<T: DeserializeOwned>(saved: &[u8]) -> Result<T, Cause> {
        Ok(json::from_slice(saved)?)
    }

    /// Returns a field; a missing field is read as `null`.
    ///
    /// # Errors
    /// The field is not a value of its type.
    pub fn get<T>(&self, name: &str, codec: FieldCodec<T>) -> Result<T, Cause> {
        let json = self.0.get(name).map_or("null", |json| json.get());
        (codec.from_json)(json.as_bytes())
    }
}
