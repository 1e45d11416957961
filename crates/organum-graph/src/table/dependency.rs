//! What is asked of a dependency: that nodes may share it, that it can be cloned where a node takes it
//! by value.

use std::{future::Pending, marker::PhantomData};

use super::{Anywhere, Provider, Unproved};
use crate::share::Shareable;

/// Can nodes share a `T`? An inherent constant wins over a trait's.
pub struct Sharing<T>(PhantomData<T>);

/// The answer of [`Sharing`] for what cannot be shared.
pub trait NotShareable {
    /// It cannot.
    const IS_SHAREABLE: bool = false;
}

impl<T> NotShareable for Sharing<T> {}

impl<T: Shareable> Sharing<T> {
    /// It can.
    pub const IS_SHAREABLE: bool = true;
}

/// A dependency that a node takes; `Needed::<T>::NEW.type_asked()` has the type that is asked to be
/// a [`Dependency`].
///
/// It is told at the parameter only if it is not told where the value is made: there, a method of
/// the first of these three that applies is called, as rustc looks for inherent methods, then for
/// those of traits, then for those of a reference.
pub struct Needed<T>(PhantomData<T>);

impl<T> Needed<T> {
    /// The dependency.
    pub const NEW: Self = Self(PhantomData);
}

impl<T: Shareable> Needed<T> {
    /// It can be shared.
    pub fn type_asked(self) -> Unproved {
        Unproved
    }
}

/// The answer of [`Needed`] for what a node provides: there it is told.
pub trait NeededOfNode: Sized {
    /// Nothing is asked.
    fn type_asked(self) -> Unproved {
        Unproved
    }
}

impl<T: Provider<Anywhere>> NeededOfNode for Needed<T> {}

/// The answer of [`Needed`] for everything else.
pub trait NeededElse: Sized {
    /// The type.
    type Asked;

    /// Never called: only its type counts.
    fn type_asked(self) -> Self::Asked {
        unreachable!("only the type counts")
    }
}

impl<T> NeededElse for &Needed<T> {
    type Asked = T;
}

/// What a node may depend on: a [`Shareable`], told in the words of dependencies.
#[diagnostic::on_unimplemented(
    message = "a node cannot depend on `{Self}`, which the nodes of a graph cannot share",
    label = "must be `Send + Sync + 'static`",
    note = "nodes run on any thread and borrow the values of others: use `Arc` for `Rc`, `Mutex` for `RefCell`, and give a trait object its supertraits: `trait Name: Send + Sync`"
)]
pub trait Dependency: Sized {
    /// Asks.
    #[expect(
        clippy::wrong_self_convention,
        reason = "by value, so that no reference is tried"
    )]
    fn is_fine(self) {}
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Dependency for T {}

/// Calls a node whose dependencies `D` can be shared. Of others it was told that they cannot, so
/// that nothing more is said of a future that holds them.
pub struct Calling<D>(PhantomData<D>);

impl<D: Shareable> Calling<D> {
    /// The future of the node.
    #[inline]
    pub fn run<F: Future>(called: F) -> F {
        called
    }
}

/// The answer of [`Calling`] for dependencies that cannot be shared.
pub trait NotCalling {
    /// A future that can be sent.
    fn run<F: Future>(_: F) -> Pending<F::Output> {
        std::future::pending()
    }
}

impl<D> NotCalling for Calling<D> {}

/// What a node may take by value.
#[diagnostic::on_unimplemented(
    message = "a node takes `{Self}` by value, but `{Self}` is not `Clone`: take `&{Self}`, or derive `Clone`",
    label = "cannot be cloned out of the run"
)]
pub trait Clonable: Sized {
    /// A clone of what the run holds.
    fn cloned(value: &Self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Clonable for T {
    #[inline]
    fn cloned(value: &T) -> T {
        value.clone()
    }
}

/// What the field of a struct that is a node may be.
#[diagnostic::on_unimplemented(
    message = "a node is built from clones of its fields, but `{Self}` is not `Clone`: derive `Clone`, or hold an `Arc<{Self}>`",
    label = "cannot be cloned out of the run"
)]
pub trait ClonableField: Sized {
    /// A clone of what the run holds.
    fn cloned(value: &Self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> ClonableField for T {
    #[inline]
    fn cloned(value: &T) -> T {
        value.clone()
    }
}
