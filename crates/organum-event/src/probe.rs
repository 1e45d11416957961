//! The access of generated code to the fields of a spine and to the events it names. A type that is not
//! an organ or not an event is reported in one other place, so here it gets a stand-in without an error.

use std::{any::Any, marker::PhantomData};

use organum_base::text::{Text, refuse};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    ErasedOrgan, EventType, Organ,
    encoding::DecodeError,
    table::{EventTable, OrganTable},
};

/// A field of a spine. For an organ, the inherent functions take precedence over those of [`NotAnOrgan`].
pub struct OrganProbe<T>(PhantomData<T>);

impl<O: Organ> OrganProbe<O> {
    /// The table of the organ.
    pub const TABLE: &'static OrganTable = O::TABLE;

    /// Returns the organ as a trait object.
    pub fn erased(organ: &mut O) -> &mut dyn ErasedOrgan {
        organ
    }

    /// Moves the organ into a box.
    pub fn boxed(organ: O) -> Box<dyn ErasedOrgan> {
        Box::new(organ)
    }

    /// Returns the next organ of a spine that was taken apart.
    ///
    /// # Panics
    /// Panics if the next organ has another type.
    pub fn reassembled(organs: &mut dyn Iterator<Item = Box<dyn ErasedOrgan>>) -> O {
        let next: Option<Box<dyn Any>> = organs.next().map(|organ| organ as Box<dyn Any>);
        match next.and_then(|organ| organ.downcast().ok()) {
            Some(organ) => *organ,
            None => panic!("a spine is assembled from the organs that it was taken apart into"),
        }
    }
}

/// The stand-in of [`OrganProbe`] for a type that is not an organ.
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

/// An event that a spine names. For an event, the inherent constant takes precedence over [`NotAnEvent`]'s.
pub struct EventProbe<T>(PhantomData<T>);

impl<E: EventType> EventProbe<E> {
    /// The static table of the event.
    pub const TABLE: &'static EventTable = E::TABLE;
}

/// The stand-in of [`EventProbe`] for a type that is not an event.
pub trait NotAnEvent {
    /// A table without a key: a spine that contains it reports no further errors.
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

/// The types that serde has to write in an event. `#[event]` implements this for each of them, by its number.
pub trait PartAt<const NUMBER: usize> {
    /// The type, or `()` for an event, which is checked where it is declared: so events may contain each other.
    type Checked;
    /// The [`Check`] of the type: an error, at the field, if serde cannot write and read it.
    type Check;
}

/// The result of a check, as a type: rustc evaluates a constant in a type once, wherever the type is named.
pub struct Check<const IS_PASSED: bool>;

/// A type that serde can write and read, as a bound of the impls that serde derives. The argument is
/// [`PartAt::Check`]: where that is an error, both impls could apply, and rustc reports nothing else about the bound.
pub trait EventPart<Check>: Serialize + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> EventPart<Check<true>> for T {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> EventPart<Check<false>> for T {}

/// An event that threads can share, as a bound of its impls. The constant is the result of [`check_part`]: where that is
/// an error, both impls could apply, and rustc reports nothing else about the bound.
pub trait SharedEvent<const IS_SHARED: bool>: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> SharedEvent<true> for T {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> SharedEvent<false> for T {}

/// Checks that a type may be a part of an event, and returns true. The message is the compile error.
#[track_caller]
pub const fn check_part(is_part: bool, message: &str) -> bool {
    if !is_part {
        refuse(&Text::of(&[message]));
    }
    true
}

/// The properties of a type in an event: inherent constants take precedence over those of a trait.
pub struct PartProbe<T>(PhantomData<T>);

impl<E: OneEvent> PartProbe<E> {
    /// True for an event.
    pub const IS_EVENT: bool = true;
}

impl<T: Serialize + DeserializeOwned> PartProbe<T> {
    /// True for a type that serde can write and read.
    pub const IS_PART: bool = true;
}

/// The answers of [`PartProbe`] for other types.
pub trait OtherPart {
    /// False for other types.
    const IS_EVENT: bool = false;
    /// False for other types.
    const IS_PART: bool = false;
}

impl<T> OtherPart for PartProbe<T> {}

/// Selects the type that is checked in an event.
pub struct Part<const IS_EVENT: bool>;

/// The selection of [`Part`].
pub trait PartOf<T> {
    /// The selected type.
    type Checked;
}

impl<T> PartOf<T> for Part<false> {
    type Checked = T;
}

impl<T> PartOf<T> for Part<true> {
    type Checked = ();
}

/// The one event of a handler. Implemented by `#[event]`, without an impl for all events: if the type is no event,
/// rustc knows no type here and reports nothing else about it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "put `#[event]` on `{Self}`; a handler of events of several types takes `&Event`, by this name"
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

/// The requirement on the field that `#[event(key = …)]` names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an event, which is a string",
    label = "does not implement `Display`",
    note = "name a field whose type does, or a function that returns the key: `key = Self::key`"
)]
pub trait KeyText {
    /// Returns the key as text.
    fn key_text(&self) -> Box<str>;
}

#[diagnostic::do_not_recommend]
impl<T: std::fmt::Display + ?Sized> KeyText for T {
    fn key_text(&self) -> Box<str> {
        self.to_string().into_boxed_str()
    }
}
