//! The fields of a spine and the events it names, as generated code asks for them: of what is no
//! organ or no event it is told in one place, so here it is passed over.

use std::{any::Any, marker::PhantomData};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    ErasedOrgan, EventType, Organ,
    encoding::DecodeError,
    table::{EventTable, OrganTable},
};

/// A field of a spine. An inherent function wins over a trait's.
pub struct OrganProbe<T>(PhantomData<T>);

impl<O: Organ> OrganProbe<O> {
    /// The table of the organ.
    pub const TABLE: &'static OrganTable = O::TABLE;

    /// The organ.
    pub fn erased(organ: &mut O) -> &mut dyn ErasedOrgan {
        organ
    }

    /// The organ, on its own.
    pub fn boxed(organ: O) -> Box<dyn ErasedOrgan> {
        Box::new(organ)
    }

    /// The next organ of those that a spine was dismantled into.
    ///
    /// # Panics
    /// It is another one.
    pub fn reassembled(organs: &mut dyn Iterator<Item = Box<dyn ErasedOrgan>>) -> O {
        let next: Option<Box<dyn Any>> = organs.next().map(|organ| organ as Box<dyn Any>);
        match next.and_then(|organ| organ.downcast().ok()) {
            Some(organ) => *organ,
            None => panic!("a spine is assembled from the organs that it was dismantled into"),
        }
    }
}

/// The answer of [`OrganProbe`] for what is no organ.
pub trait NotAnOrgan<T> {
    /// A table without handlers: spines report nothing else about it.
    const TABLE: &'static OrganTable = &OrganTable::mistaken("");

    /// Never called.
    fn erased(_: &mut T) -> &mut dyn ErasedOrgan {
        unreachable!("it is no organ")
    }

    /// Never called.
    fn boxed(_: T) -> Box<dyn ErasedOrgan> {
        unreachable!("it is no organ")
    }

    /// Never called.
    fn reassembled(_: &mut dyn Iterator<Item = Box<dyn ErasedOrgan>>) -> T {
        unreachable!("it is no organ")
    }
}

impl<T> NotAnOrgan<T> for OrganProbe<T> {}

/// An event that a spine names. An inherent constant wins over a trait's.
pub struct EventProbe<T>(PhantomData<T>);

impl<E: EventType> EventProbe<E> {
    /// What it says of itself.
    pub const TABLE: &'static EventTable = E::TABLE;
}

/// The answer of [`EventProbe`] for what is no event.
pub trait NotAnEvent {
    /// A table without a key: spines that have it say nothing else.
    const TABLE: &'static EventTable = &EventTable {
        name: "",
        version: 1,
        path: "",
        key: 0,
        type_id: std::any::TypeId::of::<()>(),
        is_enum: false,
        retry: None,
        decode: |_, _| Err(DecodeError::Blank),
    };
}

impl<T> NotAnEvent for EventProbe<T> {}

/// The type of a field of an event.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of an event, which is written as JSON and read again",
    label = "`{Self}` is not `Serialize` and `Deserialize`",
    note = "derive `serde::Serialize` and `serde::Deserialize` for `{Self}`, or say how the field is written: `#[serde(with = \"…\")]`"
)]
pub trait EventPart: Serialize + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> EventPart for T {}

/// The one event of a handler. Implemented by `#[event]`, without an impl for all events: if the type is no event,
/// rustc knows no type here and reports nothing else about it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "put `#[event]` on `{Self}`; what takes events of several types writes `&Event`, by this name"
)]
pub trait OneEvent {
    /// The event.
    type Itself;
}

/// Requires that a type is an event.
pub const fn check_event<E: EventType>() {}

/// Returns the table of an event. A function requires less of the type than the constant of the trait, so that a
/// mistake in an event is not reported again where the event is used.
pub const fn event_table<E: EventType>() -> &'static EventTable {
    E::TABLE
}

/// What the field that `#[event(key = …)]` names has to be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an event, which is a text",
    label = "does not implement `Display`",
    note = "name a field that does, or a function that makes a text of several: `key = Self::key`"
)]
pub trait KeyText {
    /// The text.
    fn key_text(&self) -> Box<str>;
}

#[diagnostic::do_not_recommend]
impl<T: std::fmt::Display + ?Sized> KeyText for T {
    fn key_text(&self) -> Box<str> {
        self.to_string().into_boxed_str()
    }
}
