//! The fields of a spine and the events it names, as generated code asks for them: of what is no
//! organ or no event it is told in one place, so here it is passed over.

use std::{any::Any, marker::PhantomData};

use super::{ErasedOrgan, EventType, Organ, encoding::DecodeError, table::EventTable};

/// A field of a spine. An inherent function wins over a trait's.
pub struct OrganProbe<T>(PhantomData<T>);

impl<O: Organ> OrganProbe<O> {
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
