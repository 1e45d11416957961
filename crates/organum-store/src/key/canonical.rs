//! The canonical form of a value, from which its key is computed.
//!
//! Every value begins with a tag and determines its own end: by its size, by its length, or by an end tag
//! that begins no value. So two different sequences of values never have the same bytes.

use serde::ser::{self, Serialize};

use super::KeyError;

/// A destination of the canonical form.
pub(super) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

mod tag {
    pub(super) const UNIT: u8 = b'n';
    pub(super) const FALSE: u8 = b'0';
    pub(super) const TRUE: u8 = b'1';
    pub(super) const INTEGER: u8 = b'i';
    pub(super) const WIDE: u8 = b'w';
    pub(super) const VERY_WIDE: u8 = b'v';
    pub(super) const FLOAT: u8 = b'f';
    pub(super) const CHAR: u8 = b'c';
    pub(super) const TEXT: u8 = b's';
    pub(super) const BYTES: u8 = b'b';
    pub(super) const NONE: u8 = b'-';
    pub(super) const SOME: u8 = b'+';
    pub(super) const VARIANT: u8 = b'e';
    pub(super) const SEQUENCE: u8 = b'[';
    pub(super) const MAP: u8 = b'{';
    pub(super) const STRUCT: u8 = b'(';
    pub(super) const END: u8 = b'.';
}

fn framed(to: &mut impl Sink, tag: u8, bytes: &[u8]) {
    let mut head = [tag; 9];
    head[1..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    to.put(&head);
    to.put(bytes);
}

fn integer(to: &mut impl Sink, value: i128) {
    if let Ok(value) = i64::try_from(value) {
        let mut bytes = [tag::INTEGER; 9];
        bytes[1..].copy_from_slice(&value.to_le_bytes());
        to.put(&bytes);
    } else {
        to.put(&[tag::WIDE]);
        to.put(&value.to_le_bytes());
    }
}

pub(super) fn text(to: &mut impl Sink, text: &str) {
    framed(to, tag::TEXT, text.as_bytes());
}

impl ser::Error for KeyError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// A serializer that writes the canonical form of a value.
pub(super) struct Canonical<'a, W>(&'a mut W);

impl<'a, W: Sink> Canonical<'a, W> {
    pub(super) fn new(to: &'a mut W) -> Self {
        Self(to)
    }

    fn variant(self, name: &str) -> &'a mut W {
        framed(self.0, tag::VARIANT, name.as_bytes());
        self.0
    }

    fn open(self, tag: u8) -> Open<'a, W> {
        self.0.put(&[tag]);
        Open(self.0)
    }
}

macro_rules! integers {
    ($($method:ident $Type:ty)+) => {
        $(
            fn $method(self, value: $Type) -> Result<(), KeyError> {
                integer(self.0, value.into());
                Ok(())
            }
        )+
    };
}

impl<'a, W: Sink> ser::Serializer for Canonical<'a, W> {
    type Ok = ();
    type Error = KeyError;
    type SerializeSeq = Open<'a, W>;
    type SerializeTuple = Open<'a, W>;
    type SerializeTupleStruct = Open<'a, W>;
    type SerializeTupleVariant = Open<'a, W>;
    type SerializeMap = Sorted<'a, W>;
    type SerializeStruct = Open<'a, W>;
    type SerializeStructVariant = Open<'a, W>;

    integers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64 serialize_i128 i128
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
    }

    fn serialize_u128(self, value: u128) -> Result<(), KeyError> {
        if let Ok(value) = i128::try_from(value) {
            integer(self.0, value);
        } else {
            self.0.put(&[tag::VERY_WIDE]);
            self.0.put(&value.to_le_bytes());
        }
        Ok(())
    }

    fn serialize_bool(self, value: bool) -> Result<(), KeyError> {
        self.0.put(&[if value { tag::TRUE } else { tag::FALSE }]);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), KeyError> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), KeyError> {
        let value = if value.is_nan() { f64::NAN } else { value };
        self.0.put(&[tag::FLOAT]);
        self.0.put(&value.to_bits().to_le_bytes());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), KeyError> {
        self.0.put(&[tag::CHAR]);
        self.0.put(&u32::from(value).to_le_bytes());
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), KeyError> {
        text(self.0, value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), KeyError> {
        framed(self.0, tag::BYTES, value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), KeyError> {
        self.0.put(&[tag::NONE]);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), KeyError> {
        self.0.put(&[tag::SOME]);
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), KeyError> {
        self.0.put(&[tag::UNIT]);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), KeyError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), KeyError> {
        Canonical(self.variant(variant)).serialize_unit()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), KeyError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), KeyError> {
        value.serialize(Canonical(self.variant(variant)))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a, W>, KeyError> {
        Ok(self.open(tag::SEQUENCE))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a, W>, KeyError> {
        Ok(self.open(tag::SEQUENCE))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a, W>, KeyError> {
        Ok(self.open(tag::SEQUENCE))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a, W>, KeyError> {
        Ok(Canonical(self.variant(variant)).open(tag::SEQUENCE))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Sorted<'a, W>, KeyError> {
        Ok(Sorted {
            to: self.0,
            entries: Vec::with_capacity(length.unwrap_or(0).min(1024)),
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a, W>, KeyError> {
        Ok(self.open(tag::STRUCT))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a, W>, KeyError> {
        Ok(Canonical(self.variant(variant)).open(tag::STRUCT))
    }
}

/// A sequence of values that ends with an end tag.
pub(super) struct Open<'a, W>(&'a mut W);

impl<W: Sink> Open<'_, W> {
    fn value(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), KeyError> {
        value.serialize(Canonical(self.0))
    }

    fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), KeyError> {
        text(self.0, name);
        self.value(value)
    }

    fn close(self) {
        self.0.put(&[tag::END]);
    }
}

macro_rules! elements {
    ($($Trait:ident $method:ident)+) => {
        $(
            impl<W: Sink> ser::$Trait for Open<'_, W> {
                type Ok = ();
                type Error = KeyError;

                fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), KeyError> {
                    self.value(value)
                }

                fn end(self) -> Result<(), KeyError> {
                    self.close();
                    Ok(())
                }
            }
        )+
    };
}
elements! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

macro_rules! fields {
    ($($Trait:ident)+) => {
        $(
            impl<W: Sink> ser::$Trait for Open<'_, W> {
                type Ok = ();
                type Error = KeyError;

                fn serialize_field<T: Serialize + ?Sized>(
                    &mut self,
                    name: &'static str,
                    value: &T,
                ) -> Result<(), KeyError> {
                    self.field(name, value)
                }

                fn end(self) -> Result<(), KeyError> {
                    self.close();
                    Ok(())
                }
            }
        )+
    };
}
fields!(SerializeStruct SerializeStructVariant);

/// The entries of a map, sorted by the written form of their keys.
pub(super) struct Sorted<'a, W> {
    to: &'a mut W,
    /// Each entry, with the position at which its key ends.
    entries: Vec<(Vec<u8>, usize)>,
}

impl<W: Sink> ser::SerializeMap for Sorted<'_, W> {
    type Ok = ();
    type Error = KeyError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), KeyError> {
        let mut entry = Vec::with_capacity(64);
        key.serialize(Canonical(&mut entry))?;
        let end = entry.len();
        self.entries.push((entry, end));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), KeyError> {
        let (entry, _) = self
            .entries
            .last_mut()
            .ok_or_else(|| KeyError("a value of a map comes before its key".to_owned()))?;
        value.serialize(Canonical(entry))
    }

    fn end(mut self) -> Result<(), KeyError> {
        self.entries
            .sort_by(|(a, a_end), (b, b_end)| a[..*a_end].cmp(&b[..*b_end]).then(a.cmp(b)));
        self.to.put(&[tag::MAP]);
        for (entry, _) in &self.entries {
            self.to.put(entry);
        }
        self.to.put(&[tag::END]);
        Ok(())
    }
}
