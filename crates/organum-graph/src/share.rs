//! The proof that threads may share a value. It is required where the value is made, and passed on from
//! there.

use std::{marker::PhantomData, sync::Arc};

/// A type that a node may provide or an input may have: runs move between threads, and nodes share
/// values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared by the nodes of a graph",
    label = "must be `Send + Sync + 'static`",
    note = "nodes run on any thread and borrow the values of others: use `Arc` for `Rc`, `Mutex` for `RefCell`, and give a trait object its supertraits: `trait Name: Send + Sync`"
)]
pub trait Shareable: Sized {
    /// The proof.
    const PROOF: Proof<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Shareable for T {
    const PROOF: Proof<T> = Proof(PhantomData);
}

/// The proof that a `T` is `Send`, `Sync` and `'static`.
///
/// The executor takes this value instead of declaring the bounds: a bound would be checked at every place
/// that mentions the type, and so one mistake would cause many errors.
pub struct Proof<T>(PhantomData<fn(T)>);

/// Returns the proof for the shared output of a step of a saga: threads may share the `Arc` if they may
/// share the value.
pub const fn shared<T>(_: Proof<T>) -> Proof<Arc<T>> {
    Proof(PhantomData)
}

/// Returns the proof for the output of a node.
pub const fn output<T: Shareable>() -> Proof<T> {
    T::PROOF
}

/// Returns the proof for the input of a graph.
pub const fn input<T: Shareable>() -> Proof<T> {
    T::PROOF
}
