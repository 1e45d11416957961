//! That threads may share a value: asked where the value is made, and carried from there as a proof.

use std::{marker::PhantomData, sync::Arc};

/// What a node may provide and an input may be: runs move between threads, and nodes share values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared by the nodes of a graph",
    label = "must be `Send + Sync + 'static`",
    note = "nodes run on any thread and borrow the values of others: use `Arc` for `Rc`, `Mutex` for `RefCell`, and give a trait object its supertraits: `trait Name: Send + Sync`"
)]
pub trait Shareable: Sized {
    /// That it is so.
    const PROOF: Proof<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Shareable for T {
    const PROOF: Proof<T> = Proof(PhantomData);
}

/// The proof that a `T` is `Send`, `Sync` and `'static`.
///
/// The executor asks for this value, not for the bounds: a bound would be refused at every place
/// that mentions the type, and so tell one mistake many times.
pub struct Proof<T>(PhantomData<fn(T)>);

/// The proof for what a step of a saga gives, of which its record has a share: threads may share that
/// where they may share the value.
pub const fn shared<T>(_: Proof<T>) -> Proof<Arc<T>> {
    Proof(PhantomData)
}

/// The proof for the output of a node.
pub const fn output<T: Shareable>() -> Proof<T> {
    T::PROOF
}

/// The proof for the input of a graph.
pub const fn input<T: Shareable>() -> Proof<T> {
    T::PROOF
}
