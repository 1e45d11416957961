//! The requirements on a dependency: nodes must be able to share it, and it must be `Clone` if a node
//! takes it by value.

use std::{future::Pending, marker::PhantomData};

use super::{Anywhere, Provider, Unproved};
use crate::share::Shareable;

/// Tests whether nodes can share a `T`. An inherent constant takes precedence over a trait's.
pub struct Sharing<T>(PhantomData<T>);

/// The result of [`Sharing`] for types that cannot be shared.
pub trait NotShareable {
    /// False: the type cannot be shared.
    const IS_SHAREABLE: bool = false;

    /// Returns a future in the place of one that holds such a type, which is reported where the type is.
    fn sendable<F: Future>(_: F) -> Pending<F::Output> {
        unreachable!("the program does not compile")
    }
}

impl<T> NotShareable for Sharing<T> {}

impl<T: Shareable> Sharing<T> {
    /// True: the type can be shared.
    pub const IS_SHAREABLE: bool = true;

    /// Returns the future, which holds types that can be shared.
    #[inline]
    pub fn sendable<F: Future>(future: F) -> F {
        future
    }
}

/// A dependency that a node takes. The type of `Needed::<T>::NEW.type_asked()` is required to be a
/// [`Dependency`].
///
/// The error appears at the parameter only if it does not appear where the value is made. There, a method
/// of the first of these three that applies is called, since rustc looks for inherent methods first, then
/// for those of traits, then for those of a reference.
pub struct Needed<T>(PhantomData<T>);

impl<T> Needed<T> {
    /// The value on which `type_asked` is called.
    pub const NEW: Self = Self(PhantomData);
}

impl<T: Shareable> Needed<T> {
    /// Returns a placeholder: the type can be shared.
    pub fn type_asked(self) -> Unproved {
        Unproved
    }
}

/// The result of [`Needed`] for the type of a node, where the error appears at the node.
pub trait NeededOfNode: Sized {
    /// Returns a placeholder: nothing is required here.
    fn type_asked(self) -> Unproved {
        Unproved
    }
}

impl<T: Provider<Anywhere>> NeededOfNode for Needed<T> {}

/// The result of [`Needed`] for every other type.
pub trait NeededElse: Sized {
    /// The type that is required to be a [`Dependency`].
    type Asked;

    /// Stands for a value of the type; never called.
    fn type_asked(self) -> Self::Asked {
        unreachable!("only the type counts")
    }
}

impl<T> NeededElse for &Needed<T> {
    type Asked = T;
}

/// A type that a node may depend on: like [`Shareable`], with an error worded for dependencies.
#[diagnostic::on_unimplemented(
    message = "a node cannot depend on `{Self}`, which the nodes of a graph cannot share",
    label = "must be `Send + Sync + 'static`",
    note = "nodes run on any thread and borrow the values of others: use `Arc` for `Rc`, `Mutex` for `RefCell`, and give a trait object its supertraits: `trait Name: Send + Sync`"
)]
pub trait Dependency: Sized {
    /// Requires the type to be a dependency.
    #[expect(
        clippy::wrong_self_convention,
        reason = "by value, so that no reference is tried"
    )]
    fn is_fine(self) {}
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Dependency for T {}

/// Calls a node whose dependencies `D` can be shared. For others an error was reported already, so the
/// future that holds them causes no further error.
pub struct Calling<D>(PhantomData<D>);

impl<D: Shareable> Calling<D> {
    /// Returns the future of the node.
    #[inline]
    pub fn run<F: Future>(called: F) -> F {
        called
    }
}

/// The result of [`Calling`] for dependencies that cannot be shared.
pub trait NotCalling {
    /// Returns a future that is `Send`, and never ready.
    fn run<F: Future>(_: F) -> Pending<F::Output> {
        std::future::pending()
    }
}

impl<D> NotCalling for Calling<D> {}

/// A type that a node may take by value.
#[diagnostic::on_unimplemented(
    message = "a node takes `{Self}` by value, but `{Self}` is not `Clone`: take `&{Self}`, or derive `Clone`",
    label = "cannot be cloned out of the run"
)]
pub trait Clonable: Sized {
    /// Returns a clone of the value in the run.
    fn cloned(value: &Self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Clonable for T {
    #[inline]
    fn cloned(value: &T) -> T {
        value.clone()
    }
}

/// A type that the field of a struct that is a node may have.
#[diagnostic::on_unimplemented(
    message = "a node is built from clones of its fields, but `{Self}` is not `Clone`: derive `Clone`, or hold an `Arc<{Self}>`",
    label = "cannot be cloned out of the run"
)]
pub trait ClonableField: Sized {
    /// Returns a clone of the value in the run.
    fn cloned(value: &Self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> ClonableField for T {
    #[inline]
    fn cloned(value: &T) -> T {
        value.clone()
    }
}
