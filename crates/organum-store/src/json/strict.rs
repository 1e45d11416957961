//! A wrapper of `serde_json`'s serializer that refuses values that could not be read back.

use std::{cell::Cell, fmt, io::Write};

use serde::{
    Serialize, Serializer,
    ser::{
        Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use super::JsonError;

/// The kind of value that is refused.
#[derive(Clone, Copy)]
enum Refused {
    NotFinite,
    NullInSome,
}

/// The place in which a serializer records the refused value, since the error of a `Serializer` is only a
/// text.
type Reason = Cell<Option<Refused>>;

pub(super) fn write<T: Serialize + ?Sized>(to: impl Write, value: &T) -> Result<(), JsonError> {
    let reason = Reason::default();
    let strict = Strict {
        inner: &mut serde_json::Serializer::new(to),
        reason: &reason,
        in_some: false,
    };
    value.serialize(strict).map_err(|error| match reason.get() {
        Some(Refused::NotFinite) => JsonError::NotFinite,
        Some(Refused::NullInSome) => JsonError::NullInSome,
        None => JsonError::Json(error),
    })
}

/// A serializer, or a part of one, that passes on all values except refused ones.
struct Strict<'r, S> {
    inner: S,
    reason: &'r Reason,
    /// True if the value is that of a `Some`, so that `null` would be read as `None`.
    in_some: bool,
}

/// A value inside another one.
struct Inside<'r, 'v, T: ?Sized> {
    value: &'v T,
    reason: &'r Reason,
    in_some: bool,
}

impl<T: Serialize + ?Sized> Serialize for Inside<'_, '_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Strict {
            inner: serializer,
            reason: self.reason,
            in_some: self.in_some,
        })
    }
}

impl<'r, S: Serializer> Strict<'r, S> {
    fn refuse(&self, refused: Refused) -> S::Error {
        self.reason.set(Some(refused));
        S::Error::custom("refused")
    }

    fn null(self, write: impl FnOnce(S) -> Result<S::Ok, S::Error>) -> Result<S::Ok, S::Error> {
        if self.in_some {
            return Err(self.refuse(Refused::NullInSome));
        }
        write(self.inner)
    }
}

impl<'r, S> Strict<'r, S> {
    fn inside<'v, T: ?Sized>(&self, value: &'v T) -> Inside<'r, 'v, T> {
        Inside {
            value,
            reason: self.reason,
            in_some: false,
        }
    }

    fn part<P>(reason: &'r Reason, inner: P) -> Strict<'r, P> {
        Strict {
            inner,
            reason,
            in_some: false,
        }
    }
}

/// Implements the methods that pass on a plain value.
macro_rules! passed_on {
    ($($method:ident: $type:ty),+ $(,)?) => {
        $(fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.inner.$method(value)
        })+
    };
}

impl<'r, S: Serializer> Serializer for Strict<'r, S> {
    type Error = S::Error;
    type Ok = S::Ok;
    type SerializeMap = Strict<'r, S::SerializeMap>;
    type SerializeSeq = Strict<'r, S::SerializeSeq>;
    type SerializeStruct = Strict<'r, S::SerializeStruct>;
    type SerializeStructVariant = Strict<'r, S::SerializeStructVariant>;
    type SerializeTuple = Strict<'r, S::SerializeTuple>;
    type SerializeTupleStruct = Strict<'r, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Strict<'r, S::SerializeTupleVariant>;

    passed_on! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
    }

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        if !value.is_finite() {
            return Err(self.refuse(Refused::NotFinite));
        }
        self.inner.serialize_f32(value)
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        if !value.is_finite() {
            return Err(self.refuse(Refused::NotFinite));
        }
        self.inner.serialize_f64(value)
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.null(S::serialize_none)
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.null(S::serialize_unit)
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.null(|inner| inner.serialize_unit_struct(name))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = Inside {
            in_some: true,
            ..self.inside(value)
        };
        self.inner.serialize_some(&value)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        // A newtype struct is written as its field.
        let value = Inside {
            in_some: self.in_some,
            ..self.inside(value)
        };
        self.inner.serialize_newtype_struct(name, &value)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.inside(value);
        self.inner
            .serialize_newtype_variant(name, index, variant, &value)
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Self::part(self.reason, self.inner.serialize_seq(len)?))
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        Ok(Self::part(self.reason, self.inner.serialize_tuple(len)?))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        Ok(Self::part(
            self.reason,
            self.inner.serialize_tuple_struct(name, len)?,
        ))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let part = self
            .inner
            .serialize_tuple_variant(name, index, variant, len)?;
        Ok(Self::part(self.reason, part))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Self::part(self.reason, self.inner.serialize_map(len)?))
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        Ok(Self::part(
            self.reason,
            self.inner.serialize_struct(name, len)?,
        ))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let part = self
            .inner
            .serialize_struct_variant(name, index, variant, len)?;
        Ok(Self::part(self.reason, part))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// Implements the traits of lists, whose elements have no names.
macro_rules! list {
    ($($trait:ident::$method:ident),+ $(,)?) => {
        $(impl<S: $trait> $trait for Strict<'_, S> {
            type Error = S::Error;
            type Ok = S::Ok;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                let value = self.inside(value);
                self.inner.$method(&value)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        })+
    };
}

list! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

/// Implements the traits of structs, whose fields have names.
macro_rules! fields {
    ($($trait:ident),+ $(,)?) => {
        $(impl<S: $trait> $trait for Strict<'_, S> {
            type Error = S::Error;
            type Ok = S::Ok;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                let value = self.inside(value);
                self.inner.serialize_field(name, &value)
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), S::Error> {
                self.inner.skip_field(name)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        })+
    };
}

fields!(SerializeStruct, SerializeStructVariant);

impl<S: SerializeMap> SerializeMap for Strict<'_, S> {
    type Error = S::Error;
    type Ok = S::Ok;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        let key = self.inside(key);
        self.inner.serialize_key(&key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.inside(value);
        self.inner.serialize_value(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}
